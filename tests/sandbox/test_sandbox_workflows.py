"""Each workflow does real work: exact results from exact input."""

import datetime as dt
import json
import math

import pytest

from codika.sandbox import datasets, executions, fields, skills, trace, workflow

MOMENT = dt.datetime(2026, 5, 4, 8, 12, 31, 4000, tzinfo=dt.UTC)  # a Monday
EVERY = pytest.mark.parametrize("one", workflow.workflows().values(), ids=lambda one: one.id)


def outcome(name, payload):
    inside = trace.Trace(payload, created=MOMENT, duration=1.5, seed="test")
    return inside.run(workflow.workflows()[name])


def result(name, payload=None):
    ended = outcome(name, payload or {})
    assert ended.failure is None
    return ended.result


def failure(name, payload):
    return outcome(name, payload).failure.details()


def without(told, *names):
    return {name: value for name, value in told.items() if name not in names}


def types_in(schema):
    """Every type that a schema uses, at any depth."""
    found = set()
    for item in schema:
        found.add(item["type"])
        for name in ("inputSchema", "schema", "itemSchema"):
            found |= types_in(item.get(name, []))
        found |= types_in([item["itemField"]] if "itemField" in item else [])
    return found


@EVERY
def test_every_workflow_is_complete(one):
    """
    Schema, output, title, cost, triggers, and an example that passes its own schema.
    """
    assert [] == fields.problems(one.inputs, one.example)
    assert one.title
    assert one.triggers
    assert 0 <= one.cost
    assert 0 < one.takes.low <= one.takes.median <= one.takes.high
    if one.by_hand:
        assert one.outputs
        assert one.example or not one.inputs


@EVERY
def test_every_result_has_the_keys_of_its_output_schema(one):
    """
    What a workflow gives for its example has every field that it promises.
    """
    sample = skills.sample(one)
    promised = {item["key"] for item in fields.flat(one.outputs)}

    assert one.id == "awkward-shapes" or promised <= set(sample)


@EVERY
def test_every_skill_follows_the_convention(one):
    """
    Frontmatter, title, example between the EOF lines, input table, JSON sample, cost.
    """
    if not one.by_hand:
        return
    text = skills.content(one.id)
    _, front, body = text.split("---\n", 2)
    head = dict(line.split(": ", 1) for line in front.strip().splitlines())
    sample = body.split("```json\n")[1].split("\n```")[0]

    assert {"name", "description", "workflowTemplateId"} == set(head)
    assert (f"acme-{one.id}", one.id) == (head["name"], head["workflowTemplateId"])
    assert f"\n# {one.title}\n" in body
    assert f"codika trigger {one.id} --poll" in body
    if one.example:
        assert one.example == json.loads(body.split("<<'EOF'\n")[1].split("\nEOF\n")[0])
    for item in fields.flat(one.inputs):
        assert f"\n| {item['key']} | " in body
    assert sample == json.dumps(json.loads(sample), indent=2, ensure_ascii=False)
    assert f"- Cost: {one.cost:g} credit" in body


def test_between_them_the_workflows_use_every_field_type():
    """
    All twelve types of the platform and sections.
    """
    used = set().union(*(types_in(one.inputs) for one in workflow.workflows().values()))

    assert {*fields.RULES, "section"} == used


def test_there_are_enough_of_every_kind():
    """
    Twelve or more to run, one by the clock, one by an event, sub-workflows, fractional costs.
    """
    every = workflow.workflows().values()
    kinds = {trigger.kind for one in every for trigger in one.triggers}

    assert 12 <= sum(one.by_hand for one in every)
    assert {"http", "schedule", "service_event", "subworkflow"} == kinds
    assert any(one.cost != int(one.cost) for one in every)


@EVERY
def test_an_outcome_is_the_same_every_time(one):
    """
    Asked twice, maybe after a restart, an execution ended the same way.
    """
    first, second = (outcome(one.id, one.example) for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"text": 5, "iban": [], "count": "many", "country": {}, "input_text": None},
        {"weights": {"size": None, "intent": 2}, "equipment": [{}], "contact": {"email": None}},
        {"tags": [[]], "symbols": [{}], "regions": "Europe", "continents": [None], "shape": 3},
        {"phone_numbers": [1], "message": {}, "document": {"fileName": "a.pdf"}},
        {"seed": "\ud800", "full_name": "\ud800\ud800", "iban": "  ", "year": 1e300},
    ],
)
@EVERY
def test_no_payload_breaks_a_workflow(one, payload):
    """
    Whatever is sent, an execution ends with a result or with a failure that names its node.
    """
    ended = outcome(one.id, payload)

    assert ended.failure is None or ended.failure.node == ended.steps[-1].name
    executions.encoded_result(ended.result)


