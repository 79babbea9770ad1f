"""The single values of a result: one sentence, the numbers large, and what changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from codika.language import say, write_date, write_number
from codika.model import Run
from codika.results import Headline, Hint, Kind, Reading, changes, summarize
from ui.formats import ago, moment, percent, plain, viewer_zone
from ui.texts import printable

BIG_NUMBERS = 4  # headlines shown large
SHORT = 18  # characters that fit into a large headline


def show(reading: Reading, earlier: tuple[Run, Reading] | None) -> None:
    """
    Show the sentence and the single values.

    Args:
        reading: What the run brought.
        earlier: The last run that can be compared, and what it brought.
    """
    before = earlier[1] if earlier else None
    since = (_since(earlier[0]) or say("the run before")) if earlier else ""
    if reading.tables or len(reading.headlines) > 1:  # else it would say the same twice
        st.markdown(f"**{plain(summarize(reading, before, since))}**")
    changed = changes(reading, before) if before else {}
    large = [line for line in reading.headlines if len(value_of(line)) <= SHORT][:BIG_NUMBERS]
    small = [line for line in reading.headlines if line not in large]
    if large:
        with st.container(horizontal=True, key="figures"):
            for line in large:
                change = changed.get(line.path)
                # Whether more is better, only the reader knows: no green, no red.
                has_changed = change is not None and change.difference != 0
                delta = _delta(str(change), earlier[0]) if earlier and has_changed else ""
                st.metric(
                    plain(line.label),
                    plain(value_of(line)),
                    delta=plain(delta) or None,
                    delta_color="off",
                    delta_arrow="up" if change and change.difference > 0 else "down",
                    border=True,
                    width="content",
                )
    if small:
        said = [f"{plain(line.label)} **{plain(value_of(line))}**" for line in small]
        st.markdown(" · ".join(said))


def value_of(line: Headline) -> str:
    """Return a single value as people read it."""
    value = line.value
    match line.kind:
        case Kind.DATE | Kind.DATETIME if line.moment is not None:
            return _at(line.moment)
        case Kind.BOOLEAN:
            return say("Yes") if value else say("No")
        case Kind.INTEGER | Kind.NUMBER if line.hint is Hint.YEAR:
            return str(value)
        case Kind.INTEGER | Kind.NUMBER if line.hint is Hint.SHARE:
            return percent(value)
        case Kind.INTEGER | Kind.NUMBER:
            unit = f" {line.unit}" if line.unit else " %" if line.hint is Hint.PERCENT else ""
            return f"{write_number(value)}{unit}"
    return _text(value)


def _at(when: datetime | date) -> str:
    return moment(when, viewer_zone()) if isinstance(when, datetime) else write_date(when)


def _text(value: Any) -> str:
    if value is None:
        return say("nothing")
    return printable(str(value)) or say("empty text")


def _delta(change: str, earlier: Run) -> str:
    if since := _since(earlier):
        return say("{change} since {when}", change=change, when=since)
    return say("{change} since the run before", change=change)


def _since(earlier: Run) -> str:
    """Return when a run was; empty for one that has only just ended."""
    at = earlier.ended_at or earlier.created_at
    return "" if datetime.now(UTC) - at < timedelta(seconds=10) else ago(at)
