"""What a result says, in one sentence; the same result always gives the same words."""

import math
from collections.abc import Iterator

from codika.results.comparing import Change, changes, more_rows
from codika.results.kinds import Hint, Kind
from codika.results.names import plain
from codika.results.reading import Headline, Reading

_MAX_FIGURES = 3
_VALUE_LENGTH = 40  # characters


def n_rows(reading: Reading) -> int:
    """How many rows the main table has; 0 without a table."""
    return reading.main.n_rows if reading.main else 0


def summarize(reading: Reading, earlier: Reading | None = None, since: str = "") -> str:
    """
    Say in plain words what came out: "32 rows in items; total 4,210".

    First the rows of the main table, then up to three of the numbers.  Without either:
    the first value, how long a text is, or that there is nothing.

    Args:
        reading: What came out.
        earlier: What came out before, to say what changed: "32 rows in items, 4 more
            than yesterday; total 4,210, +12 %".
        since: When that was, in words that can follow "than".
    """
    changed = changes(reading, earlier) if earlier else {}
    more = more_rows(reading, earlier) if earlier else None
    rows = [f"{part}{_more(more, since)}" for part in _rows(reading)]
    parts = [*rows, *_figures(reading, changed, since="" if rows else since)]
    if not parts:
        parts = [*_first_value(reading), *_texts(reading)][:1]
    return "; ".join(parts) or ("JSON without values" if reading.remainder else "No result")


def _rows(reading: Reading) -> Iterator[str]:
    main = reading.main
    if main is not None:
        noun = "row" if main.n_rows == 1 else "rows"
        place = "" if main.path == "$" else f" in {plain(main.path, _VALUE_LENGTH)}"
        others = len(reading.tables) - 1
        more = f" and {others} more {'table' if others == 1 else 'tables'}" if others else ""
        yield f"{main.n_rows:,} {noun}{place}{more}"


def _more(more: int | None, since: str) -> str:
    if more is None:
        return ""
    than = f" than {since}" if since else ""
    if more:
        return f", {abs(more):,} {'more' if more > 0 else 'fewer'}{than}"
    return f", as many as {since}" if since else ", as many as before"


def _figures(reading: Reading, changed: dict[str, Change], since: str) -> list[str]:
    return [
        _said(headline) + _changed(changed.get(headline.path), since)
        for headline in reading.headlines
        if headline.kind.is_numeric and headline.value is not None
    ][:_MAX_FIGURES]


def _changed(change: Change | None, since: str) -> str:
    if change is None or not change.difference:
        return ""
    return f", {change}{f' since {since}' if since else ''}"


def _said(headline: Headline) -> str:
    value = number(headline.value, headline.hint)
    if headline.unit:
        value = f"{value} {headline.unit}"
    return value if headline.path == "$" else f"{_lower(headline.label)} {value}"


def _first_value(reading: Reading) -> Iterator[str]:
    for headline in reading.headlines:
        if headline.kind is Kind.EMPTY or headline.value == "":
            continue
        value = plain(
            {True: "yes", False: "no"}[headline.value]
            if isinstance(headline.value, bool)
            else str(headline.value),
            _VALUE_LENGTH,
        )
        yield value if headline.path == "$" else f"{headline.label}: {value}"


def _texts(reading: Reading) -> Iterator[str]:
    for text in reading.texts:
        label = "A text" if text.path == "$" else text.label
        yield f"{label}: {len(text.text.split()):,} words"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def number(value: float, hint: Hint = Hint.PLAIN) -> str:
    """Write a number as people do: thousands apart, no more digits than it has."""
    if not math.isfinite(value):
        return {math.inf: "infinity", -math.inf: "-infinity"}.get(value, "no number")
    if hint is Hint.SHARE:
        return f"{value:.1%}"
    if isinstance(value, int):
        return str(value) if hint is Hint.YEAR else f"{value:,}"
    digits = 2 if hint is Hint.MONEY or abs(value) >= 1 else 4  # places after the point
    text = f"{value:,.{digits}f}"
    return text if hint is Hint.MONEY else text.rstrip("0").rstrip(".")
