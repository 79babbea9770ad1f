"""What happened to a run, line by line: every look, what it brought, and why it was taken then."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from codika.model import Run, RunEvent
from ui import snapshots
from ui.formats import count, moment, plain, viewer_zone

EVENTS = {
    "saved": "Saved here",
    "sent": "Sent to Codika",
    "accepted": "Started by Codika",
    "looked": "Looked",
    "unanswered": "Looked, no answer",
    "awaited": "Somebody waits",
    "ended": "Ended",
    "rejected": "Not started",
    "unconfirmed": "No usable answer to the start",
    "unwatched": "Stopped looking",
    "resumed": "Looking again",
    "cancelled": "Cancelled",
}


def show(run: Run) -> None:
    """Show a run's timeline, folded away; looks in a row are one line until asked for."""
    with st.expander("Timeline", icon=":material/timeline:", key=f"timeline/{run.id}"):
        if run.execution_id:
            st.caption("Execution in Codika")
            st.code(run.execution_id, language=None)
        events = snapshots.events(run.id)
        folded = _folded(events)
        every = len(folded) < len(events) and st.toggle(
            f"Show each of {count(run.looks, 'look')}, and why it was taken then",
            key=f"looks/{run.id}",
        )
        if every:
            # A run may have hundreds: this table scrolls by itself.
            st.dataframe(_lines(events, with_why=True), hide_index=True, width="stretch")
        else:
            st.table(_lines(folded, with_why=False))


def _lines(events: Sequence[RunEvent], *, with_why: bool) -> list[dict[str, str]]:
    zone = viewer_zone()
    return [
        {
            "When": moment(event.at, zone),
            "What": EVENTS.get(event.kind, event.kind),
            # A cell of `st.dataframe` shows text as it is, one of `st.table` reads Markdown.
            "Details": event.text if with_why else plain(event.text),
            **({"Why then": event.why} if with_why else {}),
        }
        for event in events
    ]


def _folded(events: Sequence[RunEvent]) -> list[RunEvent]:
    """Return the timeline with looks in a row that brought nothing new as one line."""
    folded: list[RunEvent] = []
    n = 0
    for event in events:
        same = bool(folded) and event.kind == "looked" == folded[-1].kind
        n = n + 1 if same else 1
        if same:
            text = event.text or folded[-1].text.partition(" (")[0]
            folded[-1] = replace(folded[-1], text=f"{text} ({count(n, 'look')})")
        else:
            folded.append(event)
    return folded
