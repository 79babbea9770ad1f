"""Runs on record: the list, and one run's own page."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from codika import errors
from codika.model import Environment, Run, RunEvent, RunStatus
from codika.runs import RunFilter, is_id
from ui import addresses, notices, progress, resources, results, snapshots, status
from ui.formats import NONE, ago, count, duration, moment, plain, viewer_zone

PAGE = 50  # runs a page of the list

EVENTS = {
    "saved": "Saved here",
    "sent": "Sent to Codika",
    "accepted": "Started by Codika",
    "looked": "Looked",
    "unanswered": "Looked, no answer",
    "ended": "Ended",
    "rejected": "Not started",
    "unconfirmed": "No usable answer to the start",
    "unwatched": "Stopped looking",
    "resumed": "Looking again",
    "cancelled": "Cancelled",
}


def open_from_url() -> Run | None:
    """Return the run the URL names; says so if there is none of that id."""
    run_id = st.query_params.get("run", "")
    if not run_id:
        return None
    if is_id(run_id):
        with contextlib.suppress(errors.RunNotFoundError):
            return snapshots.run(run_id)
    notices.show(errors.RunNotFoundError)
    return None


# -- one run ------------------------------------------------------------------


def show_outcome(run: Run, *, wide: bool) -> None:
    """Show a run as it stands: live, or what it ended with."""
    progress.announce(run)
    if run.status.is_open:
        progress.live(run)
        return
    progress.show_facts(run)
    if run.error:
        notices.show_run_error(run.error)
    if run.status.needs_a_person:
        _show_decision(run)
    if run.status is RunStatus.SUCCESS:
        results.show(run, wide=wide)


def show_detail(run: Run) -> None:
    """Show everything about one run: its permanent page."""
    top, actions = st.columns([4, 1], vertical_alignment="bottom")
    with top:
        st.title(plain(run.workflow_title), anchor=False)
    with actions:
        if resources.get().instance(run.instance_id):
            pressed = st.button(
                "Run again", icon=":material/replay:", type="primary", width="stretch"
            )
            if pressed:  # opens the form, filled in; nothing is sent by this
                st.switch_page(addresses.page(addresses.RUN), query_params=_again(run))
    if run.status.is_open and resources.get().instance(run.instance_id) is None:
        st.warning(
            "**Nobody is watching this run.** Its connection is no longer configured here.",
            icon=":material/link_off:",
        )
    show_outcome(run, wide=True)
    _show_inputs(run)
    _show_timeline(run)


def _again(run: Run) -> dict[str, str]:
    instance = resources.get().instance(run.instance_id)
    named = {"connection": instance.name} if instance else {}
    return {"workflow": run.workflow_id, "from": run.id, **named}


def _show_decision(run: Run) -> None:
    runs = resources.get().runs
    if run.status is RunStatus.UNWATCHED:
        _button("Look again", ":material/visibility:", run, runs.look_again)
        return
    st.markdown(
        "**What now?** Open this workflow’s executions in Codika and look for one that began at"
        f" {plain(moment(run.triggered_at, viewer_zone()))}."
    )
    with st.container(border=True):
        found = st.text_input(
            "It is there: its execution id",
            key=f"found/{run.id}",
            placeholder="019c8fb3-…",
            max_chars=200,
        ).strip()
        if st.button("Watch it", icon=":material/link:", disabled=not found):
            with notices.shown():
                runs.link(run.id, found)
                snapshots.forget()
                st.rerun()
        _button("It is not there", ":material/block:", run, runs.dismiss)


def _button(label: str, icon: str, run: Run, decide: Callable[[str], object]) -> None:
    def decided() -> None:
        with notices.shown():
            decide(run.id)
        snapshots.forget()

    st.button(label, icon=icon, on_click=decided, key=f"{label}/{run.id}")


def _show_inputs(run: Run) -> None:
    with st.expander("Inputs", icon=":material/input:", key=f"inputs/{run.id}"):
        with notices.shown():
            st.json(resources.get().runs.store.payload(run.id), expanded=2)
        if run.rerun_of:
            st.page_link(
                addresses.page(addresses.RUNS),
                label="Run again from this earlier run",
                icon=":material/history:",
                query_params={"run": run.rerun_of},
            )


def _show_timeline(run: Run) -> None:
    events = snapshots.events(run.id)
    zone = viewer_zone()
    with st.expander("Timeline", icon=":material/timeline:", key=f"timeline/{run.id}"):
        if run.execution_id:
            st.caption("Execution in Codika")
            st.code(run.execution_id, language=None)
        st.table(
            [
                {
                    "When": moment(event.at, zone),
                    "What": EVENTS.get(event.kind, event.kind),
                    "Details": plain(event.text),
                }
                for event in _folded(events)
            ]
        )


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


# -- lists --------------------------------------------------------------------


def show_lines(runs: Sequence[Run]) -> None:
    """Show a few runs, a line each, each a link to its page."""
    zone = viewer_zone()
    for run in runs:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            status.badge(run.status)
            st.page_link(
                addresses.page(addresses.RUNS),
                label=plain(run.workflow_title),
                query_params={"run": run.id},
                help=moment(run.created_at, zone),
            )
            environment = status.environment_inline(run.environment)
            took = f" · {duration(run.duration_ms)}" if run.duration_ms is not None else ""
            who = f" · {plain(run.user)}" if run.user else ""
            st.markdown(f"{environment} :small[{ago(run.created_at)}{took}{who}]")


def show_list() -> None:
    """Show the history: filters, one page of runs, and the way to older ones."""
    wanted = _filter()
    before = st.query_params.get("before", "")
    page = snapshots.page(wanted, PAGE, before if is_id(before) else None)
    if not page.total:
        _show_empty(wanted)
        return
    st.caption(f"{count(len(page.runs), 'run')} of {page.total:,} shown, newest first")
    _show_table(page.runs)
    with st.container(horizontal=True):
        if before:
            st.button(
                "Newest",
                icon=":material/first_page:",
                on_click=addresses.keep("before", ""),
            )
        if page.next_before:
            st.button(
                "Older",
                icon=":material/chevron_right:",
                on_click=addresses.keep("before", page.next_before),
            )


def _show_empty(wanted: RunFilter) -> None:
    if wanted == RunFilter():
        st.info("No run yet.  Start one, and it is kept here.", icon=":material/history:")
        st.page_link(
            addresses.page(addresses.RUN), label="Run a workflow", icon=":material/play_circle:"
        )
    else:
        st.info("No run passes these filters.", icon=":material/filter_alt_off:")


def _filter() -> RunFilter:
    store = resources.get().runs.store
    titles = dict(
        seen for instance in resources.get().instances for seen in store.workflows_seen(instance.id)
    )
    words = {str(state): status.LOOKS[state].word for state in RunStatus}
    addresses.chosen_text("q")
    addresses.chosen("workflow", ["", *titles], "")
    addresses.chosen("environment", ["", *map(str, Environment)], "")
    addresses.chosen_many("status", list(words))
    first, second, third, fourth = st.columns([2, 2, 2, 1])
    text = first.text_input(
        "Search",
        key="q",
        type="search",
        icon=":material/search:",
        placeholder="Inputs, people, ids, errors…",
    )
    workflow_id = second.selectbox(
        "Workflow",
        ["", *titles],
        key="workflow",
        format_func=lambda key: titles.get(key, "All workflows"),
    )
    states = third.multiselect(
        "Status", list(words), key="status", format_func=words.__getitem__, placeholder="Any"
    )
    environment = fourth.selectbox(
        "Environment",
        ["", *map(str, Environment)],
        key="environment",
        format_func=lambda key: key.upper() or "Any",
    )
    return RunFilter(
        text=text or "",
        workflow_id=workflow_id or "",
        status=frozenset(RunStatus(state) for state in states),
        environment=Environment(environment) if environment else None,
    )


def _show_table(runs: Sequence[Run]) -> None:
    import pandas as pd  # noqa: PLC0415  not needed before the first list

    zone = viewer_zone()
    words = [status.LOOKS[run.status].signed_word for run in runs]
    frame = pd.DataFrame(
        {
            "Status": [[word] for word in words],
            "Workflow": [run.workflow_title for run in runs],
            "Inputs": [run.inputs for run in runs],
            "By": [run.user or NONE for run in runs],
            "Environment": [[status.ENVIRONMENTS[run.environment].signed_word] for run in runs],
            "Started": [moment(run.created_at, zone) for run in runs],
            "Took": [duration(run.duration_ms) for run in runs],
        }
    )
    picked = st.dataframe(
        frame,
        hide_index=True,
        height="content",
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key="history",
        alt=f"List of {count(len(runs), 'run')}; choose a row to open it",
        column_config={
            "Status": _badges(status.LOOKS.values()),
            "Environment": _badges(status.ENVIRONMENTS.values()),
            "Inputs": st.column_config.TextColumn(width="medium"),
        },
    )
    selection = picked["selection"]
    if rows := [*selection["rows"], *(row for row, _ in selection["cells"])]:
        st.query_params["run"] = runs[rows[0]].id
        st.rerun()


def _badges(looks: Iterable[status.Look]) -> Any:
    looks = list(looks)
    return st.column_config.MultiselectColumn(
        options=[look.signed_word for look in looks],
        color=[look.color for look in looks],
        width=130,  # pixels: the longest word is not cut
    )
