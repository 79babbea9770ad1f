"""Excel workbooks, opened by openpyxl, which did not write them."""

import datetime as dt
import io
import math
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import ANY_JSON, TEXTS, UNHURRIED
from openpyxl.utils.escape import unescape
from parcels import RECORDS, RUN_ID, parcel_of

from codika.results import jsontext
from codika.results.exports import export, xlsx
from codika.results.exports.cells import cells_of, iso
from codika.results.exports.xlsx import sheet_names

ORIGIN_SHEET = "Where this came from"


def book_of(result, **given):
    return openpyxl.load_workbook(io.BytesIO(export("xlsx", parcel_of(result, **given)).content))


def rows_of(sheet):
    return [[_read(cell.value) for cell in row] for row in sheet.iter_rows()]


def _read(value):
    return unescape(value) if isinstance(value, str) else value


def test_cells_keep_their_types():
    """
    Numbers are numbers, days are days, and what Excel would spoil is text.
    """
    sheet = book_of(RECORDS)["Result"]
    first, second = (dict(zip(rows_of(sheet)[0], row, strict=True)) for row in rows_of(sheet)[1:])

    assert {
        "id": "007",
        "count": "3",
        "gap": None,
        "amount": -12.5,
        "share": 0.25,
        "paid": True,
        "day": dt.datetime(2026, 5, 4),  # noqa: DTZ001  Excel knows no zone
        "at (UTC)": dt.datetime(2026, 5, 4, 6, 0, 0, 500_000),  # noqa: DTZ001  as above
        "note": "=1+1",
        "tags": '["a", "é"]',
        "pairs": "[[1], [2]]",
        "huge": str(2**70),
        "mixed": "1",
        "none": None,
    } == first
    assert [1e300, "1850-01-31", "1066-10-14T09:00:00Z"] == [
        second[name] for name in ("amount", "day", "at (UTC)")
    ]


def test_days_and_moments_look_like_such():
    """
    A spreadsheet shows them as dates, not as numbers of days.
    """
    sheet = book_of(RECORDS)["Result"]
    names = [cell.value for cell in sheet[1]]

    assert ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "0.0%"] == [
        sheet[2][names.index(name)].number_format for name in ("day", "at (UTC)", "share")
    ]


def test_a_sheet_says_where_they_came_from():
    """
    The last sheet names run, workflow, environment, times, filters and what is on the others.
    """
    rows = dict(rows_of(book_of(RECORDS)[ORIGIN_SHEET]))

    assert {
        "Workflow": "Invoices & <others> (invoices)",
        "Run": RUN_ID,
        "Environment": "PROD",
        "Connection": "acme",
        "Run ended": "2026-11-22 12:00:00 UTC",
        "File made": "2026-11-22 12:00:00 UTC",
        "Filters": "Amount from 10; State is open",
        "Made by": "Codika Dashboard 0.1.0",
        "Sheet Result": "2 rows, 14 columns of $",
    } == rows


def test_each_table_has_a_sheet():
    """
    All tables of a result are in one workbook.
    """
    book = book_of({"a": [{"x": 1}], "b": [{"y": "z"}]})

    assert ["A", "B", ORIGIN_SHEET] == book.sheetnames
    assert [["y"], ["z"]] == rows_of(book["B"])


def test_what_is_longer_than_a_sheet_goes_on_in_the_next(monkeypatch):
    """
    No row is lost: the sheet after it goes on, with the same headings.
    """
    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)
    book = book_of([{"n": n} for n in range(5)])

    assert ["Result", "Result (2)", "Result (3)", ORIGIN_SHEET] == book.sheetnames
    assert [[["n"], [0], [1]], [["n"], [2], [3]], [["n"], [4]]] == [
        rows_of(sheet) for sheet in book.worksheets[:-1]
    ]


def test_excel_holds_1048576_rows():
    """
    With its headings, a sheet is as long as Excel allows.
    """
    assert 1_048_576 == xlsx.MAX_ROWS + 1


def test_a_text_that_is_too_long_is_cut_and_said():
    """
    Excel holds 32,767 characters in a cell, counted in UTF-16.
    """
    book = book_of([{"t": "𝄞" * 20_000}, {"t": "a" * 32_767}])
    first, second = (row[0] for row in rows_of(book["Result"])[1:])

    assert "𝄞" * 16_383 + "…" == first
    assert "a" * 32_767 == second
    assert [
        "2 rows, 1 columns of $",
        "Texts of more than 32,767 characters are cut: Excel holds no more",
    ] == [what for name, what in rows_of(book[ORIGIN_SHEET]) if name == "Sheet Result"]


