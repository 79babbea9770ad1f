"""Files of tables, opened by libraries that did not write them."""

import csv
import datetime as dt
import io
import json
import math
import zipfile

import pyarrow as pa
import pytest
from hypothesis import example, given
from json_strategies import ANY_JSON, UNHURRIED
from parcels import ORIGIN, RECORDS, RUN_ID, parcel_of
from pyarrow import parquet

from codika.results.exports import FORMATS, export
from codika.results.exports.cells import cells_of, iso

BOTH = {"first": RECORDS, "second": [{"a": 1}, {"a": 2}]}


def members(file):
    """Return the files in a ZIP, by name."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_json_holds_rows_and_what_they_are():
    """
    Days and moments are ISO 8601, numbers numbers, and where it came from comes first.
    """
    (table,) = json.loads(export("json", parcel_of(RECORDS)).content)["tables"]

    assert ("$", "Result") == (table["path"], table["title"])
    assert {"name": "share", "title": "Share", "kind": "number", "unit": ""} in table["columns"]
    assert {
        "id": "007",
        "count": "3",
        "gap": None,
        "amount": -12.5,
        "share": 0.25,
        "paid": True,
        "day": "2026-05-04",
        "at": "2026-05-04T06:00:00.500000Z",
        "note": "=1+1",
        "tags": ["a", "é"],
        "pairs": "[[1], [2]]",
        "huge": str(2**70),
        "mixed": "1",
        "none": None,
    } == table["rows"][0]


def test_json_says_where_it_came_from():
    """
    Run, workflow, environment, times with zone, filters, version; and no more.
    """
    found = json.loads(export("json", parcel_of(RECORDS)).content)
    del found["tables"]

    assert {
        "codika_export": 1,
        "run_ids": [RUN_ID],
        "workflow_id": "invoices",
        "workflow_title": "Invoices & <others>",
        "environment": "prod",
        "connection": "acme",
        "run_ended_at": "2026-11-22 12:00:00 UTC",
        "made_at": "2026-11-22 12:00:00 UTC",
        "filters": ["Amount from 10", "State is open"],
        "app_version": "0.1.0",
    } == found


def test_ndjson_has_a_row_a_line():
    """
    Each line is an object, also where a text holds line breaks.
    """
    lines = export("ndjson", parcel_of(RECORDS)).content.decode().split("\n")

    assert ["007", "008", None] == [json.loads(line)["id"] if line else None for line in lines]
    assert "two\nlines, “quoted” \u202e" == json.loads(lines[1])["note"]


def test_parquet_keeps_types_and_origin():
    """
    Another program sees booleans, days, moments in UTC, lists, and who made the file.
    """
    table = parquet.read_table(io.BytesIO(export("parquet", parcel_of(RECORDS)).content))
    row = table.to_pylist()[0]
    origin = json.loads(table.schema.metadata[b"codika"])

    assert pa.bool_() == table.schema.field("paid").type
    assert pa.date32() == table.schema.field("day").type
    assert "UTC" == table.schema.field("at").type.tz
    assert -12.5 == row["amount"]
    assert dt.date(2026, 5, 4) == row["day"]
    assert dt.datetime(2026, 5, 4, 6, 0, 0, 500_000, dt.UTC) == row["at"]
    assert ["a", "é"] == row["tags"]
    assert ([RUN_ID], "$") == (origin["run_ids"], origin["table"])


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet"])
def test_several_tables_are_a_zip(ending):
    """
    A file for each, numbered, and one that says where they came from.
    """
    file = export(ending, parcel_of(BOTH))
    found = members(file)
    origin = json.loads(found.pop("origin.json"))

    assert f"invoices-prod-{RUN_ID}-filtered-{ending}.zip" == file.name
    assert [
        f"invoices-1-First-prod-{RUN_ID}-filtered.{ending}",
        f"invoices-2-Second-prod-{RUN_ID}-filtered.{ending}",
    ] == list(found)
    assert ORIGIN.as_json() == origin


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_a_format_without_room_gets_a_note_beside_it(ending):
    """
    One table comes as it is, or on wish in a ZIP with its origin.
    """
    alone = export(ending, parcel_of(RECORDS))
    found = members(export(ending, parcel_of(RECORDS), with_origin=True))

    assert f"invoices-Result-prod-{RUN_ID}-filtered.{ending}" == alone.name
    assert ORIGIN.as_json() == json.loads(found["origin.json"])
    assert alone.content == found[f"invoices-1-Result-prod-{RUN_ID}-filtered.{ending}"]


def test_a_file_name_is_harmless():
    """
    Whatever a table is called, the name stays in its folder.
    """
    file = export("csv", parcel_of({"../../etc/passwd": [{"a": 1}], "x": 1}))

    assert f"invoices-Etc-passwd-prod-{RUN_ID}-filtered.csv" == file.name


@UNHURRIED
@given(ANY_JSON)
def test_json_and_ndjson_hold_every_cell(result):
    """
    What a JSON parser reads is what the tables hold, whatever the result.
    """
    parcel = parcel_of(result)
    tables = json.loads(export("json", parcel).content)["tables"]
    found = members(export("ndjson", parcel, with_origin=True))
    lines = [
        [json.loads(line) for line in content.decode().split("\n")[:-1]]
        for name, content in found.items()
        if name != "origin.json"
    ]

    assert [table["rows"] for table in tables] == lines
    assert [table.n_rows for table in parcel.tables] == list(map(len, lines))
    for table, rows in zip(parcel.tables, lines, strict=True):
        for column in table.columns:
            cells = [_as_json(cell) for cell in cells_of(table, column.name)]

            assert cells == [row[column.name] for row in rows]


def _as_json(cell):
    if isinstance(cell, float) and cell in (float("inf"), float("-inf")):
        return "Infinity" if cell > 0 else "-Infinity"
    if isinstance(cell, list):
        return list(map(_as_json, cell))
    return iso(cell)


@UNHURRIED
@given(ANY_JSON)
@example([{"id": {"id": [0, 0.0]}}])
def test_parquet_holds_every_cell(result):
    """
    What Arrow reads is what the tables hold, whatever the result.
    """
    for table in parcel_of(result).tables:
        file = export("parquet", parcel_of(result, tables=(table,)))
        read = parquet.read_table(io.BytesIO(file.content))

        assert [column.name for column in table.columns] == read.column_names
        for column in table.columns:
            cells = cells_of(table, column.name)
            if read.schema.field(column.name).type == pa.list_(pa.float64()):
                # A list of numbers is one of floats, as soon as one is: 0 is 0.0 there.
                cells = [cell and [None if n is None else float(n) for n in cell] for cell in cells]
            found = read.column(column.name).to_pylist()

            assert repr(list(map(iso, cells))) == repr(list(map(iso, found)))


def test_parquet_tells_nan_from_nothing_in_lists():
    """
    An empty item is empty, and NaN is NaN.
    """
    file = export("parquet", parcel_of([{"a": [math.nan, None, 1.5]}, {"a": None}]))
    read = parquet.read_table(io.BytesIO(file.content)).column("a").to_pylist()

    assert "[[nan, None, 1.5], None]" == repr(read)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("result", [[], 5], ids=["no rows", "no table"])
def test_nothing_is_a_file_too(ending, result):
    """
    A result without rows, or without a table, can be taken away as well.
    """
    file = export(ending, parcel_of(result))

    assert file.content or (ending, result) == ("ndjson", [])


def test_csv_in_a_zip_is_read_cell_by_cell():
    """
    A file within a ZIP is the file that would have come alone.
    """
    found = members(export("csv", parcel_of(BOTH)))
    text = found[f"invoices-2-Second-prod-{RUN_ID}-filtered.csv"].decode("utf-8-sig")

    assert [["a"], ["1"], ["2"]] == list(csv.reader(io.StringIO(text, newline="")))
