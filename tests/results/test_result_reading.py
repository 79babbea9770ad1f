import subprocess
import sys
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from json_strategies import ANY_JSON, UNHURRIED

from codika.results import Hint, Kind, layout, read, suggest, summarize, to_csv, to_json
from codika.results.charts import draw


@UNHURRIED
@given(ANY_JSON)
def test_any_json_can_be_shown(result):
    """
    Whatever a workflow returns: tables, charts, sentence and files come of it, and no error.
    """
    reading = read(result)
    figures = [draw(spec, table) for table in reading.tables for spec in suggest(table)]
    files = [to_json(result), *map(to_csv, reading.tables)]

    assert summarize(reading)
    assert all(files)
    assert all(figure.to_json() for figure in figures)


@UNHURRIED
@given(ANY_JSON)
def test_frames_and_columns_agree(result):
    """
    A table's frame has the described columns, all rows, and converts to Arrow as it is.
    """
    for table in read(result).tables:
        assert [column.name for column in table.columns] == list(table.frame.columns)
        assert table.n_rows == pa.Table.from_pandas(table.frame).num_rows


@UNHURRIED
@given(ANY_JSON)
def test_every_single_value_is_shown(result):
    """
    What is in no table is a headline or a text, unchanged.
    """
    reading = read(result)
    shown = [line.value for line in reading.headlines] + [text.text for text in reading.texts]

    expected = [value for _, value in layout.lay_out(result).scalars]
    assert sorted(map(repr, expected)) == sorted(map(repr, shown))


def lines(reading):
    return [(line.path, line.label, line.value, str(line.kind)) for line in reading.headlines]


def kinds(table):
    return {column.name: str(column.kind) for column in table.columns}


@pytest.mark.parametrize(
    ("result", "headlines"),
    [
        pytest.param(
            {"result": "ALL FINE", "processedAt": "2026-05-04T08:12:31.004Z"},
            [
                ("result", "Result", "ALL FINE", "text"),
                ("processedAt", "Processed at", "2026-05-04T08:12:31.004Z", "datetime"),
            ],
            id="main-workflow",
        ),
        pytest.param(
            {
                "title": "Weekly Report",
                "generatedAt": "2026-05-04T07:00:00.000Z",
                "summary": "Report generated on Monday, May 4, 2026",
                "status": True,
            },
            [
                ("title", "Title", "Weekly Report", "text"),
                ("generatedAt", "Generated at", "2026-05-04T07:00:00.000Z", "datetime"),
                ("summary", "Summary", "Report generated on Monday, May 4, 2026", "text"),
                ("status", "Status", True, "boolean"),
            ],
            id="scheduled-report",
        ),
        pytest.param(
            {"success": True, "total_sent": 2, "total_failed": 0},
            [
                ("success", "Success", True, "boolean"),
                ("total_sent", "Total sent", 2, "integer"),
                ("total_failed", "Total failed", 0, "integer"),
            ],
            id="http-direct-messaging",
        ),
        pytest.param(
            {"proposal_html_file": "doc_7Qk2", "sections_generated": 6},
            [
                ("proposal_html_file", "Proposal HTML file", "doc_7Qk2", "document"),
                ("sections_generated", "Sections generated", 6, "integer"),
            ],
            id="proposal-generation",
        ),
        pytest.param(
            {"total_leads": 48, "slack_message_ts": "1777881151.0042"},
            [
                ("total_leads", "Total leads", 48, "integer"),
                ("slack_message_ts", "Slack message ts", "1777881151.0042", "identifier"),
            ],
            id="folk-stats-to-slack",
        ),
        pytest.param(
            {"files_saved": 3, "sender": "a@example.org", "drive_folder_id": "1AbC"},
            [
                ("files_saved", "Files saved", 3, "integer"),
                ("sender", "Sender", "a@example.org", "email"),
                ("drive_folder_id", "Drive folder ID", "1AbC", "identifier"),
            ],
            id="gmail-attachment-processor",
        ),
        pytest.param(
            {"responseText": "*Hi*", "status": "success"},
            [
                ("responseText", "Response text", "*Hi*", "text"),
                ("status", "Status", "success", "text"),
            ],
            id="http-test-bot",
        ),
        pytest.param(
            {"company": {"name": "A", "geo": {"lat": 50.5}}},
            [
                ("company.name", "Company · Name", "A", "text"),
                ("company.geo.lat", "Company · Geo · Lat", 50.5, "latitude"),
            ],
            id="nested objects",
        ),
        pytest.param(
            {"summary": "x", "results": {"summary": "y"}},
            [
                ("summary", "summary", "x", "text"),
                ("results.summary", "results.summary", "y", "text"),
            ],
            id="the same under results",
        ),
        pytest.param(0, [("$", "Value", 0, "integer")], id="zero"),
        pytest.param("", [("$", "Value", "", "text")], id="empty text"),
        pytest.param(None, [("$", "Value", None, "empty")], id="null"),
        pytest.param(False, [("$", "Value", False, "boolean")], id="false"),
        pytest.param({"n": 2**70}, [("n", "N", 2**70, "identifier")], id="huge"),
    ],
)
def test_headlines(result, headlines):
    """
    Single values are headlines, each exactly as it came.
    """
    reading = read(result)

    assert (headlines, (), ()) == (lines(reading), reading.texts, reading.tables)


