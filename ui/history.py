"""Runs on record, as lists: a few lines, and the whole history with its filters."""

from collections.abc import Sequence

import streamlit as st

from codika.language import say, say_in, say_many, write_number
from codika.model import Environment, Run, RunStatus
from codika.runs import RunFilter, is_id
from ui import addresses, labels, linked, notices, resources, samples, snapshots, status
from ui.formats import NONE, ago, duration, moment, viewer_zone
from ui.parts import draw_anew, know_page

PAGE = 50  # runs a page of the list
_FILTERS = ("q", "workflow", "environment", "status")
"""Widgets of the list, and parameters of its address."""
_FOUND = "runs-found"


def show_lines(runs: Sequence[Run], *, name: str, key: str) -> None:
    """
    Show a few runs, each a link to its page with how it stands below.

    Args:
        runs: They.
        name: What a screen reader calls the list.
        key: Unique on the page.
    """
    zone = viewer_zone()
    linked.show(
        [
            linked.Row(
                id=run.id,
                address=addresses.of_run(run.id),
                cells=(
                    linked.Cell(run.workflow_title, note=moment(run.created_at, zone)),
                    linked.Cell(_about(run), (status.LOOKS[run.status], *_looks(run))),
                ),
            )
            for run in runs
        ],
        name=name,
        key=key,
    )


def _about(run: Run) -> str:
    """Return when a run began, how long it took and whose it is."""
    facts = [
        ago(run.created_at),
        "" if run.duration_ms is None else duration(run.duration_ms),
        "" if run.is_sample else run.user,
    ]
    return " · ".join(fact for fact in facts if fact)


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
    know_page()
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
    called = labels.distinct({"": say("All workflows")} | titles, str)
    addresses.chosen("workflow", list(called), "")
    addresses.chosen("environment", ["", *map(str, Environment)], "")
    addresses.chosen_many("status", list(words))
    # Beside one another where they fit, else in two rows: a screen of filters hides the list.
    place = st.grid(4, min_column_width=150)
    place.text_input(
        say("Search"),
        key="q",
        type="search",
        icon=":material/search:",
        placeholder=say("Inputs, people, ids, errors…"),
        on_change=_find,
    )
    place.selectbox(
        say("Workflow"),
        list(called),
        key="workflow",
        format_func=called.__getitem__,
        on_change=_find,
    )
    place.multiselect(
        say("Status"),
        list(words),
        key="status",
        format_func=lambda state: say(words[state]),
        placeholder=say_in("status", "Any"),
        on_change=_find,
    )
    place.selectbox(
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
    draw_anew(_FOUND, by_page=True)


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
    zone = viewer_zone()
    linked.show(
        [
            linked.Row(
                id=run.id,
                address=addresses.here("run", run.id),
                cells=(
                    linked.Cell(looks=(status.LOOKS[run.status],)),
                    linked.Cell(run.workflow_title),
                    # Whose it is stands where no window is too narrow for it.
                    linked.Cell(run.user or NONE),
                    linked.Cell(run.inputs),
                    linked.Cell(
                        "" if run.result_rows is None else write_number(run.result_rows),
                    ),
                    linked.Cell(duration(run.duration_ms)),
                    linked.Cell(moment(run.created_at, zone)),
                    linked.Cell(looks=_looks(run)),
                ),
            )
            for run in runs
        ],
        name=say_many("List of {n} run", "List of {n} runs", len(runs)),
        key="history",
        layout=linked.Layout.TABLE,
        headings=(
            linked.Heading(say("Status"), linked.Kind.FIRST),
            linked.Heading(say("Workflow"), linked.Kind.LINK),
            linked.Heading(say("By")),
            linked.Heading(say("Inputs"), linked.Kind.LONG),
            linked.Heading(
                say("Rows"), linked.Kind.NUMBER, say("Rows of the main list of its result.")
            ),
            linked.Heading(say("Took"), linked.Kind.NUMBER),
            linked.Heading(say("Started")),
            linked.Heading(say("Environment")),
        ),
    )


def _looks(run: Run) -> tuple[status.Look, ...]:
    environment = status.ENVIRONMENTS[run.environment]
    return (environment, status.SAMPLE_LOOK) if run.is_sample else (environment,)
