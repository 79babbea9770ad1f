"""Columns of text: what their cells are, found by looking at a few before all of them."""

import re
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from codika.language import later
from codika.results import kinds, numeric, texts
from codika.results.cells import Cells
from codika.results.held import Array
from codika.results.kinds import Kind

MAX_ENUM = 30
"""Different values of an `ENUM`, at most."""
LONG_TEXT = 120
"""Characters; a longer text is for reading, not for scanning."""

IN_TEXT = later("Written as text in the data")
"""The note of numbers that came as text."""

_NO_ZONE = later("No time zone given; read as UTC")
_SAMPLE = 50  # cells that are looked at before all of them are
_ENUM_LENGTH = 40  # characters
_MAX_COUNT_DIGITS = 6  # a longer whole number that came as text rather names something
_MAX_DIGITS = 15  # that a float holds exactly
_LAST_DAY = np.datetime64("9999-12-31")
_NO_MOMENT = np.iinfo("int64").min  # as numpy writes it

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


class _Column:
    """
    A column of text.

    Attributes:
        cells: All of them, with gaps and empty texts.
        present: Those that say something.
    """

    def __init__(self, cells: Array) -> None:
        self.cells = cells
        is_filled = pc.not_equal(cells, "")
        self.is_full = not cells.null_count and pc.all(is_filled).as_py() is not False
        self.present = cells if self.is_full else cells.filter(is_filled)
        self.sample: list[str] = self.present[:_SAMPLE].to_pylist()

    @cached_property
    def given(self) -> Array:
        """All cells, those that say nothing empty."""
        if self.is_full:
            return self.cells
        return pc.if_else(pc.not_equal(self.cells, ""), self.cells, None)

    @cached_property
    def longest(self) -> int:
        """Characters of the longest text."""
        return int(pc.max(pc.utf8_length(self.present)).as_py())

    def all_match(self, pattern: str) -> bool:
        """Whether each text, as a whole, has this form."""
        return all(re.fullmatch(pattern, text) for text in self.sample) and (
            len(self.present) <= _SAMPLE
            or pc.all(pc.match_substring_regex(self.present, f"^(?:{pattern})$")).as_py()
        )

    def any_has(self, part: str) -> bool:
        """Whether some text has this part."""
        return bool(pc.any(pc.match_substring(self.present, part)).as_py())


def text(name: frozenset[str], cells: Array) -> Cells:
    """
    Find out what a column of strings holds.

    Args:
        name: The words of its key.
        cells: The strings, `null` where there is none.
    """
    column = _Column(cells)
    if not len(column.present):
        return Cells(Kind.TEXT, pd.Series(cells, dtype="str"))
    return (
        _moments(column)
        or _numbers(name, column)
        or Cells(_kind_of(name, column), pd.Series(cells, dtype="str"))
    )


def _moments(column: _Column) -> Cells | None:
    if not column.all_match(_MOMENT):
        return None
    lengths = pc.min_max(pc.binary_length(column.present)).as_py()
    try:
        if lengths["min"] == lengths["max"] == len("2026-05-04"):
            days = column.given.cast(pa.date32())
            return Cells(Kind.DATE, pd.Series(days, dtype=pd.ArrowDtype(pa.date32())))
        moments, has_zone = _in_utc(column)
    except ValueError:
        return None  # there is no 30 February
    if np.fmax.reduce(moments.to_numpy(dtype="datetime64[D]")) > _LAST_DAY:
        return None  # in UTC it is the year 10000, and no program can show that
    return Cells(Kind.DATETIME, moments, note="" if has_zone else _NO_ZONE)


def _in_utc(column: _Column) -> "tuple[pd.Series[Any], bool]":
    """Return moments in UTC, and whether each was given with its zone."""
    for zone in ("UTC", None):
        try:
            # Eight times as fast as pandas; refuses to read what has a zone as what has none.
            moments = column.given.cast(pa.timestamp("us", zone)).cast(pa.int64())
        except pa.ArrowInvalid:
            continue
        values = moments.fill_null(_NO_MOMENT).to_numpy().view("datetime64[us]")
        return pd.to_datetime(pd.Series(values), utc=True), zone is not None
    # Some with a zone and some without, or parts of a microsecond.
    found = pd.to_datetime(pd.Series(column.given, dtype="str"), format="ISO8601", utc=True)
    return found, bool(pc.all(pc.match_substring_regex(column.present, f"{_ZONE}$")).as_py())


def _numbers(name: frozenset[str], column: _Column) -> Cells | None:
    if name & kinds.IDENTIFIERS or not column.all_match(_NUMBER):
        return None
    is_whole = not column.any_has(".")
    if column.longest > (_MAX_COUNT_DIGITS if is_whole else _MAX_DIGITS):
        return None
    if is_whole:
        numbers = numeric.whole(column.given.cast(pa.int64()))
    else:
        floats = column.given.cast(pa.float64())
        numbers = pd.Series(floats.to_numpy(zero_copy_only=False))
    return numeric.numbers(name, "", numbers, note=IN_TEXT)


def _kind_of(name: frozenset[str], column: _Column) -> Kind:
    # Nothing in the value tells for sure: Codika's own form, or its name and the form of an id.
    if column.all_match(_KEPT if name & kinds.DOCUMENTS else _DOCUMENT):
        return Kind.DOCUMENT
    for kind, pattern in (
        (Kind.IMAGE, _IMAGE),
        (Kind.URL, URL),
        (Kind.EMAIL, EMAIL),
        (Kind.IDENTIFIER, _IDENTIFIER),
    ):
        if column.all_match(pattern):
            return kind
    if column.longest > LONG_TEXT or column.any_has("\n"):
        sample = [text for text in column.sample if "\n" in text or len(text) > LONG_TEXT]
        marked = sum(map(texts.is_markdown, sample))
        return Kind.MARKDOWN if sample and 2 * marked >= len(sample) else Kind.LONG_TEXT
    if name & kinds.IDENTIFIERS:
        return Kind.IDENTIFIER
    if name & kinds.COUNTRIES:
        return Kind.COUNTRY
    return Kind.ENUM if column.longest <= _ENUM_LENGTH and _is_enum(name, column) else Kind.TEXT


def _is_enum(name: frozenset[str], column: _Column) -> bool:
    present = column.present
    if len(present[: _SAMPLE * MAX_ENUM].unique()) > MAX_ENUM:
        return False
    distinct = len(present.unique())
    is_named = bool(name & kinds.ENUMS) and len(present) > 1
    return distinct <= MAX_ENUM and (is_named or 2 * distinct <= len(present))
