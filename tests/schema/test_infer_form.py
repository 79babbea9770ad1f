"""A form from an example."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schema_examples import ANY_JSON, ANY_TEXT

from codika import errors, schema
from codika.schema import values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("a", schema.StringField(key="x"), id="short text"),
        pytest.param("a\nb", schema.TextField(key="x"), id="several lines"),
        pytest.param("a" * 81, schema.TextField(key="x"), id="long text"),
        pytest.param("2026-05-01", schema.DateField(key="x"), id="date"),
        pytest.param(1, schema.NumberField(key="x"), id="a number, perhaps not only whole ones"),
        pytest.param(True, schema.BooleanField(key="x"), id="boolean"),
        pytest.param(None, schema.UnknownField(key="x"), id="null"),
        pytest.param([], schema.ArrayField(key="x"), id="empty list"),
        pytest.param([1, 2.5], schema.ArrayField(key="x", item=schema.NumberField()), id="numbers"),
        pytest.param([1, "a"], schema.UnknownField(key="x"), id="mixed list"),
        pytest.param([[1]], schema.UnknownField(key="x"), id="list of lists"),
        pytest.param([1, None], schema.UnknownField(key="x"), id="list with a gap"),
        pytest.param(
            {"a": 1}, schema.ObjectField(key="x", items=(schema.NumberField(key="a"),)), id="object"
        ),
        pytest.param(
            [{"a": 1}, {"a": None, "b": "t"}, {"b": 2}],
            schema.ObjectArrayField(
                key="x", items=(schema.NumberField(key="a"), schema.UnknownField(key="b"))
            ),
            id="rows with different keys",
        ),
    ],
)
def test_infer_field(value, expected):
    assert expected == schema.infer_field("x", value)


def test_fields_come_in_the_order_of_the_example():
    assert ["b", "a"] == [field.key for field in schema.infer_fields({"b": 1, "a": 2})]


@settings(max_examples=75, deadline=None)
@given(st.dictionaries(ANY_TEXT, ANY_JSON, max_size=5))
def test_a_form_never_refuses_its_own_example(example):
    """
    Unless it could not be sent at all.
    """
    fields = schema.infer_fields(example)
    try:
        cleaned = schema.check(fields, example)
    except errors.PayloadError:
        assert values.unsendable(example) is not None
    else:
        assert cleaned == schema.check(fields, cleaned)
