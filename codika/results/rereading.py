"""
Reading the cells of a column as an overrule says, if nothing is lost by it.

This module needs pandas, as `columns.py` does, and is imported when it is needed.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from codika.language import in_english, later
from codika.results import columns, jsontext, kinds, textual
from codika.results.cells import Cells
from codika.results.kinds import Column, Hint, Kind
from codika.results.names import encodable, plain, words
from codika.results.overruling import KINDS, Form, Overrule
from codika.results.reading import Table

LOOKED_AT = 20_000
"""Cells by which it is decided what is offered; reading a column looks at all."""

_PLAIN = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
_BLANKS = "'\u2019\u00a0\u202f "  # between thousands: apostrophes and blanks
_GROUPED = {
    form: rf"-?(?:[1-9][0-9]{{0,2}}(?:[{sign}{_BLANKS}][0-9]{{3}})+|0|[1-9][0-9]*)"
    rf"(?:[{point}][0-9]+)?"
    for form, sign, point in ((Form.POINT, ",", "."), (Form.COMMA, ".", ","))
}
_MAX_DIGITS = 15  # that a float holds exactly
_DAY = r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([1-9][0-9]{3})"
_TIME = r"(?:[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
_ISO = r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_EPOCHS = {Form.SECONDS: (10, 1), Form.MILLISECONDS: (13, 1000)}
_YES_NO = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"1", "0"})
_PATTERNS = {
    Kind.URL: textual.URL,
    Kind.EMAIL: textual.EMAIL,
    Kind.DOCUMENT: r"[A-Za-z0-9_-]{8,128}",
}
_NAMES = {
    Kind.DOCUMENT: later("the id of a document"),
    Kind.NUMBER: later("a number"),
    Kind.DATE: later("a date"),
    Kind.BOOLEAN: later("yes or no"),
    Kind.URL: later("a web address"),
    Kind.EMAIL: later("an e-mail address"),
    Kind.LATITUDE: later("a latitude"),
    Kind.LONGITUDE: later("a longitude"),
}
_ENDS = {Kind.LATITUDE: 90.0, Kind.LONGITUDE: 180.0}
_EXAMPLE = 40  # characters of a cell that is in the way


class MisfitError(Exception):
    """Some cells cannot be read so; the text says how many, and shows one."""


def overruled(key: Any, cells: Iterable[Any], found: Cells, said: Overrule) -> tuple[Cells, str]:
    """
    Read a column as somebody says.

    Args:
        key: The last segment of the column's path.
        cells: The cells as they came.
        found: What was found without them.
        said: What they say.

    Returns:
        The column, and why it is not read as they say; empty when it is.
    """
    misfit = ""
    if said.kind is not None and found.kind is not Kind.EMPTY:
        try:
            found = _read_as(key, found, _texts(cells), said.kind, said.form)
        except MisfitError as error:
            misfit = str(error)
    return _shown_as(found, said), misfit


_TEXTS = (Kind.TEXT, Kind.ENUM, Kind.MIXED)
# What a schema may make of what was found: it knows less than the cells do of ids, links
# or coordinates, which it calls text or numbers.
_DECLARABLE: dict[Kind, tuple[Kind, ...]] = {
    Kind.NUMBER: (*_TEXTS, Kind.IDENTIFIER),
    Kind.DATE: _TEXTS,
    Kind.BOOLEAN: (*_TEXTS, Kind.INTEGER),
    Kind.ENUM: (Kind.TEXT,),
    Kind.DOCUMENT: (*_TEXTS, Kind.IDENTIFIER),
    Kind.TEXT: (Kind.INTEGER, Kind.NUMBER),
}


def declared(key: Any, cells: Iterable[Any], found: Cells, told: Overrule) -> Cells:
    """Read a column as an output schema says, where that fits and tells more than is found."""
    if told.kind is None or found.kind not in _DECLARABLE.get(told.kind, ()):
        return found
    is_text = found.series.dtype == "str"
    came_as_text = is_text or found.note == textual.IN_TEXT
    names_things = bool(frozenset(words(key)) & kinds.IDENTIFIERS)
    if told.kind is Kind.TEXT and not came_as_text:
        return found
    if told.kind is Kind.NUMBER and (names_things or not is_text):
        return found
    try:
        return _read_as(key, found, _texts(cells), told.kind, told.form)
    except MisfitError:
        return found


def offered(table: Table, name: str) -> tuple[tuple[Kind, Form], ...]:
    """
    Return what a column can be said to be without losing anything.

    By its first cells; plain forms come before others of the same kind.

    Raises:
        KeyError: There is no such column.
    """
    column = table.column(name)
    if column.is_link or column.kind in (Kind.EMPTY, Kind.LIST):
        return ()
    series = table.frame[name].iloc[:LOOKED_AT]
    found = Cells(column.kind, series, column.hint, column.unit, column.note)
    texts = _spelled(series, column)
    return tuple(
        (kind, form)
        for kind, forms in KINDS.items()
        for form in forms
        if _can_be(found, texts, kind, form)
    )


def _can_be(found: Cells, texts: "pd.Series[Any]", kind: Kind, form: Form) -> bool:
    if form in _GROUPED and not texts.str.contains(f"[,.{_BLANKS}]", na=False).any():
        return False  # it would say the same as the plain form
    try:
        _read_as("", found, texts, kind, form)
    except MisfitError:
        return False
    return True


def _texts(cells: Iterable[Any]) -> "pd.Series[Any]":
    spelled = [
        cell if cell is None else encodable(cell if isinstance(cell, str) else jsontext.dumps(cell))
        for cell in cells
    ]
    return pd.Series(spelled, dtype="str")


def _spelled(series: "pd.Series[Any]", column: Column) -> "pd.Series[Any]":
    """Return cells as the data may have spelled them."""
    if series.dtype == "str":
        return series.reset_index(drop=True)
    values = series.astype("object").where(series.notna(), None).tolist()
    if column.kind.is_temporal:
        return pd.Series([cell and cell.isoformat() for cell in values], dtype="str")
    return _texts(values)


def _read_as(key: Any, found: Cells, texts: "pd.Series[Any]", kind: Kind, form: Form) -> Cells:
    if kind in (Kind.NUMBER, *_ENDS):
        return _numbers(key, found, texts, kind, form)
    if kind is Kind.DATE:
        return _dates(texts, form)
    if kind is Kind.BOOLEAN:
        return _yes_no(texts)
    pattern = _PATTERNS.get(kind)
    if pattern is not None:
        _check(texts, texts.str.fullmatch(pattern, na=False), kind)
    if kind is Kind.IDENTIFIER and pd.api.types.is_integer_dtype(found.series.dtype):
        # As they came: a whole number that names a thing still sorts as one.
        return Cells(kind, texts if found.note == textual.IN_TEXT else found.series)
    return Cells(kind, texts)


def _shown_as(cells: Cells, said: Overrule) -> Cells:
    if not cells.kind.is_numeric:
        return cells
    hint = cells.hint if said.hint is None else said.hint
    unit = cells.unit
    if said.hint is not None:
        unit = "%" if hint is Hint.PERCENT else "" if unit == "%" or hint is Hint.SHARE else unit
    if hint is Hint.YEAR and cells.kind is not Kind.INTEGER:
        hint = Hint.PLAIN
    return replace(cells, hint=hint, unit=unit if said.unit is None else said.unit)


def _numbers(key: Any, found: Cells, texts: "pd.Series[Any]", kind: Kind, form: Form) -> Cells:
    is_number = pd.api.types.is_numeric_dtype(found.series.dtype) and not (
        pd.api.types.is_bool_dtype(found.series.dtype)
    )
    if is_number and form in _GROUPED and found.note != textual.IN_TEXT:
        raise MisfitError(later("The cells are numbers, not text, so they have no such form"))
    is_as_found = is_number and form is Form.PLAIN
    series = found.series if is_as_found else _numbers_in(texts, kind, form)
    if kind in _ENDS:
        _check(texts, (series.abs() <= _ENDS[kind]).fillna(value=False), kind)
        return Cells(kind, series, unit="°", note=found.note)
    is_whole = pd.api.types.is_integer_dtype(series.dtype)
    unit = found.unit or kinds.UNITS.get((words(key) or ("",))[-1], "")
    hint = found.hint if is_number else Hint.PLAIN
    return Cells(Kind.INTEGER if is_whole else Kind.NUMBER, series, hint, unit, found.note)


def _numbers_in(texts: "pd.Series[Any]", kind: Kind, form: Form) -> "pd.Series[Any]":
    """Hold numbers in text as such."""
    given = texts.str.strip()
    if form in _GROUPED:
        fits = given.str.fullmatch(_GROUPED[form], na=False)
        given = given.str.replace(r"[^0-9.,eE+-]", "", regex=True)
        if form is Form.COMMA:
            given = given.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        else:
            given = given.str.replace(",", "", regex=False)
    else:
        fits = given.str.fullmatch(_PLAIN, na=False)
    digits = given.str.replace(r"[eE].*$|[^0-9]", "", regex=True).str.lstrip("0")
    _check(texts, fits & (digits.str.len().fillna(0) <= _MAX_DIGITS), kind)
    empty = (given.isna() | (given == "")).to_numpy(dtype="bool")
    numbers = given.where(~empty, "0")
    if given.str.contains(r"[.eE]", na=False).any():
        values = numbers.astype("float64").where(~empty)
        _check(texts, pd.Series(empty) | np.isfinite(values), kind)
        return values
    whole = numbers.astype("int64").to_numpy()
    return pd.Series(pd.arrays.IntegerArray(whole, empty) if empty.any() else whole)


def _dates(texts: "pd.Series[Any]", form: Form) -> Cells:
    given = texts.str.strip()
    note = ""
    if form in _EPOCHS:
        n_digits, parts = _EPOCHS[form]
        _check(texts, given.str.fullmatch(rf"[1-9][0-9]{{{n_digits - 1}}}", na=False), Kind.DATE)
        since = given.where(given != "").astype("Int64") * (1_000_000 // parts)
        moments = pd.to_datetime(since, unit="us", utc=True).astype("datetime64[us, UTC]")
        return Cells(
            Kind.DATETIME, moments, note=in_english("Read as {form} since 1970", form=form.value)
        )
    if form in (Form.DAY_FIRST, Form.MONTH_FIRST):
        found = given.str.extract(f"^{_DAY}{_TIME}$")
        day, month = (found[0], found[1]) if form is Form.DAY_FIRST else (found[1], found[0])
        days = found[2] + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)
        time = found[3].str.zfill(2) + ":" + found[4] + ":" + found[5].fillna("00")
        iso = days.where(time.isna(), days + "T" + time)
        note = in_english("Read with the {form}", form=form.value)
    else:
        iso = given.where(given.str.fullmatch(_ISO, na=False))
    moments = pd.to_datetime(iso, format="ISO8601", utc=True, errors="coerce")
    _check(texts, moments.notna(), Kind.DATE)
    # Days written together with moments are their midnights.
    cells = columns.typed("", [None if missing else text for text, missing in _pairs(iso)])
    if not cells.kind.is_temporal:
        _check(texts, pd.Series(data=False, index=texts.index), Kind.DATE)
    return replace(cells, note="; ".join(filter(None, [note, cells.note])))


def _pairs(series: "pd.Series[Any]") -> "zip[tuple[Any, bool]]":
    return zip(series.tolist(), series.isna().tolist(), strict=True)


def _yes_no(texts: "pd.Series[Any]") -> Cells:
    given = texts.str.strip().str.lower()
    there = set(given[given.notna() & (given != "")])
    pair = next((pair for pair in _YES_NO if there <= pair), None)
    if pair is None:
        likely = max(_YES_NO, key=lambda pair: int(given.isin(pair).sum()))
        _check(texts, given.isin(likely), Kind.BOOLEAN)
    truth = given.map({word: word[0] in "ty1" for pair in _YES_NO for word in pair})
    return Cells(Kind.BOOLEAN, truth.astype("boolean" if truth.isna().any() else "bool"))


def _check(texts: "pd.Series[Any]", fits: Any, kind: Kind) -> None:
    """
    See that every cell that is not empty fits.

    Raises:
        MisfitError: Some do not.
    """
    there = (texts.notna() & (texts.str.strip() != "")).to_numpy(dtype="bool")
    wrong = there & ~np.asarray(fits, dtype="bool")
    if wrong.any():
        n_wrong, n_there = int(wrong.sum()), int(there.sum())
        words = _ONE_WRONG if n_wrong == 1 else _WRONG
        example = plain(str(texts[wrong].iloc[0]), _EXAMPLE)
        said = in_english(words, wrong=n_wrong, n=n_there, kind=_NAMES[kind], example=example)
        raise MisfitError(said)


_ONE_WRONG = later("{wrong} of {n} cells is not {kind}: “{example}”")
_WRONG = later("{wrong} of {n} cells are not {kind}: “{example}”")
