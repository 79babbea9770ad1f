"""
Columns in the making, held as Arrow wherever that changes nothing.

A result of 100,000 records is millions of small objects, far more than fit into the
processor's cache, and fetching one takes longer than anything done with it.  So cells
become Arrow a block at a time, while they are at hand, and are not looked at again.

Text, integers of 64 bit, floats and truth values can be had back as they came; anything
else, and a block that mixes types, stays a list.

This module needs pyarrow, which takes long to load, so it is imported when the first
result is read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from codika.results.blocks import Plain

ARROW: dict[type, Any] = {
    str: pa.large_string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
}
"""How cells of each type are held."""
_STRICT: dict[type, Any] = {kind: ARROW[kind] for kind in (str, bool)}
"""Arrow takes nothing else for these; but it takes `1` for a float, and `1.0` for an integer."""
_TYPES = {kind: cell for cell, kind in ARROW.items()}
_NOTHING = {type(None)}

Array: TypeAlias = Any
"""A `pyarrow.Array`, of which mypy knows nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Floats:
    """
    Numbers as floats, of which some may have come as integers that floats hold exactly.

    They are only told apart where it shows: where somebody asks for the cells as they came.
    """

    array: Array
    again: Callable[[], Iterable[Any]]
    """Reads the cells anew."""

    def __iter__(self) -> Iterator[Any]:
        """Give the cells as they came."""
        return iter(self.again())


class Held:
    """
    A column of cells, added a block at a time.

    Attributes:
        types: The types of the cells, without that of the empty ones.
        item_types: The types of what the lists among the cells hold.
        is_encodable: Whether no text in a list holds half a character.
    """

    __slots__ = ("_length", "_pieces", "is_encodable", "item_types", "types")

    def __init__(self, cells: Iterable[Any] = ()) -> None:
        self.types: set[type] = set()
        self.item_types: set[type] = set()
        self.is_encodable = True
        self._pieces: list[Any] = []  # Arrow, or cells as they came
        self._length = 0
        self.extend(cells)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(
            piece.to_pylist() if isinstance(piece, pa.Array) else piece for piece in self._pieces
        )

    def extend(self, cells: Iterable[Any], types: set[type] | None = None, /) -> None:
        """
        Add the next cells.

        Args:
            cells: Any JSON values, `None` for an empty one.
            types: The types of the cells, if they are known.
        """
        if isinstance(cells, pa.Array | Floats):
            self._extend_by(cells)
            return
        block = cells if isinstance(cells, list | tuple) else list(cells)
        if not block:
            return
        kinds = (set(map(type, block)) if types is None else types) - _NOTHING
        if kinds == {list}:
            self._look_into(block)
        self.types |= kinds
        self._pieces.append(_piece(block, kinds))
        self._length += len(block)

    def _extend_by(self, cells: "Array | Floats") -> None:
        array = cells.array if isinstance(cells, Floats) else cells
        if array.null_count < len(array):
            self.types.add(_TYPES[array.type])
        self._pieces.append(cells)
        self._length += len(array)

    def extend_alike(self, cells: Sequence[Any], /) -> bool:
        """Add cells if all are text or truth values as all before: to try is to look at them."""
        kind = _STRICT.get(next(iter(self.types))) if len(self.types) == 1 else None
        if kind is None:
            return False
        try:
            piece = pa.array(cells, kind)
        except (pa.ArrowTypeError, pa.ArrowInvalid, UnicodeEncodeError):
            return False
        self._pieces.append(piece)
        self._length += len(cells)
        return True

    def _look_into(self, lists: Sequence[list[Any] | None]) -> None:
        """Note what lists hold."""
        items = list(chain.from_iterable(filter(None, lists)))
        types = set(map(type, items))
        self.item_types |= types
        if str in types and self.is_encodable:
            texts = items if types == {str} else (item for item in items if type(item) is str)
            try:
                "".join(texts).encode()
            except UnicodeEncodeError:
                self.is_encodable = False

    def is_blank(self) -> bool:
        """Whether no cell holds anything: all are empty, or empty containers."""
        return not self.types or (self.types <= {list, dict} and not any(self))

    def is_key(self) -> bool:
        """Whether the cells name the rows: text or integers, all there, all different."""
        cells = self.arrow
        if cells is None or self.types not in ({str}, {int}):
            return self.types <= {str, int} and Plain(self).is_key()
        return not cells.null_count and len(cells.unique()) == len(cells)

    def taken(self, rows: Sequence[int], counts: Sequence[int]) -> "Held":
        """Return the cells of some rows, counted from 0, each so many times."""
        cells = self.arrow
        if cells is None:
            return Held(Plain(self).taken(rows, counts))
        found = Held()
        piece = cells.take(pa.array(np.repeat(np.asarray(rows, "int64"), counts)))
        found.types, found._pieces, found._length = {*self.types}, [piece], len(piece)
        return found

    @property
    def arrow(self) -> Array | None:
        """
        The cells as one array of text, integers, floats or truth values.

        `None` if they are of several types, of none, or not what Arrow can hold.
        """
        arrays = [piece.array if isinstance(piece, Floats) else piece for piece in self._pieces]
        if len(self.types) != 1 or not all(isinstance(array, pa.Array) for array in arrays):
            return None
        kind = ARROW[next(iter(self.types))]
        array = pa.concat_arrays(
            [array if array.type == kind else pa.nulls(len(array), kind) for array in arrays]
        )
        if not any(isinstance(piece, Floats) for piece in self._pieces):
            self._pieces = [array]
        return array

    def floats(self) -> npt.NDArray[np.float64]:
        """
        Return integers and floats as floats; an empty cell is NaN.

        Raises:
            OverflowError: An integer is too large for any float.
        """
        return np.concatenate(
            [
                piece.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
                if isinstance(piece, pa.Array)
                else np.array(piece, dtype="float64")
                for piece in (p.array if isinstance(p, Floats) else p for p in self._pieces)
            ]
        )


def _piece(block: Sequence[Any], types: set[type]) -> Array | Sequence[Any]:
    if not types:
        return pa.nulls(len(block))
    kind = ARROW.get(next(iter(types))) if len(types) == 1 else None
    if kind is None:
        return block
    try:
        return pa.array(block, kind)
    except (OverflowError, UnicodeEncodeError):  # beyond 64 bit, or half a character
        return block