@pytest.mark.parametrize(
    ("result", "path", "title", "columns"),
    [
        pytest.param(
            {
                "results": [
                    {"phone": "32470000001", "status": "sent"},
                    {"phone": "33", "status": "x"},
                ]
            },
            "results",
            "Results",
            {"phone": "identifier", "status": "enum"},
            id="batch-send",
        ),
        pytest.param(
            {"documents": [{"title": "Offer 12", "score": 0.82, "date": "2025-11-03"}]},
            "documents",
            "Documents",
            {"title": "text", "score": "number", "date": "date"},
            id="document-retrieval",
        ),
        pytest.param(
            {"bots": [{"name": "Help", "status": "active", "bot_phone": "+14430000000"}]},
            "bots",
            "Bots",
            {"name": "text", "status": "text", "bot_phone": "identifier"},
            id="http-manage-bot",
        ),
        pytest.param(
            {"contacts": ['{"name":"Ann Smith","email":"ann@example.org"}']},
            "contacts",
            "Contacts",
            {"name": "text", "email": "email"},
            id="contact search",
        ),
        pytest.param([], "$", "Result", {}, id="empty list"),
        pytest.param([{"a": 1}], "$", "Result", {"a": "integer"}, id="list of records"),
        pytest.param({"results": {"items": []}}, "results.items", "Items", {}, id="no items"),
    ],
)
def test_a_table(result, path, title, columns):
    """
    A list is a table, named by where it stands.
    """
    reading = read(result)
    (table,) = reading.tables

    assert (path, title, columns) == (table.path, table.title, kinds(table))
    assert ((), ()) == (reading.headlines, reading.texts)


def test_results_are_transparent_for_titles():
    """
    Values under `results` read as if they stood at the top.
    """
    reading = read(
        {
            "results": {
                "summary": "…",
                "confidence": 95,
                "categories": ["finance", "legal"],
                "generated_report": "doc_3Lp0",
            }
        }
    )
    (table,) = reading.tables

    assert [
        ("results.summary", "Summary", "…", "text"),
        ("results.confidence", "Confidence", 95, "integer"),
        ("results.generated_report", "Generated report", "doc_3Lp0", "document"),
    ] == lines(reading)
    assert ("results.categories", ["finance", "legal"]) == (table.path, list(table.frame["value"]))


@pytest.mark.parametrize(
    ("text", "is_markdown"),
    [
        pytest.param("## Summary\n- scope\n- budget", True, id="headings and lists"),
        pytest.param("- one\n- two", True, id="list"),
        pytest.param("1. **Title**\n   https://example.org\n   snippet", True, id="search results"),
        pytest.param("see [this](https://example.org)", True, id="a short one with a link"),
        pytest.param("Dear Ann,\n\nthank you.", False, id="letter"),
        pytest.param("word " * 20, False, id="long"),
        pytest.param("-5 degrees\n-3 degrees", False, id="minus is no list"),
    ],
)
def test_texts(text, is_markdown):
    """
    What is to be read is a text, not a headline.
    """
    (found,) = read({"answer": text}).texts

    assert ("answer", "Answer", text, is_markdown) == (
        found.path,
        found.label,
        found.text,
        found.is_markdown,
    )


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        pytest.param("2026-05-04", date(2026, 5, 4), id="date"),
        pytest.param("2026-05-04T08:00:00", datetime(2026, 5, 4, 8, tzinfo=UTC), id="no zone"),
        pytest.param("2026-05-04T08:00+02:00", datetime(2026, 5, 4, 6, tzinfo=UTC), id="zone"),
        pytest.param(
            "2026-05-04T08:00:00.123456789Z",
            datetime(2026, 5, 4, 8, 0, 0, 123456, UTC),
            id="nanoseconds",
        ),
        pytest.param("soon", None, id="text"),
    ],
)
def test_moment_of_a_headline(value, moment):
    """
    A date or moment can be had as such, always in UTC.
    """
    assert moment == read(value).headlines[0].moment


