"""The payload as text: the JSON editor."""

import json

import pytest
from hypothesis import given, settings
from schema_examples import ANY_JSON, ANY_TEXT

from codika import errors, schema


def _said(text):
    with pytest.raises(errors.PayloadError) as caught:
        schema.parse_payload(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{"a": [1, {"b": null}]}', {"a": [1, {"b": None}]}, id="object"),
        pytest.param(f'{{"a": {2**53 + 1}}}', {"a": 2**53 + 1}, id="large integer is exact"),
        pytest.param('{"a": 1e3}', {"a": 1000.0}, id="float"),
        pytest.param('{"a": "007"}', {"a": "007"}, id="leading zeros"),
        pytest.param('\ufeff {"a": 1}\n', {"a": 1}, id="byte order mark"),
        pytest.param(" \n", {}, id="blank"),
        pytest.param("", {}, id="nothing"),
        pytest.param('{"a": "\\ud83d\\ude00"}', {"a": "😀"}, id="escaped pair"),
        pytest.param('{"a": "[[[[" }', {"a": "[[[["}, id="brackets in a text"),
    ],
)
def test_parse_payload(text, expected):
    found = schema.parse_payload(text)

    assert (expected, [type(value) for value in expected.values()]) == (
        found,
        [type(value) for value in found.values()],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "[1]", 'must be an object such as {"country": "Belgium"}, not a list', id="list"
        ),
        pytest.param(
            "null", 'must be an object such as {"country": "Belgium"}, not null', id="null"
        ),
        pytest.param(
            '{\n  "a": 1,\n}',
            "is not valid JSON at line 2, column 9: there is a comma too many",
            id="comma before the end",
        ),
        pytest.param(
            "{'a': 1}",
            "is not valid JSON at line 1, column 2: texts and keys stand in double quotes",
            id="single quotes",
        ),
        pytest.param(
            '{"a": 1', "is not valid JSON at line 1, column 8: it ends too early", id="cut off"
        ),
        pytest.param(
            '{"a" 1}', "is not valid JSON at line 1, column 6: a colon is missing", id="no colon"
        ),
        pytest.param(
            '{"a": 1 "b": 2}',
            "is not valid JSON at line 1, column 9: a comma or the end is missing",
            id="no comma",
        ),
        pytest.param(
            '{"a": yes}',
            "is not valid JSON at line 1, column 7: a value is missing or misspelled",
            id="a word",
        ),
        pytest.param(
            "{a: 1}",
            "is not valid JSON at line 1, column 2: a key in double quotes is missing",
            id="bare key",
        ),
        pytest.param(
            '{"a": "b}', "is not valid JSON at line 1, column 7: a text does not end", id="no end"
        ),
        pytest.param(
            '{"a": 1} x',
            "is not valid JSON at line 1, column 10: there is more after the end",
            id="more after the end",
        ),
        pytest.param('{"a": 1, "a": 2}', "has the key 'a' twice", id="a key twice"),
        pytest.param('{"o": {"a": 1, "a": 1}}', "has the key 'a' twice", id="a key twice inside"),
        pytest.param('{"a": NaN}', "holds NaN, which is no JSON", id="nan"),
        pytest.param('{"a": -Infinity}', "holds -Infinity, which is no JSON", id="infinity"),
        pytest.param('{"a": 1e999}', "holds 1e999, which is too large for a number", id="overflow"),
        pytest.param(f'{{"a": {"9" * 5_000}}}', "holds a number of 5000 digits", id="many digits"),
        pytest.param(
            f'{{"a": {"9" * 4_200}}}', "holds a number with too many digits", id="nearly too many"
        ),
        pytest.param(
            '{"a": "\\ud800"}', "holds half a character (a lone surrogate)", id="half a character"
        ),
        pytest.param(
            '{"a":\n' + "[" * 100_000, "is nested more than 100 deep at line 2", id="deep"
        ),
        pytest.param(
            '"' + '\\"' * 200_000,
            "is not valid JSON at line 1, column 1: a text does not end",
            id="endless text",
        ),
        pytest.param("7" * 8_000_001, "is longer than 8000000 characters", id="long"),
    ],
)
def test_what_is_no_payload_is_told_with_its_place(text, expected):
    """
    Python's own words differ between its versions; these do not.
    """
    assert f"The payload {expected}" == _said(text)


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT | ANY_JSON.map(json.dumps) | ANY_JSON.map(lambda value: json.dumps({"a": value})))
def test_any_text_is_a_payload_or_a_payload_error(text):
    try:
        payload = schema.parse_payload(text)
    except errors.PayloadError:
        return

    assert payload == schema.parse_payload(json.dumps(payload))
