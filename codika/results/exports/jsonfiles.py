"""Tables as JSON and as lines of JSON, and a whole result as it came."""

from typing import Any

from codika.language import later
from codika.results import jsontext
from codika.results.exports.cells import cells_of, iso
from codika.results.exports.formats import Parcel, file_format
from codika.results.reading import Table


@file_format(
    "JSON",
    "json",
    "application/json",
    cells_per_second=600_000,
    bytes_per_cell=23,
    remark=later("For programs; every table with its columns described."),
)
def write_json(parcel: Parcel) -> bytes:
    """Write tables as one object: where they came from, and each with columns and rows."""
    return jsontext.dumps(
        {
            **parcel.origin.as_json(),
            "tables": [
                {
                    "path": table.path,
                    "title": table.title_for_files,
                    "columns": [
                        {
                            "name": column.name,
                            "title": column.title_for_files,
                            "kind": column.kind.value,
                            "unit": column.unit,
                        }
                        for column in table.columns
                    ],
                    "rows": _records(table),
                }
                for table in parcel.tables
            ],
        }
    ).encode()


@file_format(
    "NDJSON",
    "ndjson",
    "application/x-ndjson",
    holds_many=False,
    holds_origin=False,  # its readers expect rows and nothing else
    cells_per_second=600_000,
    bytes_per_cell=23,
    remark=later("For programs: one row a line."),
)
def write_ndjson(parcel: Parcel) -> bytes:
    """Write the one table of a parcel, an object a line."""
    return "".join(f"{jsontext.dumps(row)}\n" for row in _records(parcel.tables[0])).encode()


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


def _records(table: Table) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    columns = [
        list(map(iso, cells)) if column.kind.is_temporal else cells
        for column in table.columns
        for cells in [cells_of(table, column.name)]
    ]
    if not names:
        return [{} for _ in range(table.n_rows)]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char
