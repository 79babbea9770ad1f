"""
Rows that are links: as a table, as a list, or as cards.

One element of Streamlit, drawn by a script of ours.  A plain click opens what a row
leads to without loading the program anew; any other does what it does to a link.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import streamlit as st

from codika.language import say
from ui.formats import on_one_line
from ui.status import Look

_ASSETS = Path(__file__).parent / "assets"
_LONGEST = 300  # characters of a cell

_component = st.components.v2.component(
    "codika.linked",
    html='<div class="linked"></div>',
    css=(_ASSETS / "linked.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "linked.js").read_text(encoding="utf-8"),
)


class Layout(StrEnum):
    """How rows stand on the page."""

    TABLE = "table"
    LIST = "list"
    """The first cell is the link, the others stand below it."""
    CARDS = "cards"
    """The same, as many beside each other as there is room for."""


class Kind(StrEnum):
    """How a column is laid out."""

    LINK = "link"
    """What the row is called; its cell holds the link."""
    PLAIN = "plain"
    FIRST = "first"
    """Stands beside the link where a row is a few lines."""
    NUMBER = "number"
    """Not understood without its heading, which a narrow screen shows beside it."""
    LONG = "long"
    """Takes what width is left, and is cut there."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a column."""

    text: str
    kind: Kind = Kind.PLAIN
    note: str = ""
    """Shown beside the pointer."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Badges, then text."""

    text: str = ""
    looks: tuple[Look, ...] = ()
    note: str = ""
    """Shown beside the pointer."""


@dataclass(frozen=True, slots=True)
class Row:
    """What leads somewhere."""

    id: str
    address: str
    """Relative to the page."""
    cells: tuple[Cell, ...]
    icon: str = ""
    """Streamlit's name of one, before the link."""


def show(
    rows: Sequence[Row],
    *,
    name: str,
    key: str,
    layout: Layout = Layout.LIST,
    headings: Sequence[Heading] = (),
    least: int = 230,
) -> None:
    """
    Show rows that lead somewhere.

    Args:
        rows: What leads where.
        name: What a screen reader calls them all.
        key: Unique on the page.
        layout: How they stand on the page.
        headings: Of a table, one for each cell.
        least: How wide a card is at least, in pixels.
    """
    _component(
        key=key,
        data={
            "name": on_one_line(name),
            "layout": layout,
            "least": least,
            "headings": [asdict(heading) for heading in headings],
            "rows": [
                {
                    "id": row.id,
                    "address": row.address,
                    "icon": _name_of(row.icon),
                    "cells": [_sent(cell) for cell in row.cells],
                }
                for row in rows
            ],
        },
        height="content",
    )


def _sent(cell: Cell) -> dict[str, Any]:
    badges = [
        {
            "icon": _name_of(look.icon),
            "word": say(look.word),
            "color": look.color,
        }
        for look in cell.looks
    ]
    text = on_one_line(cell.text)
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1]}…"
    sent = {"badges": badges, "text": text, "note": on_one_line(cell.note)}
    return {name: value for name, value in sent.items() if value}


def _name_of(icon: str) -> str:
    """Return what the font of icons calls one."""
    return icon.removeprefix(":material/").removesuffix(":")
