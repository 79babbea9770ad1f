"""
Draws the fields of a form from its payload.

Objects are groups with fields of their own, lists are tables where they need one, and
each value has the widget that shows it exactly.  What is wrong is said below the field.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from codika import errors
from codika.language import say, say_many
from codika.schema import (
    ArrayField,
    Field,
    ObjectArrayField,
    ObjectField,
    Section,
    fields_of,
)
from ui import lists, notices, tables, ways, widgets
from ui.filling import Filling
from ui.formats import plain
from ui.problems import found_in, is_inside, told_now
from ui.ways import Asked

DEEPEST = 5  # groups inside one another; what is deeper is asked for as JSON
SECRET_ROWS = 50  # rows whose secrets are asked for one by one
TOLD_AT_A_FIELD = 5  # problems

Path = tuple[str | int, ...]
"""Keys, and rows of lists, from the payload down to a value."""


def part_key(part: str) -> str:
    """Name the part of the page that one input is."""
    return f"form/part/{part}"


class Drawing:
    """
    Draws the fields of one form.

    Each input is a part that can be drawn anew alone, so that who leaves a field is
    answered without the rest being sent again.

    Args:
        filling: What they are drawn from.
        told: The problems to say.
        changed: Called once somebody has changed one.
    """

    def __init__(
        self,
        filling: Filling,
        told: Sequence[errors.FieldProblem],
        changed: Callable[[], None] | None = None,
    ) -> None:
        self.filling = filling
        self.told = told
        self._changed = changed
        self._is_drawn = False

    def draw(self, items: Iterable[Field | Section]) -> None:
        """Draw them all."""
        self.filling.begin_to_draw()
        self._items(items, (), "")
        self._is_drawn = True

    def _items(self, items: Iterable[Field | Section], path: Path, place: str) -> None:
        """Draw fields and sections of one object."""
        for item in items:
            if isinstance(item, Section):
                with self._section(item, place):
                    self._items(item.items, path, place)
            elif path:
                self._field(item, (*path, item.key), f"{place}.{item.key}")
            else:
                st.fragment(self._part, key=part_key(item.key))(item)

    def _part(self, field: Field) -> None:
        """Draw one input, with all that is inside of it."""
        token = widgets.changed.set(self._changed)
        try:
            with notices.shown():
                if self._is_drawn:  # it is drawn alone
                    self.filling.begin_to_draw_part(field.key)
                    self.told = told_now(self.filling, found_in(self.filling))
                self._field(field, (field.key,), field.key)
        finally:
            widgets.changed.reset(token)

    @contextlib.contextmanager
    def _section(self, section: Section, place: str) -> Iterator[None]:
        if not section.collapsible:
            if section.title:
                st.markdown(f"**{plain(section.title)}**")
            if section.description:
                st.caption(plain(section.description))
            yield
            return
        keys = [
            f"{place}.{field.key}" if place else field.key for field in fields_of(section.items)
        ]
        has_problem = any(is_inside(one.path, key) for one in self.told for key in keys)
        with st.expander(plain(section.title), expanded=section.default_open or has_problem):
            if section.description:
                st.caption(plain(section.description))
            yield

    def _field(self, field: Field, path: Path, place: str) -> None:
        value = _at(self.filling.payload, path)
        if self._is_group(field, value, path, place):
            self._group(field, path, place)
        elif self._is_table(field, value, path, place):
            self._table(field, value, path, place)
        else:
            self._widget(field, value, path, place)
            self._say(place)

    def _is_group(self, field: Field, value: Any, path: Path, place: str) -> bool:
        return (
            isinstance(field, ObjectField)
            and bool(field.items)
            and not field.is_secret
            and len(path) <= DEEPEST
            and (value is None or isinstance(value, dict))
            and place not in self.filling.unread
        )

    def _is_table(self, field: Field, value: Any, path: Path, place: str) -> bool:
        if place in self.filling.unread or not tables.can_show(field, value):
            return False
        # One that somebody is working in stays a table.
        return not lists.can_show(field, value) or self.filling.is_on_screen(self._table_key(path))

    def _table_key(self, path: Path) -> str:
        return self.filling.key_of(f"{json.dumps(path)}#table")

    def _group(self, field: Field, path: Path, place: str) -> None:
        with st.container(border=True):
            st.markdown(f"**{widgets.label_of(field)}**", help=widgets.help_of(field))
            self._say(place, exactly=True)
            if isinstance(field, ObjectField):
                self._items(field.items, path, place)

    def _table(self, field: Field, value: Any, path: Path, place: str) -> None:
        filling = self.filling
        key = self._table_key(path)
        asked = Asked(
            field=field,
            path=path,
            place=place,
            key=key,
            held=tables.NO_CHANGES,
            rows=list(value or []),
        )
        filling.register(asked)
        if isinstance(field, ArrayField | ObjectArrayField):
            tables.ask(field, asked.rows or [], key)
        for column in tables.secret_columns(field):
            for n, row in enumerate((value or [])[:SECRET_ROWS]):
                label = say(
                    "{list}, row {n}: {column}", list=field.title, n=n + 1, column=column.title
                )
                named = replace(column, label=label)
                inside = f"{place}[{n}].{column.key}"
                self._widget(named, row.get(column.key), (*path, n, column.key), inside)
        self._say(place)

    def _widget(self, field: Field, value: Any, path: Path, place: str) -> None:
        text = self.filling.unread.get(place)
        way = ways.way_to_show(field, value, is_unread=text is not None)
        key = self.filling.key_of(f"{json.dumps(path)}{way}")
        held = ways.held_by(way, field, value) if text is None else text
        self.filling.register(
            Asked(
                field=field,
                path=path,
                place=place,
                key=key,
                held=held,
                is_json=way.is_json,
            )
        )
        ways.draw(way, field, held, key)

    def _say(self, place: str, *, exactly: bool = False) -> None:
        """Say what is wrong at a place."""
        told = [
            one
            for one in self.told
            if (one.path == place if exactly else is_inside(one.path, place))
        ]
        for one in told[:TOLD_AT_A_FIELD]:
            st.markdown(f":red[:material/error: {plain(one.label)} {plain(one.message)}]")
        if len(told) > TOLD_AT_A_FIELD:
            n_more = len(told) - TOLD_AT_A_FIELD
            more = say_many("and {n} more problem", "and {n} more problems", n_more)
            st.markdown(f":red[{more}]")


def _at(payload: Any, path: Path) -> Any:
    """Return what stands in a payload; `None` for nothing."""
    for part in path:
        if not isinstance(payload, dict):
            return None
        payload = payload.get(str(part))
    return payload
