import sys
from collections import Counter

import pytest
from hypothesis import given
from json_strategies import ANY_JSON, UNHURRIED

from codika.results import layout, sheets
from codika.results.jsontext import container
from codika.results.layout import Rows, lay_out
from codika.results.names import Own

VALUE, KEY, ROW = (Own.VALUE,), (Own.KEY,), (Own.PARENT_ROW,)


def tables(result):
    """Return each table as its path and its columns."""
    return [(rows.path, rows.columns) for rows in lay_out(result).tables]


def leaves(value):
    """Return the values in any JSON, each with its type; nulls and empty containers have none."""
    if isinstance(value, str) and (held := container(value)) is not None:
        value = held
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None else [(type(value), repr(value))]


def leaves_of_layout(found):
    parts = [value for _, value in (*found.scalars, *found.remainder)]
    for rows in found.tables:
        parts += [
            cells
            for path, cells in rows.columns.items()
            if path[0] not in (Own.PARENT_ROW, Own.PARENT_KEY, Own.KEY)
        ]
    return leaves(parts)


@UNHURRIED
@given(ANY_JSON)
def test_no_value_is_lost_or_made_up(result):
    """
    The values of any JSON are those of its layout, each as often, none changed.
    """
    found = lay_out(result)

    assert Counter(leaves(result)) == Counter(leaves_of_layout(found))


