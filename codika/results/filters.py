"""
Choosing rows of a table: conditions on columns, and words to search for.

A condition can be written as text and read again, so that a URL can hold it:
`range:amount_eur:10:`, `any:state:open:paid`, `has:name:smith`, `empty:note`,
`filled:note`.  Such a text may come from anywhere and name columns of another
table; `conditions_in` keeps what fits, and says what it left out.
"""

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from codika.language import say, say_many, write_digits
from codika.results.kinds import Column, Kind
from codika.results.names import encodable, plain
from codika.results.reading import Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Mask = npt.NDArray[np.bool_]

MAX_CONDITIONS = 20
"""Conditions that are read from a URL, at most."""
MAX_WORDS = 10
_MAX_TEXT = 4000  # characters of one condition
_SAID = 40  # characters of a value in a description
_VALUES = 3  # of several that are said


class Test(enum.StrEnum):
    """What a condition asks of a cell."""

    __test__ = False  # no case for pytest

    RANGE = "range"
    """Not below the first value nor above the second; an empty one is no bound."""
    ANY_OF = "any"
    """One of the values, as `written`; an empty one stands for an empty cell."""
    CONTAINS = "has"
    """Holds the text, in upper or lower case."""
    EMPTY = "empty"
    FILLED = "filled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the cells of one column must be for their rows to be kept."""

    column: str
    test: Test
    given: tuple[str, ...] = ()
    """Numbers as digits, days and moments in ISO 8601 (moments with a zone), else text."""

    def __str__(self) -> str:
        return ":".join(map(_escaped, (self.test, self.column, *self.given)))


def conditions_in(texts: Sequence[str], table: Table) -> tuple[tuple[Condition, ...], int]:
    """
    Read conditions from text, such as a URL's.

    Returns:
        Those that fit the table, each once; and how many do not and are left out.
    """
    wanted = list(dict.fromkeys(texts))
    read = [parsed(text) for text in wanted[:MAX_CONDITIONS]]
    kept = [condition for condition in read if condition and _fits(condition, table)]
    return tuple(kept), len(wanted) - len(kept)


def passing(table: Table, conditions: Sequence[Condition] = (), words: str = "") -> "pd.DataFrame":
    """
    Return the rows that meet every condition and contain every word.

    Raises:
        KeyError: The table lacks a column that a condition names.
    """
    import numpy as np  # noqa: PLC0415  loads slowly; a reader of the model does not need it

    if not conditions:
        return containing(table, words)
    keep = np.ones(table.n_rows, dtype=bool)
    for condition in conditions:
        keep &= _mask(table, condition)
    return table.frame[keep & _with_words(table, words)]


def containing(table: Table, words: str) -> "pd.DataFrame":
    """
    Return the rows that contain every word, in any column, in upper or lower case.

    Numbers are searched as they are written in the frame, moments as
    `2026-05-01 08:30:00Z`.  No word at all keeps every row.
    """
    return table.frame[_with_words(table, words)] if words.split() else table.frame


def accepts_range(column: Column) -> bool:
    """Whether the cells of a column have an order, so that a range of them can be asked for."""
    return column.kind.has_order