def test_columns_beyond_the_last_are_said(monkeypatch):
    """
    Excel has 16,384 columns; what is left out is counted.
    """
    monkeypatch.setattr(xlsx, "MAX_COLUMNS", 2)
    book = book_of([{"a": 1, "b": 2, "c": 3, "d": 4}])

    assert [["a", "b"], [1, 2]] == rows_of(book["Result"])
    assert ["Sheet Result", "2 columns are left out: Excel has none"] in rows_of(book[ORIGIN_SHEET])


@UNHURRIED
@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=4), TEXTS.filter(bool))
def test_no_cell_is_a_formula(texts, name):
    """
    Whatever the text, no sheet holds a formula or a link, nor anything outside of cells.
    """
    content = export("xlsx", parcel_of({"r": [{name: f"={text}"} for text in texts]})).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "/sheet" in name]
        names = archive.namelist()

    assert 2 == len(sheets)
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert not any("externalLink" in name or "vba" in name for name in names)


def test_what_looks_like_a_formula_stays_text_when_edited():
    """
    Excel keeps an apostrophe before it, which is its own sign for text.
    """
    sheet = book_of([{"t": "=1+1"}, {"t": "plain"}])["Result"]

    assert [True, False] == [sheet.cell(row, 1).quotePrefix for row in (2, 3)]
    assert ["s", "s"] == [sheet.cell(row, 1).data_type for row in (2, 3)]


@UNHURRIED
@given(ANY_JSON)
def test_every_cell_is_there(result):
    """
    What openpyxl reads is what the tables hold, whatever the result; floats to 15 digits.
    """
    parcel = parcel_of(result)
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx", parcel).content))

    assert len(parcel.tables) + 1 == len(book.sheetnames)
    for table, sheet in zip(parcel.tables, book.worksheets[:-1], strict=True):
        for place, column in enumerate(table.columns, start=1):
            found = [_read(sheet.cell(row, place).value) for row in range(2, table.n_rows + 2)]
            wanted = cells_of(table, column.name)

            assert all(map(_same, wanted, found)), (column, wanted, found)


def _same(cell, found):
    if isinstance(found, dt.datetime):
        if not isinstance(cell, dt.datetime):
            return cell == found.date()
        # Excel counts days in floats.
        return abs(cell.replace(tzinfo=None) - found) <= dt.timedelta(milliseconds=1)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return math.isclose(cell, found, rel_tol=1e-14, abs_tol=1e-300)
    if cell is None or cell == "":
        return found in (None, "")
    if isinstance(cell, bool):
        return cell is found
    return found in (_spelled(cell), str(cell)) or _spelled(cell).replace("\r", "\n") == found


def _spelled(cell):
    if isinstance(cell, float) and math.isinf(cell):
        return "Infinity" if cell > 0 else "-Infinity"
    return jsontext.dumps(cell) if isinstance(cell, list) else str(iso(cell))


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        pytest.param(["Items", "items"], ["Items", "items (2)"], id="case"),
        pytest.param(["a[b]:c*?/\\d"], ["a b c d"], id="signs"),
        pytest.param(["'quoted'"], ["quoted"], id="apostrophes"),
        pytest.param(["History"], ["History (2)"], id="reserved"),
        pytest.param(["", "???"], ["Table", "Table (2)"], id="empty"),
        pytest.param(["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"], id="long"),
        pytest.param(["𝄞" * 20], ["𝄞" * 15], id="counted in UTF-16"),
    ],
)
def test_sheet_names(titles, expected):
    """
    Excel opens no workbook whose sheets are called otherwise.
    """
    assert expected == sheet_names(titles)


@UNHURRIED
@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_title_makes_a_sheet_name(titles):
    """
    Short, without forbidden signs, and no two alike.
    """
    names = sheet_names(titles)

    assert len(titles) == len({name.casefold() for name in names})
    assert all(1 <= len(name.encode("utf-16-le")) // 2 <= 31 for name in names)
    assert not any(
        set(name) & set("[]:*?/\\") or name[0] == "'" or name[-1] == "'" for name in names
    )
