"""Words found in any table, as if every cell was looked at as it is written."""

import math

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from json_strategies import ANY_JSON, TEXTS, UNHURRIED

from codika.results import Kind, read, searching
from codika.results.exports.cells import cells_of
from codika.results.filters import containing
from codika.results.names import encodable

# Letters that are not what they look like in upper or lower case.
LETTERS = [
    "s",
    "k",
    "K",
    "ß",
    "\u017f",
    "\u212a",
    "İ",
    "\u0131",
    "Σ",
    "ς",
    "é",
    "Å",
    "\u212b",
    "Ǆ",
    "ŉ",
    ".",
]
SPELLED = st.lists(st.sampled_from(LETTERS), max_size=4).map("".join)
CELLS = [
    TEXTS,
    SPELLED,
    st.floats(),
    st.floats(-100, 100).map(lambda number: round(number, 2)),
    st.integers(-99, 99),
    st.booleans(),
    st.datetimes().map("{:%Y-%m-%dT%H:%M:%S.%fZ}".format),
    st.dates().map(str),
    st.lists(st.one_of(SPELLED, st.none()), max_size=3),
    st.lists(st.floats() | st.integers(-9, 9), max_size=3),
    st.lists(st.booleans(), max_size=3),
]
RECORDS = st.lists(st.sampled_from(CELLS), min_size=1, max_size=4).flatmap(
    lambda columns: st.lists(
        st.fixed_dictionaries({f"c{n}": st.none() | cell for n, cell in enumerate(columns)}),
        max_size=9,
    )
)
PARTS = st.sampled_from(
    ["7", "0", ".0", "e-", "-1", "z", "true", "inf", "nan", "none", "[", "00:00"]
)
WORDS = st.lists(PARTS | SPELLED | TEXTS, min_size=1, max_size=5)


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Begin as if nobody had looked for a word yet."""
    searching._kept.clear()


def written(table, column):
    """Return what is looked at in each row: texts, as Python writes them."""
    cells = cells_of(table, column.name)
    if column.kind is Kind.DATETIME:
        return [[f"{cell.replace(microsecond=0, tzinfo=None)}Z"] if cell else [] for cell in cells]
    if column.kind is Kind.LIST and all(
        item is None or isinstance(item, str) for cell in cells for item in cell or ()
    ):
        return [[item for item in cell or () if item is not None] for cell in cells]
    return [[] if cell is None else [str(cell)] for cell in cells]


def holds(texts, word):
    """Whether a word stands in one of these, in upper or lower case."""
    found = pc.match_substring(pa.array(texts, pa.string()), word, ignore_case=True)
    return any(found.to_pylist())


def found_one_by_one(table, words):
    """Return the rows that hold every word, each cell looked at."""
    columns = [written(table, column) for column in table.columns]
    return [
        row
        for row in range(table.n_rows)
        if all(any(holds(column[row], word) for column in columns) for word in words)
    ]


@UNHURRIED
@given(ANY_JSON | RECORDS, WORDS)
@example([{"a": "Straße \u017f"}, {"a": "S"}, {"a": "\u212a"}], ["s", "k"])
@example([{"a": n} for n in (1e-5, 1e10, 5.0, -0.0, 123456.789)], ["5", "e", "-", ".0"])
def test_any_word_is_found_where_it_is_written(result, words):
    """
    Word after word, the same table or another, it is what is found one cell at a time.
    """
    for table in read(result).tables:
        for word in [*words, " ".join(words)]:
            wanted = encodable(word).casefold().split()
            if wanted:
                assert found_one_by_one(table, wanted[:10]) == list(containing(table, word).index)


def test_repeated_texts_are_found_in_every_row():
    """
    Texts that repeat are looked at once, odd ones as well.
    """
    (table,) = read([{"a": ["Ghent", "Liège", None][n % 3]} for n in range(300)]).tables

    assert list(range(1, 300, 3)) == list(containing(table, "LIÈGE").index)
    assert list(range(0, 300, 3)) == list(containing(table, "gHen").index)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        pytest.param(1e-05, "1e-05", id="small float"),
        pytest.param(5e-05, "e-", id="an exponent"),
        pytest.param(1e20, "1e+20", id="large float"),
        pytest.param(12345678901.5, "12345678901.5", id="long float"),
        pytest.param(7.0, "7.0", id="whole float"),
        pytest.param(math.inf, "inf", id="infinity"),
        pytest.param("2026-05-01T08:30:00+02:00", "06:30:00z", id="moment, in utc"),
        pytest.param("2026-05-01T08:30:00Z", "01 08", id="two words of a moment"),
        pytest.param("ÎLE", "île", id="other letters"),
        pytest.param(["a", "Bee"], "bee", id="item of a list"),
        pytest.param([1, 25], "25", id="item of a list of numbers"),
    ],
)
def test_a_word_is_found_as_python_writes_it(cell, word):
    """
    In its own row and no other.
    """
    other = [] if isinstance(cell, list) else "2001-01-01T00:00:00Z" if "Z" in str(cell) else None
    (table,) = read([{"a": other}, {"a": cell}, {"a": other}]).tables

    assert [1] == list(containing(table, word).index)


def test_columns_that_cannot_hold_a_word_are_not_looked_at():
    """
    Nobody waits for numbers or moments to be written when a name is looked for.
    """
    (table,) = read([{"n": 1.5, "at": "2026-05-01T08:30:00Z", "name": "x"}]).tables
    number, moment, name = table.columns

    assert [False, False, True] == [searching.may_hold(one, "x") for one in table.columns]
    assert [True, True] == [searching.may_hold(number, word) for word in ("-1.5e+10", "nan")]
    assert [True, False] == [searching.may_hold(moment, word) for word in ("t08:30z", "may")]
    assert searching.may_hold(name, "anything")


def test_what_is_kept_goes_with_its_table():
    """
    Text made for one word is there for the next, and no longer than the table.
    """
    (table,) = read([{"a": 1.5}, {"a": 2.5}]).tables
    first = searching.searchable(table, table.columns[0])

    assert first is searching.searchable(table, table.columns[0])
    del table

    assert 0 == len(searching._kept)


def test_what_is_kept_is_bounded(monkeypatch):
    """
    The table somebody looks at now pushes out others; a column too large is never kept.
    """
    (one,), (two,) = (read([{"a": n + 0.5} for n in range(50)]).tables for _ in range(2))
    size = searching.searchable(one, one.columns[0]).size

    monkeypatch.setattr(searching, "KEPT", 2 * size - 1)
    searching.searchable(two, two.columns[0])

    assert [two] == list(searching._kept)

    searching._kept.clear()
    monkeypatch.setattr(searching, "KEPT", size - 1)
    searching.searchable(one, one.columns[0])

    assert [] == list(searching._kept)
    assert [7] == list(containing(one, "7.5").index[:1])
