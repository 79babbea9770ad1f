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

from codika.schema import Schedule

NONE = "—"


def viewer_zone() -> ZoneInfo:
    """Return the zone the browser reports; UTC if it reports none we know."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """Return date, time to the second, and zone: `2026-11-22 14:03:07 CET`."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}" if at else NONE


def clock(at: datetime | None, zone: ZoneInfo) -> str:
    """Return the time of day to the second, and zone: `14:03:07 CET`."""
    return f"{at.astimezone(zone):%H:%M:%S %Z}" if at else NONE


def ago(at: datetime, now: datetime | None = None) -> str:
    """Return how long ago that was, in the largest unit that says enough: `5 min ago`."""
    seconds = max(0.0, ((now or datetime.now(UTC)) - at).total_seconds())
    if seconds < 10:  # noqa: PLR2004  seconds
        return "just now"
    return f"{duration(timedelta(seconds=seconds), coarse=True)} ago"


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
        return f"{seconds * 1000:.0f} ms"
    if seconds < 9.95 and not coarse:  # noqa: PLR2004
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for size, unit, smaller, small_unit in (
        (86400, "d", 3600, "h"),
        (3600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if whole >= size:
            large, rest = divmod(whole, size)
            small = rest // smaller
            return (
                f"{large} {unit}" if coarse or not small else f"{large} {unit} {small} {small_unit}"
            )
    return f"{whole} s"


def number(value: float) -> str:
    """Return a number with groups of thousands and no needless digits: `1,204.5`, `0.0312`."""
    if isinstance(value, int) or not math.isfinite(value):
        return f"{value:,}"
    text = f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4f}"
    return text.rstrip("0").rstrip(".") if float(text.replace(",", "")) else f"{value:.3g}"


def count(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 run`, `3 runs`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def cost_words(cost: float) -> str:
    """Return what a run costs, which may be fractional: `free to run`, `1 credit a run`."""
    return f"{number(cost)} {'credit' if cost == 1 else 'credits'} a run" if cost else "free to run"


def size(n_bytes: int | None) -> str:
    """Return a size with its unit, in powers of 1000: `12 kB`."""
    if n_bytes is None:
        return NONE
    value = float(n_bytes)
    for unit in ("B", "kB", "MB"):
        if value < 1000:  # noqa: PLR2004
            return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"  # noqa: PLR2004
        value /= 1000
    return f"{value:.1f} GB"


_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def schedule(when: Schedule) -> str:
    """Return a schedule in words: `every Monday at 08:00 (Europe/Brussels)`; else as it is."""
    zone = f" ({when.timezone})" if when.timezone else ""
    match when.cron.split():
        case [minute, hour, "*", "*", day] if minute.isdecimal() and hour.isdecimal():
            days = {"*": "every day", "1-5": "from Monday to Friday"}
            if day.isdecimal() and int(day) < len(_DAYS):
                days[day] = f"every {_DAYS[int(day)]}"
            if day in days:
                return f"{days[day]} at {int(hour):02}:{int(minute):02}{zone}"
        case [minute, "*", "*", "*", "*"] if minute.isdecimal():
            return f"every hour at minute {int(minute)}"
    return f"by the schedule {when.cron}{zone}"


def plain(text: str) -> str:
    """
    Return text that Streamlit's Markdown shows as it is.

    Everything Markdown, its maths, its colours, its icons and its emoji could
    read is escaped; words from a workflow, a URL or a person end up on screen as
    they were written, on one line.  Signs that turn the direction of what follows
    are replaced: they could make `exe.pdf` of `fdp.exe`, or reach beyond the text.
    """
    line = without_icons(" ".join(text.encode("utf-8", "replace").decode().split()))
    line = line.translate(_TURNING)
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in line)


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
