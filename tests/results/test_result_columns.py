import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import ANY_JSON, INTEGERS, KEYS, SCALARS, TEXTS, UNHURRIED

from codika.results import Hint, Kind
from codika.results.columns import kind_of, typed

CELLS = st.one_of(
    *(
        st.lists(st.one_of(st.none(), cell), max_size=6)
        for cell in (
            INTEGERS,
            st.floats(),
            st.booleans(),
            TEXTS,
            st.dates().map(date.isoformat),
            st.datetimes(timezones=st.timezones()).map(datetime.isoformat),
            st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
            st.lists(st.integers(), max_size=3),
            st.lists(st.text(), max_size=3),
            st.one_of(INTEGERS, st.floats()),
            SCALARS,
            ANY_JSON,
        )
    )
)


def means(cell, shown, kind):  # noqa: PLR0911 - one return a kind
    """Whether a typed cell says what the cell said."""
    if isinstance(shown, list):
        return cell == shown or str(cell).encode("utf-8", "backslashreplace") != str(cell).encode()
    if pd.isna(shown):
        is_gap = cell is None or (isinstance(cell, float) and math.isnan(cell))
        return is_gap or (cell == "" and kind.is_numeric | kind.is_temporal)
    if isinstance(cell, str):
        if kind is Kind.DATETIME:
            moment = datetime.fromisoformat(cell)
            return shown == (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        if kind is Kind.DATE:
            return shown == date.fromisoformat(cell)
        if not isinstance(shown, str):
            return Decimal(cell) == Decimal(str(shown))
        return shown == cell.encode("utf-8", "backslashreplace").decode()
    if isinstance(shown, str):
        read = json.loads(shown, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
        return repr(cell) == repr(read) or "nan" in repr(cell) or "inf" in repr(cell)
    return shown == cell


@UNHURRIED
@given(KEYS, CELLS)
def test_a_typed_cell_means_what_it_meant(key, cells):
    """
    Typing never changes a value, whatever a column holds and is called.
    """
    found = typed(key, cells)

    assert len(cells) == len(found.series)
    for cell, shown in zip(cells, found.series, strict=True):
        assert means(cell, shown, found.kind), (cell, shown, found.kind)


@UNHURRIED
@given(KEYS, CELLS)
def test_every_column_converts_to_arrow(key, cells):
    """
    No column needs to be repaired, or logged, before a browser can have it.
    """
    frame = pd.DataFrame({"x": typed(key, cells).series})

    assert len(cells) == pa.Table.from_pandas(frame).num_rows


UUID = "019d444d-5b1c-7c3e-9d1f-2a3b4c5d6e7f"
LONG = "word " * 40


@pytest.mark.parametrize(
    ("key", "cells", "kind", "values"),
    [
        pytest.param("n", [1, 2], "integer", [1, 2], id="integers"),
        pytest.param("n", [1, None], "integer", [1, pd.NA], id="integers with a gap"),
        pytest.param("n", [1, 2.5], "number", [1.0, 2.5], id="integers and floats"),
        pytest.param("n", [math.inf, -1], "number", [math.inf, -1.0], id="infinity"),
        pytest.param("n", [2**53, -(2**53)], "integer", [2**53, -(2**53)], id="last exact integer"),
        pytest.param("n", [2**53 + 1, 2], "identifier", [str(2**53 + 1), "2"], id="past exact"),
        pytest.param("n", [-(2**53) - 1, 2], "identifier", [str(-(2**53) - 1), "2"], id="before"),
        pytest.param("n", [-(2**53) - 1, 0.5], "mixed", [str(-(2**53) - 1), "0.5"], id="and float"),
        pytest.param("n", [10**30], "identifier", [str(10**30)], id="beyond 64 bit"),
        pytest.param("n", [10**30, 1.5], "mixed", [str(10**30), "1.5"], id="huge and float"),
        pytest.param("n", [1e300, 1], "number", [1e300, 1.0], id="large float, small integer"),
        pytest.param("ok", [True, False], "boolean", [True, False], id="booleans"),
        pytest.param("ok", [True, None], "boolean", [True, pd.NA], id="booleans with a gap"),
        pytest.param("x", [1, True], "mixed", ["1", "true"], id="integer and boolean"),
        pytest.param("x", [1, "1"], "mixed", ["1", "1"], id="number and text"),
        pytest.param("x", [None, None], "empty", [math.nan] * 2, id="nothing"),
        pytest.param("x", [], "empty", [], id="no rows"),
        pytest.param("x", ["", ""], "text", ["", ""], id="empty strings"),
        pytest.param("id", [1, 2], "identifier", [1, 2], id="integers that are ids"),
        pytest.param("id", [1.5, 2.0], "number", [1.5, 2.0], id="floats that name nothing"),
        pytest.param("companyId", [1, 2], "identifier", [1, 2], id="id in camel case"),
        pytest.param("width", [1, 2], "integer", [1, 2], id="no id, though it ends in letters"),
        pytest.param("x", ["007", "12"], "text", ["007", "12"], id="leading zero, not all"),
        pytest.param("x", ["007", "012"], "identifier", ["007", "012"], id="leading zeros"),
        pytest.param("phone", ["32470", "33"], "identifier", ["32470", "33"], id="by name"),
        pytest.param("to", ["+32 470 00 00 01"], "identifier", ["+32 470 00 00 01"], id="phone"),
        pytest.param("x", ["32470000001"], "identifier", ["32470000001"], id="long digits"),
        pytest.param("x", [UUID], "identifier", [UUID], id="uuid"),
        pytest.param("x", ["doc_7Qk2", None], "document", ["doc_7Qk2", math.nan], id="document"),
        pytest.param("documentId", ["q" * 20], "document", ["q" * 20], id="document by name"),
        pytest.param("report_file", [UUID], "document", [UUID], id="file by name"),
        pytest.param("document", ["INV-12"], "text", ["INV-12"], id="a document of somebody's"),
        pytest.param("file", ["exec_7Qk2"], "identifier", ["exec_7Qk2"], id="another id"),
        pytest.param("x", ["12.50", "3"], "number", [12.5, 3.0], id="numbers in text"),
        pytest.param("x", ["12", "-3"], "integer", [12, -3], id="integers in text"),
        pytest.param("x", ["12", "", None], "integer", [12, pd.NA, pd.NA], id="gaps in text"),
        pytest.param("x", ["12", "n/a"], "text", ["12", "n/a"], id="not every cell a number"),
        pytest.param("x", ["1000000"], "identifier", ["1000000"], id="seven digits"),
        pytest.param("x", ["0." + "1" * 14], "text", ["0." + "1" * 14], id="past exact in text"),
        pytest.param("x", ["1e5", "2"], "text", ["1e5", "2"], id="exponents stay text"),
        pytest.param("d", ["2026-05-04"], "date", [date(2026, 5, 4)], id="date"),
        pytest.param("d", ["2026-05-04", ""], "date", [date(2026, 5, 4), pd.NA], id="no date"),
        pytest.param("d", ["2026-02-30"], "text", ["2026-02-30"], id="no such day"),
        pytest.param("d", ["2026"], "integer", [2026], id="a year is no date"),
        pytest.param("d", ["20260504"], "identifier", ["20260504"], id="digits are no date"),
        pytest.param(
            "d", ["2026-05-04", "2026"], "text", ["2026-05-04", "2026"], id="not every cell a date"
        ),
        pytest.param(
            "t",
            ["2026-05-04T08:12:31.004Z"],
            "datetime",
            [datetime(2026, 5, 4, 8, 12, 31, 4000, UTC)],
            id="moment",
        ),
        pytest.param(
            "t",
            ["2026-05-04T08:12+02:00", "2026-05-04 08:12Z"],
            "datetime",
            [datetime(2026, 5, 4, 6, 12, tzinfo=UTC), datetime(2026, 5, 4, 8, 12, tzinfo=UTC)],
            id="moments with zones",
        ),
        pytest.param("t", ["2026-05-04T25:00Z"], "text", ["2026-05-04T25:00Z"], id="no such hour"),
        pytest.param(
            "t",
            ["9999-12-31T23:59:59-05:00", ""],
            "text",
            ["9999-12-31T23:59:59-05:00", ""],
            id="after the year 9999",
        ),
        pytest.param(
            "u", ["https://a.example/x?y#z"], "url", ["https://a.example/x?y#z"], id="url"
        ),
        pytest.param(
            "u", ["https://a.example/x.PNG"], "url", ["https://a.example/x.PNG"], id="case"
        ),
        pytest.param(
            "u", ["http://a.example/i.jpg"], "image", ["http://a.example/i.jpg"], id="image"
        ),
        pytest.param("u", ["javascript:alert(1)"], "text", ["javascript:alert(1)"], id="script"),
        pytest.param("m", ["ann@example.org"], "email", ["ann@example.org"], id="email"),
        pytest.param("s", ["a", "a", "b", "b"], "enum", ["a", "a", "b", "b"], id="enum"),
        pytest.param("s", ["a", "b"], "text", ["a", "b"], id="too few rows for an enum"),
        pytest.param("status", ["a", "b"], "enum", ["a", "b"], id="enum by name"),
        pytest.param("s", ["a", "a", "b"], "text", ["a", "a", "b"], id="few that repeat"),
        pytest.param("country", ["Belgium"], "country", ["Belgium"], id="country"),
        pytest.param("x", [LONG], "long text", [LONG], id="long text"),
        pytest.param("x", ["a\nb"], "long text", ["a\nb"], id="lines"),
        pytest.param("x", ["# A\n- b"], "markdown", ["# A\n- b"], id="markdown"),
        pytest.param("x", ["# A\n- b", "c\nd"], "markdown", ["# A\n- b", "c\nd"], id="half of it"),
        pytest.param("lat", [50.5, 51], "latitude", [50.5, 51.0], id="latitude"),
        pytest.param("lat", [50.5, 99.0], "number", [50.5, 99.0], id="no latitude"),
        pytest.param("geo_lng", [-179.5], "longitude", [-179.5], id="longitude"),
        pytest.param("x", [["a"], []], "list", [["a"], []], id="lists"),
        pytest.param("x", [["a", 1]], "json", ['["a", 1]'], id="mixed list"),
        pytest.param("x", [[2**53 + 1]], "json", [f"[{2**53 + 1}]"], id="list of huge integers"),
        pytest.param("x", [[[1]], None], "json", ["[[1]]", math.nan], id="nested list"),
        pytest.param("x", [{"a": math.nan}], "json", ['{"a": "NaN"}'], id="object with NaN"),
        pytest.param("x", [{"a": 1}, "b"], "json", ['{"a": 1}', "b"], id="object and text"),
        pytest.param("x", ["\ud800"], "text", ["\\ud800"], id="half a character"),
        pytest.param("x", [["\ud800"]], "list", [["\\ud800"]], id="half a character in a list"),
    ],
)
def test_kind_and_values(key, cells, kind, values):
    """
    Each column gets the kind that all its cells allow, and keeps its values.
    """
    found = typed(key, cells)

    assert (kind, repr(values)) == (str(found.kind), repr(plain(found.series)))


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        pytest.param("12", "n/a", id="number"),
        pytest.param("12", "12 kg", id="number with more after it"),
        pytest.param("2026-05-04", "2026-05-04, noon", id="date with more after it"),
        pytest.param("https://a.example/", "see https://a.example/", id="address within a text"),
    ],
)
def test_a_cell_far_down_decides_as_the_first_does(usual, odd):
    """
    A few cells are looked at before the others, not instead of them.
    """
    cells = [usual] * 200 + [odd] + [f"{usual}{n}" for n in range(40)]

    found = typed("x", cells)

    assert (Kind.TEXT, cells) == (found.kind, found.series.tolist())


