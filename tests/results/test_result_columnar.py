import json
import string
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_strategies import ANY_JSON, KEYS, TEXTS, UNHURRIED
from same_readings import assert_same_readings

from codika.results import columnar, jsontext, layout, piecewise, read, read_json, sheets
from codika.results.blocks import Block
from codika.results.columnar import pieces
from codika.results.held import Held
from codika.results.piecewise import Records, cut

ALIKE = {
    "id": "R7",
    "n": 1,
    "f": 0.5,
    "yes": True,
    "of": {"x": 1, "t": "a"},
    "tags": ["a", "b"],
    "sizes": [0.5],
    "counts": [1, 2],
    "none": None,
    "lines": [{"id": 1, "f": 1.5}, {"id": 2, "f": 2.5}],
}


@pytest.fixture(autouse=True)
def _small_pieces():
    """Cut short texts into short pieces."""
    with (
        mock.patch.multiple(piecewise, SHORTEST=0, PIECE=20, PIECE_RECORDS=1),
        mock.patch.object(columnar, "LENGTH", 300),
    ):
        yield


def cells(found):
    """Return all that a layout holds, every cell as it came."""
    tables = [
        (
            rows.path,
            rows.n_rows,
            rows.parent,
            [(at, list(held)) for at, held in rows.columns.items()],
        )
        for rows in found.tables
    ]
    return repr((tables, found.scalars, found.remainder))


def at_once(text):
    """Lay the text out with nothing but lists."""
    return cells(layout.lay_out(jsontext.parse(text)))


def in_columns(text):
    """Lay the text out as `read_json` does."""
    return cells(
        layout.lay_out(cut(text.encode("utf-8", "surrogatepass")), hold=Held, pieces=pieces)
    )


def records_of(text):
    found = cut(text.encode("utf-8", "surrogatepass"))
    while isinstance(found, dict):
        (found,) = found.values()
    return found


def are_blocks(text):
    """Return of each piece whether it was read straight into columns."""
    return [isinstance(piece, Block) for piece in pieces(records_of(text), 0)]


NUMBERS = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([2**53 - 1, 2**53, 2**53 + 1, -(2**53), 2**63 - 1, 2**63, 10**30]),
    st.floats(),
    st.sampled_from([0.5, -0.0, 1.0, 100.0, 1e16, 5e-324]),
)
CELLS = st.sampled_from(
    [
        *(st.integers(-3, 2**54), st.integers(-3, 3), st.floats(), st.booleans(), TEXTS, st.none()),
        *(NUMBERS, st.sampled_from([1, 2, 0.5, -0.0]), st.sampled_from(["a", "é", "😀", ""])),
    ]
)


def _with_gaps(shapes):
    return st.one_of(shapes, shapes.map(lambda values: st.one_of(values, values, st.none())))


def _containers(shapes):
    objects = st.builds(
        lambda given, optional: st.fixed_dictionaries(given, optional=optional),
        st.dictionaries(KEYS, shapes, max_size=3),
        st.dictionaries(st.sampled_from("xyz"), shapes, max_size=2),
    )
    return _with_gaps(objects | shapes.map(lambda values: st.lists(values, max_size=3)))


SHAPES = st.recursive(_with_gaps(CELLS), _containers, max_leaves=8)


@st.composite
def alike(draw):
    """Draw records of one shape, and sometimes one that is of another."""
    fields = draw(st.dictionaries(KEYS, SHAPES, max_size=4))
    record = st.fixed_dictionaries({"id": st.integers(0, 9), **fields})
    records = draw(st.lists(record, min_size=4, max_size=14))
    if draw(st.integers(0, 4)) == 0:
        records.insert(draw(st.integers(1, 4)), draw(ANY_JSON | st.just({})))
    return records


