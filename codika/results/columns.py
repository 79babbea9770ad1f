r"""
Columns of one type each, found with care, for a wrong type does harm.

An id that is summed, a telephone number without its zero: so a column of text
becomes anything else only if *every* cell reads that way, and numbers that name
things stay as they are.  Cells keep their values; what changes is how they are held:

- moments are in UTC (`datetime64`, aware).  One without a zone is read as UTC, and
  the column's `note` says so.  Dates are days, without a time or a zone;
- integers beyond 2^53, which a browser would round, are text, digit by digit;
- where a column mixes types, and where cells hold objects or nested lists, cells
  are text: strings as they are, everything else as JSON;
- `null` and an absent key look the same, and so does an empty string among
  dates or numbers;
- lone surrogates are spelled out, as `\ud800`.

Every column converts to Arrow as it is: that is what a browser is sent.

This module needs pandas, which takes half a second to load, so it is imported when
the first result is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from codika.results import jsontext, kinds, texts
from codika.results.kinds import Hint, Kind
from codika.results.names import encodable, words

MAX_EXACT = 2**53
"""The largest integer that a browser, and a float, hold exactly."""
MAX_ENUM = 30
"""Different values of an `ENUM`, at most."""
LONG_TEXT = 120
"""Characters; a longer text is for reading, not for scanning."""

IN_TEXT = "Written as text in the data"
"""The note of numbers that came as text."""

_SAMPLE = 50  # cells that are looked at before all of them are
_ENUM_LENGTH = 40  # characters
_MAX_COUNT_DIGITS = 6  # a longer whole number that came as text rather names something
_MAX_DIGITS = 15  # that a float holds exactly
_YEARS = (1000, 2999)
_LAST_DAY = np.datetime64("9999-12-31")

_DATE = r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"
_ZONE = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})"
_TIME = r"[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_MOMENT = rf"{_DATE}(?:{_TIME}{_ZONE}?)?"
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s.]+"
URL = r"https?://[^\s/?#]+(?:[/?#]\S*)?"
_IMAGE = r"https?://[^\s?#]+\.(?:png|jpe?g|gif|webp|svg|avif)(?:[?#]\S*)?"
_DOCUMENT = r"doc_[A-Za-z0-9]+"  # as Codika's documentation has them
_KEPT = (
    rf"{_DOCUMENT}|[A-Za-z0-9]{{20}}|[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}"
)
_IDENTIFIER = (
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"  # UUID
    r"|[0-9a-f]{16,}"
    r"|\+[0-9][0-9 ()./-]{5,}[0-9]"  # telephone
    r"|[0-9]{7,}"  # account and other long numbers
    r"|0[0-9]+"
    r"|[a-z]{2,12}_[A-Za-z0-9]*[0-9][A-Za-z0-9]*"  # such as exec_7Qk2
)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column and what they are."""

    kind: Kind
    series: "pd.Series[Any]"
    hint: Hint = Hint.PLAIN
    unit: str = ""
    note: str = ""


def typed(key: Any, cells: Sequence[Any]) -> Cells:
    """
    Find what the cells of a column are, and hold them as that.

    Args:
        key: The last segment of the column's path; its words say what numbers mean.
        cells: Any JSON values; `None` is an empty cell.
    """
    types = set(map(type, cells)) - {type(None)}
    name = frozenset(words(key))
    if not types:
        return Cells(Kind.EMPTY, pd.Series(cells, dtype="str"))
    if types == {str}:
        return _text(name, _strings(cells))
    if types == {bool}:
        return Cells(Kind.BOOLEAN, pd.Series(cells, dtype="boolean" if None in cells else "bool"))
    if types <= {int, float} and (numbers := _series_of_numbers(cells, types)) is not None:
        return _numbers(name, _unit_of(key), numbers)
    if types == {list} and _is_uniform(cells):
        return Cells(Kind.LIST, pd.Series(_clean_lists(cells), dtype="object"))
    return _as_texts(cells, types)


def kind_of(key: Any, value: Any) -> Cells:
    """Find what a single value is; what it is worth stays with the value itself."""
    found = typed(key, [value])
    is_number_in_text = isinstance(value, str) and found.kind.is_numeric
    return Cells(Kind.TEXT, found.series) if is_number_in_text else found


