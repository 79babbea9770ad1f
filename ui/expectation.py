"""
What is known before pressing Run: how long, how many rows, what it costs, how it went before.

All of it is our own log and the catalogue; nobody is asked.  Where the same inputs
have a result already, that is offered first: it costs nothing.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from codika.language import later, retold, say, say_many
from codika.model import ProcessInstance, Run
from codika.runs import UsualTime
from codika.runs.forecast import ENOUGH
from codika.runs.payloads import payload_hash
from codika.runs.record import TrackRecord
from codika.schema import Workflow
from codika.schema.redaction import is_incomplete, redacted
from ui import addresses, snapshots, status
from ui.formats import ago, cost_words, plain, schedule
from ui.progress import usual_words

REASON_LENGTH = 110  # characters of why a run failed
WITHIN = {
    later("1 hour"): timedelta(hours=1),
    later("1 day"): timedelta(days=1),
    later("1 week"): timedelta(weeks=1),
    later("1 month"): timedelta(days=30),
}
USUAL_WITHIN = "1 day"
_WITHIN = "within"


def show(
    instance: ProcessInstance,
    workflow: Workflow,
    payload: Mapping[str, Any],
    changed: Callable[[], None],
) -> None:
    """
    Show what to expect of a run with this payload.

    Args:
        instance: Where it would run.
        workflow: What would run.
        payload: Its inputs.
        changed: Called when somebody asks how far back earlier results are offered.
    """
    with st.container(border=True, key="expectation", gap="xsmall"):
        st.markdown(f"**{say('What to expect')}**")
        _show_record(instance, workflow, _alike(instance, workflow, payload))
        if _last(instance, workflow):
            _ask_within(changed)


def alike(
    instance: ProcessInstance, workflow: Workflow, payload: Mapping[str, Any]
) -> TrackRecord | None:
    """Return how runs with the same payload went, if there are enough to tell."""
    record = _alike(instance, workflow, payload)
    return record if _is_enough(record) else None


def _alike(
    instance: ProcessInstance, workflow: Workflow, payload: Mapping[str, Any]
) -> TrackRecord:
    return snapshots.track_record(instance.id, workflow.id, _same(workflow, payload))


def show_earlier(
    instance: ProcessInstance,
    workflow: Workflow,
    payload: Mapping[str, Any],
    changed: Callable[[], None],
) -> None:
    """Offer the result that the same payload gave, where it gave one lately."""
    del changed  # nothing here changes anything
    if found := earlier(instance, workflow, payload):
        kept = redacted(workflow.inputs, payload)
        _show_earlier(found, has_secrets=is_incomplete(kept))


def earlier(
    instance: ProcessInstance, workflow: Workflow, payload: Mapping[str, Any]
) -> Run | None:
    """Return the latest result of the same payload that is not too old to be offered."""
    within = WITHIN[st.session_state.get(_WITHIN, USUAL_WITHIN)]
    since = _floor(datetime.now(UTC) - within)
    return snapshots.same_payload(instance.id, workflow.id, _same(workflow, payload), since)


def _same(workflow: Workflow, payload: Mapping[str, Any]) -> str:
    return payload_hash(redacted(workflow.inputs, payload))


def _show_record(instance: ProcessInstance, workflow: Workflow, alike: TrackRecord) -> None:
    usual = snapshots.usual_times(instance.id, (workflow.id,)).get(workflow.id)
    everything = snapshots.track_record(instance.id, workflow.id, "")
    known = [f":material/timer: {time_words(usual)}"]
    if words := success_words(everything, alike):
        record = alike if _is_enough(alike) else everything
        icon = "task_alt" if record.succeeded == record.n else "rule"
        known.append(f":material/{icon}: {words}")
    if words := rows_words(alike if _is_enough(alike) else everything):
        known.append(f":material/table_rows: {words}")
    if workflow.cost is not None:
        known.append(f":material/payments: {cost_words(workflow.cost).capitalize()}.")
    last = _last(instance, workflow)
    if last is None:
        known.append(f":material/history: {say('Not run from here yet.')}")
    # One element: each of them is drawn anew with every answer of the form.
    st.markdown("  \n".join(known))
    if everything.last_failure is not None:
        _show_failure(everything.last_failure)
    if last is not None and last != everything.last_failure:
        word = say(status.LOOKS[last.status].word).lower()
        label = say("Last run: {word}, {when}", word=word, when=ago(last.created_at))
        _show_way_to(last, label, ":material/history:")
    more = []
    if workflow.integrations:
        more.append(say("Uses {services}.", services=plain(", ".join(workflow.integrations))))
    if workflow.schedule is not None:
        more.append(say("Also runs by itself, {when}.", when=plain(schedule(workflow.schedule))))
    if more:
        st.caption("  \n".join(more))


def _show_failure(run: Run) -> None:
    reason = retold(run.error.message) if run.error else say("It gave no reason.")
    if len(reason) > REASON_LENGTH:
        reason = reason[: REASON_LENGTH - 1].rsplit(" ", 1)[0] + "…"
    at = run.ended_at or run.created_at
    # A link is one line, and cut where the screen ends; a reason is read to its end.
    _show_way_to(run, say("Last failure, {when}", when=ago(at)), ":material/error:")
    st.caption(plain(reason))


def _show_earlier(run: Run, *, has_secrets: bool) -> None:
    who = plain(run.user)
    with st.container(border=True, key="you-have-this"):
        if run.status.is_open:
            when = ago(run.created_at)
            what = (
                say("A run with the same inputs was started {when} by {who}.", when=when, who=who)
                if who
                else say("A run with the same inputs was started {when}.", when=when)
            )
            st.markdown(f":material/autorenew: **{say('This is under way already.')}** {what}")
            _show_way_to(run, say("Watch that run"))
        else:
            ended = ago(run.ended_at or run.created_at)
            what = (
                say("The same inputs by {who} gave a result {when}", when=ended, who=who)
                if who
                else say("The same inputs gave a result {when}", when=ended)
            )
            if run.result_rows is not None:
                rows = say_many("{n} row", "{n} rows", run.result_rows)
                what = say("{what}: {rows}", what=what, rows=rows)
            st.markdown(f":material/inventory_2: **{say('You already have this.')}** {what}.")
            _show_way_to(run, say("Open that result"))
        more = f"  {say('Secrets are not compared.')}" if has_secrets else ""
        st.caption(f"{say('Press Run to run it anyway.')}{more}")


def _show_way_to(run: Run, label: str, icon: str = ":material/open_in_new:") -> None:
    st.page_link(
        addresses.page(addresses.RUNS),
        label=label,
        icon=icon,
        query_params={"run": run.id},
    )


def _ask_within(changed: Callable[[], None]) -> None:
    chosen = st.session_state.get(_WITHIN, USUAL_WITHIN)
    # What to choose from comes when it is asked for: a box would be the dearest thing here.
    with st.popover(
        say("Earlier results are offered for {length}", length=say(chosen)),
        type="tertiary",
        key=f"{_WITHIN}/popover",
        on_change=changed,
    ) as place:
        if place.open:
            st.radio(
                say("Offer earlier results of the same inputs for"),
                list(WITHIN),
                index=list(WITHIN).index(chosen),
                format_func=say,
                key=f"{_WITHIN}/choice",
                on_change=_choose_within,
                args=(changed,),
            )


def _choose_within(changed: Callable[[], None]) -> None:
    # Under a name of its own: Streamlit forgets what is in a popover once that is closed.
    st.session_state[_WITHIN] = st.session_state[f"{_WITHIN}/choice"]
    changed()


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
        return say("Nobody knows yet how long it takes.")
    words = usual_words(usual)
    earlier = say_many("{n} earlier run", "{n} earlier runs", usual.n)
    return f"{words[:1].upper()}{words[1:]} ({earlier})."


def success_words(everything: TrackRecord, alike: TrackRecord) -> str:
    """
    Return how many of the latest runs succeeded; empty without any.

    Args:
        everything: Of all runs of the workflow here.
        alike: Of those with the same inputs; they are told where there are enough.
    """
    record = alike if _is_enough(alike) else everything
    if not record.n:
        return ""
    same = record is alike
    if record.n == 1:
        if record.succeeded:
            return say(_ONE_GOOD_ALIKE if same else _ONE_GOOD)
        return say(_ONE_BAD_ALIKE if same else _ONE_BAD)
    if record.succeeded == record.n:
        words = _ALL_ALIKE if same else _ALL
    elif record.succeeded:
        words = _SOME_ALIKE if same else _SOME
    else:
        words = _NONE_ALIKE if same else _NONE
    return say(words, n=record.n, good=record.succeeded)


# Whole sentences: in another language their parts would agree with one another.
_ONE_GOOD = later("The one earlier run succeeded.")
_ONE_GOOD_ALIKE = later("The one earlier run with these inputs succeeded.")
_ONE_BAD = later("The one earlier run failed.")
_ONE_BAD_ALIKE = later("The one earlier run with these inputs failed.")
_ALL = later("All of the last {n} runs succeeded.")
_ALL_ALIKE = later("All of the last {n} runs with these inputs succeeded.")
_SOME = later("{good} of the last {n} runs succeeded.")
_SOME_ALIKE = later("{good} of the last {n} runs with these inputs succeeded.")
_NONE = later("None of the last {n} runs succeeded.")
_NONE_ALIKE = later("None of the last {n} runs with these inputs succeeded.")


def rows_words(record: TrackRecord) -> str:
    """Return how many rows its results have: `Usually 47 rows (12 to 60).`; empty if unknown."""
    if record.rows is None:
        return ""
    low, usual, high = record.rows
    if low == high:
        return say_many("{n} row in the result.", "{n} rows in the result.", usual)
    return say_many(
        "Usually {n} row in the result ({low} to {high}).",
        "Usually {n} rows in the result ({low} to {high}).",
        usual,
        low=low,
        high=high,
    )