def test_child_table():
    """
    A child carries the row and the key of its parent, marked as links.
    """
    items, invoice_lines = read(
        {"items": [{"id": "A1", "lines": [{"amount_eur": 5}, {"amount_eur": 7}]}]}
    ).tables

    assert ("items", None, {"id": "identifier"}) == (items.path, items.parent, kinds(items))
    assert ("items.lines", "items", "Items · Lines") == (
        invoice_lines.path,
        invoice_lines.parent,
        invoice_lines.title,
    )
    assert [(1, "A1", 5), (1, "A1", 7)] == list(invoice_lines.frame.itertuples(index=False))
    assert [True, True, False] == [column.is_link for column in invoice_lines.columns]


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param(["A1", None], id="one has none"),
        pytest.param(["A1", "A1"], id="two have the same"),
        pytest.param([1, 2.5], id="no names"),
    ],
)
def test_a_child_table_without_keys(ids):
    """
    What does not name every row names none.
    """
    records = [{"id": name, "lines": [{"n": 1}]} for name in ids]

    _, lines = read({"items": records}).tables

    assert [(1, 1), (2, 1)] == list(lines.frame.itertuples(index=False))


def test_titles_without_units():
    """
    The unit stands beside a title once; two currencies keep theirs.
    """
    (one,) = read([{"revenue_eur": 5}]).tables
    (two,) = read([{"revenue_eur": 5, "revenue_usd": 6}]).tables
    (line,) = read({"duration_ms": 5}).headlines

    assert ["Revenue (EUR)"] == [column.label for column in one.columns]
    assert ["Revenue EUR", "Revenue USD"] == [column.label for column in two.columns]
    assert ("Duration", "ms") == (line.label, line.unit)


def test_remainder():
    """
    What is neither value nor row is shown as JSON.
    """
    (part,) = read({"options": {}}).remainder

    assert ("options", "Options", "{}") == (part.path, part.label, part.text)


def test_main_table_is_the_longest_that_is_no_child():
    """
    Invoices, not their lines.
    """
    reading = read(
        {"tags": ["a"], "invoices": [{"id": n, "lines": [{"x": 1}] * 5} for n in range(3)]}
    )

    assert "invoices" == reading.main.path


def test_column_lookup():
    """
    A column is found by its name, and a missing one is an error.
    """
    (table,) = read([{"share": 0.5}]).tables

    assert Hint.SHARE is table.column("share").hint
    with pytest.raises(KeyError):
        table.column("other")


def test_a_hundred_thousand_records():
    """
    A large result is read as a small one is, none of its rows missing.
    """
    n = 100_000
    records = [
        {"id": i, "company": {"name": f"Company {i % 20}"}, "tags": ["x"], "at": "2026-05-04"}
        for i in range(n)
    ]

    (table,) = read({"items": records}).tables

    assert {"id": "identifier", "company.name": "enum", "tags": "list", "at": "date"} == kinds(
        table
    )
    assert (n, n - 1, "Company 19") == (
        table.n_rows,
        table.frame["id"].iloc[-1],
        table.frame["company.name"].iloc[-1],
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "![x](http://127.0.0.1/pixel)",
    "=HYPERLINK(1)",
    "\x1b[31mred\x07",
    "\u202egnp.exe",
    "{{7*7}} ${7*7} %{x}",
    "x" * 1_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_content_is_kept_as_text(text):
    """
    Nothing of it is run, fetched or changed, whether value, cell or key.
    """
    reading = read({"value": text, "rows": [{"cell": text, text: 1}]})
    shown = [line.value for line in reading.headlines] + [item.text for item in reading.texts]

    assert [text] == shown
    assert [(text, 1)] == list(reading.tables[0].frame.itertuples(index=False))
    assert all(len(column.title) <= 80 for column in reading.tables[0].columns)


def test_import_is_light():
    """
    Nothing heavy is loaded before the first result is read.
    """
    code = (
        "import sys, codika, codika.results\n"
        "print({'pandas', 'plotly', 'numpy', 'pyarrow', 'streamlit'} & set(sys.modules))"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "set()\n" == out.stdout


def test_a_single_value_has_a_kind():
    """
    Also what a page shows large is known to be a percentage, or money.
    """
    (line,) = read({"confidence": 0.91}).headlines

    assert (Kind.NUMBER, Hint.SHARE) == (line.kind, line.hint)
