"""The single values of a result: one sentence, the numbers large, and what changed."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from codika.model import Run
from codika.results import Headline, Hint, Kind, Reading, changes, summarize
from ui.formats import ago, moment, number, plain, viewer_zone
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
    since = _since(earlier[0]) if earlier else ""
    if reading.tables or len(reading.headlines) > 1:  # else it would say the same twice
        st.markdown(f"**{plain(summarize(reading, before, since))}**")
    changed = changes(reading, before) if before else {}
    large = [line for line in reading.headlines if len(value_of(line)) <= SHORT][:BIG_NUMBERS]
    small = [line for line in reading.headlines if line not in large]
    if large:
        with st.container(horizontal=True):
            for line in large:
                change = changed.get(line.path)
                # Whether more is better, only the reader knows: no green, no red.
                delta = f"{change} since {since}" if change and change.difference else ""
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
        case Kind.DATETIME if isinstance(line.moment, datetime):
            return moment(line.moment, viewer_zone())
        case Kind.BOOLEAN:
            return "Yes" if value else "No"
        case Kind.INTEGER | Kind.NUMBER if line.hint is Hint.YEAR:
            return str(value)
        case Kind.INTEGER | Kind.NUMBER if line.hint is Hint.SHARE:
            return f"{value:.0%}"
        case Kind.INTEGER | Kind.NUMBER:
            unit = f" {line.unit}" if line.unit else " %" if line.hint is Hint.PERCENT else ""
            return f"{number(value)}{unit}"
    return "nothing" if value is None else printable(str(value)) or "empty text"


def _since(earlier: Run) -> str:
    """Return when a run was, in words that can follow "than" and "since"."""
    at = earlier.ended_at or earlier.created_at
    return "the run before" if datetime.now(UTC) - at < timedelta(seconds=10) else ago(at)
