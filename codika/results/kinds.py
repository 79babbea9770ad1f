"""
The words in which tables are described: kinds of values, hints, columns.

Nothing here needs a table at hand; how a column gets its kind is in `columns.py`.
"""

import enum
from dataclasses import dataclass

from codika.language import later, say


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
    DOCUMENT = "document"
    """Id of a document that Codika keeps: no API gives the document itself."""
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
        """Whether sums and averages can mean something."""
        return self in (Kind.INTEGER, Kind.NUMBER)

    @property
    def is_temporal(self) -> bool:
        """Whether the values are points in time."""
        return self in (Kind.DATE, Kind.DATETIME)

    @property
    def has_order(self) -> bool:
        """Whether the values have an order, so that a range of them can be asked for."""
        return self.is_numeric or self.is_temporal or self in (Kind.LATITUDE, Kind.LONGITUDE)


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
    """Ours, not of the data: says which row of the parent table this one belongs to."""
    misfit: str = ""
    """Why it is not read as somebody said; empty if it is, or nobody said anything."""
    our_title: str = ""
    """The title in English, where it is ours and not of the data."""

    @property
    def title_for_files(self) -> str:
        """The title as programs read it, which is the same in every language."""
        return self.our_title or self.title

    @property
    def label(self) -> str:
        """The title with its unit, for an axis."""
        is_said = self.title.lower().endswith(self.unit.lower())
        return self.title if is_said else f"{self.title} ({said_unit(self.unit)})"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The words of a key that say what its values are.
IDENTIFIERS = _words(
    "id ids uid uuid guid sku isbn iban bic vat ssn ean zip zipcode postal postcode phone"
    " telephone mobile fax msisdn ref reference hash token ts"
)
DOCUMENTS = _words("document doc file attachment")
ENUMS = _words(
    "status state stage category type kind level priority segment group language currency"
    " industry sector gender channel"
)
MONEY = _words(
    "amount price cost costs revenue balance budget salary fee fees turnover subtotal income profit"
)
PERCENTS = _words("percent percentage pct")
SHARES = _words("confidence probability share")
YEARS = _words("year yr")
COUNTRIES = _words("country nation")
LATITUDES = _words("lat latitude")
LONGITUDES = _words("lon lng long longitude")
MEANT = _words(
    "score rating rate average avg mean median price age temperature ratio index density"
    " expectancy per capita percent duration latency"
)
"""Words of quantities whose sum says nothing, but whose average does."""
SUMMED = _words("total count quantity qty sum number volume hours sales units visits orders")
"""Words of quantities that add up."""
CURRENCIES = _words("eur usd gbp chf sek nok dkk pln")
UNITS = {code: code.upper() for code in CURRENCIES} | {
    "ms": "ms",
    "seconds": "s",
    "minutes": "min",
    "hours": "h",
    "days": "days",
    "kg": "kg",
    "km": "km",
    "kwh": "kWh",
    "bytes": "bytes",
    "kb": "kB",
    "mb": "MB",
    "gb": "GB",
    "credits": "credits",
}
"""The last word of a key that is a unit, and how the unit is written."""
_IN_WORDS = (later("days"), later("bytes"), later("credits"))


def said_unit(unit: str) -> str:
    """Say a unit that is a word; signs such as `EUR` and `kg` are the same everywhere."""
    return say(unit) if unit in _IN_WORDS else unit
