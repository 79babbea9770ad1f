"""What a run that has ended shows, on the run page and on its own."""

import base64
import json

import numpy as np
import pytest
from runs_on_record import failure, put

from codika.model import RunError, RunStatus
from ui import resources


def press_run(screen, ended, workflow, **values):
    """Run a workflow from its form; return the run once it has ended and is shown."""
    screen.open("run", workflow=workflow)
    run = ended(screen.fill(**values).press_run())
    screen.again()
    return run


def shown(screen, **run):
    """Put a run on record and open its page."""
    screen.open("runs")
    run = put(resources.get().runs.store, **run)
    screen.open("runs", run=run.id)
    return run


def figure(screen):
    """Return the one chart on the page."""
    (chart,) = screen.at.get("plotly_chart")
    return json.loads(chart.proto.spec)


def numbers(axis):
    """Return what plotly packs into bytes."""
    if isinstance(axis, dict):
        return np.frombuffer(base64.b64decode(axis["bdata"]), axis["dtype"]).tolist()
    return axis


def test_a_run_that_ended_shows_its_result(screen, ended):
    """
    Headlines, table and row count, on the page it was started from.
    """
    run = press_run(screen, ended, "country-statistics")
    result = resources.get().runs.store.result(run.id)

    assert [
        ("Year", "2007"),
        ("Country count", "60"),
        ("World population", "4,396,357,116"),
        ("Life expectancy", "70.57"),
    ] == [(metric.label, metric.value.replace("\\", "")) for metric in screen.at.metric]
    assert "60 rows · 8 columns" in screen.text
    assert [country["country"] for country in result["countries"]] == list(
        screen.at.dataframe[0].value["country"]
    )


def test_the_chart_shows_the_numbers_of_the_table(screen, ended):
    """
    The longest bars are the largest values of the table, under the names of their rows.
    """
    press_run(screen, ended, "country-statistics")
    table = screen.at.dataframe[0].value.sort_values("gdp_per_capita_usd", ascending=False)[:20]
    spec = figure(screen)
    (bars,) = spec["data"]

    assert "GDP per capita (USD)" == spec["layout"]["xaxis"]["title"]["text"]
    assert list(table["country"]) == bars["customdata"][:20]
    assert list(table["gdp_per_capita_usd"]) == numbers(bars["x"])[:20]


def test_another_chart_is_one_choice_away(screen, ended):
    """
    The charts that suit a table are offered by name.
    """
    press_run(screen, ended, "country-statistics")
    first = figure(screen)
    chart = screen.widget("Chart")
    chart.select_index(1)
    screen.again()

    assert len(chart.options) > 1
    assert first["data"] != figure(screen)["data"]


def test_filtering_says_how_many_rows_are_left(screen, ended):
    """
    A table says how many rows of how many are shown; the filter is in the URL.
    """
    run = press_run(screen, ended, "country-statistics")
    screen.open("runs", run=run.id, rows="belg")

    assert "1 of 60 rows · 8 columns" in screen.text
    assert ["Belgium"] == list(screen.at.dataframe[0].value["country"])
    assert "belg" == screen.at.query_params["rows"]


def test_a_filter_that_nothing_passes_leaves_an_empty_table(screen, ended):
    """
    No row and no chart, and the way back is the filter's own.
    """
    run = press_run(screen, ended, "country-statistics")
    screen.open("runs", run=run.id, rows="atlantis")

    assert "0 of 60 rows · 8 columns" in screen.text
    assert ([], 0) == (screen.at.get("plotly_chart")[:], len(screen.at.dataframe[0].value))


def test_documents_are_told_with_why_they_cannot_be_opened_here(screen):
    """
    As a single value and in a table; other ids say nothing.
    """
    rows = [{"documentId": f"{n:020d}", "orderId": f"A{n}"} for n in range(3)]
    shown(screen, result={"report": "doc_7Qk2", "rows": rows})

    assert "Report looks like the id of a document that Codika keeps." in screen.text
    assert "Document ID looks like the id of a document that Codika keeps." in screen.text
    assert "open the run in Codika" in screen.text

    shown(screen, result={"report": "exec_7Qk2", "n": 1})

    assert "document that Codika keeps" not in screen.text


