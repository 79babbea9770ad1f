import pytest

from codika.results import n_rows, read, summarize


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        pytest.param(
            {"items": [{"a": n} for n in range(32)], "total": 4210},
            "32 rows in items; total 4,210",
            id="rows and a number",
        ),
        pytest.param([{"a": 1}], "1 row", id="one row"),
        pytest.param([], "0 rows", id="no rows"),
        pytest.param({"a": [1], "b": [1, 2]}, "2 rows in b and 1 more table", id="two tables"),
        pytest.param(
            {"total_sent": 2, "cost_eur": 1234.5, "share": 0.125},
            "total sent 2; cost 1,234.50 EUR; share 12.5%",
            id="numbers",
        ),
        pytest.param({"confidence": 95}, "confidence 95 %", id="percent"),
        pytest.param({"year": 2026}, "year 2026", id="year"),
        pytest.param({"score": 0.04567, "n": 2.0}, "score 0.0457; N 2", id="digits"),
        pytest.param({"n": float("nan")}, "N no number", id="nan"),
        pytest.param(7, "7", id="bare number"),
        pytest.param("done", "done", id="bare text"),
        pytest.param({"status": "ok"}, "Status: ok", id="a text"),
        pytest.param({"ok": False}, "Ok: no", id="boolean"),
        pytest.param({"answer": "# One\ntwo words"}, "Answer: 4 words", id="a long text"),
        pytest.param(None, "No result", id="null"),
        pytest.param("", "No result", id="empty text"),
        pytest.param({}, "JSON without values", id="empty object"),
    ],
)
def test_summary(result, expected):
    """
    One sentence says what came out.
    """
    assert expected == summarize(read(result))


@pytest.mark.parametrize(("result", "expected"), [([1, 2], 2), ({"a": 1}, 0), (None, 0)])
def test_n_rows(result, expected):
    """
    The rows of the main table, and none without one.
    """
    assert expected == n_rows(read(result))
