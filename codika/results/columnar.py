"""
Records of one shape, read from JSON straight into columns.

Most long results are records of the same keys with cells of the same types.  Once some
of them have been read as objects, Arrow is told that shape and reads the others without
making an object of any, in a third of the time.

It reads what we read, or we do: it refuses keys, types and integers that it was not told
of, keys that come twice, half characters and all that is no JSON; where it would be
generous, or forget something, is looked for in what it made.  So whether a piece of the
text is read by Arrow shows in nothing but the time that takes.

This module needs pyarrow, which takes long to load, so it is imported when the first
result is read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from codika.results import jsontext
from codika.results.blocks import Block
from codika.results.held import ARROW, Array, Floats
from codika.results.names import Path
from codika.results.piecewise import Records
from codika.results.sheets import MAX_DEPTH

LENGTH = 1 << 20  # bytes that are read at once, at least; in less, to begin takes longer
MAX_MISSES = 3
"""Pieces that may be unlike those before them, besides one in four."""

_MOST = 1 << 30  # bytes of one piece; Arrow counts in 32 bit
_MAX_EXACT = 2**53  # an integer below it is the same as a float
_MINUS_ZERO = re.compile(rb"-0\s*[,}]")  # as an integer it has no sign
_EACH = object()
"""In a path: the records of all the lists that stand there."""


class UnlikeError(Exception):
    """Some records are not like those before them, or have no shape that Arrow knows."""


def pieces(records: Records, depth: int) -> Iterator[list[Any] | Block]:
    """
    Read records some at a time, as columns where they are like those before them.

    Args:
        records: A list of them.
        depth: How deep in the result they stand.

    Raises:
        UncutError: They cannot be told apart.
    """
    shape, kind = Shape(), None
    at, n_blocks, n_misses = records.start, 0, 0
    while at < records.end:
        end = at + 1 if kind is None else records.end_after(at + LENGTH)
        if kind is not None:
            try:
                block = read_block(_Source(records, at, end), kind)
            except UnlikeError:
                n_misses += 1
            else:
                yield block
                n_blocks, at = n_blocks + 1, end + 1  # after the comma
                continue
        while at < end:
            items, at = records.piece(at)
            yield items
            kind = shape.kind_with(items, depth) if n_misses <= MAX_MISSES + n_blocks // 4 else None


class Shape:
    """
    What the values at one place have been so far.

    Attributes:
        types: Their types, but for that of `null`.
        fields: By key, if they are objects.
        items: What lists hold, if they are lists.
        is_one: Whether Arrow can know them; once they are too different, that is so for good.
    """

    __slots__ = ("fields", "is_one", "items", "types")

    def __init__(self) -> None:
        self.types: set[type] = set()
        self.fields: dict[str, Shape] = {}
        self.items: Shape | None = None
        self.is_one = True

    def kind_with(self, records: Sequence[Any], depth: int) -> Any:
        """Look at more records, and return the type of all of them in Arrow; `None` if none."""
        try:
            if self.is_one:
                self.see(records, depth)
                return self.kind()
        except (UnlikeError, UnicodeEncodeError):  # half a character in a key
            self.is_one = False
        return None

    def see(self, values: Sequence[Any], level: int) -> None:
        """
        Look at more values.

        Args:
            values: Any JSON.
            level: How deep in the result they stand.

        Raises:
            UnlikeError: They are of several types, too deep, or lists in lists.
        """
        self.types |= set(map(type, values)) - {type(None)}
        if len(self.types) > 1 and self.types != {int, float}:
            raise UnlikeError
        if self.types == {dict}:
            objects = [value for value in values if value]
            for key in dict.fromkeys(chain.from_iterable(objects)):
                found = [value.get(key) for value in objects]
                field = self.fields.setdefault(key, Shape())
                field.see(found, level + 1)
                if level + 1 >= MAX_DEPTH and field.types & {dict, list}:
                    raise UnlikeError
        elif self.types == {list}:
            self.items = self.items or Shape()
            self.items.see(list(chain.from_iterable(filter(None, values))), level)
            if list in self.items.types:
                raise UnlikeError

    def kind(self) -> Any:
        """Return the type of all these values in Arrow."""
        if self.types == {dict}:
            return pa.struct([(key, field.kind()) for key, field in self.fields.items()])
        if self.items is not None:
            return pa.list_(self.items.kind())
        if self.types == {int, float}:
            return ARROW[float]
        # Of what was always empty so far it is easiest to say that it may become text; and
        # Arrow makes lists of nothing that break off.
        return ARROW[next(iter(self.types), str)]


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """Where values come from: a piece of the text, and their place in each of its records."""

    records: Records
    start: int
    end: int
    place: tuple[Any, ...] = ()

    @property
    def text(self) -> bytes:
        return self.records.text[self.start : self.end]

    def at(self, *steps: Any) -> "_Source":
        return replace(self, place=(*self.place, *steps))

    def cells(self) -> Iterable[Any]:
        """Read the values as they came."""
        values: list[Any] = jsontext.parse(b"[" + self.text + b"]")
        for step in self.place:
            if step is _EACH:
                values = list(chain.from_iterable(filter(None, values)))
            else:
                values = [None if value is None else value.get(step) for value in values]
        return values


def read_block(source: _Source, kind: Any) -> Block:
    """
    Read a piece of a list of records.

    Raises:
        UnlikeError: They are not of this kind, or only almost.
    """
    text = b'{"":[' + source.text + b"]}"
    if len(text) > _MOST:
        raise UnlikeError
    try:
        table = pyarrow.json.read_json(
            pa.py_buffer(text),
            pyarrow.json.ReadOptions(use_threads=False, block_size=len(text)),
            pyarrow.json.ParseOptions(
                explicit_schema=pa.schema([("", pa.list_(kind))]),
                unexpected_field_behavior="error",
            ),
        )
        if len(table) != 1:  # brackets that close, and others that open
            raise UnlikeError
        records = table.column(0).combine_chunks().flatten()
        records.validate(full=not text.isascii())
    except pa.ArrowInvalid:
        raise UnlikeError from None
    return _block(records, source)


def _block(records: Array, source: _Source) -> Block:
    if records.null_count:
        raise UnlikeError  # one that is no object
    block = Block(len(records))
    _unfold(records, (), source, block)
    return block


def _unfold(objects: Array, path: Path, source: _Source, block: Block) -> None:
    """Add the columns of objects to a block."""
    fields = objects.flatten()
    if _has_empty(objects, fields):
        raise UnlikeError
    for field, cells in zip(objects.type, fields, strict=True):
        place, there = (*path, field.name), source.at(field.name)
        if pa.types.is_struct(field.type):
            _unfold(cells, place, there, block)
        elif not pa.types.is_list(field.type):
            is_float = pa.types.is_floating(field.type)
            block.columns.append((place, _floats(cells, there) if is_float else cells))
        elif pa.types.is_struct(field.type.value_type):
            _split_off(cells, place, there, block)
        else:
            block.columns.append((place, _lists(cells)))


def _has_empty(objects: Array, fields: list[Array]) -> bool:
    """Whether an object may be empty: to Arrow, that is the same as one of nulls."""
    if any(field.null_count == objects.null_count for field in fields):
        return False
    filled = np.zeros(len(objects), dtype="bool")
    for field in fields:
        filled |= field.is_valid().to_numpy(zero_copy_only=False)
    return bool(filled.sum() + objects.null_count < len(objects))


def _floats(cells: Array, source: _Source) -> Array | Floats:
    """Return numbers as `Held` takes them, see `Floats`."""
    values = cells.to_numpy(zero_copy_only=False)
    if not _are_finite(cells, values):
        raise UnlikeError
    whole = values[values == np.floor(values)]
    if not len(whole):
        return cells
    if np.abs(whole).max() >= _MAX_EXACT:
        raise UnlikeError
    if np.signbit(whole[whole == 0]).any() and _MINUS_ZERO.search(source.text):
        raise UnlikeError
    return Floats(cells, source.cells)


def _are_finite(cells: Array, values: npt.NDArray[np.float64]) -> bool:
    return int(np.isfinite(values).sum()) == len(cells) - int(cells.null_count)


def _split_off(lists: Array, path: Path, source: _Source, block: Block) -> None:
    """Add lists of records to a block, as a block of their own."""
    counts = _counts(lists)
    rows = np.flatnonzero(counts)
    if len(rows) < len(lists) - lists.null_count:
        is_empty = (counts == 0) & lists.is_valid().to_numpy(zero_copy_only=False)
        block.columns.append((path, [[] if empty else None for empty in is_empty.tolist()]))
    if len(rows):
        records = _block(lists.flatten(), source.at(_EACH))
        block.children.append((path, rows.tolist(), counts[rows].tolist(), records))


def _lists(lists: Array) -> list[list[Any] | None]:
    """Return lists of plain values, as they came."""
    items = lists.flatten()
    if items.null_count:
        raise UnlikeError
    if pa.types.is_large_string(items.type) and pc.any(pc.match_substring(items, "{")).as_py():
        raise UnlikeError  # it may hold an object
    values = items.to_numpy(zero_copy_only=False)
    if pa.types.is_floating(items.type) and (
        not _are_finite(items, values) or (values == np.floor(values)).any()
    ):
        raise UnlikeError  # it may have come as an integer
    plain = values.tolist()
    ends = _counts(lists).cumsum().tolist()
    cells: list[list[Any] | None] = [plain[start:end] for start, end in pairwise([0, *ends])]
    for row in np.flatnonzero(lists.is_null().to_numpy(zero_copy_only=False)).tolist():
        cells[row] = None
    return cells


def _counts(lists: Array) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = (
        pc.list_value_length(lists).fill_null(0).to_numpy(zero_copy_only=False).astype("int64")
    )
    return counts
