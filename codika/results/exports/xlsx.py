"""
Tables as one Excel workbook: a sheet a table, and one that says where they came from.

No cell is ever a formula: texts are written as texts, and those that look like a
formula are marked so that they stay text when somebody edits them.  Limits are
Excel's: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3,
read 2026-11-22.
"""

import datetime as dt
import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from codika.language import later, say
from codika.results import jsontext
from codika.results.exports.cells import cells_of, iso, looks_like_formula
from codika.results.exports.formats import Parcel, file_format
from codika.results.kinds import Column, Hint, Kind
from codika.results.names import encodable
from codika.results.reading import Table

MAX_ROWS = 1_048_575
"""Rows of a sheet, besides its headings; what is longer goes on in the next sheet."""
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
"""Characters of a cell."""
PROPERTY = "CodikaExport"
"""The custom property of the workbook that names its runs."""

_SHEET_NAME = 31  # characters
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]+")
_PROPERTY_LENGTH = 255  # characters, as Excel has it
_MAX_WHOLE = 10**15  # Excel keeps 15 digits; longer whole numbers are written as text
_NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.LATITUDE, Kind.LONGITUDE, Kind.IDENTIFIER)
_FIRST_DAY = dt.date(1900, 3, 1)  # before, Excel's calendar has a day that never was
_WIDTHS = (8, 50)  # characters
_SAMPLE = 50  # rows that decide how wide a column is

Put = Callable[[int, int, Any], None]


