"""
Looking for words in the cells of a column, fast enough to do so while somebody types.

Cells are searched as text, which for numbers has to be made first.  Arrow does both in a
tenth of the time that pandas takes, and what few cells it writes otherwise are written
one by one.  What is made for one word is kept for the next, as long as the table lives.
"""

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from codika.results.kinds import Column, Kind
from codika.results.reading import Table

if TYPE_CHECKING:
    import pandas as pd

KEPT = 64 * 1024 * 1024
"""Bytes of text that are kept for the next word, of all tables together."""

# The signs that numbers and moments are written with; a word with any other is not in them.
_NUMBER_SIGNS = frozenset("0123456789.+-einfa")
_MOMENT_SIGNS = frozenset("0123456789-:.+tz")
_SAMPLE = 1000  # cells that tell whether values repeat
_PLAIN = (1e-4, 1e10)  # floats that Arrow writes without an exponent, as Python does

Mask = npt.NDArray[np.bool_]


def may_hold(column: Column, word: str) -> bool:
    """Whether a word can be in a column at all: numbers and moments hold no names."""
    if column.kind.has_order:
        signs = _MOMENT_SIGNS if column.kind.is_temporal else _NUMBER_SIGNS
        return signs.issuperset(word)
    return True


class Searchable:
    """
    The cells of a column, as they are written in the frame.

    Moments are written as `2026-05-01 08:30:00Z`; of lists of text, each item is searched.
    """

    def __init__(self, series: "pd.Series[Any]", kind: Kind) -> None:
        self._n_rows = len(series)
        self._rows: npt.NDArray[np.int64] | None = None
        text = _texts(series, kind)
        if pa.types.is_list(text.type):
            self._rows = pc.list_parent_indices(text).to_numpy()
            text = pc.list_flatten(text)
        self._places: Any = None
        if 2 * len(text[:_SAMPLE].unique()) <= min(len(text), _SAMPLE):
            encoded = text.dictionary_encode()
            text, self._places = encoded.dictionary, encoded.indices
        # Only these few have other letters that are the same in upper or lower case, and
        # looking for both takes ten times as long.
        is_odd = pc.invert(pc.string_is_ascii(text)).fill_null(False)
        self._odd = np.flatnonzero(is_odd.to_numpy(zero_copy_only=False))
        self._odd_text = text.take(pa.array(self._odd))
        self._text = pc.ascii_lower(text)

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        held = (self._text, self._odd_text, self._places, self._rows, self._odd)
        return sum(one.nbytes for one in held if one is not None)

    def has(self, word: str) -> Mask:
        """Return in which cells a word stands, in upper or lower case; it is case-folded."""
        found = pc.match_substring(self._text, word)
        if len(self._odd):
            mask = found.fill_null(False).to_numpy(zero_copy_only=False).copy()
            has_case = word.upper() != word or word.lower() != word
            odd = pc.match_substring(self._odd_text, word, ignore_case=has_case)
            mask[self._odd] = odd.to_numpy(zero_copy_only=False)
            found = pa.array(mask)
        if self._places is not None:
            found = found.take(self._places)
        mask = found.fill_null(False).to_numpy(zero_copy_only=False)
        if self._rows is None:
            return np.asarray(mask, dtype=bool)
        keep = np.zeros(self._n_rows, dtype=bool)
        keep[self._rows[mask]] = True
        return keep


_kept: WeakKeyDictionary[Table, dict[str, Searchable]] = WeakKeyDictionary()
_keeping = threading.Lock()


def searchable(table: Table, column: Column) -> Searchable:
    """Return the cells of a column of a table, kept from the last word if there was room."""
    with _keeping:
        found = _kept.get(table, {}).get(column.name)
    if found is None:
        found = Searchable(table.frame[column.name], column.kind)
        with _keeping:
            _keep(table, column.name, found)
    return found


def _keep(table: Table, name: str, made: Searchable) -> None:
    sizes = {one: sum(text.size for text in texts.values()) for one, texts in _kept.items()}
    if sum(sizes.values()) + made.size > KEPT:  # this table is looked at now, others were
        for other in sizes.keys() - {table}:
            del _kept[other]
    if sizes.get(table, 0) + made.size <= KEPT:
        _kept.setdefault(table, {})[name] = made


def _texts(series: "pd.Series[Any]", kind: Kind) -> Any:
    """Return cells as Arrow text, or as lists of it."""
    if kind is Kind.LIST:
        try:
            return pa.array(series, pa.list_(pa.string()), from_pandas=True)
        except (pa.ArrowTypeError, pa.ArrowInvalid):  # lists of numbers
            return pa.array(series.astype("string"), pa.large_string(), from_pandas=True)
    array = pa.array(series, from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if kind is Kind.DATETIME:
        # Written without their zone: with it, Arrow takes twenty times as long.
        moments = pc.floor_temporal(array, unit="second").cast(pa.timestamp("s"))
        return pc.binary_join_element_wise(moments.cast(pa.string()), "Z", "")
    if pa.types.is_floating(array.type):
        return _floats(array)
    return array if pa.types.is_large_string(array.type) else array.cast(pa.large_string())


def _floats(array: Any) -> Any:
    """Write floats as Python does: `5.0`, `1e-05`."""
    text = array.cast(pa.string())
    whole = pc.equal(pc.floor(array), array)
    text = pc.if_else(whole, pc.binary_join_element_wise(text, ".0", ""), text)
    size = pc.abs(array)
    is_plain = pc.or_(
        pc.and_(pc.greater_equal(size, _PLAIN[0]), pc.less(size, _PLAIN[1])), pc.equal(size, 0.0)
    )
    others = pc.invert(is_plain)
    if not pc.any(others).as_py():
        return text
    odd = [str(value) for value in array.filter(others).to_pylist()]
    return pc.replace_with_mask(text, others.fill_null(False), pa.array(odd, pa.string()))
