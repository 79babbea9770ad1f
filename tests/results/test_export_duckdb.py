"""Exported files, opened by DuckDB: a program that shares no line with what wrote them."""

import datetime as dt
import math

import duckdb
import pytest
from parcels import RECORDS, RUN_ID, parcel_of

from codika.results.exports import export


@pytest.fixture
def rows(tmp_path):
    """Write the records to a file, and return them as DuckDB reads it."""

    def read(ending, reader, columns='* REPLACE (epoch_us("at") AS "at")'):
        file = tmp_path / f"rows.{ending}"
        file.write_bytes(export(ending, parcel_of(RECORDS)).content)
        # Moments as microseconds since 1970: as they are, DuckDB wants a package more.
        found = duckdb.connect().execute(
            f"SELECT {columns} FROM {reader.format(file=file)}"  # noqa: S608
        )
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return read


def test_parquet_is_read_with_its_types(rows):
    """
    Cell by cell: identifiers keep their zeros, days are days, moments have their zone.
    """
    first, second = rows("parquet", "read_parquet('{file}')")

    assert ("007", "008") == (first["id"], second["id"])
    assert (-12.5, 0.25, True) == tuple(first[name] for name in ("amount", "share", "paid"))
    assert ("3", str(2**60)) == (first["count"], second["count"])
    assert dt.date(2026, 5, 4) == first["day"]
    assert dt.datetime(2026, 5, 4, 6, 0, 0, 500_000, dt.UTC).timestamp() * 1e6 == first["at"]
    assert (["a", "é"], str(2**70), "=1+1") == (first["tags"], first["huge"], first["note"])
    assert "two\nlines, “quoted” \u202e" == second["note"]
    assert (None, None) == (first["gap"], first["none"])


def test_csv_is_read_cell_by_cell(rows):
    """
    As text: quotes, line ends and the guard before a formula arrive as they were written.
    """
    first, second = rows("csv", "read_csv('{file}', all_varchar = true)", "*")

    assert ("007", "3", "-12.5", "'=1+1") == tuple(
        first[name] for name in ("id", "count", "amount", "note")
    )
    assert (str(2**70), None) == (first["huge"].lstrip("'"), first["none"])
    assert "two\nlines, “quoted” \u202e" == second["note"]


def test_ndjson_is_read_line_by_line(rows):
    """
    Numbers are numbers, lists are lists, and a line end within a text is no line.
    """
    first, second = rows(
        "ndjson", "read_json('{file}', format = 'newline_delimited')", '* EXCLUDE ("at")'
    )

    assert math.isclose(-12.5, first["amount"])
    assert (True, ["a", "é"]) == (first["paid"], first["tags"])
    assert "two\nlines, “quoted” \u202e" == second["note"]


def test_who_made_a_parquet_file_stands_in_it(tmp_path):
    """
    DuckDB shows the origin among the file's own words.
    """
    file = tmp_path / "rows.parquet"
    file.write_bytes(export("parquet", parcel_of(RECORDS)).content)
    found = duckdb.connect().execute(
        f"SELECT decode(value) FROM parquet_kv_metadata('{file}') WHERE decode(key) = 'codika'"  # noqa: S608
    )

    assert RUN_ID in found.fetchall()[0][0]