def written(series: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return cells as conditions name them: `true`, `12.5`, `2026-05-01`; an empty one is ``."""
    import pandas as pd  # noqa: PLC0415  as above

    if pd.api.types.is_bool_dtype(series.dtype):
        series = series.map({True: "true", False: "false"})
    return series.astype("string").fillna("")


def describe(condition: Condition, table: Table, zone: tzinfo = UTC) -> str:
    """Say a condition in words: `Amount (EUR) from 10 to 20`, `State is open or paid`."""
    column = table.column(condition.column)
    title = plain(column.title, _SAID)
    match condition.test:
        case Test.RANGE:
            return _between(column, condition.given, zone)
        case Test.ANY_OF:
            return say("{column} is {values}", column=title, values=_any_of(condition.given))
        case Test.CONTAINS:
            text = plain(condition.given[0], _SAID)
            return say("{column} contains “{text}”", column=title, text=text)
        case Test.EMPTY:
            return say("{column} is empty", column=title)
        case Test.FILLED:
            return say("{column} is not empty", column=title)


def _between(column: Column, given: Sequence[str], zone: tzinfo) -> str:
    low, high = (value and _said(value, column.kind, zone) for value in given)
    label = plain(column.label, _SAID)
    if low and high:
        return say("{column} from {low} to {high}", column=label, low=low, high=high)
    if low:
        return say("{column} from {low}", column=label, low=low)
    return say("{column} to {high}", column=label, high=high)


def _any_of(given: Sequence[str]) -> str:
    values = [plain(value, _SAID) or say("empty") for value in given]
    said = values[0]
    for value in values[1:_VALUES]:
        said = say("{one} or {other}", one=said, other=value)
    if more := len(values[_VALUES:]):
        said = say_many("{values} or {n} more", "{values} or {n} more", more, values=said)
    return said


def _said(value: str, kind: Kind, zone: tzinfo) -> str:
    if kind is Kind.DATETIME:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        try:
            return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"
        except OverflowError:  # the first or last day there is, in another zone
            return f"{moment:%Y-%m-%d %H:%M %Z}"
    return value if kind is Kind.DATE else write_digits(f"{float(value):.10g}")


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace(":", "%3A")


def parsed(text: str) -> Condition | None:
    """Read one condition, of whichever table; `None` if the text is none."""
    test, *parts = text[:_MAX_TEXT].split(":")
    parts = [part.replace("%3A", ":").replace("%25", "%") for part in parts]
    if test not in set(Test) or not parts:
        return None
    return Condition(test=Test(test), column=parts[0], given=tuple(parts[1:]))


def _fits(condition: Condition, table: Table) -> bool:
    """Whether a condition can be asked of a table: the column is there, the values are of it."""
    column = next((known for known in table.columns if known.name == condition.column), None)
    if column is None:
        return False
    match condition.test:
        case Test.RANGE:
            return accepts_range(column) and _are_ends(condition.given, column)
        case Test.ANY_OF:
            return bool(condition.given)
        case Test.CONTAINS:
            return len(condition.given) == 1 and bool(condition.given[0])
        case Test.EMPTY | Test.FILLED:
            return not condition.given


def _are_ends(given: tuple[str, ...], column: Column) -> bool:
    """Whether these are the two ends of a range, one of which may be open."""
    if len(given) != 2 or not any(given):  # noqa: PLR2004  ends
        return False
    try:
        return not any(not math.isfinite(_place(end, column)) for end in given if end)
    except (ValueError, OverflowError):
        return False


def _place(value: str, column: Column) -> float:
    """Return where a value of a range stands; days and moments in microseconds since 1970."""
    if column.kind is Kind.DATE:
        return float((date.fromisoformat(value) - date(1970, 1, 1)).days) * 86_400_000_000
    if column.kind is Kind.DATETIME:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        # In whole numbers: a float of seconds would round a microsecond away.
        passed = moment - datetime(1970, 1, 1, tzinfo=UTC)
        return float((passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds)
    return float(value)


def _mask(table: Table, condition: Condition) -> "Mask":
    import numpy as np  # noqa: PLC0415  as above

    from codika.results import points  # noqa: PLC0415  loads pandas

    column, cells = table.column(condition.column), table.frame[condition.column]
    found: Any
    match condition.test:
        case Test.RANGE:
            if column.kind.is_temporal:
                there = points.along_axis(cells, column.kind).astype("datetime64[us]")
                places = np.where(np.isnat(there), np.nan, there.astype("int64"))
            else:
                places = cells.to_numpy(dtype="float64", na_value=np.nan)
            low, high = condition.given
            found = ~np.isnan(places)
            if low:
                found &= places >= _place(low, column)
            if high:
                found &= places <= _place(high, column)
        case Test.ANY_OF:
            found = written(cells).isin(condition.given)
        case Test.CONTAINS:
            found = written(cells).str.contains(condition.given[0], case=False, regex=False)
        case Test.EMPTY:
            found = _is_empty(cells)
        case Test.FILLED:
            found = ~_is_empty(cells)
    return np.asarray(found, dtype=bool)


def _is_empty(cells: "pd.Series[Any]") -> "pd.Series[bool]":
    return cells.isna() | (cells == "") if cells.dtype == "str" else cells.isna()


def _with_words(table: Table, words: str) -> "Mask":
    import numpy as np  # noqa: PLC0415  as above

    from codika.results import searching  # noqa: PLC0415  loads pyarrow

    keep = np.ones(table.n_rows, dtype=bool)
    wanted = encodable(words).casefold().split()[:MAX_WORDS]
    if not wanted:
        return keep
    found = [np.zeros(table.n_rows, dtype=bool) for _ in wanted]
    for column in table.columns:
        asked = [n for n, word in enumerate(wanted) if searching.may_hold(column, word)]
        if not asked:
            continue
        text = searching.searchable(table, column)
        for n in asked:
            found[n] |= text.has(wanted[n])
    for one in found:
        keep &= one
    return keep
