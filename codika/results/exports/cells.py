"""
Cells as the writers of files take them.

A table is somebody else's text, and a spreadsheet runs text that looks like a
formula.  So cells and headings that begin as one get an apostrophe, which Excel and
its kin take for "this is text"; numbers, also negative ones, are left alone.
"""

import re
from datetime import datetime
from typing import Any

from codika.results.kinds import Kind
from codika.results.reading import Table

# The last four are the full-width forms, which East Asian versions of Excel accept.
_FORMULA = re.compile("^[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_IS_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet that reads this text from a file could run it."""
    return bool(_FORMULA.match(text)) and not _IS_NUMBER.fullmatch(text)


def cells_of(table: Table, name: str) -> list[Any]:
    """
    Return the cells of a column as plain Python values; an empty one is `None`.

    Numbers, booleans, texts and lists as they are; a `date` for a day, an aware
    `datetime` in UTC for a moment.
    """
    series = table.frame[name]
    cells = series.astype("object").where(series.notna(), None).tolist()
    if table.column(name).kind is Kind.DATETIME:
        return [cell and cell.to_pydatetime(warn=False) for cell in cells]
    return cells


def iso(cell: Any) -> Any:
    """Return a day or a moment as ISO 8601 says it, in UTC; anything else as it is."""
    if isinstance(cell, datetime):
        return cell.isoformat().replace("+00:00", "Z")
    return cell.isoformat() if hasattr(cell, "isoformat") else cell
