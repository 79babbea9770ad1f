"""Workflows as cards, and what is under way: the home page."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from codika.language import say, say_many
from codika.model import ProcessInstance, Run, RunStatus
from codika.runs import RunFilter, UsualTime
from codika.schema import Workflow
from ui import (
    addresses,
    frame,
    history,
    linked,
    origins,
    resources,
    samples,
    snapshots,
    status,
    welcome,
)
from ui.formats import ago, cost_words
from ui.progress import usual_words

LATEST = 6  # runs listed on the home page
TROUBLED = frozenset(
    {RunStatus.FAILED, RunStatus.REJECTED, RunStatus.UNCONFIRMED, RunStatus.UNWATCHED}
)
RECENT = timedelta(days=1)  # for how long trouble stands on the home page
ONE_LINE = 110  # characters of a description


def show_workflows(instance: ProcessInstance) -> None:
    """Show a card for every workflow of a connection that can be started."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        origins.show_refresh(instance)
    with st.spinner(say("Asking Codika what there is…")):
        catalogue = resources.get().catalogues.get(instance)
    frame.show_problems(catalogue)
    workflows = [workflow for workflow in catalogue.workflows if workflow.triggerable]
    if not workflows and not catalogue.problems:
        st.info(
            say("Codika told of no workflow here.  You can still run one whose id you know."),
            icon=":material/info:",
        )
        st.page_link(
            addresses.page(addresses.RUN), label=say("Run by id"), icon=":material/play_circle:"
        )
        return
    welcome.show(instance, workflows)
    ids = tuple(workflow.id for workflow in workflows)
    latest = snapshots.latest(instance.id, ids)
    usual = snapshots.usual_times(instance.id, ids)
    # What was run lately comes first; the others stay in order of title.
    workflows.sort(key=lambda known: -_last_run_at(latest, known.id))
    linked.show(
        [_card(one, latest.get(one.id), usual.get(one.id)) for one in workflows],
        name=say("Workflows"),
        key="cards",
        layout=linked.Layout.CARDS,
    )


def _last_run_at(latest: Mapping[str, Run], workflow_id: str) -> float:
    run = latest.get(workflow_id)
    return run.created_at.timestamp() if run else 0.0


def _card(workflow: Workflow, last: Run | None, usual: UsualTime | None) -> linked.Row:
    looks, facts = [], []
    if last is not None:
        looks = [status.LOOKS[last.status], *([status.SAMPLE_LOOK] if last.is_sample else [])]
        facts.append(ago(last.created_at))
    if usual is not None:
        facts.append(usual_words(usual))
    if workflow.cost is not None:
        facts.append(cost_words(workflow.cost))
    if workflow.schedule is not None:
        facts.append(say("also by schedule"))
    known = " · ".join(facts) or say("Not run from here yet")
    return linked.Row(
        id=workflow.id,
        address=addresses.of_form(workflow.id),
        icon=":material/play_circle:",
        cells=(
            linked.Cell(workflow.title),
            linked.Cell(_one_line(workflow.description)),
            linked.Cell(known, tuple(looks)),
        ),
    )


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= ONE_LINE else line[: ONE_LINE - 1].rsplit(" ", 1)[0] + "…"


def show_activity() -> None:
    """Show what is under way and what came last; looks again only while something is open."""
    is_busy = _is_busy()

    @st.fragment(run_every=snapshots.LIST_TICK if is_busy else None)
    def ticking() -> None:
        open_runs = snapshots.open_runs()
        _show_open(open_runs)
        # Samples fail on purpose; nobody needs to look at that.
        wanted = RunFilter(status=TROUBLED, is_sample=False)
        troubled = snapshots.page(wanted, LATEST, None).runs
        since = datetime.now(UTC) - RECENT
        if recent := [run for run in troubled if run.created_at > since]:
            st.subheader(say("Needs a look"), anchor=False)
            history.show_lines(recent, name=say("Needs a look"), key="trouble")
        st.subheader(say("Latest runs"), anchor=False)
        page = snapshots.page(RunFilter(), LATEST, None)
        if page.runs:
            history.show_lines(page.runs, name=say("Latest runs"), key="latest")
        else:
            st.caption(say("None yet.  Pick a workflow: its runs are kept here."))
        if is_busy and not _is_busy():
            st.rerun()

    ticking()


def _is_busy() -> bool:
    """Whether something is under way, or about to be."""
    return bool(snapshots.open_runs()) or samples.is_filling()


def _show_open(open_runs: Sequence[Run]) -> None:
    n = len(open_runs)
    under_way = say_many("{n} run under way", "{n} runs under way", n)
    st.subheader(under_way if n else say("Nothing under way"), anchor=False)
    if n:
        history.show_lines(open_runs[-LATEST:], name=under_way, key="open")
