"""What fills a form: which source counts, and what comes by address."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schema_examples import ANY_JSON, ANY_TEXT, NEARLY_SCHEMAS

from codika.schema import (
    WITHHELD,
    filled,
    problems,
    read_prefill,
    read_schema,
    redacted,
    starting,
    without_secrets,
    write_prefill,
)
from codika.schema.redaction import is_incomplete, restored

ANYTHING_GOES = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
LETTERS = [{"value": value, "label": value.upper()} for value in ("a", "b", "c", "d", "e")]

# One of each type: its schema, five values that differ, and how an address says the first.
TYPES = [
    pytest.param({"type": "string"}, ["0", "1", "2", "3", "4"], ["0"], id="string"),
    pytest.param({"type": "text"}, ["a\nb", "1", "2", "3", "4"], ["a\nb"], id="text"),
    pytest.param({"type": "number"}, [0, 1, 2.5, 2**60, -4], ["0"], id="number"),
    pytest.param({"type": "boolean"}, [False, True, False, True, False], ["false"], id="boolean"),
    pytest.param(
        {"type": "date"}, [f"2026-01-0{n}" for n in range(1, 6)], ["2026-01-01"], id="date"
    ),
    pytest.param({"type": "select", "options": LETTERS}, [*"abcde"], ["a"], id="select"),
    pytest.param({"type": "radio", "options": LETTERS}, [*"abcde"], ["a"], id="radio"),
    pytest.param(
        {"type": "multiselect", "options": LETTERS},
        [["a", "b"], ["b"], ["c"], ["d"], ["e"]],
        ["a", "b"],
        id="multiselect",
    ),
    pytest.param({"type": "file"}, ["doc_1", "2", "3", "4", "5"], ["doc_1"], id="file"),
    pytest.param(
        {"type": "array", "itemField": {"type": "number"}},
        [[0, 1.5], [1], [2], [3], [4]],
        ["0", "1.5"],
        id="array",
    ),
    pytest.param(
        {"type": "object", "schema": [{"key": "n", "type": "number"}]},
        [{"n": n} for n in range(5)],
        ['{"n": 0}'],
        id="object",
    ),
    pytest.param(
        {"type": "objectArray", "itemSchema": [{"key": "n", "type": "number"}]},
        [[{"n": n}] for n in range(5)],
        ['[{"n": 0}]'],
        id="objectArray",
    ),
    pytest.param({"type": "colour"}, [{"x": n} for n in range(5)], ['{"x": 0}'], id="unknown"),
]


def items_of(*entries):
    return read_schema(list(entries)).items


@pytest.mark.parametrize(("entry", "values", "texts"), TYPES)
def test_the_address_comes_first_and_the_default_last(entry, values, texts):
    """
    Address, earlier run, preset, last used, default: the first that is given counts.
    """
    items = items_of({**entry, "key": "a", "defaultValue": values[4]})
    address = read_prefill(items, {"p.a": texts}).payload
    sources = {
        "address": address,
        "rerun": {"a": values[1]},
        "preset": {"a": values[2]},
        "last_used": {"a": values[3]},
    }
    won = []
    while sources:
        won.append(filled(items, **sources)["a"])
        del sources[next(iter(sources))]
    default = [] if entry["type"] == "file" else [values[4]]  # a file has none

    assert values[:4] + default == [*won, *filled(items).values()]


@pytest.mark.parametrize(("entry", "values", "texts"), TYPES)
@pytest.mark.parametrize("source", ["rerun", "preset", "last_used"])
def test_a_default_never_fills_what_was_left_empty(entry, values, texts, source):  # noqa: ARG001
    """
    A run without the field is repeated without it, whatever the schema offers.
    """
    items = items_of({**entry, "key": "a", "defaultValue": values[4]})

    assert {"b": 1} == filled(items, **{source: {"b": 1}})


def test_an_address_is_laid_over_what_else_fills_the_form():
    """
    It names a few fields; the others keep what they have.
    """
    items = items_of(
        {"key": "a", "type": "number", "defaultValue": 1},
        {"key": "o", "type": "object", "schema": [{"key": "x", "type": "string"}]},
    )
    address = read_prefill(items, {"p.o.x": ["new"]}).payload

    assert {"a": 1, "o": {"x": "new"}} == filled(items, address=address)
    assert {"o": {"x": "new", "y": 2}} == filled(
        items, address=address, rerun={"o": {"x": "old", "y": 2}}
    )


def test_an_empty_form_stands_for_what_it_looks_like():
    """
    A required object is there with its defaults; what may be empty is empty.
    """
    items = items_of(
        {
            "key": "o",
            "type": "object",
            "required": True,
            "schema": [{"key": "n", "type": "number", "required": True}],
        },
        {"key": "t", "type": "string", "required": True, "minLength": 0},
        {"key": "l", "type": "array", "required": True, "minItems": 0},
        {"key": "s", "type": "string"},
    )

    assert {"o": {}, "t": "", "l": []} == starting(items)
    assert ["o.n"] == [problem.path for problem in problems(items, starting(items))]


@pytest.mark.parametrize(("entry", "values", "texts"), TYPES)
def test_an_address_says_every_type(entry, values, texts):  # noqa: ARG001
    """
    What a link was made from is what it fills in, value by value.
    """
    items = items_of({**entry, "key": "a"})
    for value in values:
        pairs = write_prefill(items, {"a": value})
        given = {}
        for name, text in pairs:
            given.setdefault(name, []).append(text)

        assert {"a": value} == read_prefill(items, given).payload


@pytest.mark.parametrize(
    ("given", "payload", "ignored"),
    [
        pytest.param({"p.country": ["Belgium"]}, {"country": "Belgium"}, (), id="text"),
        pytest.param({"p.country": ["007"]}, {"country": "007"}, (), id="text like a number"),
        pytest.param({"p.limit": ["20"]}, {"limit": 20}, (), id="number"),
        pytest.param(
            {"p.limit": ["9007199254740993"]}, {"limit": 2**53 + 1}, (), id="exact number"
        ),
        pytest.param({"p.limit": ["many"]}, {"limit": "many"}, (), id="not a number"),
        pytest.param({"p.limit": ["NaN"]}, {"limit": "NaN"}, (), id="nan"),
        pytest.param({"p.on": ["Yes"]}, {"on": True}, (), id="yes"),
        pytest.param({"p.on": ["maybe"]}, {"on": "maybe"}, (), id="neither yes nor no"),
        pytest.param({"p.who.name": ["Ann"]}, {"who": {"name": "Ann"}}, (), id="nested"),
        pytest.param({"p.a.b": ["x"]}, {"a.b": "x"}, (), id="key with a dot"),
        pytest.param({"p.tags": ["a", "b"]}, {"tags": ["a", "b"]}, (), id="repeated"),
        pytest.param({"p.tags": ["a"]}, {"tags": ["a"]}, (), id="list of one"),
        pytest.param({"p.tags": ['["a"]']}, {"tags": ["a"]}, (), id="list as JSON"),
        pytest.param({"p.nope": ["x"]}, {}, ("nope",), id="unknown name"),
        pytest.param({"p.who.nope": ["x"]}, {}, ("who.nope",), id="unknown name inside"),
        pytest.param({"p.country.x": ["x"]}, {}, ("country.x",), id="inside a text"),
        pytest.param({"country": ["x"], "run": ["y"]}, {}, (), id="no prefix"),
        pytest.param({"p.password": ["x"]}, {}, ("password",), id="secret"),
        pytest.param({"p.who.token": ["x"]}, {}, ("who.token",), id="secret inside"),
        pytest.param({"p.who": ['{"token": "x", "name": "Ann"}']}, {"who": {"name": "Ann"}}, (),
                     id="secret in JSON"),
        pytest.param({"p.country": []}, {}, ("country",), id="no value"),
        pytest.param({"p.country": ["x" * 20_000]}, {}, ("country",), id="too long"),
    ],
)  # fmt: skip
def test_an_address_is_read_by_the_schema(given, payload, ignored):
    items = items_of(
        {"key": "country", "type": "string"},
        {"key": "limit", "type": "number"},
        {"key": "on", "type": "boolean"},
        {
            "key": "who",
            "type": "object",
            "schema": [{"key": "name", "type": "string"}, {"key": "token", "type": "string"}],
        },
        {"key": "a.b", "type": "string"},
        {"key": "tags", "type": "array"},
        {"key": "password", "type": "string"},
    )
    read = read_prefill(items, given)

    assert (payload, ignored) == (read.payload, read.ignored)


def test_an_address_has_bounds():
    """
    Of hundreds of names the first two hundred are read.
    """
    items = items_of(*({"key": f"k{n}", "type": "string"} for n in range(300)))
    read = read_prefill(items, {f"p.k{n}": ["x"] for n in range(300)})

    assert (200, 100) == (len(read.payload), len(read.ignored))


@pytest.mark.parametrize(
    ("entry", "payload"),
    [
        pytest.param({"type": "string"}, {"b": 1}, id="key the schema does not know"),
        pytest.param({"type": "string", "defaultValue": "x"}, {}, id="default left out"),
        pytest.param({"type": "string"}, {"a": "x" * 20_000}, id="too long"),
        pytest.param({"type": "multiselect", "options": ["x"]}, {"a": []}, id="no choice"),
    ],
)
def test_what_an_address_cannot_say_it_does_not_try(entry, payload):
    """
    Such a payload needs a draft behind its link.
    """
    assert write_prefill(items_of({**entry, "key": "a"}), payload) is None


def test_a_link_holds_no_secret():
    items = items_of({"key": "a", "type": "string"}, {"key": "token", "type": "string"})

    assert (("p.a", "x"),) == write_prefill(items, {"a": "x", "token": "hunter2"})


@ANYTHING_GOES
@given(
    NEARLY_SCHEMAS,
    st.dictionaries(
        st.sampled_from(["p.a", "p.b", "p.c.d", "p.", "p..", "x"]) | ANY_TEXT,
        st.lists(ANY_TEXT | st.sampled_from(["1", "[]", "{}", "true", '{"a": [1]}']), max_size=3),
        max_size=4,
    ),
)
def test_any_address_is_a_payload(raw, given):
    items = read_schema(raw).items
    read = read_prefill(items, given)
    begun = filled(items, address=read.payload)

    assert set(read.payload) <= set(begun)


@ANYTHING_GOES
@given(NEARLY_SCHEMAS, st.dictionaries(st.sampled_from("abcdefg") | ANY_TEXT, ANY_JSON, max_size=5))
def test_any_payload_has_an_address_that_is_exact_or_none(raw, payload):
    """
    A link that exists fills in what it was made from, no more and no less.
    """
    items = read_schema(raw).items
    pairs = write_prefill(items, payload)
    if pairs is None:
        return
    given = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)

    assert repr(without_secrets(items, payload)) == repr(
        {key: filled(items, address=read_prefill(items, given).payload)[key] for key in payload}
    )


SECRETIVE = [
    {"key": "name", "type": "string"},
    {"key": "api_key", "type": "string"},
    {"key": "pin", "type": "number", "secret": True},
    {"key": "door_code_pin", "type": "number"},
    {"key": "max_tokens", "type": "number"},
    {"key": "token_kind", "type": "select", "options": ["a", "b"]},
    {"key": "secret_santa", "type": "string", "secret": False},
    {"key": "phrase", "type": "password"},
    {"key": "rows", "type": "objectArray", "itemSchema": [{"key": "password", "type": "string"}]},
]
OPEN = {
    "name": "Ann",
    "api_key": "k",
    "pin": 12,
    "door_code_pin": 34,
    "max_tokens": 5,
    "token_kind": "a",
    "secret_santa": "Bob",
    "phrase": "p",
    "rows": [{"password": "r", "x": 1}, {"x": 2}],
    "extra": {"access_token": "t", "n": 1},
    "credentials": {"user": "a"},
    "tokens": 5,
    "PIN": 56,
    "client_secret": "",
}


def test_secrets_are_told_by_mark_and_by_name():
    """
    A count or a choice is none for its name alone, and a schema may say so of a text.
    """
    items = items_of(*SECRETIVE)

    assert {
        **OPEN,
        "api_key": WITHHELD,
        "pin": WITHHELD,
        "door_code_pin": WITHHELD,
        "PIN": WITHHELD,
        "phrase": WITHHELD,
        "rows": [{"password": WITHHELD, "x": 1}, {"x": 2}],
        "extra": {"access_token": WITHHELD, "n": 1},
        "credentials": WITHHELD,
    } == redacted(items, OPEN)


def test_a_payload_without_secrets_has_no_place_for_them():
    """
    Filled from the log, a form asks for them again.
    """
    items = items_of(*SECRETIVE)
    kept = without_secrets(items, OPEN)

    assert kept == filled(items, rerun=redacted(items, OPEN))
    assert {"name", "max_tokens", "token_kind", "secret_santa", "rows", "extra", "tokens",
            "client_secret"} == set(kept)  # fmt: skip
    assert [{"x": 1}, {"x": 2}] == kept["rows"]


def test_secrets_come_back_where_they_were():
    """
    Somebody edits what is around a masked value; the value stays.
    """
    items = items_of(*SECRETIVE)
    masked = redacted(items, OPEN)
    masked["name"] = "Bob"
    masked["rows"][0]["x"] = 3

    assert {**OPEN, "name": "Bob", "rows": [{"password": "r", "x": 3}, {"x": 2}]} == restored(
        masked, OPEN
    )


@ANYTHING_GOES
@given(NEARLY_SCHEMAS, st.dictionaries(st.sampled_from("abcdefg") | ANY_TEXT, ANY_JSON, max_size=5))
def test_masking_any_payload_loses_nothing(raw, payload):
    """
    And a masked payload is masked already.
    """
    items = read_schema(raw).items
    masked = redacted(items, payload)

    assert repr(payload) == repr(restored(masked, payload))
    assert not is_incomplete(without_secrets(items, payload))
    assert repr(masked) == repr(redacted(items, masked))