def test_durations_vary_and_stay_in_bounds():
    """
    Lognormal around the median, cut off at both ends, the same for the same execution.
    """
    takes = workflow.workflows()["market-research"].takes
    drawn = sorted(takes.draw("seed", number) for number in range(500))

    assert takes.draw("seed", 1) == takes.draw("seed", 1)
    assert (takes.low, takes.high) == (drawn[0], drawn[-1])
    assert math.isclose(takes.median, drawn[250], rel_tol=0.05)


def test_main_workflow():
    """
    Capitals, trimmed, with a timestamp; nothing to work on is a node failure.
    """
    assert {"result": "QUARTERLY", "processedAt": "2026-05-04T08:12:32.504Z"} == result(
        "main-workflow", {"text": "  quarterly "}
    )
    assert {
        "type": "node_failure",
        "message": "Text input is required",
        "failedNodeName": "Parse Input",
    } == failure("main-workflow", {"text": " "})


@pytest.mark.parametrize(
    ("payload", "count"),
    [
        ({}, 540),
        ({"include_customers": True}, 640),
        ({"country": "Belgium"}, 47),
        ({"country": ""}, 540),
        (
            {
                "industries": ["software"],
                "tags": ["demo", "trial"],
                "created_since": "2026-01-01",
                "model": "big-deals",
            },
            23,
        ),
    ],
)
def test_lead_scoring_filters(payload, count):
    """
    Each filter leaves what it should, and the totals are those of the rows.
    """
    told = result("lead-scoring", payload)
    rows = told["leads"]

    assert (count, count) == (told["total_leads"], len(rows))
    for lead in rows:
        assert payload.get("country") in (None, "", lead["company"]["country"])
        assert lead["company"]["industry"] in payload.get("industries", lead["company"]["industry"])
        assert payload.get("created_since", "") <= lead["created_on"]
        assert not payload.get("tags") or set(payload["tags"]) & set(lead["tags"])
        assert payload.get("include_customers", False) or not lead["is_customer"]
    assert told["qualified"] == sum(lead["grade"] in "AB" for lead in rows)
    assert told["by_grade"] == {
        grade: sum(lead["grade"] == grade for lead in rows) for grade in "ABCD"
    }
    assert told["pipeline_value_eur"] == sum(lead["deal_value_eur"] for lead in rows)
    assert told["average_score"] == round(sum(lead["score"] for lead in rows) / count, 1)


def test_lead_scoring_ranks():
    """
    The best comes first, and its record is whole.
    """
    best, *rest = result("lead-scoring", {"country": "Belgium", "min_score": 60})["leads"]

    assert {
        "lead_id": "L-0628",
        "name": "Tess Ziegler",
        "title": "Head of Sales",
        "email": "tess.ziegler@blueforge-45.example",
        "company": {
            "name": "Blueforge",
            "country": "Belgium",
            "city": "Brussels",
            "industry": "logistics",
            "employees": 108,
            "founded": 1971,
            "website": "https://blueforge-45.example",
            "location": {"lat": 50.85, "lon": 4.35},
        },
        "tags": ["demo"],
        "visits": 36,
        "created_on": "2026-09-04",
        "last_contact_on": "2026-09-06",
        "deal_value_eur": 8510.0,
        "is_customer": False,
        "score": 81,
        "grade": "A",
    } == best
    scores = [lead["score"] for lead in rest]
    assert sorted(scores, reverse=True) == scores
    assert 60 <= scores[-1]


