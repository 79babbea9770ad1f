"""What happened to a run, line by line: every look, what it brought, and why it was taken then."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from codika.language import later, retold, say, say_in, say_many
from codika.model import Run, RunEvent
from ui import snapshots
from ui.formats import moment, plain, viewer_zone

EVENTS = {
    "saved": later("Saved here"),
    "sent": later("Sent to Codika"),
    "accepted": later("Started by Codika"),
    "looked": later("Looked"),
    "unanswered": later("Looked, no answer"),
    "awaited": later("Somebody waits"),
    "ended": later("Ended"),
    "rejected": later("Not started"),
    "unconfirmed": later("No usable answer to the start"),
    "unwatched": later("Stopped looking"),
    "resumed": later("Looking again"),
    "cancelled": later("Cancelled"),
}


@st.fragment
def show(run: Run) -> None:
    """Show a run's timeline, folded away; looks in a row are one line until asked for."""
    # Only who opens it waits for it: what shows its id is half the program of Streamlit.
    with st.expander(
        say("Timeline"),
        icon=":material/timeline:",
        key=f"timeline/{run.id}",
        on_change="rerun",
    ) as place:
        if not place.open:
            return
        if run.execution_id:
            st.caption(say("Execution in Codika"))
            st.code(run.execution_id, language=None)
        events = snapshots.events(run.id)
        folded = _folded(events)
        every = len(folded) < len(events) and st.toggle(
            say_many(
                "Show each of {n} look, and why it was taken then",
                "Show each of {n} looks, and why it was taken then",
                run.looks,
            ),
            key=f"looks/{run.id}",
        )
        if every:
            # A run may have hundreds: this table scrolls by itself.
            st.dataframe(
                _lines([(event, 1) for event in events], with_why=True),
                hide_index=True,
                width="stretch",
            )
        else:
            st.table(_lines(folded, with_why=False))


def _lines(events: Sequence[tuple[RunEvent, int]], *, with_why: bool) -> list[dict[str, str]]:
    zone = viewer_zone()
    return [
        {
            say("When"): moment(event.at, zone),
            say_in("event", "What"): say(EVENTS[event.kind])
            if event.kind in EVENTS
            else event.kind,
            # A cell of `st.dataframe` shows text as it is, one of `st.table` reads Markdown.
            say("Details"): _details(event, n) if with_why else plain(_details(event, n)),
            **({say("Why then"): retold(event.why)} if with_why else {}),
        }
        for event, n in events
    ]


def _details(event: RunEvent, n: int) -> str:
    text = retold(event.text)
    return text if n == 1 else f"{text} ({say_many('{n} look', '{n} looks', n)})"


def _folded(events: Sequence[RunEvent]) -> list[tuple[RunEvent, int]]:
    """Return the timeline, looks in a row that brought nothing new as one, and how many it is."""
    folded: list[tuple[RunEvent, int]] = []
    for event in events:
        before, n = folded[-1] if folded else (None, 0)
        if before is not None and event.kind == "looked" == before.kind:
            folded[-1] = (replace(before, text=event.text or before.text), n + 1)
        else:
            folded.append((event, 1))
    return folded
