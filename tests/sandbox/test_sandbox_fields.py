"""What a schema says about a payload, type by type."""

import pytest

from codika.sandbox import fields
from codika.sandbox.fields import field, options, section

COLOURS = options("red", "green")


def problems(item, value):
    return fields.problems([item], {"x": value})


@pytest.mark.parametrize(
    ("kind", "properties", "good", "bad"),
    [
        ("string", {}, "a", 5),
        ("string", {"maxLength": 2}, "ab", "abc"),
        ("string", {"minLength": 2}, "ab", "a"),
        ("string", {"regex": "^[0-9]+$"}, "12", "1a"),
        ("text", {"maxLength": 2}, "ab", "abc"),
        ("number", {}, 1.5, "1.5"),
        ("number", {}, 0, True),
        ("number", {"numberType": "integer"}, 2.0, 2.5),
        ("number", {"min": 1}, 1, 0),
        ("number", {"max": 1}, 1, 2),
        ("boolean", {}, False, 0),
        ("date", {}, "2026-02-28", "2026-02-30"),
        ("date", {}, "2026-02-28", "28.02.2026"),
        ("date", {"minDate": "2026-01-01"}, "2026-01-01", "2025-12-31"),
        ("date", {"maxDate": "2026-01-01"}, "2026-01-01", "2026-01-02"),
        ("select", {"options": COLOURS}, "red", "blue"),
        ("radio", {"options": COLOURS}, "red", ["red"]),
        ("multiselect", {"options": COLOURS}, ["red"], ["red", "blue"]),
        ("multiselect", {"options": COLOURS}, [], "red"),
        ("multiselect", {"options": COLOURS, "minSelections": 1}, ["red"], []),
        ("multiselect", {"options": COLOURS, "maxSelections": 1}, ["red"], ["red", "green"]),
        ("file", {}, {"fileName": "a.pdf"}, "a.pdf"),
        ("array", {"itemField": {"type": "number"}}, [1, 2], [1, "2"]),
        ("array", {"itemField": {"type": "number"}, "minItems": 1}, [1], []),
        ("array", {"itemField": {"type": "number"}, "maxItems": 1}, [1], [1, 2]),
        ("object", {"schema": [field("number", "n", "N")]}, {"n": 1}, {"n": "1"}),
        ("object", {"schema": []}, {}, []),
        ("objectArray", {"itemSchema": [field("number", "n", "N")]}, [{"n": 1}], [{"n": "1"}]),
        ("objectArray", {"itemSchema": []}, [{}], [5]),
        ("objectArray", {"itemSchema": [], "maxItems": 1}, [{}], [{}, {}]),
    ],
)
def test_each_type_has_its_rule(kind, properties, good, bad):
    """
    A good value has no problem, a bad one has exactly one, which names the field.
    """
    item = field(kind, "x", "The field", **properties)
    [problem] = problems(item, bad)

    assert [] == problems(item, good)
    assert problem.startswith("The field ")


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_a_problem_only_where_something_is_required(value):
    """
    An absent value, `null` and empty text are nothing; `0` and `false` are something.
    """
    required = field("number", "x", "The field", required=True)

    assert ["The field is required"] == problems(required, value)
    assert [] == problems(field("number", "x", "The field"), value)
    assert [] == problems(required, 0)


def test_sections_add_no_level():
    """
    Fields of a section, however deep, stand at the top of the payload.
    """
    schema = [section("A", section("B", field("number", "n", "N", required=True)))]

    assert ["N is required"] == fields.problems(schema, {})
    assert [] == fields.problems(schema, {"n": 1})


def test_an_error_in_a_list_says_where():
    """
    The item is counted from one, as people do.
    """
    item = field("objectArray", "x", "Lines", itemSchema=[field("number", "n", "N")])

    assert ["Lines item 2 > N must be a number"] == problems(
        item, [{"n": 1}, {"n": ""}, {"n": "a"}][1:]
    )


def test_defaults_fill_what_is_left_out():
    """
    What was sent wins, `null` counts as left out.
    """
    schema = [
        field("number", "a", "A", defaultValue=1),
        section("S", field("number", "b", "B", defaultValue=2)),
        field("number", "c", "C", defaultValue=3),
    ]

    assert {"a": 1, "b": 5, "c": 3, "d": 4} == fields.with_defaults(
        schema, {"b": 5, "c": None, "d": 4}
    )
