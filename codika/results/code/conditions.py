"""
Conditions on rows as pandas, where that keeps exactly the rows that `passing` keeps.

What a column holds decides: text is compared as it is, numbers and days as such.  For
everything else, such as the digits of a fraction or the items of a list, `passing` is
called, which knows how each is written.
"""

from datetime import UTC, date, datetime
from typing import Any

from codika.results.code.python import Imports, assigned, call, literal
from codika.results.code.views import View
from codika.results.filters import Condition, Test
from codika.results.kinds import Column, Kind
from codika.results.reading import Table

WANTED = "wanted"
_MOST_ON_A_LINE = 60  # characters of a list of values
_EXACT = 2**53  # up to which whole numbers and floats are the same


def row_lines(view: View, imports: Imports) -> list[str]:
    """Return the code that keeps, of `frame`, the rows that are on screen, in their order."""
    lines: list[str] = []
    for condition in view.conditions:
        column = literal(condition.column, imports)
        test = _test(condition, f"frame[{column}]", view.table, imports, lines)
        if test is None:
            lines.append(_passing([literal([condition], imports)], imports))
        else:
            lines.append(f"frame = frame[{test}]")
    if view.words.split():
        lines.append(
            "# Each word in some column, in upper or lower case, whatever the column holds."
        )
        lines.append(_passing([f"words={literal(view.words, imports)}"], imports))
    direction, _, name = view.order.partition(":")
    if name:
        lines.append("# Stable: rows of the same value stay as they came.")
        given = [literal(name, imports), f"ascending={direction == 'up'}", 'kind="stable"']
        lines.append(call("frame.sort_values", given, before="frame = "))
    return lines


def _passing(given: list[str], imports: Imports) -> str:
    imports.name("dataclasses", "replace")
    passing = imports.name("codika.results", "passing")
    return call(passing, ["replace(table, frame=frame)", *given], before="frame = ")


def _test(
    condition: Condition, cells: str, table: Table, imports: Imports, lines: list[str]
) -> str | None:
    """Return the test of a condition, of which `lines` may get a part; `None` for no such."""
    dtype = table.frame[condition.column].dtype
    match condition.test:
        case Test.RANGE:
            ends = _ends(condition, table, imports)
            return None if ends is None else _range(cells, *ends)
        case Test.ANY_OF:
            return _any_of(condition, cells, dtype, imports, lines)
        case Test.CONTAINS if dtype == "str":
            text = literal(condition.given[0], imports)
            return f"{cells}.str.contains({text}, case=False, regex=False, na=False)"
        case Test.EMPTY:
            return f'{cells}.fillna("") == ""' if dtype == "str" else f"{cells}.isna()"
        case Test.FILLED:
            return f'{cells}.fillna("") != ""' if dtype == "str" else f"{cells}.notna()"
    return None


def _range(cells: str, low: str, high: str) -> str:
    if low and high:
        return f"{cells}.between({low}, {high})"
    return f"{cells} >= {low}" if low else f"{cells} <= {high}"


def _ends(condition: Condition, table: Table, imports: Imports) -> tuple[str, str] | None:
    """Return both ends as literals, an open one empty; `None` if pandas would compare others."""
    column = table.column(condition.column)
    low, high = condition.given
    if column.kind is Kind.DATETIME:
        is_finer = "us" not in str(table.frame[column.name].dtype)  # passing() knows microseconds
        if is_finer or not all(_utc(end) for end in (low, high) if end):
            return None
    return _end(low, column, imports), _end(high, column, imports)


def _end(text: str, column: Column, imports: Imports) -> str:
    if not text:
        return ""
    if column.kind is Kind.DATE:
        return literal(date.fromisoformat(text), imports)
    if column.kind is Kind.DATETIME and (moment := _utc(text)):
        imports.module("import pandas as pd")
        return f"pd.Timestamp({literal(moment.isoformat(), imports)})"
    number = float(text)
    is_whole = number.is_integer() and abs(number) <= _EXACT
    return literal(int(number) if is_whole else number, imports)


def _utc(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:  # the first or last day there is, in another zone
        return None


def _any_of(
    condition: Condition, cells: str, dtype: Any, imports: Imports, lines: list[str]
) -> str | None:
    import pandas as pd  # noqa: PLC0415  loads slowly; a reader of the model does not need it

    given = dict.fromkeys(condition.given)
    values: list[Any]
    if dtype == "str":
        values = list(given)
        filled = f'{cells}.fillna("")' if "" in given else cells
        return f"{filled}.isin({_listed(values, imports, lines)})"
    if pd.api.types.is_bool_dtype(dtype):
        values = [text == "true" for text in given if text in ("true", "false")]
    elif pd.api.types.is_integer_dtype(dtype):
        values = [int(text) for text in given if _is_whole(text)]
    else:
        return None
    empty = f" | {cells}.isna()" if "" in given else ""
    return f"{cells}.isin({_listed(values, imports, lines)}){empty}"


def _is_whole(text: str) -> bool:
    """Whether a text is how a whole number of a column is written."""
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 19  # noqa: PLR2004  64 bits
    return is_number and str(int(text)) == text


def _listed(values: list[Any], imports: Imports, lines: list[str]) -> str:
    """Write a list of values, which gets a line and a name of its own if it is long."""
    written = literal(values, imports)
    if len(written) <= _MOST_ON_A_LINE:
        return written
    lines.append(assigned(WANTED, values, imports))
    return WANTED
