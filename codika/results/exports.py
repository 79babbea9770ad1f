"""
Results as files that other programs open.

A table is somebody else's text, and a spreadsheet runs text that looks like a
formula.  So cells and headings that begin as one get an apostrophe, which Excel and
its kin take for "this is text"; numbers, also negative ones, are left alone.
"""

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from codika.results import jsontext
from codika.results.kinds import Kind
from codika.results.reading import Table

if TYPE_CHECKING:
    import pandas as pd

# The last four are the full-width forms, which East Asian versions of Excel accept.
_FORMULA = re.compile("^[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_IS_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")


def to_csv(table: Table) -> bytes:
    """
    Write a table as CSV: UTF-8 with a byte order mark, which Excel needs to see it is that.

    Text is always quoted, since a spreadsheet with other separators would
    otherwise cut it.  Moments are ISO 8601 in UTC, lists are JSON, an empty
    cell is empty.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([harmless(column.name) for column in table.columns])
    cells = [_written(table.frame[column.name], column.kind) for column in table.columns]
    writer.writerows(zip(*cells, strict=True))
    return file.getvalue().encode("utf-8-sig")


def to_json(result: Any) -> bytes:
    """
    Write a whole result as JSON: indented, UTF-8, every value exactly as it came.

    JSON has no NaN and no infinity: they are written as strings, `"NaN"`,
    `"Infinity"`, `"-Infinity"`.
    """
    text = jsontext.dumps(result, indent=True)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half of a character; JSON can spell it, UTF-8 cannot
        return "".join(_escaped(char) for char in text).encode("utf-8")


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _IS_NUMBER.fullmatch(text) else text


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char


def _written(series: "pd.Series[Any]", kind: Kind) -> list[Any]:
    """Return the cells of a column as the CSV writer takes them; an empty one is `None`."""
    cells = series.astype("object").where(series.notna(), None).tolist()
    if kind is Kind.BOOLEAN:
        return [None if cell is None else str(cell).lower() for cell in cells]
    if kind is Kind.DATETIME:
        return [cell and cell.isoformat().replace("+00:00", "Z") for cell in cells]
    if kind is Kind.DATE:
        return [cell and cell.isoformat() for cell in cells]
    if kind is Kind.LIST:
        return [None if cell is None else jsontext.dumps(cell) for cell in cells]
    return [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
