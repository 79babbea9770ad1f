"""Runs on record, as lists: a few lines, and the whole history with its filters."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from codika.language import later, say, say_in, say_many
from codika.model import Environment, Run, RunStatus
from codika.runs import RunFilter, is_id
from ui import addresses, grids, notices, resources, samples, snapshots, status
from ui.formats import NONE, ago, duration, moment, plain, viewer_zone

PAGE = 50  # runs a page of the list
_FILTERS = ("q", "workflow", "environment", "status")
"""Widgets of the list, and parameters of its address."""
_FOUND = "runs-found"
_COLUMNS = (
    later("Status"),
    later("Workflow"),
    later("Inputs"),
    later("Rows"),
    later("Took"),
    later("Started"),
    later("Environment"),
    later("By"),
)


def show_lines(runs: Sequence[Run]) -> None:
    """Show a few runs, each a link to its page with how it stands below."""
    zone = viewer_zone()
    for run in runs:
        with st.container(gap=None):
            st.page_link(
                addresses.page(addresses.RUNS),
                label=plain(run.workflow_title),
                query_params={"run": run.id},
                help=moment(run.created_at, zone),
            )
            marks = f"{status.inline(run.status)} {status.environment_inline(run.environment)}"
            took = f" · {duration(run.duration_ms)}" if run.duration_ms is not None else ""
            who = f" · {plain(run.user)}" if run.user and not run.is_sample else ""
            mark = f" {status.sample()}" if run.is_sample else ""
            st.markdown(f"{marks}{mark} :small[{ago(run.created_at)}{took}{who}]")


def show_list() -> None:
    """Show the history: filters, one page of runs, and the way to older ones."""
    _show_filters()
    _show_found()


@st.fragment(key=_FOUND)
def _show_found() -> None:
    # What a filter changes is drawn alone, and what was found is all that it changes.
    with notices.shown():
        _show_page(filter_in_url())


def _show_page(wanted: RunFilter) -> None:
    before = st.query_params.get("before", "")
    page = snapshots.page(wanted, PAGE, before if is_id(before) else None)
    if not page.total:
        _show_empty(wanted)
        samples.show_removal()
        return
    st.caption(
        say_many(
            "{n} run of {total} shown, newest first",
            "{n} runs of {total} shown, newest first",
            len(page.runs),
            total=page.total,
        )
    )
    samples.show_removal()
    _show_table(page.runs)
    with st.container(horizontal=True):
        if before:
            st.button(
                say("Newest"),
                icon=":material/first_page:",
                on_click=addresses.keep("before", ""),
            )
        if page.next_before:
            st.button(
                say("Older"),
                icon=":material/chevron_right:",
                on_click=addresses.keep("before", page.next_before),
            )


def _show_empty(wanted: RunFilter) -> None:
    if wanted == RunFilter():
        st.info(say("No run yet.  Start one, and it is kept here."), icon=":material/history:")
        st.page_link(
            addresses.page(addresses.RUN),
            label=say("Run a workflow"),
            icon=":material/play_circle:",
        )
    else:
        st.info(say("No run passes these filters."), icon=":material/filter_alt_off:")
        st.button(say("Clear all"), icon=":material/filter_alt_off:", on_click=_show_all)


def _show_all() -> None:
    """Take all filters back."""
    for name in (*_FILTERS, "before"):
        addresses.keep(name, "")()
    st.rerun()


def _show_filters() -> None:
    store = resources.get().runs.store
    titles = dict(
        seen
        for instance in (*resources.get().set_aside, *resources.get().instances)
        for seen in store.workflows_seen(instance.id)
    )
    words = {str(state): status.LOOKS[state].word for state in RunStatus}
    addresses.chosen_text("q")
    if asked := st.query_params.get("workflow"):
        titles.setdefault(asked, asked)  # a link to a workflow without runs shows that it has none
    addresses.chosen("workflow", ["", *titles], "")
    addresses.chosen("environment", ["", *map(str, Environment)], "")
    addresses.chosen_many("status", list(words))
    first, second, third, fourth = st.columns([2, 2, 2, 1])
    first.text_input(
        say("Search"),
        key="q",
        type="search",
        icon=":material/search:",
        placeholder=say("Inputs, people, ids, errors…"),
        on_change=_find,
    )
    second.selectbox(
        say("Workflow"),
        ["", *titles],
        key="workflow",
        format_func=lambda key: titles[key] if key in titles else say("All workflows"),
        on_change=_find,
    )
    third.multiselect(
        say("Status"),
        list(words),
        key="status",
        format_func=lambda state: say(words[state]),
        placeholder=say_in("status", "Any"),
        on_change=_find,
    )
    fourth.selectbox(
        say("Environment"),
        ["", *map(str, Environment)],
        key="environment",
        format_func=lambda key: key.upper() or say_in("environment", "Any"),
        on_change=_find,
    )


def _find() -> None:
    """Show what passes the filters now, from its first page on."""
    for name in _FILTERS:
        addresses.follow(name)
    addresses.keep("before", "")()
    st.rerun(_FOUND)


def filter_in_url() -> RunFilter:
    """Return the filter that the address names: of the list, or that a run was opened from."""
    asked = st.query_params
    environments = set(map(str, Environment))
    return RunFilter(
        text=asked.get("q", ""),
        workflow_id=asked.get("workflow", ""),
        status=frozenset(
            RunStatus(state) for state in asked.get_all("status") if state in set(RunStatus)
        ),
        environment=(
            Environment(asked["environment"]) if asked.get("environment") in environments else None
        ),
    )


def show_way_back() -> None:
    """Show the way to the list that a run was opened from, with its filters."""
    addresses.show_step(say("All runs"), "run", "", icon=":material/arrow_back:", key="all-runs")


def show_neighbours(run: Run) -> None:
    """Show the ways to the runs before and after one in the list it was opened from."""
    newer, older = snapshots.beside(filter_in_url(), run.id)
    with st.container(horizontal=True, gap="small", width="content"):
        addresses.show_step(
            say_in("run", "Newer"), "run", newer, icon=":material/chevron_left:", key="newer-run"
        )
        addresses.show_step(
            say_in("run", "Older"),
            "run",
            older,
            icon=":material/chevron_right:",
            key="older-run",
            is_after=True,
        )


def _show_table(runs: Sequence[Run]) -> None:
    import pandas as pd  # noqa: PLC0415  not needed before the first list

    zone = viewer_zone()
    words = [status.LOOKS[run.status].signed_word for run in runs]
    frame = pd.DataFrame(
        {
            "Status": [[word] for word in words],
            "Workflow": [run.workflow_title for run in runs],
            # Whose it is stands where no window is too narrow for it.
            "By": [run.user or NONE for run in runs],
            "Inputs": [run.inputs for run in runs],
            "Rows": pd.array([run.result_rows for run in runs], dtype="Int64"),
            "Took": [duration(run.duration_ms) for run in runs],
            "Started": [moment(run.created_at, zone) for run in runs],
            "Environment": [_marks(run) for run in runs],
        }
    )
    picked = st.dataframe(
        frame,
        hide_index=True,
        height="content",
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key="history",
        placeholder=NONE,
        alt=say_many(
            "List of {n} run; choose a row to open it",
            "List of {n} runs; choose a row to open it",
            len(runs),
        ),
        column_config={
            **{name: say(name) for name in _COLUMNS},
            "Status": _badges("Status", status.LOOKS.values()),
            "Environment": _badges(
                "Environment",
                [*status.ENVIRONMENTS.values(), status.SAMPLE_LOOK],
                width=180 if any(run.is_sample for run in runs) else 95,  # pixels
            ),
            # In pixels, to be seen whole in a window of 1360; what is long is cut.
            "Workflow": st.column_config.TextColumn(say("Workflow"), width=140),
            "By": st.column_config.TextColumn(say("By"), width=95),
            "Inputs": st.column_config.TextColumn(say("Inputs"), width=125),
            "Took": st.column_config.TextColumn(say("Took"), width=70),
            "Rows": st.column_config.NumberColumn(
                say("Rows"),
                width=60,
                format=grids.number_format(whole=True),
                help=say("Rows of the main list of its result."),
            ),
        },
    )
    selection = picked["selection"]
    if rows := [*selection["rows"], *(row for row, _ in selection["cells"])]:
        st.query_params["run"] = runs[rows[0]].id
        st.rerun()


def _marks(run: Run) -> list[str]:
    marks = [status.ENVIRONMENTS[run.environment].signed_word]
    return [*marks, status.SAMPLE_LOOK.signed_word] if run.is_sample else marks


def _badges(name: str, looks: Iterable[status.Look], *, width: int = 130) -> Any:
    looks = list(looks)
    return st.column_config.MultiselectColumn(
        say(name),
        options=[look.signed_word for look in looks],
        color=[look.color for look in looks],
        width=width,  # pixels: the longest word is not cut
    )
