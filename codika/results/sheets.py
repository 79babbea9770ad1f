"""
Records turned into columns, a block at a time.

Objects inside records become columns, lists of records leave their cells and become
tables of their own.  Both the number of columns and the depth are bounded: what lies
beyond stays in a cell as it is.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

from codika.results import jsontext
from codika.results.blocks import Block, Children, Column, Hold, Plain
from codika.results.names import Own, Path

MAX_DEPTH = 16
"""Levels of nesting that are opened."""
MAX_COLUMNS = 512
"""Columns of one table, as long as `MAX_CELLS` allows."""
MAX_CELLS = 20_000_000
"""Rows times columns: 100,000 records that share no key must not fill the memory."""
MIN_COLUMNS = 16
"""Columns a table may have however many rows it has."""

_NO_OBJECT: dict[str, Any] = {}
_LAST = {Own.MORE: 1e9}  # of what is ours; after any key, and before single values


def parsed_objects(texts: Sequence[Any]) -> list[Any] | None:
    """Return the objects that all of these strings hold, `None` where one does not."""
    objects: list[Any] = []
    for text in texts:
        held = None if text is None else jsontext.container(text)
        if text is not None and not isinstance(held, dict):
            return None
        objects.append(held)
    return objects


def _child_rows(cell: list[Any]) -> list[Any] | None:
    """Return the rows of a list that is a table of its own; `None` where it is just a cell."""
    kinds = set(map(type, cell))
    if dict in kinds or (list in kinds and _holds_objects(cell, MAX_DEPTH)):
        return cell
    if str in kinds and kinds <= {str, type(None)}:
        return parsed_objects(cell)
    return None


def _may_hold_object(item: Any) -> bool:
    return isinstance(item, str) and item.lstrip()[:1] == "{"


def _holds_objects(cell: list[Any], depth: int) -> bool:
    return depth > 0 and any(
        type(item) is dict or (type(item) is list and _holds_objects(item, depth - 1))
        for item in cell
    )


def _cells_of(keys: list[Any], records: list[dict[Any, Any]]) -> Iterable[Sequence[Any]]:
    """
    Return the cells of each key.

    Raises:
        KeyError: A record lacks one.
    """
    if len(keys) < 2:  # noqa: PLR2004  with one key, an itemgetter gives no tuples
        return [list(map(itemgetter(key), records)) for key in keys]
    return zip(*map(itemgetter(*keys), records), strict=True)


def _cells_or_gaps(key: Any, records: list[dict[Any, Any]]) -> list[Any]:
    try:
        return list(map(itemgetter(key), records))  # twice as fast, where no record lacks the key
    except KeyError:
        return [record.get(key) for record in records]


def _max_columns(n_rows: int) -> int:
    return max(MIN_COLUMNS, min(MAX_COLUMNS, MAX_CELLS // max(1, n_rows)))


class Sheet:
    """
    Columns in the making.

    Args:
        depth: How deep in the result the records stand.
        n_rows: How many rows there will be; 0 if nobody knows, see `is_within_bounds`.
        hold: Makes each column.

    Attributes:
        n_rows: How many there are so far.
    """

    def __init__(self, *, depth: int, n_rows: int, hold: Hold = Plain) -> None:
        self._depth = depth
        self._hold = hold
        self._max_columns = _max_columns(n_rows)
        self._columns: dict[Path, Column] = {}
        self._admitted: dict[Path, dict[Any, int]] = {}  # places of keys, by their object's path
        self._n_admitted = 0
        self._has_refused = False
        self.n_rows = 0
        self.children: dict[Path, Children] = {}
        """By path of the column they stood in."""

    def add(self, items: list[Any] | Block) -> None:
        """Add the next rows: objects by key, anything else as a `value`."""
        if isinstance(items, Block):
            self._add_block(items)
        elif set(map(type, items)) == {dict} and all(items):
            self._spread(items, ())
        else:
            objects = [item if type(item) is dict else _NO_OBJECT for item in items]
            others = [None if found else item for item, found in zip(items, objects, strict=True)]
            has_objects = any(objects)
            if has_objects:
                self._spread(objects, ())
            if not has_objects or any(item is not None for item in others):
                self._column((Own.VALUE,), others)
        self.n_rows += items.n_rows if isinstance(items, Block) else len(items)

    def _add_block(self, block: Block) -> None:
        for path, cells in block.columns:
            self._put(path, cells)
        for path, rows, counts, records in block.children:
            here = [self.n_rows + row for row in rows]
            self.children.setdefault(path, Children()).add_block(here, counts, records)

    @property
    def is_within_bounds(self) -> bool:
        """Whether so many rows may have so many columns, and there was room for all."""
        return not self._has_refused and self._n_admitted <= _max_columns(self.n_rows)

    def finished(self) -> dict[Path, Column]:
        """
        Return the columns, all of one length, without those whose cells all moved on.

        In the order of the keys, whichever block brought which.  Empty objects and lists
        say nothing where other rows have objects or lists of them.
        """
        self.children = {
            path: self.children[path] for path in sorted(self.children, key=self._place)
        }
        paths = [*self._columns, *self.children]
        inner = {path[:end] for path in paths for end in range(1, len(path))}
        if self._n_admitted:
            inner.add((Own.VALUE,))
        columns = {}
        for path in sorted(self._columns, key=self._place):
            cells = self._columns[path]
            if (path in inner or path in self.children) and cells.is_blank():
                continue
            cells.extend(repeat(None, self.n_rows - len(cells)))
            columns[path] = cells
        return columns

    def _place(self, path: Path) -> list[float]:
        """Return where a column stands; those of ours come last in their object."""
        return [
            self._admitted.get(path[:end], {}).get(key, _LAST.get(key, math.inf))
            for end, key in enumerate(path)
        ]

    def _spread(self, records: list[dict[Any, Any]], path: Path) -> None:
        """Turn objects into one column a key."""
        keys: Iterable[Any] = records[0]
        columns: Iterable[Sequence[Any]]
        try:
            if sum(map(len, records)) != len(records[0]) * len(records):
                raise KeyError  # noqa: TRY301  the same as where one is not found
            admitted = self._admit(keys, path)
            columns = _cells_of(admitted, records)
        except KeyError:
            known, met = self._admitted.get(path, {}), set().union(*records)
            keys = [key for key in known if key in met]
            if len(keys) < len(met):  # some are new; their order takes three times as long
                keys = dict.fromkeys(chain.from_iterable(records))
            admitted = self._admit(keys, path)
            columns = [_cells_or_gaps(key, records) for key in admitted]
        for key, cells in zip(admitted, columns, strict=True):
            self._column((*path, key), cells)
        if len(admitted) < len(set(keys)):
            shown = set(admitted)
            more = [
                {key: item for key, item in record.items() if key not in shown} or None
                for record in records
            ]
            self._put((*path, Own.MORE), more)

    def _admit(self, keys: Iterable[Any], path: Path) -> list[Any]:
        """Return the keys that there is room for: known ones, and new ones in their order."""
        known = self._admitted.setdefault(path, {})
        found = []
        for key in keys:
            if key not in known:
                if self._n_admitted >= self._max_columns:
                    self._has_refused = True
                    continue
                known[key] = len(known)
                self._n_admitted += 1
            found.append(key)
        return found

    def _column(self, path: Path, cells: Sequence[Any]) -> None:
        """Put cells into the table, or what they hold into columns and tables of its own."""
        column = self._columns.get(path)
        if column is not None and len(column) == self.n_rows and column.extend_alike(cells):
            return
        kinds = set(map(type, cells))
        is_deep = self._depth + len(path) >= MAX_DEPTH
        if dict in kinds and not is_deep:
            if kinds == {dict} and all(cells):
                self._spread(list(cells), path)
                return
            objects = [cell if type(cell) is dict else _NO_OBJECT for cell in cells]
            if any(objects):
                # Empty ones stay until the whole column is known, see `finished`.
                others = [None if type(cell) is dict and cell else cell for cell in cells]
                if any(cell is not None for cell in others):
                    self._column(path, others)
                self._spread(objects, path)
                return
        if list in kinds and not is_deep:
            cells = self._split_off(path, list(cells))
            kinds = set(map(type, cells))
        self._put(path, cells, kinds)

    def _split_off(self, path: Path, cells: list[Any]) -> list[Any]:
        """Move lists of records from their cells to a table of their own; return what stays."""
        lists = [cell for cell in cells if type(cell) is list]
        kinds = set(map(type, chain.from_iterable(lists)))
        # Most lists are of plain values or of objects, and this tells without a look at each.
        if not kinds & {dict, list}:
            firsts = {cell[0] for cell in lists if cell} if str in kinds else ()
            if not any(first is None or _may_hold_object(first) for first in firsts):
                return cells
        all_objects = kinds == {dict}
        for index, cell in enumerate(cells):
            if type(cell) is not list or not cell:
                continue
            rows = cell if all_objects else _child_rows(cell)
            if rows is not None:
                self.children.setdefault(path, Children()).add(self.n_rows + index, rows)
                cells[index] = None
        return cells

    def _put(self, path: Path, cells: Sequence[Any], types: set[type] | None = None) -> None:
        column = self._columns.get(path)
        if column is None:
            column = self._columns[path] = self._hold(())
        if len(column) < self.n_rows:  # rows of earlier blocks
            column.extend(repeat(None, self.n_rows - len(column)))
        column.extend(cells, types)
