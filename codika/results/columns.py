"""
What the columns of a table hold: kinds, and cells of one type each.

A kind is given with care, for a wrong one does harm: an id that is summed, a
telephone number without its zero.  So a column of text becomes anything else only
if *every* cell reads that way, and numbers that name things are left as they are.

Cells keep their values.  What changes is only how they are held:

- moments are in UTC (`datetime64`, aware); one without a zone is read as UTC, and
  the column's `note` says so; dates are days, without a time or zone;
- integers beyond 2^53, which a browser would round, are text;
- where a column mixes types, and where cells hold objects or nested lists, cells
  are text: strings as they are, everything else as JSON;
- `null` and an absent key look the same, and so does an empty string among
  dates or numbers;
- lone surrogates are spelled out, as `\\ud800`.

Every column converts to Arrow as it is, which is what a browser is sent.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codika.results import jsontext, texts
from codika.results.names import encodable, words

if TYPE_CHECKING:
    import pandas as pd


class Kind(enum.StrEnum):
    """What the cells of a column, or a single value, are."""

    EMPTY = "empty"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    ENUM = "enum"
    """Text with few different values."""
    COUNTRY = "country"
    TEXT = "text"
    LONG_TEXT = "long text"
    MARKDOWN = "markdown"
    URL = "url"
    IMAGE = "image"
    """URL of a picture."""
    EMAIL = "email"
    IDENTIFIER = "identifier"
    """Names a thing: never summed, averaged or charted."""
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    LIST = "list"
    """Lists of plain values of one type."""
    JSON = "json"
    """Objects and nested lists, as JSON text."""
    MIXED = "mixed"
    """Values of several types, as text."""

    @property
    def is_numeric(self) -> bool:
        """Whether sums and averages mean something."""
        return self in (Kind.INTEGER, Kind.NUMBER)

    @property
    def is_temporal(self) -> bool:
        """Whether the values are points in time."""
        return self in (Kind.DATE, Kind.DATETIME)


class Hint(enum.StrEnum):
    """How to show numbers; guessed from names, so it never changes a value."""

    PLAIN = ""
    MONEY = "money"
    PERCENT = "percent"
    """50 means 50 %."""
    SHARE = "share"
    """0.5 means 50 %."""
    YEAR = "year"
    """Without a thousands separator; an axis of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table, described."""

    name: str
    """Unique in its table, and the name in the frame."""
    title: str
    """What a person reads."""
    kind: Kind
    hint: Hint = Hint.PLAIN
    unit: str = ""
    """Such as `EUR`, `%` or `ms`."""
    note: str = ""
    """What a reader should know about how the cells were read."""
    is_link: bool = False
    """Ours, not of the data: points to the row of a parent table."""

    @property
    def label(self) -> str:
        """The title with its unit, for an axis."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


MAX_EXACT = 2**53
"""The largest integer that a browser, and a float, hold exactly."""
MAX_ENUM = 30
"""Different values of an `ENUM`, at most."""
LONG_TEXT = 120
"""Characters; a longer text is read, not scanned."""

_ENUM_LENGTH = 40  # characters
_MAX_IDENTIFYING_DIGITS = 6  # whole numbers in text with more digits are ids until told otherwise

_ENUM_WORDS = frozenset("status state stage category type kind level priority segment".split())
_ENUM_WORDS |= frozenset("group language currency industry sector gender channel".split())
_ID_WORDS = frozenset("id ids uid uuid guid sku isbn iban bic vat ssn ean zip zipcode".split())
_ID_WORDS |= frozenset("postal postcode phone telephone mobile fax msisdn ref hash token".split())
_ID_WORDS |= frozenset(("reference", "ts"))
_MONEY_WORDS = frozenset("amount price cost costs revenue balance budget salary fee fees".split())
_MONEY_WORDS |= frozenset("turnover subtotal income profit".split())
_PERCENT_WORDS = frozenset(("percent", "percentage", "pct"))
_SHARE_WORDS = frozenset(("confidence", "probability", "share"))
_YEAR_WORDS = frozenset(("year", "yr", "annee", "jaar"))
_COUNTRY_WORDS = frozenset(("country", "nation"))
_LATITUDE_WORDS = frozenset(("lat", "latitude"))
_LONGITUDE_WORDS = frozenset(("lon", "lng", "long", "longitude"))
_UNITS = {
    **{code.lower(): code for code in ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN")},
    **{unit: unit for unit in ("ms", "kg", "km", "kwh", "celsius")},
    **{"seconds": "s", "secs": "s", "minutes": "min", "hours": "h", "days": "days"},
    **{"bytes": "bytes", "kb": "kB", "mb": "MB", "gb": "GB", "credits": "credits"},
}
_CURRENCIES = frozenset(("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN"))
_FIRST_YEAR, _LAST_YEAR = 1000, 2999


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
        key: The last segment of the column's path; its words are taken as hints.
        cells: Any JSON values; `None` is an empty cell.
    """
    import pandas as pd  # noqa: PLC0415 - takes half a second, and only results need it

    kinds = set(map(type, cells)) - {type(None)}
    name = frozenset(words(key))
    if not kinds:
        return Cells(Kind.EMPTY, pd.Series(cells, dtype="str"))
    if kinds == {str}:
        return _text(name, _strings(cells))
    if kinds == {bool}:
        dtype = "boolean" if None in cells else "bool"
        return Cells(Kind.BOOLEAN, pd.Series(cells, dtype=dtype))
    if kinds <= {int, float} and (found := _numbers(name, cells, kinds)):
        return found
    if kinds == {list} and _is_list_column(cells):
        return Cells(Kind.LIST, pd.Series(_clean_lists(cells), dtype="object"))
    kind = Kind.JSON if kinds & {list, dict} else Kind.MIXED
    if kinds == {int}:
        return Cells(
            Kind.IDENTIFIER,
            _strings([None if cell is None else str(cell) for cell in cells]),
            note="Numbers too long for a browser, kept digit by digit.",
        )
    return Cells(kind, _strings([_as_text(cell) for cell in cells]))


def kind_of(key: Any, value: Any) -> Cells:
    """Find what a single value is; its value stays what it is."""
    return typed(key, [value])


def _as_text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    return jsontext.dumps(cell)
