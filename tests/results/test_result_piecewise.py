import json
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from json_strategies import ANY_JSON, KEYS, UNHURRIED

from codika.results import columnar, jsontext, layout, piecewise, read, read_json, sheets
from codika.results.piecewise import Records, UncutError, cut

MANY = [{"id": n, "name": f"n{n}"} for n in range(40)]


@pytest.fixture(autouse=True)
def _small_pieces():
    """Cut short texts into short pieces."""
    with (
        mock.patch.multiple(piecewise, SHORTEST=0, PIECE=20, PIECE_RECORDS=1),
        mock.patch.multiple(columnar, LENGTH=40),
    ):
        yield


def told(reading):
    """Return all that a reading holds, to the last digit."""
    tables = [
        (
            *(table.path, table.title, table.parent, table.columns, table.frame.dtypes.to_dict()),
            *(repr(table.frame[name].tolist()) for name in table.frame),
        )
        for table in reading.tables
    ]
    return repr((reading.headlines, reading.texts, reading.remainder)), tables


def cut_texts(value):
    """Return the JSON of a value, as several programs write it."""
    return [
        json.dumps(value),
        json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace"),
        json.dumps(value, indent=2),
    ]


# What is empty in one piece may stand beside objects, lists or numbers in another.
EMPTY_AND_NOT = st.sampled_from(
    [{}, [], None, 4, {"a": {}}, {"a": []}, {"a": {"b": 1}}, {"a": [{"b": 2}]}, {"a": 3}, {"b": {}}]
)
RECORDS = st.lists(
    st.fixed_dictionaries({"id": ANY_JSON}, optional={"a": ANY_JSON, "b": st.text()}),
    min_size=2,
    max_size=12,
)


@UNHURRIED
@given(
    st.one_of(
        ANY_JSON,
        RECORDS,
        st.lists(EMPTY_AND_NOT, min_size=2, max_size=8),
        st.builds(
            lambda before, records, after: {**before, "records": records, **after},
            st.dictionaries(KEYS, ANY_JSON, max_size=3),
            RECORDS,
            st.dictionaries(KEYS, ANY_JSON, max_size=3),
        ),
    )
)
def test_any_json_is_read_as_if_at_once(result):
    """
    Whether it can be cut or not, a text is read to the same tables, headlines and texts.
    """
    for text in cut_texts(result):
        assert told(read(jsontext.parse(text))) == told(read_json(text))


@UNHURRIED
@given(st.one_of(ANY_JSON, RECORDS, st.lists(EMPTY_AND_NOT, min_size=2, max_size=8)))
@example([{}, {"a": {}}])
@example([{"a": {}}, {"a": 3}, {"a": {"b": 1}}])
def test_any_json_is_read_the_same_however_many_records_at_a_time(result):
    """
    Tables do not depend on where one block of records ends and the next begins.
    """
    readings = []
    for n_records in (1, 2, 3, 2048):
        with mock.patch.object(layout, "BLOCK", n_records):
            readings.append(told(read(result)))

    assert [readings[0]] * 4 == readings


def test_columns_beyond_the_bound_are_the_same_however_it_is_read(monkeypatch):
    """
    Which keys still have a column is decided by whole blocks, in pieces as well.
    """
    monkeypatch.setattr(sheets, "MAX_COLUMNS", 16)
    result = [{"id": n, "of": {f"a{n}": n, "b": {}}, f"k{n}": n} for n in range(40)]

    assert told(read(result)) == told(read_json(json.dumps(result)))


