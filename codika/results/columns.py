r"""
Columns of one type each, found with care, for a wrong type does harm.

An id that is summed, a telephone number without its zero: so a column of text
becomes anything else only if *every* cell reads that way, and numbers that name
things stay as they are.  Cells keep their values; what changes is how they are held:

- moments are in UTC (`datetime64`, aware).  One without a zone is read as UTC, and
  the column's `note` says so.  Dates are days, without a time or a zone;
- integers beyond 2^53, which a browser would round, are text, digit by digit;
- where a column mixes types, and where cells hold objects or nested lists, cells
  are text: strings as they are, everything else as JSON;
- `null` and an absent key look the same, and so does an empty string among
  dates or numbers;
- lone surrogates are spelled out, as `\ud800`.

Every column converts to Arrow as it is: that is what a browser is sent.

This module needs pandas, which takes half a second to load, so it is imported when
the first result is read.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

import pandas as pd
import pyarrow as pa

from codika.language import later
from codika.results import jsontext, numeric, textual
from codika.results.cells import Cells
from codika.results.held import Held
from codika.results.kinds import UNITS, Kind
from codika.results.names import encodable, words


def typed(key: Any, cells: Iterable[Any]) -> Cells:
    """
    Find what the cells of a column are, and hold them as that.

    Args:
        key: The last segment of the column's path; its words say what numbers mean.
        cells: Any JSON values; `None` is an empty cell.
    """
    held = cells if isinstance(cells, Held) else Held(cells)
    types, array = held.types, held.arrow
    name = frozenset(words(key))
    if not types:
        return Cells(Kind.EMPTY, pd.Series(pa.nulls(len(held), pa.large_string()), dtype="str"))
    if types == {str}:
        return textual.text(name, _encodable(held) if array is None else array)
    if types == {bool}:
        return Cells(Kind.BOOLEAN, _flags(array))
    if types <= {int, float} and (numbers := numeric.series_of(held)) is not None:
        return numeric.numbers(name, _unit_of(key), numbers)
    if types == {list} and _is_uniform(held):
        return Cells(Kind.LIST, pd.Series(_clean_lists(held), dtype="object"))
    return _as_texts(held)


def kind_of(key: Any, value: Any) -> Cells:
    """Find what a single value is; what it is worth stays with the value itself."""
    found = typed(key, [value])
    is_number_in_text = isinstance(value, str) and found.kind.is_numeric
    return Cells(Kind.TEXT, found.series) if is_number_in_text else found


def _encodable(cells: Iterable[Any]) -> Any:
    """Return texts as Arrow, half characters spelled out."""
    return pa.array([cell and encodable(cell) for cell in cells], pa.large_string())


def _flags(array: Any) -> "pd.Series[Any]":
    values = array.fill_null(False).to_numpy(zero_copy_only=False)
    if not array.null_count:
        return pd.Series(values)
    empty = array.is_null().to_numpy(zero_copy_only=False)
    return pd.Series(pd.arrays.BooleanArray(values, empty))


def _unit_of(key: Any) -> str:
    return UNITS.get((words(key) or ("",))[-1], "")


def _as_texts(cells: Held) -> Cells:
    series = pd.Series(_encodable(map(_as_text, cells)), dtype="str")
    if cells.types == {int}:
        note = later("Too long for a number, kept digit by digit")
        return Cells(Kind.IDENTIFIER, series, note=note)
    return Cells(Kind.JSON if cells.types & {list, dict} else Kind.MIXED, series)


def _as_text(cell: Any) -> str | None:
    return cell if cell is None or isinstance(cell, str) else jsontext.dumps(cell)


# Lists


def _is_uniform(cells: Held) -> bool:
    """Whether all lists hold plain values of one type, which is what Arrow asks."""
    types = cells.item_types - {type(None)}
    if types <= {int, float}:
        return int not in types or not any(map(numeric.is_inexact, set(_items(cells))))
    return types in ({str}, {bool})


def _items(cells: Iterable[list[Any] | None]) -> Iterable[Any]:
    return chain.from_iterable(filter(None, cells))


def _clean_lists(cells: Held) -> list[Any]:
    if cells.is_encodable:
        return list(cells)
    return [cell and [item and encodable(item) for item in cell] for cell in cells]