def test_the_page_of_a_run_says_the_same(screen, ended):
    """
    The permanent page shows the result as well, with inputs and timeline.
    """
    run = press_run(screen, ended, "country-statistics")
    there = screen.text
    screen.open("runs", run=run.id).unfold_timeline()
    (inputs,) = screen.at.json

    assert "Country statistics" == screen.at.title[0].value
    assert "60 rows · 8 columns" in there
    assert "60 rows · 8 columns" in screen.text
    assert {"year": 2007, "continents": ["Europe", "Asia"], "min_population": 1} == json.loads(
        inputs.value
    )
    assert ["Saved here", "Sent to Codika", "Started by Codika"] == [
        what for what in screen.at.table[0].value["What"] if what not in ("Looked", "Ended")
    ]
    assert run.execution_id in screen.text


def test_the_raw_json_is_what_codika_sent(screen):
    """
    Nothing is lost on the way to the screen: opened, the JSON is there in full.
    """
    result = {"n": 9007199254740993, "text": "<b>&ü\u2028", "list": [1, None, False]}
    run = shown(screen, result=result)
    screen.at.session_state[f"raw/{run.id}"] = True
    screen.again()
    (code,) = [block for block in screen.at.code if block.language == "json"]

    assert result == json.loads(code.value)


def test_a_run_without_a_result_says_so(screen):
    """
    Ended, and nothing came back: no empty table.
    """
    shown(screen)

    assert ["This run ended without a result."] == [info.value for info in screen.at.info]


@pytest.mark.parametrize(
    ("result", "words"),
    [
        pytest.param(None, "nothing", id="null"),
        pytest.param(False, "No", id="false"),
        pytest.param(0, "0", id="zero"),
        pytest.param("", "empty text", id="empty text"),
        pytest.param("done", "done", id="text"),
        pytest.param(42.5, "42.5", id="number"),
    ],
)
def test_a_bare_value_is_a_result(screen, result, words):
    """
    What is falsy is shown all the same.
    """
    shown(screen, result=result)

    assert [words] == [metric.value.replace("\\", "") for metric in screen.at.metric]


@pytest.mark.parametrize(
    "result",
    [
        pytest.param([], id="empty list"),
        pytest.param({}, id="empty object"),
        pytest.param([[]], id="list of lists"),
        pytest.param([None, None], id="nothings"),
        pytest.param({"a": {"b": {"c": {"d": []}}}}, id="deep and empty"),
        pytest.param([{"a": 1}, "two", [3]], id="mixed"),
        pytest.param({"": 1, " ": 2, "a.b": 3}, id="odd keys"),
        pytest.param([{"\ud800": "\ud800"}] * 9, id="half a surrogate pair"),
        pytest.param([{"n": 10**400}, {"n": 1}], id="beyond floats"),
        pytest.param([{"d": "9999-12-31T23:59:59Z"}, {"d": "0001-01-01"}], id="ends of time"),
        pytest.param("\x00\x1b[31m\u202e", id="control characters"),
        pytest.param({"rows": [{f"c{n}": n for n in range(400)}] * 3}, id="wide"),
        pytest.param({f"k{n}": n for n in range(3000)}, id="many headlines"),
        pytest.param([{"x": n, "y": -n} for n in range(20_000)], id="long"),
        pytest.param({"results": {"results": {"results": []}}}, id="results within results"),
        pytest.param([{"Status": 1, "status": 2, "STATUS": 3}] * 10, id="columns alike"),
        pytest.param([{"a": True}, {"a": 1}, {"a": "1"}], id="kinds mixed in a column"),
    ],
)
def test_any_json_is_shown(screen, result):
    """
    No result of a workflow breaks the page.
    """
    run = shown(screen, result=result)
    screen.at.session_state[f"raw/{run.id}"] = True
    screen.again()

    assert [] == screen.errors
    assert "Lead scoring" == screen.at.title[0].value


def test_a_result_too_long_for_the_screen_can_be_had(screen):
    """
    The JSON of a large result is downloaded instead of drawn.
    """
    run = shown(screen, result={"text": "x" * 400_000})
    screen.at.session_state[f"raw/{run.id}"] = True
    screen.again()

    assert "It is too long to show here; download it instead." in screen.text
    assert [] == [block for block in screen.at.code if block.language == "json"]


def test_a_failed_run_says_why_in_the_workflows_words(screen, ended):
    """
    Headline, the workflow's own message, and the step it failed at.
    """
    press_run(screen, ended, "validate-iban")
    (said,) = screen.errors

    assert said.startswith("**The workflow failed.** Its own words are below.")
    assert "The check digits of BE68 5390 0754 7035 are wrong" in said
    assert "At the step “Check Digits”." in said


