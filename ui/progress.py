"""
A run while it is under way: where it stands, how long it has been, how long it usually takes.

The timer lives in the browser and redraws from the run log alone; no request
leaves for Codika because somebody is watching.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import streamlit as st

from codika.language import retold, say, say_many
from codika.model import Run, RunStatus
from codika.runs import UsualTime
from codika.runs.forecast import ENOUGH, Forecast, Pace, forecast
from ui import notices, notifying, people, resources, snapshots, status, watchers
from ui.formats import clock, duration, moment, percent, plain, viewer_zone

LONG_QUEUE = 2.0  # seconds; before that a button would only flash by


def live(run: Run, draw: Callable[[Run], None] | None = None) -> None:
    """
    Show a run that is under way, and the whole page anew once it has ended.

    Args:
        run: The run.
        draw: How it is drawn; with all that is known and can be done, unless told otherwise.
    """
    # Seen from another tab; the page sets its own title again once the run has ended.
    word = say(status.LOOKS[run.status].word)
    st.set_page_config(page_title=f"{word} · {run.workflow_title}")
    (draw or _draw)(run)


def _follow(run: Run, show: Callable[[Run], None]) -> None:
    """
    Show what moves with time, and all else anew when it changed.

    Every line that is sent wakes the server's loop, so with hundreds of tabs what
    stands still is the greater part of what a tick takes.
    """
    every = watchers.pause()

    @st.fragment(run_every=every)
    def ticking() -> None:
        now = snapshots.run(run.id)
        if not now.status.is_open:
            st.session_state["just_ended"] = now.id
        is_same = _standing_still(now) == _standing_still(run)
        if not is_same or watchers.is_worth_a_change(every, watchers.pause()):
            st.rerun()
        with st.container(key="moving"):
            show(now)

    ticking()


def _standing_still(run: Run) -> tuple[object, ...]:
    """Return what is drawn once."""
    return run.status, run.is_awaited, run.reported_status


def announce(run: Run) -> None:
    """Say once that a run this session was watching has ended."""
    if st.session_state.get("just_ended") == run.id and not run.status.is_open:
        del st.session_state["just_ended"]
        look = status.LOOKS[run.status]
        title, word = plain(run.workflow_title), say(look.word).lower()
        st.toast(say("{title}: {word}", title=title, word=word), icon=look.icon)
        notifying.tell(run)


def show_facts(run: Run) -> None:
    """Show status, environment and the facts about a run in one line."""
    zone = viewer_zone()
    facts = [
        say("by {who}", who=plain(run.user)) if run.user and not run.is_sample else "",
        plain(moment(run.created_at, zone)),
        say("took {length}", length=duration(run.duration_ms))
        if run.duration_ms is not None
        else "",
        say_many("{n} row", "{n} rows", run.result_rows) if run.result_rows is not None else "",
        plain(run.instance_name),
    ]
    line = " · ".join(fact for fact in facts if fact)
    marks = [status.inline(run.status), status.environment_inline(run.environment)]
    if run.is_sample:
        marks.append(status.sample())
    st.markdown(f"{' '.join(marks)} {line}")


def draw_calmly(run: Run) -> None:
    """Show how far a run is, for people who only want to see its result."""
    with st.container(border=True, key="live"):
        st.markdown(f"{status.inline(run.status)} **{say(status.LOOKS[run.status].meaning)}**")
        _follow(run, _show_standing)


def _show_standing(run: Run) -> None:
    """Show how long a pending run has been under way, against how long it usually takes."""
    usual = snapshots.usual_times(run.instance_id, (run.workflow_id,)).get(run.workflow_id)
    if run.status is not RunStatus.PENDING:
        known = usual_words(usual) if usual else say("Nobody knows yet how long it takes.")
        st.caption(f":material/timer: {known}")
        return
    since = run.accepted_at or run.triggered_at or run.created_at
    elapsed_ms = max(0.0, (datetime.now(UTC) - since).total_seconds() * 1000)
    seen = forecast(elapsed_ms, usual)
    text = words(elapsed_ms, usual, seen)
    if seen.share is None:
        st.markdown(text)  # a bar would promise what nobody knows
    else:
        st.progress(min(seen.share, 1.0), text=text)


def _draw(run: Run) -> None:
    show_facts(run)
    with st.container(border=True, key="live"):
        st.markdown(f"**{say(status.LOOKS[run.status].meaning)}**")
        _follow(run, _show_moving)
        if run.reported_status:
            state = plain(run.reported_status)
            st.caption(say("Codika calls its state “{state}”.", state=state))
        if resources.get().instance(run.instance_id):
            with st.container(horizontal=True, vertical_alignment="center"):
                if run.status is RunStatus.PENDING:
                    _offer_to_hurry(run)
                notifying.offer(run)
        advice = say("You can close this tab: the run goes on, and its result is kept under Runs.")
        st.caption(f":material/tab_close: {advice}")


def _show_moving(run: Run) -> None:
    _show_standing(run)
    waited = datetime.now(UTC) - run.created_at
    if run.status is RunStatus.QUEUED and waited.total_seconds() > LONG_QUEUE:
        _show_queue(run)
    if trouble := _trouble(run):
        st.caption(f":material/cloud_off: {plain(trouble)}")


def _offer_to_hurry(run: Run) -> None:
    """Let a person say that they wait for a run, and tell when somebody does."""
    if run.is_awaited:
        words = say("Somebody waits for it: we look four times as often.")
        st.markdown(f":material/visibility: {words}")
        st.button(
            say("No need any more"),
            type="tertiary",
            key=f"calm/{run.id}",
            on_click=_tell,
            args=(run.id, False),
        )
        return
    st.button(
        say("I’m waiting for this"),
        icon=":material/visibility:",
        key=f"hurry/{run.id}",
        on_click=_tell,
        args=(run.id, True),
        help=say("We ask Codika four times as often, so you know the end sooner."),
    )


def _tell(run_id: str, is_awaited: bool) -> None:  # noqa: FBT001  a widget's callback
    with notices.shown():
        resources.get().runs.set_awaited(run_id, is_awaited=is_awaited, user=people.user())
    snapshots.forget()


def _show_queue(run: Run) -> None:
    """Show how many go before, and let a person take the run back."""
    before = [
        other
        for other in snapshots.open_runs()
        if other.status in (RunStatus.QUEUED, RunStatus.TRIGGERING) and other.id < run.id
    ]
    st.markdown(
        say_many(
            "Waiting for its turn: {n} run before it.",
            "Waiting for its turn: {n} runs before it.",
            len(before),
        )
    )
    st.button(
        say("Take it back"),
        icon=":material/undo:",
        on_click=_take_back,
        args=(run.id,),
        help=say("It has not been sent, so nothing has happened."),
    )


def _take_back(run_id: str) -> None:
    with notices.shown():
        resources.get().runs.cancel(run_id)
    snapshots.forget()


def usual_words(usual: UsualTime) -> str:
    """Return how long a workflow usually takes: `usually 4.2 s, rarely over 9.0 s`."""
    middle, high = duration(usual.median_ms), duration(usual.high_ms)
    if usual.n < ENOUGH:
        if usual.n == 1:
            return say("{length} last time", length=middle)
        return say("about {length} lately", length=middle)
    if middle == high:
        return say("usually {length}", length=middle)
    return say("usually {length}, rarely over {high}", length=middle, high=high)


def words(elapsed_ms: float, usual: UsualTime | None, seen: Forecast) -> str:
    """Return how a pending run stands against earlier ones, in up to three sentences."""
    elapsed = duration(elapsed_ms)
    if usual is None or seen.share is None:
        return say(
            "Running for {elapsed}. This is its first run here, so nobody knows how long it takes.",
            elapsed=elapsed,
        )
    before = say_many("{n} earlier run", "{n} earlier runs", seen.n)
    share, known = percent(seen.share), usual_words(usual)
    if seen.pace is Pace.STALLED:
        return say(
            "Running for {elapsed}, many times longer than before ({usual}; {before}). It may be a"
            " workflow that never reports its end: look in Codika.",
            elapsed=elapsed,
            usual=known,
            before=before,
        )
    if seen.pace is Pace.USUAL:
        said = [
            say(
                "Running for {elapsed}, {share} of its usual time ({usual}; {before}).",
                elapsed=elapsed,
                share=share,
                usual=known,
                before=before,
            )
        ]
    else:
        said = [
            say("Running for {elapsed}, {share} of its usual time.", elapsed=elapsed, share=share),
            _slower(seen),
        ]
    if seen.left_ms is not None:
        end = datetime.now(UTC) + timedelta(milliseconds=seen.left_ms)
        said.append(say("Expected to end about {time}.", time=clock(end, viewer_zone())))
    return " ".join(said)


def _slower(seen: Forecast) -> str:
    if seen.pace is Pace.OVERDUE:
        return say_many(
            "Overdue: slower than {quicker} of {n} earlier run.",
            "Overdue: slower than {quicker} of {n} earlier runs.",
            seen.n,
            quicker=seen.quicker,
        )
    return say_many(
        "Slower than {quicker} of {n} earlier run.",
        "Slower than {quicker} of {n} earlier runs.",
        seen.n,
        quicker=seen.quicker,
    )


def _trouble(run: Run) -> str:
    """Return what the latest look met, if that was no answer."""
    latest = snapshots.events(run.id)[-1:]
    unanswered = [retold(event.text) for event in latest if event.kind == "unanswered"]
    if not unanswered:
        return ""
    return f"{say('Codika did not answer just now; we keep asking.')} {unanswered[0]}"
