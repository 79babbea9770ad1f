import csv
import io
import json
import math

import pytest
from hypothesis import given
from json_strategies import ANY_JSON, TEXTS, UNHURRIED

from codika.results import read, to_csv, to_json
from codika.results.exports import harmless


def csv_of(records):
    return to_csv(read(records).tables[0]).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([1, None], ["1", '""'], id="integers"),
        pytest.param([-1.5, 2.0], ["-1.5", "2.0"], id="numbers"),
        pytest.param([True, False], ['"true"', '"false"'], id="booleans"),
        pytest.param(["a,b", 'say "x"'], ['"a,b"', '"say ""x"""'], id="separators and quotes"),
        pytest.param(["a;=1+1"], ['"a;=1+1"'], id="quoted for other separators"),
        pytest.param(["2026-05-04"], ['"2026-05-04"'], id="dates"),
        pytest.param(
            ["2026-05-04T08:00:00.5+02:00"], ['"2026-05-04T06:00:00.500000Z"'], id="moments"
        ),
        pytest.param([["a", "é"]], ['"[""a"", ""é""]"'], id="lists"),
        pytest.param([[[1]]], ['"[[1]]"'], id="nested lists"),
        pytest.param(["007"], ['"007"'], id="leading zeros"),
        pytest.param([2**70], [f'"{2**70}"'], id="huge"),
        pytest.param(["-5", "x"], ['"-5"', '"x"'], id="a negative number in text"),
        pytest.param(["=1+1"], ['"\'=1+1"'], id="formula"),
    ],
)
def test_csv_cells(cells, expected):
    """
    Text is quoted, numbers are not, and what is empty is empty.
    """
    assert expected == csv_of([{"c": cell} for cell in cells]).splitlines()[1:]


def test_csv_opens_in_excel():
    """
    It begins with a byte order mark, and its lines end as Excel's do.
    """
    assert b'\xef\xbb\xbf"a"\r\n1\r\n' == to_csv(read([{"a": 1}]).tables[0])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])  # noqa: RUF001
def test_formulas_are_text(start):
    """
    Whatever a spreadsheet takes for the beginning of a formula is disarmed, in headings too.
    """
    text = f"{start}cmd|' /C calc'!A0"
    rows = list(csv.reader(io.StringIO(csv_of([{text: text}]), newline="")))

    assert [[f"'{text}"], [f"'{text}"]] == rows


@pytest.mark.parametrize("text", ["-5", "+32470000001", "-1.5e3", "-1,5", "a=b", "", "5-3"])
def test_what_is_no_formula_stays(text):
    """
    Numbers with a sign are numbers.
    """
    assert text == harmless(text)


@UNHURRIED
@given(TEXTS)
def test_no_cell_begins_as_a_formula(text):
    """
    Whatever the text, only numbers begin with a sign.
    """
    shown = harmless(text)

    assert shown[:1] not in ("=", "@", "\t") or shown == text == ""


def test_empty_table():
    """
    A table without columns is a file without text.
    """
    assert b"\xef\xbb\xbf\r\n" == to_csv(read([]).tables[0])


@UNHURRIED
@given(ANY_JSON)
def test_csv_has_a_line_for_every_row(result):
    """
    Also where cells hold line breaks.
    """
    for table in read(result).tables:
        rows = list(csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"), newline="")))

        assert table.n_rows + 1 == len(rows)
        assert {len(table.columns)} == set(map(len, rows))


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        pytest.param({"a": "é"}, b'{\n  "a": "\xc3\xa9"\n}', id="UTF-8"),
        pytest.param(2**70, str(2**70).encode(), id="huge"),
        pytest.param([math.nan, 1.5], b'[\n  "NaN",\n  1.5\n]', id="NaN"),
        pytest.param("\ud800x", b'"\\ud800x"', id="half a character"),
        pytest.param(0, b"0", id="zero"),
    ],
)
def test_json(result, expected):
    """
    The file holds exactly the result.
    """
    assert expected == to_json(result)


@UNHURRIED
@given(ANY_JSON)
def test_json_is_read_by_any_reader(result):
    """
    It is valid, and reads as what it was; only NaN and infinities become strings.
    """
    text = to_json(result).decode()
    read_back = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))

    assert repr(result) == repr(read_back) or any(word in text for word in ("NaN", "Infinity"))