def test_lead_scoring_takes_own_weights():
    """
    With all weight on size the largest company is first; with none it fails.
    """
    sized = {"weights": {"size": 1, "intent": 0, "freshness": 0}}
    by_size = result("lead-scoring", sized)["leads"]
    nothing = {"weights": {"size": 0, "intent": 0, "freshness": 0}}

    assert 100 == by_size[0]["score"]
    assert max(lead["company"]["employees"] for lead in by_size if lead["score"] < 50) < min(
        lead["company"]["employees"] for lead in by_size if lead["score"] > 51
    )
    assert "NO_WEIGHT" == failure("lead-scoring", nothing)["code"]


def test_text_analysis():
    """
    Words are counted, common ones are no keywords, and a negation turns a word round.
    """
    told = result(
        "text-analysis",
        {"input_text": "Good soup, good bread.\n\nNot good: the late waiter. Never late again!"},
    )

    assert {
        "characters": 68,
        "words": 12,
        "unique_words": 9,
        "sentences": 3,
        "paragraphs": 2,
        "reading_minutes": 0.1,
    } == told["counts"]
    assert [("good", 3, 25.0), ("late", 2, 16.67), ("again", 1, 8.33)] == [
        tuple(one.values()) for one in told["keywords"][:3]
    ]
    assert {
        "label": "positive",
        "score": 0.2,
        "positive_words": ["good", "good", "late"],
        "negative_words": ["good", "late"],
    } == told["sentiment"]
    assert told["result"].startswith(
        "# Text analysis\n\nThe text is **positive** (score +0.20).\n\n12 words, 9 of them"
    )


@pytest.mark.parametrize(("kind", "absent"), [("keywords", "sentiment"), ("sentiment", "keywords")])
def test_text_analysis_does_what_was_asked(kind, absent):
    """
    Only the part that was asked for, and the counts only if wanted.
    """
    payload = {"input_text": "Fine.", "analysis_type": kind, "include_metadata": False}
    told = result("text-analysis", payload)

    assert {"result", "confidence", kind} == set(told)
    assert absent not in told


def test_batch_send():
    """
    Every number has its own outcome, in the order sent; long messages have segments.
    """
    numbers = ["+32 470 00 00 01", "32470000009", "12", "99912345678", "351910000000"]
    told = result("batch-send", {"phone_numbers": numbers, "message": "x" * 161})

    assert {
        "total_sent": 2,
        "total_failed": 3,
        "channel": "sms",
        "sent_at": "2026-05-04T08:12:32.504Z",
    } == without(told, "results")
    assert [
        ("+32 470 00 00 01", "BE", "sent", 2, None),
        ("32470000009", "BE", "failed", 0, "Phone is switched off"),
        ("12", None, "failed", 0, "Not a phone number"),
        ("99912345678", None, "failed", 0, "Unknown country code"),
        ("351910000000", "PT", "sent", 2, None),
    ] == [tuple(one.values()) for one in told["results"]]


def test_batch_send_only_checks_when_told_to():
    """
    A dry run sends nothing.
    """
    payload = {"phone_numbers": ["32470000009", "12"], "message": "x", "dry_run": True}
    told = result("batch-send", payload)

    assert (0, ["checked", "failed"]) == (
        told["total_sent"],
        [one["status"] for one in told["results"]],
    )


def test_invoice_extraction():
    """
    Lines, tax by rate and totals to the cent.
    """
    told = result("invoice-extraction", workflow.workflows()["invoice-extraction"].example)
    first, second = told["invoices"]

    assert {
        "invoice_count": 2,
        "total_gross": 607.82,
        "currency": "EUR",
        "warnings": [],
    } == without(told, "invoices")
    assert {
        "number": "2026-0117",
        "issued_on": "2026-10-02",
        "supplier": {"name": "Lumen Lighting BV", "vat_number": "BE0403170701"},
        "customer": "Acme Bikes",
        "totals": {
            "net": 136.3,
            "vat": 25.03,
            "gross": 161.33,
            "vat_by_rate": [{"rate": 6.0, "amount": 1.44}, {"rate": 21.0, "amount": 23.59}],
        },
    } == without(first, "lines")
    assert {
        "position": 1,
        "description": "Desk lamp",
        "quantity": 2.0,
        "unit_price": 39.9,
        "vat_rate": 21.0,
        "net": 79.8,
        "vat": 16.76,
        "gross": 96.56,
    } == first["lines"][0]
    assert 446.49 == second["totals"]["gross"]


