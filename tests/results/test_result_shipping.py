"""What is handed from one process to another comes out as it went in."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import ANY_JSON, UNHURRIED
from parcels import RECORDS, parcel_of
from same_readings import assert_same_readings

from codika.results import profile, read, suggest
from codika.results.filters import written
from codika.results.shipping import BLOCK, Packer, Unpacker, taking


def shipped(reading):
    packer = Packer()
    return b"".join(packer.shipped(reading=packer.reading(reading)))


def unpacked(content, piece=64):
    answer = Unpacker(taking([content[i : i + piece] for i in range(0, len(content), piece)]))
    return answer.reading(answer.header["reading"])


@UNHURRIED
@given(ANY_JSON)
def test_any_reading_comes_out_as_it_went_in(result):
    """
    Headlines, texts, tables and remainder of any JSON: values, types, order and all.
    """
    reading = read(result)

    assert_same_readings(reading, unpacked(shipped(reading)))


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(RECORDS, id="every kind of column"),
        pytest.param([{"n": 1.5}, {"n": float("nan")}, {"n": None}], id="NaN"),
        pytest.param([{"n": -0.0}, {"n": float("inf")}], id="signs and infinities"),
        pytest.param([{"l": [1, 2.5, None]}, {"l": None}, {"l": []}], id="lists of numbers"),
        pytest.param([{"l": [float("nan")]}, {"l": [-0.0]}], id="lists with NaN"),
        pytest.param([{"l": ["a"]}] * (2 * BLOCK + 1), id="more lists than a block"),
        pytest.param({"half": "\ud83d", "two halves": "\ud83d\ude00" + "x" * 90}, id="half a pair"),
        pytest.param({"n": 10**4000, "m": float("nan")}, id="a long number"),
        pytest.param([{}], id="rows without columns"),
        pytest.param([], id="nothing"),
    ],
)
def test_what_is_hard_comes_out_as_it_went_in(result):
    """
    Nothing is rounded, joined, taken for empty, or of another type.
    """
    reading = read(result)

    assert_same_readings(reading, unpacked(shipped(reading)))


def test_what_came_out_can_be_worked_with():
    """
    Its columns are those of Arrow, which nobody may write to: all that is asked of a table works.
    """
    (table,) = unpacked(shipped(read(RECORDS * 20))).tables
    (here,) = read(RECORDS * 20).tables

    assert suggest(here) == suggest(table)
    for column in here.columns:
        assert profile(here, column.name) == profile(table, column.name)
        assert list(written(here.frame[column.name])) == list(written(table.frame[column.name]))
        if column.name != "tags":
            assert list(here.frame.sort_values(column.name, kind="stable").index) == list(
                table.frame.sort_values(column.name, kind="stable").index
            )


@given(st.integers(min_value=1, max_value=5000))
@UNHURRIED
def test_wherever_the_pipe_cuts_it(piece):
    """
    Pieces of any size give the same reading.
    """
    reading = read({"items": RECORDS, "text": "é" * 100})

    assert_same_readings(reading, unpacked(shipped(reading), piece))


def test_a_shipment_that_breaks_off_is_none():
    """
    Half a reading is not taken for the whole.
    """
    content = shipped(read(RECORDS))

    for end in (0, 7, 8, len(content) // 2, len(content) - 1):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, it is none
            unpacked(content[:end])


def test_pieces_are_let_go():
    """
    What was taken is not held by the list that it came in.
    """
    pieces = [b"ab", b"cd"]
    take = taking(pieces)

    assert [] == pieces
    assert [b"abc", b"d", b""] == [take(3), take(9), take(1)]


def test_columns_are_not_copied():
    """
    Numbers and texts are used where they arrived.
    """
    frame = unpacked(shipped(read([{"n": n, "x": n / 2} for n in range(100)]))).tables[0].frame

    assert not [name for name in frame if isinstance(owner(frame[name].to_numpy()), np.ndarray)]


def owner(array):
    """Return whose the memory of an array is."""
    while isinstance(array, np.ndarray) and array.base is not None:
        array = array.base
    return array


def test_a_parcel_comes_out_as_it_went_in():
    """
    Tables with the rows that are left of them, charts, origin, and what stands beside.
    """
    parcel = parcel_of({"items": RECORDS, "total": 2})
    table = replace(parcel.tables[0], frame=parcel.tables[0].frame.iloc[1:])
    spec = suggest(parcel.tables[0])[0]
    parcel = replace(parcel, tables=(table,), charts=((spec, table),))
    packer = Packer()
    content = b"".join(packer.shipped(parcel=packer.parcel(parcel)))
    answer = Unpacker(taking([content]))
    twin = answer.parcel(answer.header["parcel"])

    assert parcel.origin == twin.origin
    assert [spec] == [spec for spec, _ in twin.charts]
    assert_same_readings(parcel.reading, twin.reading)
    assert ["008"] == list(twin.tables[0].frame["id"])
    assert table.columns == twin.tables[0].columns


def test_a_table_that_is_asked_for_twice_is_sent_once():
    """
    The table on screen and that of its chart are the same one, on either side.
    """
    (table,) = read([{"n": np.arange(5000).tolist()}]).tables
    once, twice = Packer(), Packer()
    once.table(table)

    assert [0, 0] == [twice.table(table), twice.table(table)]
    assert once.size == twice.size
