"""Columns read as somebody says: in every way that loses nothing, and in no other."""

import datetime as dt

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import UNHURRIED
from test_result_columns import CELLS, KEYS

from codika import errors
from codika.model import JsonText
from codika.results import Column, Hint, Kind, Table, apart, offered, read, to_csv
from codika.results.columns import typed
from codika.results.overruling import KINDS, Overrule, merged, overrule_in
from codika.results.rereading import overruled


def column(cells, key="x", **said):
    """Read one column as said; return how it is described, and its cells."""
    table = read([{"n": 0, key: cell} for cell in cells], {"$": {key: said}}).main
    return table.column(key), table.frame[key].astype("object").where(
        table.frame[key].notna(), None
    ).tolist()


def utc(*when):
    return pd.Timestamp(dt.datetime(*when, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("cells", "said", "kind", "values"),
    [
        pytest.param([1, 2], "identifier", "identifier", [1, 2], id="numbers that name"),
        pytest.param([1, 2], "enum", "enum", ["1", "2"], id="codes"),
        pytest.param(["12.50", "3"], "text", "text", ["12.50", "3"], id="a text stays as it came"),
        pytest.param(["12", "07"], "identifier", "identifier", ["12", "07"], id="leading zeros"),
        pytest.param(["12", "13"], "identifier", "identifier", ["12", "13"], id="digits as came"),
        pytest.param(["12345678", ""], "number", "integer", [12345678, None], id="long numbers"),
        pytest.param(["1e3", "-2.5", None], "number", "number", [1000.0, -2.5, None], id="e"),
        pytest.param([7, "8"], "number", "integer", [7, 8], id="numbers and texts"),
        pytest.param(["2026-05-04", "2026-05-05T10:00:00Z"], "date", "datetime",
                     [utc(2026, 5, 4), utc(2026, 5, 5, 10)], id="days and moments"),
        pytest.param(["2026-05-04", None], "date", "date", [dt.date(2026, 5, 4), None], id="days"),
        pytest.param(["2026-05-04"], "text", "text", ["2026-05-04"], id="a date as text"),
        pytest.param(["yes", "No", ""], "boolean", "boolean", [True, False, None], id="yes or no"),
        pytest.param([1, 0], "boolean", "boolean", [True, False], id="flags"),
        pytest.param(["https://a.example/x", None], "url", "url", ["https://a.example/x", None],
                     id="links"),
        pytest.param(["# A", "b"], "markdown", "markdown", ["# A", "b"], id="markdown"),
        pytest.param([50.8, -4], "latitude", "latitude", [50.8, -4.0], id="latitude"),
        pytest.param([None, None], "number", "empty", [None, None], id="nothing to read"),
        pytest.param([[1], [[2]]], "text", "text", ["[1]", "[[2]]"], id="JSON as text"),
    ],
)  # fmt: skip
def test_cells_are_held_as_said(cells, said, kind, values):
    described, held = column(cells, kind=said)

    assert (kind, "") == (described.kind, described.misfit)
    assert values == held


@pytest.mark.parametrize(
    ("cells", "kind", "form", "values"),
    [
        (["1,234.50", "-7", "2,000,000"], "number", "decimal point", [1234.5, -7.0, 2e6]),
        (["1.234,50", "7", "0,5"], "number", "decimal comma", [1234.5, 7.0, 0.5]),
        (["1 234", "1\u202f234\u00a0567"], "number", "decimal comma", [1234, 1234567]),
        (["1.234", "5.678"], "number", "decimal comma", [1234, 5678]),
        (["04/05/2026", "31.12.2026"], "date", "day first",
         [dt.date(2026, 5, 4), dt.date(2026, 12, 31)]),
        (["04/05/2026", "12/31/2026"], "date", "month first",
         [dt.date(2026, 4, 5), dt.date(2026, 12, 31)]),
        (["4-5-2026 9:30", "4-5-2026 10:00:01"], "date", "day first",
         [utc(2026, 5, 4, 9, 30), utc(2026, 5, 4, 10, 0, 1)]),
        ([1777888800, None], "date", "seconds", [utc(2026, 5, 4, 10), None]),
        (["1777888800250"], "date", "milliseconds", [utc(2026, 5, 4, 10, 0, 0, 250000)]),
    ],
)  # fmt: skip
def test_the_form_says_how_text_is_to_be_taken(cells, kind, form, values):
    """
    Where a text could mean two things, somebody decides, and not the reader.
    """
    described, held = column(cells, kind=kind, form=form)

    assert "" == described.misfit
    assert values == held


@pytest.mark.parametrize(
    ("cells", "said", "why"),
    [
        (["12", "n/a", "13"], {"kind": "number"}, "1 of 3 cells is not a number: “n/a”"),
        (["007", "008"], {"kind": "number"}, "2 of 2 cells are not a number: “007”"),
        (["+32", "33"], {"kind": "number"}, "1 of 2 cells is not a number: “+32”"),
        (["1234567890123456", ""], {"kind": "number"}, "1 of 1 cells is not a number"),
        (["1e999", "2"], {"kind": "number"}, "1 of 2 cells is not a number: “1e999”"),
        (["1,23", "4"], {"kind": "number", "form": "decimal point"}, "1 of 2 cells is not"),
        ([1.234, 5.678], {"kind": "number", "form": "decimal comma"}, "The cells are numbers"),
        (["2026-02-30", "2026-02-01"], {"kind": "date"}, "1 of 2 cells is not a date"),
        (["30/02/2026"], {"kind": "date", "form": "day first"}, "1 of 1 cells is not a date"),
        (["12/31/2026"], {"kind": "date", "form": "day first"}, "1 of 1 cells is not a date"),
        ([12], {"kind": "date", "form": "seconds"}, "1 of 1 cells is not a date: “12”"),
        (["https://a.example", "javascript:x"], {"kind": "url"}, "“javascript:x”"),
        (["a@b.example", "a"], {"kind": "email"}, "1 of 2 cells is not an e-mail address: “a”"),
        (["yes", "maybe"], {"kind": "boolean"}, "1 of 2 cells is not yes or no: “maybe”"),
        (["yes", "1"], {"kind": "boolean"}, "1 of 2 cells is not yes or no"),
        ([91, 2], {"kind": "latitude"}, "1 of 2 cells is not a latitude: “91”"),
    ],
)
def test_a_column_that_cannot_be_read_so_stays_as_it_was(cells, said, why):
    """
    It says how many cells are in the way, and shows one.
    """
    (as_found, before), (described, held) = column(cells), column(cells, **said)

    assert why in described.misfit
    assert (as_found.kind, before) == (described.kind, held)


@UNHURRIED
@given(
    KEYS,
    CELLS,
    st.sampled_from([(kind, form) for kind, forms in KINDS.items() for form in forms]),
)
def test_no_cell_is_lost_whatever_is_said(key, cells, said):
    """
    What was there is there, what a browser is sent converts, and a refusal changes nothing.
    """
    kind, form = said
    found = typed(key, cells)
    held, misfit = overruled(key, cells, found, overrule_in({"kind": kind, "form": form}))
    # What is no number (NaN) is no more there before than after.
    n_there = sum(cell is not None and cell == cell  # noqa: PLR0124
                  and not (isinstance(cell, str) and not cell.strip())
                  for cell in cells)  # fmt: skip
    pa.Table.from_pandas(pd.DataFrame({"x": held.series}))

    assert len(cells) == len(held.series)
    assert n_there <= int(held.series.notna().sum())
    assert not misfit or found.series is held.series


@UNHURRIED
@given(KEYS, CELLS)
def test_what_is_offered_can_be_had(key, cells):
    """
    Every kind that a table offers for a column is a kind that reading it then gives.
    """
    found = typed(key, cells)
    described = Column(name="x", title="X", kind=found.kind, note=found.note)
    table = Table(
        path="t", title="T", columns=(described,), frame=pd.DataFrame({"x": found.series})
    )
    refused = [
        (kind, form, misfit)
        for kind, form in offered(table, "x")
        if (misfit := overruled(key, cells, found, Overrule(kind=kind, form=form))[1])
    ]

    assert [] == refused


def test_only_what_fits_is_offered():
    """
    Two ways to take a text are two offers.
    """
    rows = [
        {"id": 1, "day": "04/05/2026", "sum": "1.234,50", "link": "https://a.example/1", "l": [1]},
        {"id": 2, "day": "05/05/2026", "sum": "12,00", "link": "https://a.example/2", "l": [2]},
    ]
    table = read(rows).main
    special = {
        name: [str(form or kind) for kind, form in offered(table, name)
               if kind not in ("text", "enum", "identifier", "country", "markdown", "long text")]
        for name in ("id", "day", "sum", "link", "l")
    }  # fmt: skip

    assert {
        "id": ["number", "latitude", "longitude"],
        "day": ["day first", "month first"],
        "sum": ["decimal comma"],
        "link": ["url"],
        "l": [],
    } == special


def test_hint_unit_and_title():
    """
    What numbers mean and how they are called changes no number.
    """
    share, values = column([0.5, 1.5], key="rate", hint="share", title="Won")
    percent, _ = column([50, 60], key="rate", hint="percent")
    money, _ = column([50, 60], key="net_usd", unit="EUR", title="Net")
    year, _ = column([2.5], key="x", hint="year")

    assert (Hint.SHARE, "", "Won", [0.5, 1.5]) == (share.hint, share.unit, share.title, values)
    assert (Hint.PERCENT, "%") == (percent.hint, percent.unit)
    assert ("Net (EUR)", Kind.INTEGER) == (money.label, money.kind)
    assert Hint.PLAIN is year.hint


def test_overrules_hold_for_files_as_well():
    """
    A table taken away has the cells it has on screen.
    """
    said = {"$": {"day": {"kind": "date", "form": "day first"}}}
    table = read([{"n": n, "day": f"0{n}/05/2026"} for n in (1, 2)], said).main

    assert b'"n","day"\r\n1,"2026-05-01"\r\n2,"2026-05-02"\r\n' == to_csv(table).removeprefix(
        b"\xef\xbb\xbf"
    )


def test_what_a_result_lacks_is_passed_over():
    """
    Tables and columns that are not there, and links to the rows of a parent.
    """
    result = {"items": [{"id": 1, "parts": [{"a": 1}]}, {"id": 2, "parts": [{"a": 2}]}]}
    said = {
        "gone": {"a": {"kind": "text"}},
        "items": {"gone": {"kind": "text"}},
        "items.parts": {"parent_row": {"kind": "text", "title": "X"}},
    }

    assert [
        [(column.title, column.kind) for column in table.columns] for table in read(result).tables
    ] == [
        [(column.title, column.kind) for column in table.columns]
        for table in read(result, said).tables
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "colour"}, {"kind": "list"}, {"kind": "text", "form": "day first"}, {"hint": "x"},
        {"kind": 1}, {"other": "x"}, {"title": "x" * 81}, {"unit": "x" * 13}, "text", None,
    ],
)  # fmt: skip
def test_nonsense_is_refused(said):
    """
    With an error of ours that says why.
    """
    with pytest.raises(errors.OverruleError, match=r".+\."):
        read([{"a": 1}], {"$": {"a": said}})


def test_overrules_are_laid_over_one_another():
    """
    Word by word, the last one wins.
    """
    assert {"t": {"a": {"kind": "text", "title": "B"}, "b": {"unit": "m"}}} == merged(
        {"t": {"a": {"kind": "text", "title": "A"}}},
        {"t": {"a": {"title": "B"}, "b": {"unit": "m"}}},
    )


def test_a_big_result_is_read_elsewhere_as_it_is_here(monkeypatch):
    """
    What people and schemas say goes along, and why a column is not read so comes back.
    """
    monkeypatch.setattr(apart, "READ_FROM", 0)
    rows = [{"day": f"0{n}/05/2026", "code": n, "net": "n/a"} for n in range(1, 9)]
    said = {
        "$": {
            "day": {"kind": "date", "form": "day first"},
            "net": {"kind": "number", "title": "Net"},
        }
    }
    told = {"$": {"code": {"title": "Code of the shop"}}}
    here = read(rows, said, told).main
    there = apart.read_text(JsonText.of(rows), said, told).main

    assert ["Day", "Code of the shop", "Net"] == [column.title for column in there.columns]
    assert here.columns == there.columns
    assert here.frame.equals(there.frame)
