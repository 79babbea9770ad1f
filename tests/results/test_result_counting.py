"""How many rows a result has, told without reading them."""

import json

import pytest
from hypothesis import given
from json_strategies import ANY_JSON, UNHURRIED

from codika.results import count_rows, n_rows, read

ROWS = [{"name": f"n{n}", "score": n} for n in range(7)]


@pytest.mark.parametrize(
    ("result", "rows"),
    [
        pytest.param(None, None, id="null"),
        pytest.param({"total": 3, "text": "hello"}, None, id="no list"),
        pytest.param([], 0, id="empty list"),
        pytest.param({"items": []}, 0, id="empty list inside"),
        pytest.param(ROWS, 7, id="list of records"),
        pytest.param({"results": {"items": ROWS}}, 7, id="two levels down"),
        pytest.param({"sources": ["a"] * 50, "items": ROWS}, 7, id="records with numbers first"),
        pytest.param({"a": ["x"] * 3, "b": ["x"] * 9}, 9, id="else the longest"),
        pytest.param({"n": [1, 2, 3], "m": [4, 5, 6]}, 3, id="by columns"),
        pytest.param({"items": [{"lines": [1] * 99}]}, 1, id="lists in records are not rows"),
        pytest.param({"items": [json.dumps(row) for row in ROWS]}, 7, id="records as JSON texts"),
        pytest.param(json.dumps({"items": ROWS}), 7, id="JSON as text"),
        pytest.param({"flags": [True] * 9, "items": ROWS}, 7, id="true is no number"),
    ],
)
def test_rows_are_those_of_the_list_the_result_is_about(result, rows):
    """
    The longest list whose records hold numbers, else the longest.
    """
    assert rows == count_rows(result)


@UNHURRIED
@given(ANY_JSON)
def test_any_result_is_counted(result):
    """
    Whatever a workflow returns, the count is a number of rows or none.
    """
    rows = count_rows(result)

    assert rows is None or rows >= 0


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(ROWS, id="list"),
        pytest.param({"summary": {"n": 7}, "items": ROWS, "sources": ["x"] * 20}, id="beside"),
        pytest.param({"results": {"documents": ROWS[:2]}}, id="under results"),
    ],
)
def test_the_list_says_what_the_page_says(result):
    """
    The rows told in a list of runs are those of the table on the run's page.
    """
    assert n_rows(read(result)) == count_rows(result)


def test_what_is_no_json_value_is_not_counted():
    """
    A result that is not laid open has no rows that we know of.
    """
    assert count_rows(object()) is None