@file_format(
    "Excel",
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    cells_per_second=80_000,
    bytes_per_cell=6,
    remark=later("One sheet a table, dates as dates, and a sheet that says where they came from."),
)
def write(parcel: Parcel) -> bytes:
    """Write all tables of a parcel."""
    import xlsxwriter  # noqa: PLC0415 - only this needs it

    file = io.BytesIO()
    # Row by row, so that a long table is never held as objects.
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    looks = _Looks(book)
    notes: list[tuple[str, str]] = []
    pieces = list(_pieces(parcel.tables))
    names = sheet_names([title for title, _ in pieces])
    for name, (_, table) in zip(names, pieces, strict=True):
        found = _write_table(book.add_worksheet(name), table, looks)
        notes += [(say("Sheet {name}", name=name), note) for note in found]
    _write_origin(book.add_worksheet(_origin_name(names)), parcel, names, notes, looks)
    book.set_custom_property(PROPERTY, " ".join(parcel.origin.run_ids)[:_PROPERTY_LENGTH])
    book.close()
    return file.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return a name for each sheet that Excel accepts: short, no signs of paths, all different."""
    names: list[str] = []
    used = {"history"}  # Excel keeps it for itself
    for title in titles:
        plain = _NOT_IN_SHEET_NAMES.sub(" ", encodable(title)).strip(" '") or "Table"
        name, number = _cut(plain, ""), 2
        while name.casefold() in used:
            name, number = _cut(plain, f" ({number})"), number + 1
        used.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, end: str) -> str:
    # Excel counts in UTF-16: a sign beyond the first plane is two.
    room = _SHEET_NAME - len(end)
    while len(text.encode("utf-16-le")) // 2 > room:
        text = text[:-1]
    return text.rstrip(" '") + end


def _origin_name(names: Sequence[str]) -> str:
    return sheet_names([*names, say("Where this came from")])[-1]


def _pieces(tables: Sequence[Table]) -> Iterator[tuple[str, Table]]:
    """Cut tables that are longer than a sheet."""
    for table in tables:
        for start in range(0, max(1, table.n_rows), MAX_ROWS):
            yield (
                table.title_for_files,
                replace(table, frame=table.frame.iloc[start : start + MAX_ROWS]),
            )


class _Looks:
    """The formats of cells; a workbook wants each made once."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "bottom": 1})
        self.text = book.add_format({"quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._numbers = {
            Hint.SHARE: book.add_format({"num_format": "0.0%"}),
            Hint.MONEY: book.add_format({"num_format": "#,##0.00"}),
        }

    def number(self, hint: Hint) -> Any:
        return self._numbers.get(hint)


def _write_table(sheet: Any, table: Table, looks: _Looks) -> list[str]:
    """Write headings and rows; return what a reader has to know."""
    columns = table.columns[:MAX_COLUMNS]
    notes: list[str] = []
    if len(columns) < len(table.columns):
        n_out = len(table.columns) - len(columns)
        notes.append(say("{n} columns are left out: Excel has none", n=n_out))
    sheet.freeze_panes(1, 0)
    cells = [cells_of(table, column.name) for column in columns]
    for place, (column, found) in enumerate(zip(columns, cells, strict=True)):
        sheet.set_column(place, place, _width(column, found))
    writer = _Cells(sheet, looks, notes)
    putters = [writer.putter(column) for column in columns]
    for place, column in enumerate(columns):
        zone = " (UTC)" if column.kind is Kind.DATETIME else ""  # Excel's times have none
        sheet.write_string(0, place, _text(column.name, notes) + zone, looks.heading)
    for row, values in enumerate(zip(*cells, strict=True), start=1):
        for place, (put, value) in enumerate(zip(putters, values, strict=True)):
            if value is not None:
                put(row, place, value)
    if columns:
        sheet.autofilter(0, 0, max(1, table.n_rows), len(columns) - 1)
    return list(dict.fromkeys(notes))


def _width(column: Column, cells: Sequence[Any]) -> int:
    longest = max((len(str(cell)) for cell in cells[:_SAMPLE]), default=0)
    return max(_WIDTHS[0], min(_WIDTHS[1], max(longest, len(column.name) + 3) + 2))


class _Cells:
    """Writes cells by what they are; Excel's types are text, number, boolean and time."""

    def __init__(self, sheet: Any, looks: _Looks, notes: list[str]) -> None:
        self._sheet = sheet
        self._looks = looks
        self._notes = notes

    def putter(self, column: Column) -> Put:
        """Return how the cells of a column are written."""
        if column.kind.is_temporal:
            return self._time
        if column.kind is Kind.BOOLEAN:
            return self._boolean
        if column.kind in _NUMBERS:
            return partial(self._number, look=self._looks.number(column.hint))
        return self._text

    def _text(self, row: int, place: int, cell: Any) -> None:
        text = _text(cell if isinstance(cell, str) else jsontext.dumps(cell), self._notes)
        look = self._looks.text if looks_like_formula(text) else None
        self._sheet.write_string(row, place, text, look)

    def _number(self, row: int, place: int, cell: Any, look: Any) -> None:
        if isinstance(cell, str):  # an identifier
            self._text(row, place, cell)
        elif not math.isfinite(cell):
            self._text(row, place, jsontext.dumps(cell).strip('"'))
        elif abs(cell) >= _MAX_WHOLE and not isinstance(cell, float):
            self._text(row, place, str(cell))
        else:
            self._sheet.write_number(row, place, cell, look)

    def _boolean(self, row: int, place: int, cell: Any) -> None:
        self._sheet.write_boolean(row, place, bool(cell))

    def _time(self, row: int, place: int, cell: Any) -> None:
        if isinstance(cell, dt.datetime):
            is_known, look = cell.date() >= _FIRST_DAY, self._looks.moment
        else:
            is_known, look = cell >= _FIRST_DAY, self._looks.day
        if is_known:
            naive = cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell
            self._sheet.write_datetime(row, place, naive, look)
        else:
            self._text(row, place, iso(cell))


def _text(text: str, notes: list[str]) -> str:
    """Return text that fits into a cell."""
    text = encodable(text)
    # Excel counts in UTF-16, and so do we where it could matter.
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) > 2 * MAX_TEXT:
        cut = later("Texts of more than {n} characters are cut: Excel holds no more")
        notes.append(say(cut, n=MAX_TEXT))
        return text.encode("utf-16-le")[: 2 * MAX_TEXT - 2].decode("utf-16-le", "ignore") + "…"
    return text


def _write_origin(
    sheet: Any,
    parcel: Parcel,
    names: Sequence[str],
    notes: Sequence[tuple[str, str]],
    looks: _Looks,
) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    sizes = [
        (
            say("Sheet {name}", name=name),
            say(
                "{rows} rows, {columns} columns of {table}",
                rows=table.n_rows,
                columns=len(table.columns),
                table=table.path,
            ),
        )
        for name, (_, table) in zip(names, _pieces(parcel.tables), strict=True)
    ]
    for row, (what, value) in enumerate([*parcel.origin.lines(), *sizes, *notes]):
        sheet.write_string(row, 0, _text(what, []), looks.heading)
        sheet.write_string(row, 1, _text(value, []), looks.wrapped)