def test_invoice_extraction_takes_corrections_and_warns():
    """
    What is not understood is warned of; a correction wins.
    """
    payload = {
        "invoice_text": "Invoice: 7\nhello there\n1 x Pen @ 2,50\n",
        "corrections": [{"invoice_number": "7", "field": "supplier", "value": "Pens & Co"}],
    }
    told = result("invoice-extraction", payload)

    assert (["Not understood: hello there"], "Pens & Co", 3.03) == (
        told["warnings"],
        told["invoices"][0]["supplier"]["name"],
        told["total_gross"],
    )


def test_invoice_extraction_reads_the_text_of_a_document():
    """
    A file comes with its text, as the platform's own screen sends it.
    """
    document = {"fileName": "a.pdf", "text": "3 x Cable @ 1.00 VAT 0%"}

    assert 3.0 == result("invoice-extraction", {"document": document})["total_gross"]


@pytest.mark.parametrize(
    ("text", "code"), [("", "NO_INPUT"), ("nothing here", "NO_LINES"), ("---\n---", "NO_LINES")]
)
def test_invoice_extraction_fails_without_an_invoice(text, code):
    """
    Nothing to read, and nothing found, are failures.
    """
    assert code == failure("invoice-extraction", {"invoice_text": text})["code"]


@pytest.mark.parametrize(
    "text", ["\n" * 50_000, "From:" + " " * 25_000 + "a" * 20_000, "-" * 50_000]
)
def test_invoice_extraction_is_not_slowed_by_hostile_text(text):
    """
    Patterns that would take minutes on such text end at once: the test run's limit would strike.
    """
    assert failure("invoice-extraction", {"invoice_text": text})["code"] in ("NO_INPUT", "NO_LINES")


def test_weekly_report():
    """
    The last full week, compared with the one before, out of twelve weeks of days.
    """
    told = result("weekly-report")
    days = told["daily"]
    last, before = days[-7:], days[-14:-7]

    assert ("Week of 2026-04-27", "2026-05-04T08:12:32.504Z", True) == (
        told["title"],
        told["generatedAt"],
        told["status"],
    )
    assert (84, "2026-02-09", "2026-05-03") == (len(days), days[0]["date"], days[-1]["date"])
    assert {
        "revenue_eur": 4117.4,
        "guests": 422,
        "bills": 210,
        "tips_eur": 641.68,
        "average_bill_eur": 19.61,
        "revenue_change_percent": 7.1,
        "guests_change_percent": 7.9,
    } == told["kpis"]
    assert told["kpis"]["guests"] == sum(day["guests"] for day in last)
    assert 7.9 == round((422 / sum(day["guests"] for day in before) - 1) * 100, 1)
    assert [2264.57, 1358.74, 494.09] == [one["revenue_eur"] for one in told["channels"]]
    assert "- Revenue **€4,117.40** (+7.1 %)\n" in told["summary"]


def test_onboarding():
    """
    Accounts by department, orders with their price, tasks on working days.
    """
    told = result("onboarding", workflow.workflows()["onboarding"].example)

    assert ("zoe.peeters@acme.example", "2026-12-01", 2010.0, ["platform", "on-call"]) == (
        told["email"],
        told["start_date"],
        told["equipment_total_eur"],
        told["teams"],
    )
    assert ["mail", "calendar", "code-hosting", "monitoring", "vpn"] == [
        account["system"] for account in told["accounts"]
    ]
    assert {
        "item": "monitor",
        "quantity": 2,
        "unit_price_eur": 280.0,
        "total_eur": 560.0,
        "note": "27 inch",
    } == told["orders"][1]
    assert ["2026-11-26", "2026-11-30", "2026-12-01", "2026-12-01"] == [
        task["due"] for task in told["tasks"][:4]
    ]
    assert all(dt.date.fromisoformat(task["due"]).weekday() < 5 for task in told["tasks"])


def test_onboarding_needs_no_input():
    """
    For a position still open the plan starts on the next Monday.
    """
    told = result("onboarding")

    assert ("New colleague", "2026-05-11", 1450.0) == (
        told["full_name"],
        told["start_date"],
        told["equipment_total_eur"],
    )