@settings(UNHURRIED, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(alike(), st.sampled_from([1, 80, 300]), st.sampled_from([None, 2]))
def test_records_alike_are_laid_out_as_if_they_were_objects(records, length, indent):
    """
    Every cell comes back as it came, to its type and sign, in the same tables and columns.
    """
    text = json.dumps({"items": records}, indent=indent)
    with mock.patch.object(columnar, "LENGTH", length):
        try:
            found = in_columns(text)
        except piecewise.UncutError:
            return  # it is read as a whole

    assert at_once(text) == found


def test_records_alike_are_read_straight_into_columns():
    """
    No objects are made but of the first few, with child lists, gaps and floats that are whole.
    """
    records = [ALIKE, {**ALIKE, "f": 1, "lines": []}, {**ALIKE, "of": None, "tags": None, "f": 2.0}]
    text = json.dumps(records * 20)

    first, *others = are_blocks(text)

    assert (False, {True}, True) == (first, set(others), len(others) > 5)
    assert at_once(text) == in_columns(text)


ODD = {
    "integer among floats": '"f": 3',
    "minus zero among floats": '"f": -0',
    "signed zero": '"f": -0.0',
    "integer that no float holds": f'"f": {2**53 + 1}',
    "integer beyond 64 bit": f'"n": {2**64}',
    "integer beyond 64 bit among floats": f'"f": {2**64}',
    "float among integers": '"n": 1.0',
    "no number": '"f": NaN',
    "minus no number": '"f": -NaN',
    "infinity": '"f": -Infinity',
    "number in text": '"n": "1"',
    "truth among integers": '"n": true',
    "integer among truths": '"yes": 1',
    "half a character": '"id": "\\ud800"',
    "half a character as it is": '"id": "\ud800"',
    "a character in two halves": '"id": "\\ud83d\\ude00"',
    "nul": '"id": "\\u0000"',
    "a key that comes twice": '"n": 1, "n": 2',
    "a key that comes twice, in other letters": '"n": 1, "\\u006e": 2',
    "a new key": '"new": 1',
    "a new key inside": '"of": {"x": 1, "new": 2}',
    "an empty object": '"of": {}',
    "an object of nulls": '"of": {"x": null, "t": null}',
    "an object for a text": '"id": {}',
    "a text for an object": '"of": "none"',
    "no list": '"tags": "a"',
    "an empty list": '"tags": []',
    "an object in a text in a list": '"tags": ["{\\"a\\": 1}"]',
    "an object in a text after blanks": '"tags": [" {\\"a\\": 1}"]',
    "null in a list": '"tags": ["a", null]',
    "null in a list of integers": '"counts": [1, null]',
    "a float in a list of integers": '"counts": [1, 2.0]',
    "a list in a list": '"tags": [["a"]]',
    "an integer in a list of floats": '"sizes": [1]',
    "minus no number in a list": '"sizes": [-NaN]',
    "infinity in a list": '"sizes": [Infinity]',
    "no lines": '"lines": []',
    "null for lines": '"lines": null',
    "null among lines": '"lines": [{"id": 1, "f": 1.5}, null]',
    "an empty line": '"lines": [{"id": 1, "f": 1.5}, {}]',
    "an integer among floats of lines": '"lines": [{"id": 1, "f": 1}]',
    "a text for a line": '"lines": ["x"]',
    "no keys": "",
    "brackets that close and open": '"n": 1}]}{"": [{"n": 2',
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("others", [1, 3], ids=["alone in its piece", "among others"])
def test_an_odd_record_is_read_as_it_came(odd, others):
    """
    Where Arrow would be generous, or forget something, it is not used.
    """
    usual = json.dumps(ALIKE)
    strange = f"{{{odd}}}" if odd.startswith('"id"') or not odd else f'{{"id": "odd", {odd}}}'
    records = [*[usual] * 9, *[usual] * others, strange, *[usual] * others, *[usual] * 9]
    # Where a column holds text as well, nothing in it is blank.
    for last in ([], ['{"id": "x", "of": "x", "lines": "x", "tags": "x"}', '"x"']):
        text = f"[{', '.join([*records, *last])}]"
        try:
            expected = at_once(text)
        except ValueError:
            with pytest.raises(ValueError, match=r".+"):
                read_json(text)
            continue

        assert expected == in_columns(text)
        assert_same_readings(read(jsontext.parse(text)), read_json(text))


def test_what_is_no_utf8_is_no_json():
    """
    Bytes that spell no character are an error in a text, wherever they stand.
    """
    odd = json.dumps({**ALIKE, "id": "odd?"}).encode().replace(b"?", b"\xff")
    usual = [json.dumps(ALIKE).encode()] * 9

    with pytest.raises(ValueError, match=r".+"):
        read_json(b"[" + b", ".join([*usual, odd, *usual]) + b"]")


def test_one_odd_record_costs_its_piece_alone():
    """
    After a record unlike the others, columns are read again.
    """
    records = [ALIKE] * 60
    records[30] = {**ALIKE, "n": "x"}
    records[31] = {**ALIKE, "new": 1}

    of_types = are_blocks(json.dumps([*records[:30], *records[31:]]))

    assert [True] * 3 == of_types[-3:]
    assert of_types.count(False) < len(of_types) / 2


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(lambda n: {"n": n if n % 2 else "x"}, id="of two types"),
        pytest.param(lambda n: {"of": {f"k{n}": n}}, id="new keys all the time"),
        pytest.param(lambda n: {"f": 2**60 + 0.5 + n}, id="floats that may be integers"),
        pytest.param(lambda _: {"id": "\ud800"}, id="half characters"),
    ],
)
def test_records_that_differ_are_not_tried_for_ever(odd):
    """
    A few attempts in vain, and the rest is read as objects.
    """
    text = json.dumps([{**ALIKE, **odd(n)} for n in range(100)])
    with mock.patch.object(columnar, "read_block", wraps=columnar.read_block) as read_block:
        found = are_blocks(text)

    assert set(found) == {False}
    assert read_block.call_count <= columnar.MAX_MISSES + 1
    assert at_once(text) == in_columns(text)


