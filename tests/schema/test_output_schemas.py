"""What an output schema says of a result: titles and kinds, where it says them."""

import pytest

from codika.results import read
from codika.results.overruling import overrules_in
from codika.schema import read_schema, told_of

SCHEMA = [
    {"key": "total", "type": "number", "label": "Total sum"},
    {"type": "section", "title": "More", "inputSchema": [{"key": "pdf", "type": "file"}]},
    {"key": "geo", "type": "object", "schema": [{"key": "lat", "type": "number", "label": "N"}]},
    {"key": "tags", "type": "array", "itemField": {"type": "string"}},
    {
        "key": "orders",
        "type": "objectArray",
        "itemSchema": [
            {"key": "no", "type": "string", "label": "Order"},
            {"key": "paid", "type": "boolean"},
            {"key": "at", "type": "object", "schema": [{"key": "day", "type": "date"}]},
            {"key": "parts", "type": "objectArray",
             "itemSchema": [{"key": "n", "type": "number", "label": "Pieces"}]},
        ],
    },
]  # fmt: skip


def told():
    return told_of(read_schema(SCHEMA).items)


def test_titles_and_kinds_stand_where_the_values_will():
    """
    Also under `results`, where workflows may put all of it.
    """
    found = told()

    assert {"kind": "number", "title": "Total sum"} == found[""]["total"]
    assert {"kind": "document"} == found[""]["pdf"] == found[""]["results.pdf"]
    assert {"kind": "number", "title": "N"} == found[""]["geo.lat"]
    assert {"value": {"kind": "text"}} == found["tags"]
    assert (
        {
            "no": {"kind": "text", "title": "Order"},
            "paid": {"kind": "boolean"},
            "at.day": {"kind": "date"},
        }
        == found["orders"]
        == found["results.orders"]
    )
    assert {"n": {"kind": "number", "title": "Pieces"}} == found["orders.parts"]


def test_what_a_schema_says_is_what_a_reader_takes():
    """
    Every word of it is one that columns can be read by.
    """
    assert told().keys() == overrules_in(told()).keys()


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_result_is_read_with_its_schema(wrapped):
    """
    Titles are the schema's, numbers that it calls text stay digits, what people say wins.
    """
    result = {
        "total": 12,
        "pdf": "Ab3dEf6hIj9lMn2pQr5t",
        "orders": [{"no": "12", "paid": "yes"}, {"no": "13", "paid": "no"}],
    }
    result = {"results": result} if wrapped else result
    path = "results.orders" if wrapped else "orders"
    as_found = read(result).main
    reading = read(result, declared=told())
    overruled = read(result, {path: {"no": {"kind": "number", "title": "No."}}}, told()).main

    assert [("No", "integer"), ("Paid", "text")] == described(as_found)
    assert [("Order", "text"), ("Paid", "boolean")] == described(reading.main)
    assert [("No.", "integer"), ("Paid", "boolean")] == described(overruled)
    assert [("Total sum", "integer"), ("PDF", "document")] == [
        (line.label, line.kind) for line in reading.headlines
    ]


def described(table):
    return [(column.title, column.kind) for column in table.columns]


@pytest.mark.parametrize(
    ("kind", "key", "cells", "expected"),
    [
        pytest.param("number", "orderId", [1, 2], "identifier", id="numbers that name things"),
        pytest.param("number", "x", ["1", "n/a"], "text", id="not what the schema says"),
        pytest.param("number", "x", ["1234567890", "2"], "integer", id="long numbers in text"),
        pytest.param("text", "x", [1, 2], "integer", id="numbers, whatever it says"),
        pytest.param("text", "x", ["2026-05-04"], "date", id="dates come as strings"),
        pytest.param("text", "x", ["https://a.example"], "url", id="links come as strings"),
        pytest.param("enum", "x", ["a", "b", "c"], "enum", id="options"),
        pytest.param("boolean", "x", [0, 1], "boolean", id="flags as numbers"),
    ],
)
def test_a_schema_adds_to_what_is_found_and_spoils_nothing(kind, key, cells, expected):
    """
    Nothing makes a workflow keep to it: what cells cannot be, they are not, and nobody is told.
    """
    rows = [{"n": 0, key: cell} for cell in cells]
    column = read(rows, declared={"$": {key: {"kind": kind}}}).main.column(key)

    assert (expected, "") == (column.kind, column.misfit)
