"""What a result says, in one sentence; the same result always gives the same words."""

import math
from collections.abc import Iterator

from codika.language import later, say, say_many, write_digits
from codika.results.comparing import Change, changes, more_rows
from codika.results.kinds import Hint, Kind, said_unit
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
    return "; ".join(parts) or (
        say("JSON without values") if reading.remainder else say("No result")
    )


def _rows(reading: Reading) -> Iterator[str]:
    main = reading.main
    if main is not None:
        if main.path == "$":
            rows = say_many("{n} row", "{n} rows", main.n_rows)
        else:
            place = plain(main.path, _VALUE_LENGTH)
            rows = say_many("{n} row in {place}", "{n} rows in {place}", main.n_rows, place=place)
        if others := len(reading.tables) - 1:
            tables = say_many("{n} more table", "{n} more tables", others)
            rows = say("{rows} and {tables}", rows=rows, tables=tables)
        yield rows


def _more(more: int | None, since: str) -> str:
    if more is None:
        return ""
    if not more:
        same = say("as many as {since}", since=since) if since else say("as many as before")
        return f", {same}"
    words = (_MORE_THAN if more > 0 else _FEWER_THAN) if since else (_MORE if more > 0 else _FEWER)
    return f", {say(words, n=abs(more), since=since)}"


_MORE, _MORE_THAN = later("{n} more"), later("{n} more than {since}")
_FEWER, _FEWER_THAN = later("{n} fewer"), later("{n} fewer than {since}")


def _figures(reading: Reading, changed: dict[str, Change], since: str) -> list[str]:
    return [
        _said(headline) + _changed(changed.get(headline.path), since)
        for headline in reading.headlines
        if headline.kind.is_numeric and headline.value is not None
    ][:_MAX_FIGURES]


def _changed(change: Change | None, since: str) -> str:
    if change is None or not change.difference:
        return ""
    said = say("{change} since {since}", change=str(change), since=since) if since else str(change)
    return f", {said}"


def _said(headline: Headline) -> str:
    value = number(headline.value, headline.hint)
    if headline.unit:
        value = f"{value} {said_unit(headline.unit)}"
    return value if headline.path == "$" else f"{_lower(headline.label)} {value}"


def _first_value(reading: Reading) -> Iterator[str]:
    for headline in reading.headlines:
        if headline.kind is Kind.EMPTY or headline.value == "":
            continue
        value = plain(
            (say("yes") if headline.value else say("no"))
            if isinstance(headline.value, bool)
            else str(headline.value),
            _VALUE_LENGTH,
        )
        yield value if headline.path == "$" else f"{headline.label}: {value}"


def _texts(reading: Reading) -> Iterator[str]:
    for text in reading.texts:
        label = say("A text") if text.path == "$" else text.label
        n_words = len(text.text.split())
        yield say_many("{label}: {n} words", "{label}: {n} words", n_words, label=label)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def number(value: float, hint: Hint = Hint.PLAIN) -> str:
    """Write a number as people do: thousands apart, no more digits than it has."""
    if not math.isfinite(value):
        if math.isnan(value):
            return say("no number")
        return say("infinity") if value > 0 else say("-infinity")
    if hint is Hint.SHARE:
        return share(value, 1)
    if isinstance(value, int):
        return str(value) if hint is Hint.YEAR else write_digits(str(value))
    digits = 2 if hint is Hint.MONEY or abs(value) >= 1 else 4  # places after the point
    text = f"{value:.{digits}f}"
    return write_digits(text if hint is Hint.MONEY else text.rstrip("0").rstrip("."))


def share(value: float, places: int = 0) -> str:
    """Write a part of a whole in hundredths: `12.3%`, `70%`."""
    text = f"{100 * value:.{places}f}"
    return say("{n}%", n=write_digits(text.rstrip("0").rstrip(".") if places else text))
