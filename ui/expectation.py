"""
What is known before pressing Run: how long, how many rows, what it costs, how it went before.

All of it is our own log and the catalogue; nobody is asked.  Where the same inputs
have a result already, that is offered first: it costs nothing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from codika.model import ProcessInstance, Run
from codika.runs import UsualTime
from codika.runs.forecast import ENOUGH
from codika.runs.payloads import payload_hash
from codika.runs.record import TrackRecord
from codika.schema import Workflow
from codika.schema.redaction import is_incomplete, redacted
from ui import addresses, snapshots, status
from ui.formats import ago, cost_words, count, plain, schedule
from ui.progress import usual_words

REASON_LENGTH = 110  # characters of why a run failed
WITHIN = {
    "1 hour": timedelta(hours=1),
    "1 day": timedelta(days=1),
    "1 week": timedelta(weeks=1),
    "1 month": timedelta(days=30),
}
USUAL_WITHIN = "1 day"


def show(instance: ProcessInstance, workflow: Workflow, payload: Mapping[str, Any]) -> None:
    """Show what to expect of a run with this payload."""
    kept = redacted(workflow.inputs, payload)
    same = payload_hash(kept)
    # Its place is above; how far back to look is chosen below.
    offer = st.container()
    with st.container(border=True, key="expectation", gap="xsmall"):
        st.markdown("**What to expect**")
        _show_record(instance, workflow, same)
        within = _chosen_within() if _last(instance, workflow) else WITHIN[USUAL_WITHIN]
    since = _floor(datetime.now(UTC) - within)
    if earlier := snapshots.same_payload(instance.id, workflow.id, same, since):
        with offer:
            _show_earlier(earlier, has_secrets=is_incomplete(kept))


def _show_record(instance: ProcessInstance, workflow: Workflow, same: str) -> None:
    usual = snapshots.usual_times(instance.id, (workflow.id,)).get(workflow.id)
    everything = snapshots.track_record(instance.id, workflow.id, "")
    alike = snapshots.track_record(instance.id, workflow.id, same)
    st.markdown(f":material/timer: {time_words(usual)}")
    if words := success_words(everything, alike):
        st.markdown(f":material/task_alt: {words}")
    if words := rows_words(alike if _is_enough(alike) else everything):
        st.markdown(f":material/table_rows: {words}")
    if workflow.cost is not None:
        st.markdown(f":material/payments: {cost_words(workflow.cost).capitalize()}.")
    last = _last(instance, workflow)
    if everything.last_failure is not None:
        _show_failure(everything.last_failure)
    if last is None:
        st.markdown(":material/history: Not run from here yet.")
    elif last != everything.last_failure:
        word = status.LOOKS[last.status].word.lower()
        _show_way_to(last, f"Last run: {word}, {ago(last.created_at)}", ":material/history:")
    if workflow.integrations:
        st.caption(f"Uses {plain(', '.join(workflow.integrations))}.")
    if workflow.schedule is not None:
        st.caption(f"Also runs by itself, {plain(schedule(workflow.schedule))}.")


def _show_failure(run: Run) -> None:
    reason = run.error.message if run.error else "It gave no reason."
    if len(reason) > REASON_LENGTH:
        reason = reason[: REASON_LENGTH - 1].rsplit(" ", 1)[0] + "…"
    at = run.ended_at or run.created_at
    # A link is one line, and cut where the screen ends; a reason is read to its end.
    _show_way_to(run, f"Last failure, {ago(at)}", ":material/error:")
    st.caption(plain(reason))


def _show_earlier(run: Run, *, has_secrets: bool) -> None:
    who = f" by {plain(run.user)}" if run.user else ""
    with st.container(border=True, key="you-have-this"):
        if run.status.is_open:
            st.markdown(
                ":material/autorenew: **This is under way already.** A run with the same inputs"
                f" was started {ago(run.created_at)}{who}."
            )
            _show_way_to(run, "Watch that run")
        else:
            rows = f": {count(run.result_rows, 'row')}" if run.result_rows is not None else ""
            age = ago(run.ended_at or run.created_at)
            st.markdown(
                f":material/inventory_2: **You already have this.** The same inputs{who} gave a"
                f" result {age}{rows}."
            )
            _show_way_to(run, "Open that result")
        more = "  Secrets are not compared." if has_secrets else ""
        st.caption(f"Press Run to run it anyway.{more}")


def _show_way_to(run: Run, label: str, icon: str = ":material/open_in_new:") -> None:
    st.page_link(
        addresses.page(addresses.RUNS),
        label=label,
        icon=icon,
        query_params={"run": run.id},
    )


def _chosen_within() -> timedelta:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Offer earlier results of the same inputs for", width="content")
        chosen = st.selectbox(
            "Offer earlier results of the same inputs for",
            list(WITHIN),
            index=list(WITHIN).index(USUAL_WITHIN),
            key="within",
            label_visibility="collapsed",
            width=110,
            persist_state="session",
        )
    return WITHIN[chosen]


def _last(instance: ProcessInstance, workflow: Workflow) -> Run | None:
    return snapshots.latest(instance.id, (workflow.id,)).get(workflow.id)


def _floor(moment: datetime) -> datetime:
    """Return the minute before, so that sessions share what was looked up."""
    return moment.replace(second=0, microsecond=0)


def _is_enough(alike: TrackRecord) -> bool:
    return alike.n >= ENOUGH


def time_words(usual: UsualTime | None) -> str:
    """Return how long it takes: `Usually 2.4 s, rarely over 3.0 s (12 earlier runs).`."""
    if usual is None:
        return "Nobody knows yet how long it takes."
    words = usual_words(usual)
    return f"{words[:1].upper()}{words[1:]} ({count(usual.n, 'earlier run')})."


def success_words(everything: TrackRecord, alike: TrackRecord) -> str:
    """
    Return how many of the latest runs succeeded; empty without any.

    Args:
        everything: Of all runs of the workflow here.
        alike: Of those with the same inputs; they are told where there are enough.
    """
    record = alike if _is_enough(alike) else everything
    inputs = " with these inputs" if record is alike and record.n else ""
    if not record.n:
        return ""
    if record.n == 1:
        word = "succeeded" if record.succeeded else "failed"
        return f"The one earlier run{inputs} {word}."
    share = {record.n: "All", 0: "None"}.get(record.succeeded, str(record.succeeded))
    return f"{share} of the last {record.n} runs{inputs} succeeded."


def rows_words(record: TrackRecord) -> str:
    """Return how many rows its results have: `Usually 47 rows (12 to 60).`; empty if unknown."""
    if record.rows is None:
        return ""
    low, usual, high = record.rows
    if low == high:
        return f"{count(usual, 'row')} in the result."
    return f"Usually {count(usual, 'row')} in the result ({low:,} to {high:,})."