HOSTILE = [
    pytest.param(MANY, id="the whole"),
    pytest.param({"results": {"total": 2, "items": MANY, "page": {"of": 1}}}, id="inside"),
    pytest.param({"items": MANY, "tags": ["a", "b"]}, id="a list after it"),
    pytest.param({"lines": [{"id": 1}], "items": MANY}, id="a short list before it"),
    pytest.param({"a": "[{", "items": MANY, "b": '}]"]'}, id="brackets in texts"),
    pytest.param([{**one, "t": ', {"id": 1}, {"id": 2}'} for one in MANY], id="commas in texts"),
    pytest.param([{**one, "in": [{"id": 1}, {"id": 2}]} for one in MANY], id="the same inside"),
    pytest.param([{**one, "e": "\\", "é": 'ü"'} for one in MANY], id="escapes"),
    pytest.param({k: {"id": k, "of": MANY} for k in "abc"}, id="in an object that is a table"),
    pytest.param({"a": {"b": {"c": {"d": {"e": {"f": MANY}}}}}}, id="deep inside"),
    pytest.param([*MANY, None, 5, "x", [1]], id="no objects at the end"),
    pytest.param([{"id": 2**70, "x": float("nan")}, *MANY], id="what only one reader can"),
]


@pytest.mark.parametrize("result", HOSTILE)
def test_what_looks_like_a_cut_is_none(result):
    """
    Records are told apart by what they are, not by what their texts look like.
    """
    for text in cut_texts(result):
        assert told(read(jsontext.parse(text))) == told(read_json(text))


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(MANY, id="the whole"),
        pytest.param({"results": {"n": 2, "items": MANY, "page": {"of": 1}}}, id="inside"),
        pytest.param({"items": MANY, "tags": ["a", "b"]}, id="a list after it"),
        pytest.param({"lines": [{"id": 1}], "items": MANY}, id="a short list before it"),
    ],
)
def test_a_long_list_is_never_read_at_once(result):
    """
    Every way to write it, it comes in many pieces, all of its records in order.
    """
    for text in cut_texts(result):
        data = text if isinstance(text, bytes) else text.encode()
        found = cut(data)
        while isinstance(found, dict):
            found = found.get("items") or found["results"]
        pieces = list(found.pieces())

        assert isinstance(found, Records)
        assert (True, MANY) == (len(pieces) > 10, [one for piece in pieces for one in piece])


def test_a_short_text_is_read_at_once():
    """
    Nothing is gained below a megabyte.
    """
    with mock.patch.object(piecewise, "SHORTEST", 1 << 20), pytest.raises(UncutError):
        cut(json.dumps(MANY).encode())


def test_a_guess_that_is_not_proved_is_dropped():
    """
    Brackets in a text, with JSON between them, are no list.
    """
    text = '{"a": "[{}, {}, {}]", "b": 1}'

    with pytest.raises(UncutError):
        cut(text.encode())
    assert told(read(json.loads(text))) == told(read_json(text))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(MANY)[:-1],
        json.dumps(MANY)[:-9] + "]",
        json.dumps(MANY) + "]",
        json.dumps({"items": MANY})[:-1],
        json.dumps(MANY).replace('{"id": 20', '{"id" 20'),
        json.dumps(MANY).replace('}, {"id": 20', '}; {"id": 20'),
    ],
)
def test_no_json_is_an_error(text):
    """
    A fault anywhere in the text is found.
    """
    with pytest.raises(ValueError, match=r".+"):
        read_json(text)


def test_columns_are_bounded_however_it_is_read(monkeypatch):
    """
    How many columns a table may have depends on its rows, which are known last.
    """
    monkeypatch.setattr(sheets, "MAX_CELLS", 2000)
    result = [{"id": n, f"k{n}": n} for n in range(100)]

    assert told(read(result)) == told(read_json(json.dumps(result)))


def test_a_list_beyond_the_last_table_is_kept(monkeypatch):
    """
    Where no more tables are made, the list is JSON text, none of it missing.
    """
    monkeypatch.setattr("codika.results.layout.MAX_TABLES", 1)
    result = {"a": [1, 2], "items": MANY, "b": {"n": 1, "c": {"items": MANY}}}

    assert told(read(result)) == told(read_json(json.dumps(result)))
