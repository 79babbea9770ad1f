"""
Numbers and times, as they are written where the reader lives.

English without a country is neutral: dates are then ISO 8601's, which nobody misreads.
"""

import math
from datetime import date, datetime
from decimal import Decimal, localcontext
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from codika.language.reader import spoken


def write_number(value: float, locale: Locale | None = None) -> str:
    """Return a number with groups of thousands and no needless digits: `1,204.5`, `0.0312`."""
    if isinstance(value, int):
        return write_digits(str(value), locale)
    if not math.isfinite(value):
        return f"{value}"
    text = f"{value:.2f}" if abs(value) >= 1 else f"{value:.4f}"
    return write_digits(text.rstrip("0").rstrip(".") if float(text) else f"{value:.3g}", locale)


def write_digits(digits: str, locale: Locale | None = None) -> str:
    """Return digits as Python writes them, grouped and pointed as people do: `1204.50`."""
    if "e" in digits:
        mantissa, _, exponent = digits.partition("e")
        return f"{write_digits(mantissa, locale)}e{exponent}"
    locale = locale or spoken()
    _, point, places = digits.partition(".")
    # As many places as there are: Babel's own patterns would take a last zero away.
    whole = locale.decimal_formats[None].pattern.partition(".")[0]
    pattern = f"{whole}{point}{'0' * len(places)}"
    with localcontext() as context:
        context.prec = max(context.prec, len(digits))  # an integer of any size stays exact
        return format_decimal(Decimal(digits), format=pattern, locale=locale)


def write_moment(at: datetime, zone: ZoneInfo) -> str:
    """Return date, time to the second, and zone: `22 Nov 2026, 14:03:07 CET`."""
    there = at.astimezone(zone)
    if is_neutral(spoken()):
        return f"{there:%Y-%m-%d %H:%M:%S %Z}"
    return f"{write_date(there)}, {write_clock(at, zone)}"


def write_clock(at: datetime, zone: ZoneInfo) -> str:
    """Return the time of day to the second, and zone: `14:03:07 CET`."""
    there = at.astimezone(zone)
    locale = spoken()
    if is_neutral(locale):
        return f"{there:%H:%M:%S %Z}"
    return f"{format_time(there, 'medium', tzinfo=zone, locale=locale)} {there:%Z}"


def write_date(day: date) -> str:
    """Return a day: `22 Nov 2026`."""
    locale = spoken()
    return f"{day:%Y-%m-%d}" if is_neutral(locale) else format_date(day, "medium", locale=locale)


def is_neutral(locale: Locale) -> bool:
    """Whether this is English without a country, whose dates are ISO 8601's."""
    return locale.language == "en" and not locale.territory