def _as_texts(cells: Sequence[Any], types: set[type]) -> Cells:
    series = _strings([_as_text(cell) for cell in cells])
    if types == {int}:
        return Cells(Kind.IDENTIFIER, series, note="Too long for a number, kept digit by digit")
    return Cells(Kind.JSON if types & {list, dict} else Kind.MIXED, series)


def _as_text(cell: Any) -> str | None:
    return cell if cell is None or isinstance(cell, str) else jsontext.dumps(cell)


def _strings(cells: Sequence[Any]) -> "pd.Series[Any]":
    try:
        return pd.Series(cells, dtype="str")
    except UnicodeEncodeError:
        return pd.Series([cell and encodable(cell) for cell in cells], dtype="str")


# Numbers


def _series_of_numbers(cells: Sequence[Any], types: set[type]) -> "pd.Series[Any] | None":
    """Hold numbers as such; `None` if that would change one."""
    try:
        if types == {int}:
            has_gaps = None in cells
            values = np.array([cell or 0 for cell in cells] if has_gaps else cells, dtype="int64")
            series: pd.Series[Any] = pd.Series(values)
            if has_gaps:
                empty = np.array([cell is None for cell in cells])
                series = pd.Series(pd.arrays.IntegerArray(values, empty))
        else:
            values = np.array(cells, dtype="float64")
            series = pd.Series(values)
    except OverflowError:
        return None
    if int in types and (values.min() < -MAX_EXACT or values.max() > MAX_EXACT):
        return None if types == {int} or any(map(_is_inexact, cells)) else series
    return series


def _is_inexact(cell: Any) -> bool:
    return type(cell) is int and abs(cell) > MAX_EXACT


def _unit_of(key: Any) -> str:
    return kinds.UNITS.get((words(key) or ("",))[-1], "")


def _within(low: float, high: float, least: float, most: float) -> bool:
    return bool(low >= least and high <= most)


def _numbers(name: frozenset[str], unit: str, series: "pd.Series[Any]", note: str = "") -> Cells:
    """Read the name of a column of numbers."""
    is_whole = series.dtype.kind == "i"
    low, high = series.min(), series.max()  # NaN and empty cells left out
    if is_whole and name & kinds.IDENTIFIERS:
        return Cells(Kind.IDENTIFIER, series, note=note)
    if name & kinds.LATITUDES and _within(low, high, -90, 90):
        return Cells(Kind.LATITUDE, series, unit="°", note=note)
    if name & kinds.LONGITUDES and _within(low, high, -180, 180):
        return Cells(Kind.LONGITUDE, series, unit="°", note=note)
    hint = Hint.PLAIN
    if is_whole and name & kinds.YEARS and _within(low, high, *_YEARS):
        hint = Hint.YEAR
    elif name & (kinds.PERCENTS | kinds.SHARES):
        if not is_whole and _within(low, high, 0, 1):
            hint = Hint.SHARE
        elif name & kinds.PERCENTS or _within(low, high, 0, 100):
            hint, unit = Hint.PERCENT, "%"
    elif name & kinds.MONEY or unit.lower() in kinds.CURRENCIES:
        hint = Hint.MONEY
    return Cells(Kind.INTEGER if is_whole else Kind.NUMBER, series, hint, unit, note)


# Text


def _text(name: frozenset[str], series: "pd.Series[Any]") -> Cells:
    """Find out what a column of strings holds."""
    present = series[series.notna() & (series != "")]
    if present.empty:
        return Cells(Kind.TEXT, series)
    return (
        _moments(series, present)
        or _numbers_in_text(name, series, present)
        or Cells(_kind_of_text(name, present), series)
    )


def _all_match(pattern: str, present: "pd.Series[Any]") -> bool:
    return all(re.fullmatch(pattern, text) for text in present.iloc[:_SAMPLE]) and bool(
        present.str.fullmatch(pattern).all()
    )


