"""
What sheets are made of: columns in the making, and records that are columns already.

Nothing here needs pyarrow; `held.py` holds columns with it, `columnar.py` reads blocks by it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, Protocol

from codika.results.names import Path
from codika.results.piecewise import UncutError


class Column(Protocol):
    """The cells of a column, which come a block at a time."""

    def __len__(self) -> int:
        """Return how many cells there are."""

    def __iter__(self) -> Iterator[Any]:
        """Give the cells as they came."""

    def extend(self, cells: Iterable[Any], types: set[type] | None = None, /) -> None:
        """Add the next cells, whose types may be known."""

    def extend_alike(self, cells: Sequence[Any], /) -> bool:
        """Add the next cells if they are all as those before, and neither objects nor lists."""

    def is_blank(self) -> bool:
        """Whether no cell holds anything: all are empty, or empty containers."""

    def is_key(self) -> bool:
        """Whether the cells name the rows: text or integers, all there, all different."""

    def taken(self, rows: Sequence[int], counts: Sequence[int]) -> "Column":
        """Return the cells of some rows, counted from 0, each so many times."""


class Plain(list[Any]):
    """A column that is a list of its cells."""

    def extend(self, cells: Iterable[Any], _: set[type] | None = None, /) -> None:
        """Add the next cells."""
        super().extend(cells)

    def extend_alike(self, _: Sequence[Any], /) -> bool:
        """Add nothing: to look at the cells would cost more than to add them."""
        return False

    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return all(map(_is_empty, self))

    def is_key(self) -> bool:
        """Whether the cells name the rows."""
        return set(map(type, self)) <= {str, int} and 0 < len(set(self)) == len(self)

    def taken(self, rows: Sequence[int], counts: Sequence[int]) -> "Plain":
        """Return the cells of some rows, each so many times."""
        pairs = zip(rows, counts, strict=True)
        return Plain(chain.from_iterable(repeat(self[row], count) for row, count in pairs))


Hold = Callable[[Iterable[Any]], Column]
"""Makes a column of its first cells."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Records that were read straight into columns: no key of theirs is new."""

    n_rows: int
    columns: list[tuple[Path, Any]] = field(default_factory=list)
    """By path in a record: what a `Column` can be extended by."""
    children: list[tuple[Path, list[int], list[int], "Block"]] = field(default_factory=list)
    """Lists of records, by path: in which rows they stand, how long each is, all they hold."""


@dataclass(slots=True, eq=False)
class Children:
    """
    Lists of records that left the cells of one column.

    Attributes:
        rows: In which row each stood, counted from 0.
        counts: How many records each holds; never none.
        parts: All of these, one part after another.
    """

    rows: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    parts: list[list[Any] | Block] = field(default_factory=list)

    def add(self, row: int, records: list[Any]) -> None:
        """Add the list of one row."""
        self.rows.append(row)
        self.counts.append(len(records))
        if self.parts and isinstance(self.parts[-1], list):
            self.parts[-1].extend(records)
        else:
            self.parts.append([*records])

    def add_block(self, rows: list[int], counts: list[int], records: Block) -> None:
        """Add the lists of several rows."""
        self.rows += rows
        self.counts += counts
        self.parts.append(records)

    def records(self) -> list[Any]:
        """
        Return all records as they came.

        Raises:
            UncutError: Some were never objects.
        """
        found: list[Any] = []
        for part in self.parts:
            if isinstance(part, Block):
                raise UncutError
            found += part
        return found


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, dict | list) and not cell)