def test_what_is_too_deep_stays_in_its_cell():
    """
    Below the last level that is opened no columns are made, however records are read.
    """
    for n_levels in range(sheets.MAX_DEPTH - 3, sheets.MAX_DEPTH + 2):
        value = [{"x": 1}]
        for _ in range(n_levels):
            value = {"a": value}
        text = json.dumps({"items": [{"id": n, "of": value} for n in range(9)]})

        assert at_once(text) == in_columns(text)


def test_floats_that_came_as_integers_are_spelled_so():
    """
    Amounts without decimals are numbers among floats, and the text that they were.
    """
    records = [{"id": n, "amount": n if n % 3 == 2 else 2.5} for n in range(40)]
    text = json.dumps(records)
    said = {"$": {"amount": {"kind": "text"}}}

    (table,) = read_json(text).tables
    (spelled,) = read_json(text, said).tables

    assert [float(record["amount"]) for record in records] == list(table.frame["amount"])
    assert [str(record["amount"]) for record in records] == list(spelled.frame["amount"])


MANY_CHILDREN = [
    {"id": n, "lines": [{"id": k, letter: n} for k in range(3)]}
    for n, letter in enumerate(string.ascii_letters)
]


def test_bounds_of_child_tables_hold_however_they_are_read(monkeypatch):
    """
    Keys of children without a column, and children without a table, are kept all the same.
    """
    alike = [{**ALIKE, "id": n} for n in range(40)]
    for result in ({"items": alike}, alike, [*alike[:20], *MANY_CHILDREN, *alike]):
        text = json.dumps(result)
        for name, bound in (("sheets.MAX_CELLS", 700), ("layout.MAX_TABLES", 1)):
            with monkeypatch.context() as patched:
                patched.setattr(f"codika.results.{name}", bound)

                assert repr(read(jsontext.parse(text)).remainder) == repr(read_json(text).remainder)


def test_children_with_too_many_keys_are_read_as_objects(monkeypatch):
    """
    Which of their keys have no column is the same as if none had been read before.
    """
    monkeypatch.setattr(sheets, "MAX_CELLS", 100)
    lines = [{f"k{n}": n for n in range(sheets.MIN_COLUMNS + 4)}]
    text = json.dumps([{"id": n, "lines": lines} for n in range(20)])

    with pytest.raises(piecewise.UncutError):
        in_columns(text)
    assert_same_readings(read(jsontext.parse(text)), read_json(text))


def test_children_that_begin_as_records_do_are_no_place_to_cut():
    """
    Lines with an id in records with an id are told apart by their other keys.
    """
    records = [{**ALIKE, "lines": [{"id": f"{k}", "n": k} for k in range(9)]}] * 30
    text = json.dumps(records, separators=(",", ":"))

    found = records_of(text)

    assert isinstance(found, Records)
    assert records == [record for piece in found.pieces() for record in piece]
    assert {True} == set(are_blocks(text)[1:])