def _moments(series: "pd.Series[Any]", present: "pd.Series[Any]") -> Cells | None:
    if not _all_match(_MOMENT, present):
        return None
    given = series.where(series != "")
    try:
        if (present.str.len() == len("2026-05-04")).all():
            days = pa.array(given, from_pandas=True).cast(pa.date32())
            return Cells(Kind.DATE, pd.Series(days, dtype=pd.ArrowDtype(pa.date32())))
        moments = pd.to_datetime(given, format="ISO8601", utc=True)
    except ValueError:
        return None  # there is no 30 February
    if np.fmax.reduce(moments.to_numpy(dtype="datetime64[D]")) > _LAST_DAY:
        return None  # in UTC it is the year 10000, and no program can show that
    has_zone = bool(present.str.contains(_ZONE + "$").all())
    return Cells(Kind.DATETIME, moments, note="" if has_zone else "No time zone given; read as UTC")


def _numbers_in_text(
    name: frozenset[str], series: "pd.Series[Any]", present: "pd.Series[Any]"
) -> Cells | None:
    if name & kinds.IDENTIFIERS or not _all_match(_NUMBER, present):
        return None
    digits = int(present.str.len().max())
    is_whole = not present.str.contains(".", regex=False).any()
    if digits > (_MAX_COUNT_DIGITS if is_whole else _MAX_DIGITS):
        return None
    empty = (series.isna() | (series == "")).to_numpy(dtype="bool")
    if is_whole and empty.any():
        values = series.where(~empty, "0").astype("int64").to_numpy()
        numbers: pd.Series[Any] = pd.Series(pd.arrays.IntegerArray(values, empty))
    elif is_whole:
        numbers = series.astype("int64")
    else:
        numbers = series.where(~empty).astype("float64")
    return _numbers(name, "", numbers, note=IN_TEXT)


def _kind_of_text(name: frozenset[str], present: "pd.Series[Any]") -> Kind:
    # Nothing in the value tells for sure: Codika's own form, or its name and the form of an id.
    if _all_match(_KEPT if name & kinds.DOCUMENTS else _DOCUMENT, present):
        return Kind.DOCUMENT
    for kind, pattern in (
        (Kind.IMAGE, _IMAGE),
        (Kind.URL, URL),
        (Kind.EMAIL, EMAIL),
        (Kind.IDENTIFIER, _IDENTIFIER),
    ):
        if _all_match(pattern, present):
            return kind
    longest = int(present.str.len().max())
    if longest > LONG_TEXT or present.str.contains("\n", regex=False).any():
        sample = [text for text in present.iloc[:_SAMPLE] if "\n" in text or len(text) > LONG_TEXT]
        marked = sum(map(texts.is_markdown, sample))
        return Kind.MARKDOWN if sample and 2 * marked >= len(sample) else Kind.LONG_TEXT
    if name & kinds.IDENTIFIERS:
        return Kind.IDENTIFIER
    if name & kinds.COUNTRIES:
        return Kind.COUNTRY
    return Kind.ENUM if longest <= _ENUM_LENGTH and _is_enum(name, present) else Kind.TEXT


def _is_enum(name: frozenset[str], present: "pd.Series[Any]") -> bool:
    if present.iloc[: _SAMPLE * MAX_ENUM].nunique() > MAX_ENUM:
        return False
    distinct = present.nunique()
    is_named = bool(name & kinds.ENUMS) and len(present) > 1
    return distinct <= MAX_ENUM and (is_named or 2 * distinct <= len(present))


# Lists


def _is_uniform(cells: Sequence[Any]) -> bool:
    """Whether all lists hold plain values of one type, which is what Arrow asks."""
    items = list(chain.from_iterable(filter(None, cells)))
    types = set(map(type, items)) - {type(None)}
    if types <= {int, float}:
        return int not in types or not any(map(_is_inexact, set(items)))
    return types in ({str}, {bool})


def _clean_lists(cells: Sequence[Any]) -> Sequence[Any]:
    items = chain.from_iterable(filter(None, cells))
    try:
        "".join(item for item in items if type(item) is str).encode()
    except UnicodeEncodeError:
        return [
            cell and [encodable(item) if isinstance(item, str) else item for item in cell]
            for cell in cells
        ]
    return cells