def test_the_words_of_a_failure_are_shown_as_they_are(screen):
    """
    A message is text: its Markdown, pictures and colours mean nothing.
    """
    hostile = "![x](https://tracker.example/p.png) :red[x] **b** <b>"
    shown(screen, status=RunStatus.FAILED, error=failure(hostile, failed_node="*Node*"))
    (error,) = screen.at.error

    assert r"\!\[x\]\(https\:\/\/tracker\.example\/p\.png\) \:red\[x\] \*\*b\*\*" in error.value
    assert r"\*Node\*" in error.value


def test_what_came_from_outside_is_never_markdown(screen):
    """
    Title, user, inputs and instance of a run are shown letter by letter.
    """
    mark = "![x](//t.example)"
    shown(
        screen, result={"short": ":red[x]", "long": f"**b** {mark}"}, workflow_title=mark,
        user=mark, instance_name=mark, events=[("ended", mark)],
    )  # fmt: skip
    at = screen.unfold_timeline().at
    texts = [element.value for kind in (at.title, at.markdown) for element in kind]
    texts += list(at.table[0].value["Details"])
    quoted = [text for text in texts if r"\!\[x\]\(\/\/t\.example\)" in text]

    assert 3 == len(quoted)
    assert [] == [text for text in texts if mark in text]
    assert [r"\:red\[x\]"] == [metric.value for metric in at.metric]
    assert "**b** [x](//t.example)" in texts


@pytest.mark.parametrize(
    ("status", "label"),
    [
        pytest.param(RunStatus.SUCCESS, "Succeeded", id="success"),
        pytest.param(RunStatus.FAILED, "Failed", id="failed"),
        pytest.param(RunStatus.REJECTED, "Not started", id="rejected"),
        pytest.param(RunStatus.CANCELLED, "Cancelled", id="cancelled"),
    ],
)
def test_a_status_is_icon_word_and_colour(screen, status, label):
    """
    The line under the title says how it stands.
    """
    shown(screen, status=status)

    assert f" {label}]" in screen.text


def test_run_again_fills_the_form_with_the_earlier_inputs(screen, ended, codika):
    """
    Pressing it sends nothing; the new run names the one it was started from.
    """
    first = press_run(screen, ended, "validate-iban", IBAN="BE68 5390 0754 7034")
    screen.open("runs", run=first.id)
    screen.press("Run again")
    filled, started = screen.widget("IBAN").value, codika.started
    again = ended(screen.press_run())
    screen.open("runs", run=again.id)

    assert ("BE68 5390 0754 7034", 1) == (filled, started)
    assert (first.id, 2) == (again.rerun_of, codika.started)
    screen.press("Run again from this earlier run")

    assert first.id == screen.run_id


def test_run_again_goes_where_the_run_was(screen, ended):
    """
    A run of prod is repeated in prod, with the banner up.
    """
    screen.open("run", workflow="validate-iban", connection="sandbox-prod")
    run = ended(screen.press_run())
    screen.open("runs", run=run.id, connection="sandbox-dev")
    screen.press("Run again")

    assert ["Run in PROD"] == screen.main


def test_run_again_of_a_run_that_is_gone(screen):
    """
    A link that names an unknown run still shows the form.
    """
    screen.open("run", **{"workflow": "validate-iban", "from": "01m80j7kyg64w734xkthfbxn0y"})

    assert 1 == len(screen.errors)
    assert "There is no such run." in screen.errors[0]
    assert ["Run"] == screen.main


def test_inputs_that_no_field_asks_for_are_sent_again(screen, ended):
    """
    What a run carried beside its form's fields is not lost by repeating it.
    """
    screen.open("run")
    resources_now = resources.get()
    run = resources_now.runs.start(
        resources_now.instances[0], "validate-iban", {"iban": "BE68 5390 0754 7034", "extra": [1]}
    )
    ended(run.id)
    screen.open("run", **{"workflow": "validate-iban", "from": run.id})
    again = ended(screen.press_run())

    assert {"iban": "BE68 5390 0754 7034", "extra": [1]} == resources_now.runs.store.payload(
        again.id
    )


def test_a_result_that_could_not_be_kept_says_so(screen):
    """
    A run that ended well without its result is no silent success.
    """
    lost = RunError(kind="UnexpectedReplyError", message="the result is lost: it is too deep")
    shown(screen, error=lost)

    assert "the result is lost: it is too deep." in screen.errors[0]
