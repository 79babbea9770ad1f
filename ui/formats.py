"""
How times, durations, numbers and sizes are written, once for all pages.

Times are shown in the viewer's zone and name it.  Nothing here needs Streamlit:
the page asks `viewer_zone` once and passes it on.
"""

import math
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from codika.language import (
    later,
    say,
    say_many,
    write_clock,
    write_digits,
    write_moment,
)
from codika.schema import Schedule

NONE = "—"


def viewer_zone() -> ZoneInfo:
    """Return the zone the browser reports; UTC if it reports none we know."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """Return date, time to the second, and zone: `22 Nov 2026, 14:03:07 CET`."""
    return write_moment(at, zone) if at else NONE


def clock(at: datetime | None, zone: ZoneInfo) -> str:
    """Return the time of day to the second, and zone: `14:03:07 CET`."""
    return write_clock(at, zone) if at else NONE


def ago(at: datetime, now: datetime | None = None) -> str:
    """Return how long ago that was, in the largest unit that says enough: `5 min ago`."""
    seconds = max(0.0, ((now or datetime.now(UTC)) - at).total_seconds())
    if seconds < 10:  # noqa: PLR2004  seconds
        return say("just now")
    return say("{length} ago", length=duration(timedelta(seconds=seconds), coarse=True))


def duration(length: timedelta | float | None, *, coarse: bool = False) -> str:
    """
    Return a length of time with its unit: `340 ms`, `2.3 s`, `1 min 20 s`, `3 h 5 min`.

    Args:
        length: A time delta, or a number of milliseconds, as Codika gives durations.
        coarse: The largest unit alone: `5 min`.
    """
    if length is None:
        return NONE
    seconds = length.total_seconds() if isinstance(length, timedelta) else length / 1000
    seconds = max(seconds, 0.0)
    # Limits are where rounding would write the next unit: never `1000 ms`, never `60 s`.
    if round(seconds * 1000) < 1000:  # noqa: PLR2004
        return say("{n} ms", n=f"{seconds * 1000:.0f}")
    if seconds < 9.95 and not coarse:  # noqa: PLR2004
        return say("{n} s", n=write_digits(f"{seconds:.1f}"))
    whole = round(seconds)
    for size, words, smaller, both in (
        (86400, _DAYS_LONG, 3600, later("{n} d {rest} h")),
        (3600, _HOURS_LONG, 60, later("{n} h {rest} min")),
        (60, _MINUTES_LONG, 1, later("{n} min {rest} s")),
    ):
        if whole >= size:
            large, rest = divmod(whole, size)
            small = rest // smaller
            return say(words, n=large) if coarse or not small else say(both, n=large, rest=small)
    return say("{n} s", n=whole)


_DAYS_LONG, _HOURS_LONG, _MINUTES_LONG = later("{n} d"), later("{n} h"), later("{n} min")


def cost_words(cost: float) -> str:
    """Return what a run costs, which may be fractional: `free to run`, `1 credit a run`."""
    if not cost:
        return say("free to run")
    return say_many("{n} credit a run", "{n} credits a run", cost)


def size(n_bytes: int | None) -> str:
    """Return a size with its unit, in powers of 1000: `12 kB`."""
    if n_bytes is None:
        return NONE
    value = float(n_bytes)
    for words in (later("{n} B"), later("{n} kB"), later("{n} MB")):
        if value < 1000:  # noqa: PLR2004
            is_whole = value >= 10 or value == n_bytes  # noqa: PLR2004
            return say(words, n=write_digits(f"{value:.{0 if is_whole else 1}f}"))
        value /= 1000
    return say("{n} GB", n=write_digits(f"{value:.1f}"))


def percent(share: float, places: int = 0) -> str:
    """Return a share of one in percent: `42%`, with so many decimal places."""
    digits = f"{share:.{places}%}".removesuffix("%")
    return say("{n}%", n=write_digits(digits) if math.isfinite(share) else digits)


_DAYS = (
    later("every Sunday at {time}"),
    later("every Monday at {time}"),
    later("every Tuesday at {time}"),
    later("every Wednesday at {time}"),
    later("every Thursday at {time}"),
    later("every Friday at {time}"),
    later("every Saturday at {time}"),
    later("every Sunday at {time}"),
)


def schedule(when: Schedule) -> str:
    """Return a schedule in words: `every Monday at 08:00 (Europe/Brussels)`; else as it is."""
    zone = f" ({when.timezone})" if when.timezone else ""
    match when.cron.split():
        case [minute, hour, "*", "*", day] if minute.isdecimal() and hour.isdecimal():
            days = {
                "*": later("every day at {time}"),
                "1-5": later("from Monday to Friday at {time}"),
            }
            if day.isdecimal() and int(day) < len(_DAYS):
                days[day] = _DAYS[int(day)]
            if day in days:
                return say(days[day], time=f"{int(hour):02}:{int(minute):02}{zone}")
        case [minute, "*", "*", "*", "*"] if minute.isdecimal():
            return say("every hour at minute {n}", n=int(minute))
    return say("by the schedule {cron}", cron=f"{when.cron}{zone}")


def plain(text: str) -> str:
    """
    Return text that Streamlit's Markdown shows as it is.

    Everything Markdown, its maths, its colours, its icons and its emoji could
    read is escaped; words from a workflow, a URL or a person end up on screen as
    they were written, `on_one_line`.
    """
    line = without_icons(on_one_line(text))
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in line)


def on_one_line(text: str) -> str:
    """
    Return text as it can be shown within a line, by what reads nothing into it.

    Signs that turn the direction of what follows are replaced: they could make
    `exe.pdf` of `fdp.exe`, or reach beyond the text.  Digits that a no-break space
    groups stay on one line.
    """
    line = _BLANKS.sub(" ", text.encode("utf-8", "replace").decode()).strip()
    return line.translate(_TURNING)


_BLANKS = re.compile(r"(?:(?!(?<=\d)[\u00a0\u202f](?=\d))\s)+")
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
_MARKDOWN = frozenset("\\`*_{}[]()#+-.!|<>$~:&^=@\"'/")


def without_icons(text: str) -> str:
    """
    Return text in which `:material/home:` and `:smile:` stay words.

    Streamlit looks for them when all escapes are gone, so something has to stand in
    between: a sign that is never seen.  Within a word, as in `urn:isbn:0`, nothing is
    changed, so that ids can be copied.
    """
    return _ICON.sub(f":{_WORD_JOINER}", text)


_WORD_JOINER = "\u2060"
_ICON = re.compile(r"(?<!\w):(?=(?:material/|[\w+-]*[A-Za-z+-])[\w+-]*:)")
