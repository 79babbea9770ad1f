"""Payloads against schemas."""

import pytest
from schema_examples import said

from codika import errors, schema

LINES = {
    "key": "lines",
    "label": "Lines",
    "type": "objectArray",
    "itemSchema": [
        {"key": "name", "label": "Name", "type": "string", "required": True},
        {"key": "amount", "label": "Amount", "type": "number", "min": 1},
    ],
}
ADDRESS = {
    "key": "address",
    "type": "object",
    "schema": [
        {"key": "city", "type": "string", "required": True},
        {"type": "section", "inputSchema": [{"key": "zip", "type": "string"}]},
    ],
}


def _items(*entries):
    return schema.read_schema(list(entries)).items


def test_problems_come_in_the_order_of_the_schema_with_their_places():
    found = said(
        LINES,
        {"type": "section", "inputSchema": [{"key": "b", "type": "boolean", "required": True}]},
        ADDRESS,
        {"key": "tags", "type": "array", "itemField": {"type": "string", "maxLength": 2}},
        payload={
            "strange": float("nan"),
            "tags": ["ok", "long", None],
            "address": {"zip": 1000},
            "lines": [{"name": "a", "amount": 1}, {"amount": 0}, 5],
        },
    )

    assert [
        "lines[1].name: Lines, row 2, Name is required",
        "lines[1].amount: Lines, row 2, Amount must be at least 1",
        "lines[2]: Lines, row 3 must be an object, not a number",
        "b: B is required",
        "address.city: Address, City is required",
        "address.zip: Address, Zip must be text, not a number",
        "tags[1]: Tags, item 2 must have at most 2 characters",
        "tags[2]: Tags, item 3 must be text, not null",
        "strange: strange holds NaN or Infinity, which JSON cannot write",
    ] == found


def test_check_raises_all_problems_at_once():
    with pytest.raises(errors.PayloadError) as caught:
        schema.check(_items(LINES, ADDRESS), {"lines": 1, "address": 2})

    assert ["lines", "address"] == [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("entry", "payload", "expected"),
    [
        pytest.param({"type": "string"}, {"x": ""}, {}, id="empty text is dropped"),
        pytest.param({"type": "string"}, {"x": None}, {}, id="null is dropped"),
        pytest.param({"type": "string"}, {}, {}, id="missing stays missing"),
        pytest.param({"type": "string"}, {"x": " 007 "}, {"x": " 007 "}, id="text is not trimmed"),
        pytest.param({"type": "number"}, {"x": 0}, {"x": 0}, id="zero is kept"),
        pytest.param({"type": "boolean"}, {"x": False}, {"x": False}, id="false is kept"),
        pytest.param({"type": "number"}, {"x": 2**53 + 1}, {"x": 2**53 + 1}, id="large is exact"),
        pytest.param({"type": "array"}, {"x": []}, {}, id="empty list is dropped"),
        pytest.param({"type": "array"}, {"x": [""]}, {"x": [""]}, id="empty item is kept"),
        pytest.param({"type": "object"}, {"x": {}}, {}, id="empty object is dropped"),
        pytest.param(
            {"type": "select", "options": ["", "a"]},
            {"x": ""},
            {"x": ""},
            id="empty option is kept",
        ),
        pytest.param(
            {"type": "array", "required": True, "minItems": 0},
            {"x": []},
            {"x": []},
            id="none is fine",
        ),
        pytest.param({"type": "colour"}, {"x": []}, {"x": []}, id="unknown type is passed on"),
        pytest.param({"type": "string"}, {"y": ""}, {"y": ""}, id="unknown keys are passed on"),
        pytest.param(
            {"type": "object", "schema": [{"key": "a", "type": "string"}]},
            {"x": {"a": "", "b": None}},
            {"x": {"b": None}},
            id="inside an object",
        ),
        pytest.param(
            {"type": "objectArray", "itemSchema": [{"key": "a", "type": "string"}]},
            {"x": [{"a": ""}, {"a": "1"}]},
            {"x": [{}, {"a": "1"}]},
            id="inside rows",
        ),
        pytest.param({"type": "array"}, {"x": ("a",)}, {"x": ["a"]}, id="a tuple is a list"),
    ],
)
def test_check_returns_what_is_sent(entry, payload, expected):
    assert expected == schema.check(_items({"key": "x", **entry}), payload)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ({"type": "string"}, ""),
        ({"type": "string"}, None),
        ({"type": "number"}, None),
        ({"type": "boolean"}, None),
        ({"type": "select", "options": ["a"]}, ""),
        ({"type": "multiselect", "options": ["a"]}, []),
        ({"type": "array"}, []),
        ({"type": "objectArray"}, []),
        ({"type": "object"}, None),
        ({"type": "file"}, ""),
        ({"type": "colour"}, ""),
    ],
)
def test_required_means_filled_in(entry, value):
    assert ["x: X is required"] == said(
        {"key": "x", "required": True, **entry}, payload={"x": value}
    )


