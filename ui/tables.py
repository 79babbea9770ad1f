"""
Lists, edited in a table: a row an item, a column a field.

The table is drawn from the rows as they were when it came on screen; what a
person does to it arrives as changes, which are laid over those rows.  So a cell
that nobody touched keeps its value to the last digit, and keys that no column
shows stay where they are.  A column in which some value would not fit its kind
of cell is edited as JSON.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from codika.language import say, say_many
from codika.schema import ArrayField, Field, ObjectArrayField, fields_of
from ui.cells import Kind, kind_for
from ui.widgets import changed, help_of, label_of

MOST_ROWS = 10_000
MOST_COLUMNS = 60
NO_CHANGES: Mapping[str, Any] = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}

ListField = ArrayField | ObjectArrayField


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of all rows."""

    name: str
    """In the table; a key might be anything."""
    field: Field
    """With an empty key for the items of a plain list."""
    kind: Kind

    def value_in(self, row: Any) -> Any:
        """Return what a row holds here."""
        return row.get(self.field.key) if self.field.key else row


def can_show(field: Field, value: Any) -> bool:
    """Whether a table can hold this list."""
    rows = [] if value is None else value
    if not isinstance(rows, list) or len(rows) > MOST_ROWS or field.is_secret:
        return False
    if isinstance(field, ArrayField):
        return True
    return (
        isinstance(field, ObjectArrayField)
        and 0 < len(_shown(field)) <= MOST_COLUMNS
        and all(isinstance(row, dict) for row in rows)
    )


def secret_columns(field: Field) -> tuple[Field, ...]:
    """Return the fields of a row that a table must not show."""
    if not isinstance(field, ObjectArrayField):
        return ()
    return tuple(inner for inner in fields_of(field.items) if inner.is_secret)


def ask(field: ListField, rows: Sequence[Any], key: str) -> None:
    """
    Draw a list as a table to edit.

    Args:
        field: What is asked for.
        rows: The items it begins with; the same for as long as the table is on screen.
        key: Where Streamlit keeps what is done to it.
    """
    import pandas as pd  # noqa: PLC0415  costs half a second, and not every form has a list

    columns = _columns(field, rows)
    cells = {
        column.name: pd.array(
            [_cell(column, column.value_in(row)) for row in rows], dtype=dtype_of(column)
        )
        for column in columns
    }
    st.markdown(f":small[{label_of(field)}]", help=help_of(field))
    st.data_editor(
        pd.DataFrame(cells),
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config={column.name: _config(field, column) for column in columns},
        placeholder="",
        alt=field.title,
        on_change=changed.get(),
    )
    advice = say("Type into the empty row, or paste from a spreadsheet.")
    st.caption(f"{advice}  {bounds(field)}".rstrip())


def edited(field: Field, rows: Sequence[Any], changes: Mapping[str, Any]) -> list[Any] | None:
    """
    Return the items as they are after what was done to the table; `None` for no item.

    Args:
        field: What was asked for.
        rows: The items that the table was drawn from.
        changes: Streamlit's account: `edited_rows`, `added_rows` and `deleted_rows`.
    """
    if not isinstance(field, ArrayField | ObjectArrayField):
        return None
    by_name = {column.name: column for column in _columns(field, rows)}
    now: list[Any] = list(rows)
    gone = {int(n) for n in changes["deleted_rows"]}
    for n, cells in changes["edited_rows"].items():
        if int(n) < len(now):
            now[int(n)] = _changed(field, now[int(n)], cells, by_name)
            if now[int(n)] is None:
                gone.add(int(n))
    kept = [row for n, row in enumerate(now) if n not in gone]
    for cells in changes["added_rows"]:
        begun: Any = None if isinstance(field, ArrayField) else {}
        row = _changed(field, begun, cells, by_name)
        # A row that was added and not filled in yet is no item.
        if row is not None and row != {}:
            kept.append(row)
    return kept if kept or field.may_be_empty else None


def _changed(
    field: ListField, row: Any, cells: Mapping[str, Any], by_name: Mapping[str, Column]
) -> Any:
    """Return an item with some of its cells changed; `None` for one of a list left blank."""
    row = copy.copy(row)
    for name, cell in cells.items():
        if (column := by_name.get(name)) is None:
            continue
        value = None if cell is None else column.kind.from_cell(column.field, cell)
        if isinstance(field, ArrayField):
            row = value
        elif column.field.is_empty(value):
            row.pop(column.field.key, None)
        else:
            row[column.field.key] = value
    return row


def _columns(field: ListField, rows: Sequence[Any]) -> tuple[Column, ...]:
    return tuple(
        Column(
            name=f"c{n}",
            field=inner,
            kind=kind_for(inner, (row.get(inner.key) if inner.key else row for row in rows)),
        )
        for n, inner in enumerate(_shown(field))
    )


def _shown(field: ListField) -> tuple[Field, ...]:
    if isinstance(field, ArrayField):
        return (field.item,)
    return tuple(inner for inner in fields_of(field.items) if not inner.is_secret)


def dtype_of(column: Column) -> Any:
    """Return what pandas calls the column's kind."""
    return column.kind.dtype


def _cell(column: Column, value: Any) -> Any:
    return None if value is None else column.kind.to_cell(column.field, value)


def _config(field: ListField, column: Column) -> Any:
    title = column.field.title if column.field.key else field.title
    label = title + (" *" if column.field.required else "")
    default = column.field.default
    # What a column holds as JSON has no default of its own kind.
    has_default = default is not None and column.kind.fits(column.field, default)
    return column.kind.config(
        label,
        help=help_of(column.field),
        default=column.kind.to_cell(column.field, default) if has_default else None,
        **column.kind.more(column.field),
    )


def bounds(field: ListField) -> str:
    """Return how many items a list may have; empty where any number will do."""
    least, most = field.min_items, field.max_items
    if least and most:
        if least == most:
            return say("Exactly {n}.", n=most)
        return say("{least} to {most} rows.", least=least, most=most)
    if least:
        return say_many("At least {n} row.", "At least {n} rows.", least)
    return say_many("At most {n} row.", "At most {n} rows.", most) if most else ""
