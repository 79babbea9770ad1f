"""
Any JSON laid out as single values and rows; nothing is typed here and nothing lost.

An object is walked, a list is a table.  In a table, objects inside records become
columns of their own and lists of records inside records become tables of their
own, which name their parent's row.  What a cell cannot be is never guessed:
an item that is no object stands in a column `value`, a list of plain values
stays a list in its cell.

Columns are built block by block, not record by record: for a few thousand records
at a time everything stays in the processor's cache.  Some blocks come as columns
already, see `columnar`.

Whatever the input, the work is bounded: see the constants here and in `sheets`.
What lies beyond them is kept as JSON text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeAlias

from codika.results import jsontext
from codika.results.blocks import Block, Children, Column, Hold, Plain
from codika.results.names import Own, Path
from codika.results.piecewise import LEVELS, Records, UncutError
from codika.results.sheets import MAX_COLUMNS, MAX_DEPTH, Sheet, parsed_objects

MAX_TABLES = 100
"""Tables of one result."""
MAX_SCALARS = 200
"""Single values of one result, beside its tables."""
MAX_SCALARS_OF_ONE = 24
"""Single values of one object; an object with more is a table of keys and values."""
BLOCK = 2048
"""Records worked on at a time."""

_MIN_KEYED = 3  # objects in an object, before they are taken for records
_MAX_GRID_WIDTH = 64  # a list of longer lists is one of vectors, not of rows
_KEYS_OF_PARENT = ("id", "uuid", "uid", "key", "code", "number", "name", "title")


Pieces: TypeAlias = Callable[[Records, int], Iterator[list[Any] | Block]]


def _pieces(records: Records, _: int) -> Iterator[list[Any] | Block]:
    return records.pieces()


@dataclass(slots=True)
class Rows:
    """One table as laid out: columns of cells as they came, all of one length."""

    path: Path
    n_rows: int
    columns: dict[Path, Column]
    parent: Path | None = None
    """The table whose rows these belong to."""


@dataclass(slots=True)
class Layout:
    """A whole result, in the order of the document."""

    scalars: list[tuple[Path, Any]] = field(default_factory=list)
    tables: list[Rows] = field(default_factory=list)
    remainder: list[tuple[Path, Any]] = field(default_factory=list)
    """Empty objects, and what went beyond a bound."""
    hold: Hold = Plain
    """Makes the columns."""
    pieces: Pieces = _pieces
    """Reads a list of records some at a time."""

    @property
    def is_full(self) -> bool:
        """Whether a bound is reached, so that the rest is kept as JSON text."""
        return len(self.tables) >= MAX_TABLES or len(self.scalars) >= MAX_SCALARS


def lay_out(result: Any, *, hold: Hold = Plain, pieces: Pieces = _pieces) -> Layout:
    """
    Find every single value and every table of a result.

    Args:
        result: Any JSON.
        hold: Makes the columns: lists, unless it is said how to hold cells.
        pieces: Reads a list of records that stand so deep in the result.

    Raises:
        UncutError: It holds `Records` that have to be read at once.
    """
    layout = Layout(hold=hold, pieces=pieces)
    _walk(result, (), layout)
    return layout


def _walk(value: Any, path: Path, layout: Layout) -> None:
    if isinstance(value, str):
        held = jsontext.container(value)
        value = value if held is None else held
    if isinstance(value, dict):
        _walk_object(value, path, layout)
    elif not isinstance(value, list | tuple | Records):
        layout.scalars.append((path, value))
    elif layout.is_full or len(path) >= MAX_DEPTH:
        layout.remainder.append((path, _whole(value)))
    else:
        _tabulate(path, value, layout)


def _walk_object(value: dict[Any, Any], path: Path, layout: Layout) -> None:
    if not value or layout.is_full or len(path) >= MAX_DEPTH:
        layout.remainder.append((path, _whole(value)))
        return
    if _is_columnwise(value):
        columns: dict[Path, Column] = {(key,): layout.hold(cells) for key, cells in value.items()}
        layout.tables.append(Rows(path, len(next(iter(columns.values()))), columns))
        return
    if _is_keyed(value):
        rows = list(map(_whole, value.values()))
        _tabulate(path, rows, layout, own={(Own.KEY,): layout.hold(value)})
        return
    scalars = {key: item for key, item in value.items() if _is_plain(item)}
    if len(scalars) > MAX_SCALARS_OF_ONE:
        pairs: dict[Path, Column] = {
            (Own.KEY,): layout.hold(scalars),
            (Own.VALUE,): layout.hold(scalars.values()),
        }
        layout.tables.append(Rows(path, len(scalars), pairs))
        value = {key: item for key, item in value.items() if key not in scalars}
    rest: dict[Any, Any] = {}
    for key, item in value.items():
        if layout.is_full:
            rest[key] = _whole(item)
        else:
            _walk(item, (*path, key), layout)
    if rest:
        layout.remainder.append(((*path, Own.MORE), rest))


def _is_plain(value: Any) -> bool:
    """Whether this is a single value, and not one that holds JSON either."""
    if isinstance(value, str):
        return jsontext.container(value) is None
    return not isinstance(value, dict | list | tuple | Records)


def _whole(value: Any, levels: int = LEVELS) -> Any:
    """Return a part of a result with the list in it that was not read yet."""
    if isinstance(value, Records):
        return list(chain.from_iterable(value.pieces()))
    if isinstance(value, dict) and levels:
        return {key: _whole(item, levels - 1) for key, item in value.items()}
    return value


def _is_columnwise(value: dict[Any, Any]) -> bool:
    """Whether an object is a table by columns: `{"a": [1, 2], "b": [3, 4]}`."""
    cells = list(value.values())
    return (
        1 < len(cells) <= MAX_COLUMNS
        and all(isinstance(cell, list) for cell in cells)
        and len(cells[0]) > 1
        and len({len(cell) for cell in cells}) == 1
        and all(map(_is_plain, chain.from_iterable(cells)))
    )


def _is_keyed(value: dict[Any, Any]) -> bool:
    """Whether an object is a table by rows, its keys naming them: `{"BE": {…}, "FR": {…}, …}`."""
    items = list(value.values())
    if len(items) < _MIN_KEYED or not all(isinstance(item, dict) and item for item in items):
        return False
    keys = set(chain.from_iterable(items))
    # Records share most of their keys; the parts of one thing do not.
    return 4 * sum(map(len, items)) >= 3 * len(keys) * len(items)


def _tabulate(
    path: Path,
    items: Sequence[Any] | Records | Children,
    layout: Layout,
    *,
    own: dict[Path, Column] | None = None,
    parent: Path | None = None,
) -> None:
    """
    Add the table of a list, then the tables of the lists in it.

    Args:
        path: The place of the list.
        items: What it holds.
        layout: Where the tables go.
        own: Columns of ours that stand before those of the data.
        parent: The table to whose rows the items belong.
    """
    sheet = _sheet_of(items, len(path), layout)
    columns = sheet.finished()
    # A table that only holds other tables has nothing to show for itself.
    is_shown = bool(columns) or not sheet.children
    if is_shown:
        layout.tables.append(Rows(path, sheet.n_rows, {**(own or {}), **columns}, parent))
    if not sheet.children:
        return
    row_numbers = layout.hold(range(1, sheet.n_rows + 1))
    key = _key_of({**(own or {}), **columns})
    for child_path, children in sheet.children.items():
        if layout.is_full:
            layout.remainder.append(((*path, *child_path), children.records()))
            continue
        links = {(Own.PARENT_ROW,): row_numbers.taken(children.rows, children.counts)}
        if key is not None:
            name, cells = key
            links[Own.PARENT_KEY, *name] = cells.taken(children.rows, children.counts)
        _tabulate(
            (*path, *child_path),
            children,
            layout,
            own=links,
            parent=path if is_shown else None,
        )


def _sheet_of(items: Sequence[Any] | Records | Children, depth: int, layout: Layout) -> Sheet:
    """
    Turn a list into columns.

    Raises:
        UncutError: It was read straight into columns, and there are too many of them.
    """
    if isinstance(items, Records):
        sheet = Sheet(depth=depth, n_rows=0, hold=layout.hold)
        for piece in layout.pieces(items, depth):
            sheet.add(piece)
            if not sheet.is_within_bounds:
                break
        else:
            return sheet
        items = list(chain.from_iterable(items.pieces()))
    if isinstance(items, Children):
        if any(isinstance(part, Block) for part in items.parts):
            return _sheet_of_parts(items, depth, layout)
        items = items.records()
    items = _as_records(items)
    sheet = Sheet(depth=depth, n_rows=len(items), hold=layout.hold)
    for block in _in_blocks(items):
        sheet.add(block)
    return sheet


def _sheet_of_parts(items: Children, depth: int, layout: Layout) -> Sheet:
    sheet = Sheet(depth=depth, n_rows=sum(items.counts), hold=layout.hold)
    for part in items.parts:
        for block in [part] if isinstance(part, Block) else _in_blocks(part):
            sheet.add(block)
            # Which keys still have a column depends on where blocks begin and end.
            if not sheet.is_within_bounds:
                raise UncutError
    return sheet


def _in_blocks(items: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), BLOCK):
        yield list(items[start : start + BLOCK])


def _key_of(columns: dict[Path, Column]) -> tuple[Path, Column] | None:
    """Return the column that names the rows."""
    for path in [(Own.KEY,), *((name,) for name in _KEYS_OF_PARENT)]:
        cells = columns.get(path)
        if cells is not None and cells.is_key():
            return path, cells
    return None


def _as_records(items: Sequence[Any]) -> Sequence[Any]:
    """Read objects that came as JSON strings, and give the columns of a grid numbers for names."""
    if items and type(items[0]) is dict:
        return items
    kinds = set(map(type, items))
    if kinds == {str} or kinds == {str, type(None)}:
        return parsed_objects(items) or items
    if kinds == {list}:
        width = len(items[0])
        if 1 < width <= _MAX_GRID_WIDTH and {width} == set(map(len, items)):
            cells = set(map(type, chain.from_iterable(items)))
            if not cells & {dict, list}:
                return [dict(enumerate(item, start=1)) for item in items]
    return items