@UNHURRIED
@given(ANY_JSON)
def test_columns_of_a_table_are_equally_long(result):
    """
    Every column has a cell for every row.
    """
    found = lay_out(result)

    for rows in found.tables:
        assert {rows.n_rows} == {len(cells) for cells in rows.columns.values()} or not rows.columns


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        pytest.param([{"a": 1}, {"a": 2}], [((), {("a",): [1, 2]})], id="the whole is a list"),
        pytest.param({"items": [{"a": 1}]}, [(("items",), {("a",): [1]})], id="list in an object"),
        pytest.param(
            {"results": {"documents": [{"a": 1}]}},
            [(("results", "documents"), {("a",): [1]})],
            id="list further down",
        ),
        pytest.param(
            {"x": [{"a": 1}], "y": [{"b": 2}]},
            [(("x",), {("a",): [1]}), (("y",), {("b",): [2]})],
            id="several lists",
        ),
        pytest.param(
            [{"company": {"name": "A", "geo": {"lat": 1.5}}}],
            [((), {("company", "name"): ["A"], ("company", "geo", "lat"): [1.5]})],
            id="nested objects are columns",
        ),
        pytest.param(
            [{"geo": {"lat": 1}}, {"geo": None}, {"geo": "unknown"}],
            [((), {("geo",): [None, None, "unknown"], ("geo", "lat"): [1, None, None]})],
            id="an object in one row, a text in another",
        ),
        pytest.param(
            [{"a": 1}, {"b": 2}],
            [((), {("a",): [1, None], ("b",): [None, 2]})],
            id="ragged rows",
        ),
        pytest.param(
            [{"a": 1, "b": 2}, {"b": 3, "c": 4}],
            [((), {("a",): [1, None], ("b",): [2, 3], ("c",): [None, 4]})],
            id="ragged rows of equal size",
        ),
        pytest.param(
            [{"tags": ["x", "y"]}, {"tags": []}],
            [((), {("tags",): [["x", "y"], []]})],
            id="a list of plain values stays in its cell",
        ),
        pytest.param(
            [{"id": 7, "lines": [{"x": 1}, {"x": 2}]}, {"id": 8, "lines": []}],
            [
                ((), {("id",): [7, 8]}),
                (("lines",), {ROW: [1, 1], (Own.PARENT_KEY, "id"): [7, 7], ("x",): [1, 2]}),
            ],
            id="records inside records are a child table",
        ),
        pytest.param(
            [{"n": 1, "a": [{"b": [{"c": 1}, {"c": 2}], "d": 0}]}, {"n": 1, "a": [{"d": 5}]}],
            [
                ((), {("n",): [1, 1]}),
                (("a",), {ROW: [1, 2], ("d",): [0, 5]}),
                (("a", "b"), {ROW: [1, 1], ("c",): [1, 2]}),
            ],
            id="children of children; no key where none tells the rows apart",
        ),
        pytest.param(
            {"contacts": ['{"name": "Ann"}', '{"name": "Bob"}']},
            [(("contacts",), {("name",): ["Ann", "Bob"]})],
            id="records as JSON strings",
        ),
        pytest.param(
            {"notes": ['{"name": "Ann"}', "call back"]},
            [(("notes",), {VALUE: ['{"name": "Ann"}', "call back"]})],
            id="strings of which only some are JSON",
        ),
        pytest.param(
            [{"rows": ['{"x": 1}', '{"x": 2}']}],
            [(("rows",), {ROW: [1, 1], ("x",): [1, 2]})],
            id="a table that only holds another is not shown",
        ),
        pytest.param(
            {"body": '{"items": [{"a": 1}]}'},
            [(("body", "items"), {("a",): [1]})],
            id="an object as a JSON string",
        ),
        pytest.param(
            {"a": [1, 2], "b": ["x", None]},
            [((), {("a",): [1, 2], ("b",): ["x", None]})],
            id="by columns",
        ),
        pytest.param(
            {"a": [1, 2], "b": [3]},
            [(("a",), {VALUE: [1, 2]}), (("b",), {VALUE: [3]})],
            id="lists of different length are no columns",
        ),
        pytest.param(
            {"a": [1], "b": [3]},
            [(("a",), {VALUE: [1]}), (("b",), {VALUE: [3]})],
            id="one row is no table by columns",
        ),
        pytest.param(
            {"BE": {"n": 1}, "FR": {"n": 2}, "NL": {"n": 3}},
            [((), {KEY: ["BE", "FR", "NL"], ("n",): [1, 2, 3]})],
            id="an object of records",
        ),
        pytest.param([1, "a", None], [((), {VALUE: [1, "a", None]})], id="plain list"),
        pytest.param([5, {"a": 1}], [((), {("a",): [None, 1], VALUE: [5, None]})], id="mixed list"),
        pytest.param([[1, 2], [3, 4]], [((), {(1,): [1, 3], (2,): [2, 4]})], id="a grid"),
        pytest.param([[1, 2], [3]], [((), {VALUE: [[1, 2], [3]]})], id="lists of different length"),
        pytest.param(
            [[{"a": 1}], [{"a": 2}]],
            [(VALUE, {ROW: [1, 2], ("a",): [1, 2]})],
            id="lists of lists of records",
        ),
        pytest.param([], [((), {})], id="empty list"),
        pytest.param([{}, {}], [((), {VALUE: [{}, {}]})], id="empty records"),
        pytest.param([None], [((), {VALUE: [None]})], id="a list of nothing"),
        pytest.param({}, [], id="empty object"),
    ],
)
def test_tables_of_a_result(result, expected):
    """
    Each shape has one defined layout.
    """
    assert expected == tables(result)


@pytest.mark.parametrize("value", [0, "", None, False, 1.5, "text"])
def test_a_bare_value_is_a_scalar(value):
    """
    A result that is a single value, also a falsy one, is just that.
    """
    found = lay_out(value)

    assert ([((), value)], [], []) == (found.scalars, found.tables, found.remainder)


def test_an_empty_object_is_kept():
    """
    What holds nothing is still shown: as JSON.
    """
    found = lay_out({"a": {}, "b": 1})

    assert ([(("a",), {})], [(("b",), 1)]) == (found.remainder, found.scalars)


def test_many_values_of_one_object_are_a_table():
    """
    Word counts are a table of keys and values, not a hundred headlines.
    """
    counts = {f"word{n}": n for n in range(layout.MAX_SCALARS_OF_ONE + 1)}

    assert [((), {KEY: list(counts), VALUE: list(counts.values())})] == tables(counts)