@pytest.mark.parametrize("n_before", [0, 2000])
@pytest.mark.parametrize(("n_different", "kind"), [(30, Kind.ENUM), (31, Kind.TEXT)])
def test_an_enum_has_few_values(n_different, kind, n_before):
    """
    However often they come, and however late.
    """
    cells = ["v0"] * n_before + [f"v{n}" for n in range(n_different)] * 3

    assert [kind] * 2 == [typed("x", cells).kind, typed("status", cells).kind]


def plain(series):
    cells = [
        cell.to_pydatetime() if hasattr(cell, "to_pydatetime") else cell for cell in series.tolist()
    ]
    return [cell.replace(tzinfo=UTC) if isinstance(cell, datetime) else cell for cell in cells]


@pytest.mark.parametrize(
    ("key", "cells", "hint", "unit"),
    [
        pytest.param("revenue", [5.0], Hint.MONEY, "", id="money"),
        pytest.param("total_eur", [5], Hint.MONEY, "EUR", id="currency"),
        pytest.param("durationMs", [5], Hint.PLAIN, "ms", id="unit"),
        pytest.param("confidence", [0.5, 1.0], Hint.SHARE, "", id="share"),
        pytest.param("confidence", [95], Hint.PERCENT, "%", id="confidence in percent"),
        pytest.param("confidence", [950], Hint.PLAIN, "", id="confidence in something else"),
        pytest.param("market_share", [0, 1], Hint.PERCENT, "%", id="whole numbers are no shares"),
        pytest.param("growth_pct", [-5, 150], Hint.PERCENT, "%", id="percent"),
        pytest.param("year", [1999, 2026], Hint.YEAR, "", id="year"),
        pytest.param("year", [1, 2], Hint.PLAIN, "", id="no year"),
        pytest.param("id_eur", [1], Hint.PLAIN, "", id="an id has no unit"),
    ],
)
def test_hint_and_unit(key, cells, hint, unit):
    """
    Names say how numbers are shown.
    """
    found = typed(key, cells)

    assert (hint, unit) == (found.hint, found.unit)


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        pytest.param(["2026-05-04T08:00:00Z"], "", id="zone"),
        pytest.param(["2026-05-04T08:00:00"], "No time zone given; read as UTC", id="none"),
        pytest.param(["12.5"], "Written as text in the data", id="number in text"),
        pytest.param([2**60], "Too long for a number, kept digit by digit", id="huge"),
    ],
)
def test_note(cells, note):
    """
    A column says how it was read where that is not plain to see.
    """
    assert note == typed("x", cells).note


def test_a_moment_is_aware():
    """
    A naive moment would be shown in the wrong hour.
    """
    series = typed("x", ["2026-05-04T08:00:00", None]).series

    assert "UTC" == str(series.dt.tz)


def test_a_single_number_in_text_stays_text():
    """
    A headline shows its value as it came, so its kind must fit it.
    """
    assert Kind.TEXT is kind_of("x", "12.50").kind