def test_market_research():
    """
    Market by country, from population and income, ranked, with a report.
    """
    told = result("market-research", {"regions": ["Oceania"], "spend_share": 1, "depth": "quick"})
    facts = {
        row["country"]: int(row["pop"]) * float(row["gdpPercap"]) / 100
        for row in datasets.rows("gapminder")
        if row["continent"] == "Oceania" and row["year"] == "2007"
    }

    assert {name: round(value) for name, value in facts.items()} == {
        one["country"]: one["market_usd"] for one in told["markets"]
    }
    assert ["Australia", "New Zealand"] == [one["country"] for one in told["markets"]]
    assert round(sum(facts.values())) == told["market_total_usd"]
    assert told["report"].startswith("# Market for electric bikes\n\n**Oceania** spend about **$")
    assert "| Australia | 7,037 | +40.4 % |" in told["report"]


def test_market_research_times_out_on_too_many_sources():
    """
    A search that was asked for too much says so.
    """
    assert {
        "type": "timeout",
        "message": "The search timed out after 40 of 41 sources",
        "failedNodeName": "Search the Web",
    } == failure("market-research", {"max_sources": 41})


def test_stock_history():
    """
    One row a week and symbol, from the range asked for, with true figures.
    """
    told = result(
        "stock-history", {"symbols": ["AAPL", "FB"], "start": "2018-01-01", "end": "2018-01-22"}
    )
    weeks = [row for row in datasets.rows("stocks") if row["date"] <= "2018-01-22"]

    assert ("2018-01-01", "2018-01-22", 4, "FB") == (
        told["from"],
        told["to"],
        told["weeks"],
        told["best"],
    )
    assert [
        (row["date"], symbol, round(100 * float(row[symbol]), 2))
        for row in weeks
        for symbol in ("AAPL", "FB")
    ] == [tuple(price.values()) for price in told["prices"]]
    assert round((float(weeks[-1]["AAPL"]) - 1) * 100, 2) == told["summary"][0]["return_percent"]
    # It peaked in the third week: from there to the end is the drawdown.
    assert (
        round((float(weeks[3]["AAPL"]) / float(weeks[2]["AAPL"]) - 1) * 100, 2)
        == (told["summary"][0]["max_drawdown_percent"])
    )


@pytest.mark.parametrize(
    ("start", "end", "kind", "node"),
    [
        ("2019-02-01", "2019-01-01", "validation_error", "Check Range"),
        ("2019-01-02", "2019-01-03", "external_api_error", "Fetch Quotes"),
        ("2017-01-01", "2019-01-03", "validation_error", "Validate Input"),
        ("2019-02-30", "2019-03-03", "validation_error", "Validate Input"),
    ],
)
def test_stock_history_fails_on_a_range_without_quotes(start, end, kind, node):
    """
    The wrong way round, between two quotes, out of bounds, no such day: each in its own node.
    """
    failed = failure("stock-history", {"start": start, "end": end})

    assert (kind, node) == (failed["type"], failed["failedNodeName"])


def test_country_statistics():
    """
    Year, continents and size filter; sums are weighted; years in between take the last on record.
    """
    told = result("country-statistics", {"year": 2004, "continents": ["Oceania"]})

    assert {
        "year": 2002,
        "country_count": 2,
        "world_population": 23454829,
        "life_expectancy": 80.16,
    } == without(told, "countries")
    assert {
        "country": "Australia",
        "iso_alpha": "AUS",
        "continent": "Oceania",
        "population": 19546792,
        "life_expectancy": 80.37,
        "gdp_per_capita_usd": 30687.75,
        "location": {"lat": -25.0, "lon": 135.0},
    } == told["countries"][0]
    assert 142 == result("country-statistics")["country_count"]
    large = result("country-statistics", {"min_population": 200})["countries"]
    assert ["China", "India", "United States", "Indonesia"] == [one["country"] for one in large]


@pytest.mark.parametrize(
    ("iban", "account"),
    [
        ("be68 5390 0754 7034", "539007547034"),
        ("GB82WEST12345698765432", "WEST12345698765432"),
        ("NL91 ABNA 0417 1643 00", "ABNA0417164300"),
    ],
)
def test_validate_iban(iban, account):
    """
    A right one is taken apart, however it is written.
    """
    told = result("validate-iban", {"iban": iban})

    assert (True, account, iban[:2].upper()) == (told["valid"], told["account"], told["country"])