def test_blocks_join_seamlessly(monkeypatch):
    """
    A column that appears late, or becomes an object late, has a cell for every row.
    """
    monkeypatch.setattr(layout, "BLOCK", 2)
    records = [{"a": None}, {"a": None}, {"a": {"x": 1}}, {"b": [{"c": 1}]}, {"b": []}]

    assert [
        ((), {("a", "x"): [None, None, 1, None, None]}),
        (("b",), {ROW: [4], ("c",): [1]}),
    ] == tables(records)


def nested(depth):
    value = 1
    for _ in range(depth):
        value = {"a": value}
    return value


def test_depth_is_bounded():
    """
    Below the last level that is opened, an object is kept as it is.
    """
    found = lay_out(nested(sheets.MAX_DEPTH + 3))

    assert [(("a",) * sheets.MAX_DEPTH, nested(3))] == found.remainder


def test_depth_of_records_is_bounded():
    """
    A cell keeps what lies below the last level.
    """
    found = lay_out([nested(sheets.MAX_DEPTH + 3)])

    assert [Rows((), 1, {("a",) * sheets.MAX_DEPTH: [nested(3)]})] == found.tables


@pytest.mark.parametrize("opening", ["list", "object"])
def test_nesting_deeper_than_the_stack_is_no_error(opening):
    """
    Ten thousand levels are laid out as well as one.
    """
    value = 1
    for _ in range(10 * sys.getrecursionlimit()):
        value = [value] if opening == "list" else {"a": value}

    found = lay_out(value)

    assert 1 == len(found.tables) + len(found.remainder)


def test_columns_are_bounded(monkeypatch):
    """
    Keys beyond the bound share one column, as an object a row.
    """
    monkeypatch.setattr(sheets, "MAX_COLUMNS", 17)
    record = {f"k{n}": n for n in range(20)}

    columns = lay_out([record, {"k18": 5}]).tables[0].columns

    assert 18 == len(columns)
    assert [{"k17": 17, "k18": 18, "k19": 19}, {"k18": 5}] == columns[(Own.MORE,)]


def test_two_hundred_columns_are_columns():
    """
    Width alone is no reason to fold anything.
    """
    record = {f"k{n}": n for n in range(300)}

    assert [(f"k{n}",) for n in range(300)] == list(lay_out([record]).tables[0].columns)


def test_cells_are_bounded(monkeypatch):
    """
    Records that share no key do not fill the memory with gaps.
    """
    monkeypatch.setattr(sheets, "MAX_CELLS", 2000)
    records = [{f"k{n}": n} for n in range(100)]

    columns = lay_out(records).tables[0].columns

    assert 20 + 1 == len(columns)
    assert {"k99": 99} == columns[(Own.MORE,)][99]


def test_tables_are_bounded():
    """
    After the last table, the rest is kept together.
    """
    result = {f"t{n}": [n] for n in range(layout.MAX_TABLES + 2)}
    result["x"] = [{"a": 1}, 2]  # no table by columns, please

    found = lay_out(result)

    assert layout.MAX_TABLES == len(found.tables)
    assert [((Own.MORE,), {"t100": [100], "t101": [101], "x": [{"a": 1}, 2]})] == found.remainder


def test_single_values_are_bounded():
    """
    After so many single values, the rest is kept together.
    """
    result = {f"part{n}": {f"{n}-{k}": k for k in range(20)} for n in range(20)}

    found = lay_out(result)

    assert layout.MAX_SCALARS == len(found.scalars)
    assert [(Own.MORE,)] == [path for path, _ in found.remainder]


def test_child_names_its_parent_table():
    """
    A child says to which table its rows belong.
    """
    found = lay_out({"items": [{"id": 1, "lines": [{"x": 1}]}]})

    assert [None, ("items",)] == [rows.parent for rows in found.tables]