def test_an_optional_object_left_empty_asks_for_nothing():
    """
    Its required fields count from the first thing that is filled in.
    """
    deep = {"key": "deep", "type": "object", "required": True, "schema": [ADDRESS]}
    outer = {"key": "outer", "type": "object", "schema": [deep]}

    assert [[], ["address.city: Address, City is required"]] == [
        said(ADDRESS, payload={"address": {"city": "", "zip": ""}}),
        said(ADDRESS, payload={"address": {"city": "", "zip": "1000"}}),
    ]
    assert {} == schema.check(_items(outer), {"outer": {"deep": {"address": {"city": ""}}}})


def test_a_required_object_asks_for_its_fields():
    assert ["address.city: Address, City is required"] == said(
        {**ADDRESS, "required": True}, payload={"address": {}}
    )


def test_payload_is_sent_in_the_order_of_the_schema():
    items = _items({"key": "b", "type": "string"}, {"key": "a", "type": "string"})
    payload = {"z": 1, "a": "1", "y": 2, "b": "2"}

    assert ["b", "a", "z", "y"] == list(schema.check(items, payload))
    assert ("b", "a", "z", "y") == schema.payload_key_order(items, payload)


def test_check_leaves_the_payload_as_it_was():
    payload = {"address": {"city": "Ghent", "zip": ""}}
    schema.check(_items(ADDRESS), payload)

    assert {"address": {"city": "Ghent", "zip": ""}} == payload


def test_problems_are_bounded():
    items = _items({"key": "x", "type": "array", "itemField": {"type": "number"}})

    assert 1_000 == len([*schema.problems(items, {"x": ["a"] * 3_000})])


def test_a_megabyte_of_text_survives():
    text = "a😀\x00" * 350_000

    assert {"x": text} == schema.check(_items({"key": "x", "type": "text"}), {"x": text})


def test_a_key_that_is_no_text_cannot_be_sent():
    with pytest.raises(errors.PayloadError, match="1 has a key that is no text"):
        schema.check((), {1: "a"})


def test_defaults_are_those_of_the_schema_and_only_those():
    items = _items(
        {"key": "a", "type": "string"},
        {"key": "b", "type": "boolean", "defaultValue": False},
        {"type": "section", "inputSchema": [{"key": "c", "type": "number", "defaultValue": 0}]},
        {
            "key": "o",
            "type": "object",
            "defaultValue": {"x": "own"},
            "schema": [
                {"key": "x", "type": "string", "defaultValue": "inner"},
                {"key": "y", "type": "string", "defaultValue": "inner"},
            ],
        },
        {"key": "p", "type": "object", "schema": [{"key": "x", "type": "string"}]},
    )

    assert {"b": False, "c": 0, "o": {"x": "own", "y": "inner"}} == schema.defaults(items)


def test_defaults_are_copies():
    """
    Editing a form does not edit the schema.
    """
    items = _items({"key": "a", "type": "array", "defaultValue": ["x"]})
    schema.defaults(items)["a"].append("y")

    assert {"a": ["x"]} == schema.defaults(items)
