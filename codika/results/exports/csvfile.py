"""Tables as CSV that Excel opens and does not run."""

import csv
import io
from typing import Any

from codika.language import later
from codika.results import jsontext
from codika.results.exports.cells import cells_of, harmless, iso
from codika.results.exports.formats import Parcel, file_format
from codika.results.kinds import Kind
from codika.results.reading import Table


@file_format(
    "CSV",
    "csv",
    "text/csv",
    holds_many=False,
    holds_origin=False,  # a line of comment would break its readers
    cells_per_second=600_000,
    bytes_per_cell=13,
    remark=later("For Excel and others; formulas in texts are disarmed."),
)
def write(parcel: Parcel) -> bytes:
    """Write the one table of a parcel."""
    return to_csv(parcel.tables[0])


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
    cells = [_written(cells_of(table, column.name), column.kind) for column in table.columns]
    writer.writerows(zip(*cells, strict=True))
    return file.getvalue().encode("utf-8-sig")


def _written(cells: list[Any], kind: Kind) -> list[Any]:
    if kind is Kind.BOOLEAN:
        return [None if cell is None else str(cell).lower() for cell in cells]
    if kind.is_temporal:
        return list(map(iso, cells))
    if kind is Kind.LIST:
        return [None if cell is None else jsontext.dumps(cell) for cell in cells]
    return [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
