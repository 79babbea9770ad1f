"""
Looking for words in the cells of a column, fast enough to do so while somebody types.

Cells are searched as text, which for numbers has to be made first.  Arrow does both in a
tenth of the time that pandas takes, and what few cells it writes otherwise are written
one by one.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from codika.results.kinds import Column, Kind

if TYPE_CHECKING:
    import pandas as pd

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
        self._rows: Mask | None = None
        text = _texts(series, kind)
        if pa.types.is_list(text.type):
            self._rows = pc.list_parent_indices(text).to_numpy()
            text = pc.list_flatten(text)
        self._places: Any = None
        if 2 * len(text[:_SAMPLE].unique()) <= min(len(text), _SAMPLE):
            encoded = text.dictionary_encode()
            text, self._places = encoded.dictionary, encoded.indices
        self._text = text

    def has(self, word: str) -> Mask:
        """Return in which cells a word stands, in upper or lower case."""
        # Without letters there is no case; looking for both takes ten times as long.
        has_case = word.upper() != word or word.lower() != word
        found = pc.match_substring(self._text, word, ignore_case=has_case)
        if self._places is not None:
            found = found.take(self._places)
        mask = found.fill_null(False).to_numpy(zero_copy_only=False)
        if self._rows is None:
            return np.asarray(mask, dtype=bool)
        keep = np.zeros(self._n_rows, dtype=bool)
        keep[self._rows[mask]] = True
        return keep


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
        array = pc.floor_temporal(array, unit="second").cast(pa.timestamp("s", "UTC"))
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
