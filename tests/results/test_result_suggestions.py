import pytest

from codika.results import read, suggest

COUNTRIES = ["BE", "FR", "DE", "NL"]


def specs(records):
    """Return what is suggested as kind, columns, aggregate and title."""
    (table,) = read({"rows": records}).tables
    return [
        (spec.kind, spec.x, spec.y, spec.color, str(spec.aggregate), spec.title)
        for spec in suggest(table)
    ]


def leads(n):
    return [
        {
            "id": i,
            "country": COUNTRIES[i % 4],
            "score": (i * 37 % 101) / 7,
            "revenue_eur": i * 7919 % 1000,
        }
        for i in range(n)
    ]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param(
            [{"date": f"2026-05-{d:02d}", "visits": d * d % 17} for d in range(1, 31)],
            [
                ("Line", "date", "visits", "", "", "Visits by date"),
                ("Histogram", "visits", "", "", "", "Distribution of visits"),
            ],
            id="a number over time",
        ),
        pytest.param(
            [
                {"date": f"2026-05-{d:02d}", "country": c, "visits": d * d % 17}
                for d in range(1, 31)
                for c in ("BE", "FR")
            ],
            [
                ("Line", "date", "visits", "country", "sum", "Visits by date and country"),
                ("Bar", "country", "visits", "", "sum", "Visits by country"),
                ("Bar", "country", "", "", "count", "Rows by country"),
            ],
            id="a number over time, by country",
        ),
        pytest.param(
            [{"year": 2000 + n, "population": n * n} for n in range(5)],
            [("Line", "year", "population", "", "", "Population by year")],
            id="years are times",
        ),
        pytest.param(
            leads(40),
            [
                ("Bar", "country", "revenue_eur", "", "sum", "Revenue by country"),
                (
                    "Scatter",
                    "revenue_eur",
                    "score",
                    "country",
                    "",
                    "Score against revenue and country",
                ),
                ("Histogram", "revenue_eur", "", "", "", "Distribution of revenue"),
            ],
            id="category and numbers: money first, ids never",
        ),
        pytest.param(
            [{"name": f"N{n}", "score": n / 3} for n in range(5)],
            [("Bar", "name", "score", "", "sum", "Score by name")],
            id="few rows, a bar each",
        ),
        pytest.param(
            [{"team": "ab"[n % 2], "score": n / 3} for n in range(8)],
            [
                ("Bar", "team", "score", "", "mean", "Average score by team"),
                ("Bar", "team", "", "", "count", "Rows by team"),
            ],
            id="scores are averaged",
        ),
        pytest.param(
            [
                {"phone": f"3247000000{n}", "status": "sent" if n % 3 else "failed"}
                for n in range(6)
            ],
            [("Bar", "status", "", "", "count", "Rows by status")],
            id="only a category",
        ),
        pytest.param(
            [
                {
                    "created_at": f"2026-05-{n * 11 % 28 + 1:02d}T08:00:00Z",
                    "country": COUNTRIES[n % 4],
                    "n": n * n,
                }
                for n in range(28)
            ],
            [
                ("Bar", "country", "n", "", "sum", "N by country"),
                ("Line", "created_at", "n", "", "", "N by created at"),
                ("Bar", "country", "", "", "count", "Rows by country"),
            ],
            id="things that have a date are no series",
        ),
        pytest.param(
            [{"at": f"2026-05-{n // 3 + 1:02d}", "mail": f"u{n}@example.org"} for n in range(9)],
            [("Line", "at", "", "", "count", "Rows by at")],
            id="only a time",
        ),
        pytest.param(
            [n * n % 31 for n in range(20)],
            [("Histogram", "value", "", "", "", "Distribution of value")],
            id="plain numbers",
        ),
        pytest.param(["a", "b", "c"], [], id="different words"),
        pytest.param([{"url": f"https://a.example/{n}"} for n in range(5)], [], id="links"),
        pytest.param([{"n": n} for n in range(20)], [], id="row numbers"),
        pytest.param([{"a": 1, "b": "x"}] * 5, [], id="nothing differs"),
        pytest.param([{"a": 1}], [], id="one row"),
        pytest.param([], [], id="no rows"),
    ],
)
def test_suggestions(records, expected):
    """
    The kinds of the columns, and how their values differ, decide what is drawn.
    """
    assert expected == specs(records)


def test_links_to_parents_are_not_charted():
    """
    Columns of ours say nothing about the data.
    """
    child = read([{"id": n, "lines": [{"flag": True}] * 3} for n in range(5)]).tables[1]

    assert () == suggest(child)


def test_a_reason_is_given():
    """
    A suggestion says why, in words a person can check.
    """
    (table,) = read(leads(40)).tables

    assert (
        "Country has 4 different values and Revenue is a number: which has most."
        == suggest(table)[0].reason
    )