@pytest.mark.parametrize(
    ("iban", "code"),
    [
        ("BE68539007547035", "WRONG_CHECK_DIGITS"),
        ("BE68", "WRONG_LENGTH"),
        ("XX68539007547034", "UNKNOWN_COUNTRY"),
        ("", "INVALID_INPUT"),
        ("BE68-5390", "INVALID_INPUT"),
    ],
)
def test_validate_iban_fails_by_its_input(iban, code):
    """
    Each mistake has its code.
    """
    assert code == failure("validate-iban", {"iban": iban})["code"]


def test_bulk_records():
    """
    As many as asked for, the same for the same seed, in rows or in columns.
    """
    rows = result("bulk-records", {"count": 50})
    columns = result("bulk-records", {"count": 50, "layout": "columns"})

    assert {
        "id": 1,
        "order_number": "SO-000001",
        "ordered_at": "2025-04-06T00:14:31Z",
        "amount_eur": 64.31,
        "quantity": 5,
        "state": "paid",
        "customer": {"id": "C01027", "city": "Lisbon", "loyal": False},
        "tags": ["export", "gift"],
    } == rows["records"][0]
    assert (50, rows["total_eur"]) == (len(rows["records"]), columns["total_eur"])
    assert [row["amount_eur"] for row in rows["records"]] == columns["columns"]["amount_eur"]
    assert [] == result("bulk-records", {"count": 0})["records"]


def test_bulk_records_go_to_a_hundred_thousand():
    """
    The most that may be asked for is given; one more is refused.
    """
    assert 100_000 == len(result("bulk-records", {"count": 100_000})["records"])
    assert "INVALID_INPUT" == failure("bulk-records", {"count": 100_001})["code"]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("zero", 0),
        ("empty-text", ""),
        ("false", False),
        ("null", None),
        ("empty-list", []),
        ("number", 42.5),
        ("numbers", [3, 1, 4, 1, 5]),
        ("big-integers", {"id": 2**53 + 1, "ids": [2**64 - 1, 1 - 2**63 - 1]}),
    ],
)
def test_awkward_shapes(shape, expected):
    """
    Falsy and bare results come as they are.
    """
    assert expected == result("awkward-shapes", {"shape": shape})


def test_awkward_shapes_hold_records_as_json_strings():
    """
    The list that workflow authors are told to make.
    """
    contacts = result("awkward-shapes", {"shape": "json-strings"})["contacts"]

    assert "Ann Smith" == json.loads(contacts[0])["name"]


def test_gmail_attachments():
    """
    What an event would start files what came with it.
    """
    told = result("gmail-attachment-processor", {"attachments": [1, 2], "sender": "a@example.org"})

    assert (2, "a@example.org") == (told["files_saved"], told["sender"])


def test_a_failing_sub_workflow_fails_the_node_that_called_it():
    """
    The message is the sub-workflow's, the node the caller's; the sub-workflow's own record stays.
    """
    parent = workflow.Workflow(
        id="parent",
        title="",
        description="",
        triggers=(workflow.http(),),
        takes=workflow.Duration(1, 1, 1, 1),
        cost=0,
        function=lambda inside: inside.call("Ask", "validate-iban", {"iban": "XX00"}),
    )
    ended = trace.Trace({}, created=MOMENT, duration=1, seed="s").run(parent)

    assert ("Ask", "Unknown country in IBAN: XX") == (ended.failure.node, ended.failure.message)
    assert ("Ask", "Check Digits") == (
        ended.steps[-1].name,
        ended.steps[-1].called.failure.node,
    )


def test_an_error_of_ours_ends_an_execution_as_a_failure(monkeypatch):
    """
    A workflow with a bug fails its execution; the server goes on.
    """
    broken = workflow.Workflow(
        id="broken",
        title="",
        description="",
        triggers=(workflow.http(),),
        takes=workflow.Duration(1, 1, 1, 1),
        cost=0,
        function=lambda _: 1 / 0,
    )
    monkeypatch.setattr(workflow, "workflows", lambda: {"broken": broken})
    row = executions.ExecutionRow(1, "id", "instance", "broken", "{}", 0, 1, None, None)
    ended = executions.run(row, "seed")

    assert "Unexpected error in the workflow" == ended.failure.message
