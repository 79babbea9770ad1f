import gc
import json
import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import ANY_JSON, UNHURRIED

from codika import embedded
from codika.results import jsontext


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(b"18446744073709551616", 2**64, id="beyond 64 bit"),
        pytest.param(b'{"a": [-9223372036854775809]}', {"a": [-(2**63) - 1]}, id="below 64 bit"),
        pytest.param(
            b"[NaN, Infinity, -Infinity]", [math.nan, math.inf, -math.inf], id="no numbers"
        ),
        pytest.param('"\\ud800"', "\ud800", id="half a character"),
        pytest.param('{"a": "é"}', {"a": "é"}, id="text"),
        pytest.param(b"0", 0, id="bare value"),
    ],
)
def test_parse_is_exact(text, expected):
    """
    What the fast reader would change or refuse is read all the same.
    """
    assert repr(expected) == repr(jsontext.parse(text))


@pytest.mark.parametrize(
    "place", [0, 1, jsontext._CHUNK - 10, jsontext._CHUNK, jsontext._CHUNK + 7]
)
def test_a_long_number_is_found_anywhere(place):
    """
    Also where two chunks of the search meet.
    """
    text = b" " * place + b"[12345678901234567890123]"

    assert [12345678901234567890123] == jsontext.parse(text)


@pytest.mark.parametrize("before", ["[", "[-", "[1,", '{"a":', '{"a": ', "[\t", "[\n-", "", "-"])
def test_a_long_number_is_found_whatever_stands_before(before):
    """
    Nothing that JSON allows before a number hides one.
    """
    text = f"{before}12345678901234567890123" + {"[": "]", "{": "}"}.get(before[:1], "")

    assert "12345678901234567890123" in str(jsontext.parse(text))


@given(st.decimals(min_value=-100, max_value=100, places=30))
def test_long_fractions_are_read_exactly(number):
    """
    A fraction of many digits is the float that is nearest, as the standard library reads it.
    """
    text = f'{{"a": [{number:f}], "b": "{number:f}"}}'

    assert json.loads(text) == jsontext.parse(text)


def test_a_long_id_in_a_text_needs_no_second_reader(monkeypatch):
    """
    Only numbers outside of texts, and only their whole part, send a result to the slow reader.
    """
    monkeypatch.setattr(jsontext.json, "loads", lambda _: pytest.fail("read the slow way"))
    held = {"id": "12345678901234567890123", "share": 0.0001234567890123456}

    assert held == jsontext.parse(json.dumps(held))


@pytest.mark.parametrize("text", [b"", b"{", b"<html>", b"[" * 100_000])
def test_parse_refuses_what_is_no_json(text):
    """
    There is one error to catch.
    """
    with pytest.raises(ValueError, match=r".+"):
        jsontext.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{"a": 1}', {"a": 1}, id="object"),
        pytest.param(" \n[1]", [1], id="list after a space"),
        pytest.param("1", None, id="a number is no container"),
        pytest.param("[see below]", None, id="a text in brackets"),
        pytest.param('{"a": 1, "a": 2}', None, id="a key twice: a value would be lost"),
        pytest.param('{"a": 1e999}', None, id="too large for a float"),
        pytest.param("[" * 100_000, None, id="too deep"),
        pytest.param("[" + "1" * 5000 + "]", None, id="more digits than Python reads"),
    ],
)
def test_container(text, expected):
    """
    A string is read as JSON only where that loses nothing.
    """
    assert expected == jsontext.container(text)


def test_a_string_beyond_the_limit_stays_text(monkeypatch):
    """
    Nobody waits for the parsing of a text that merely begins with a bracket.
    """
    monkeypatch.setattr(embedded, "EMBEDDED_LIMIT", 3)

    assert [[1], None] == [jsontext.container(text) for text in ("[1]", "[10]")]


@UNHURRIED
@given(ANY_JSON)
def test_what_is_written_can_be_read(value):
    """
    Every value becomes valid JSON, indented or not, and says the same.
    """
    texts = [jsontext.dumps(value), jsontext.dumps(value, indent=True)]

    assert [repr(spelled(value))] * 2 == [
        repr(json.loads(text, parse_constant=None)) for text in texts
    ]


def spelled(value):
    if isinstance(value, dict):
        return {key: spelled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [spelled(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def test_both_writers_indent_alike():
    """
    A NaN changes itself, not the looks of its surroundings.
    """
    value = {"a": [1, {"b": []}], "c": {}, "d": "x"}

    assert json.dumps(value, indent=2) == "".join(jsontext._written(value, "  "))


def test_writing_deeper_than_the_stack():
    """
    Depth is no reason to fail.
    """
    depth = 20 * sys.getrecursionlimit()
    value = 1
    for _ in range(depth):
        value = [value]

    assert "[" * depth + "1" + "]" * depth == jsontext.dumps(value)


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(enabled):
    """
    Also when reading fails.
    """
    (gc.enable if enabled else gc.disable)()
    try:
        with pytest.raises(ValueError, match="too deeply"):
            jsontext.parse(b"[" * 100_000 + b"NaN")
        with jsontext.collector_paused():
            within = gc.isenabled()

        assert (False, enabled) == (within, gc.isenabled())
    finally:
        gc.enable()
