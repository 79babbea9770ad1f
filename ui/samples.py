"""Sample runs on screen: fill an empty history in one click, and empty it again in one."""

import logging
import threading
from collections.abc import Sequence

import streamlit as st

from codika import errors
from codika.model import ProcessInstance
from codika.runs.samples import SAMPLES, SampleCount, fill
from codika.schema import Workflow
from ui import notices, resources, snapshots
from ui.formats import count

log = logging.getLogger(__name__)

_lock = threading.Lock()
_filling: threading.Thread | None = None


def is_filling() -> bool:
    """Whether samples are still being started."""
    return _filling is not None and _filling.is_alive()


def offer(instance: ProcessInstance, workflows: Sequence[Workflow]) -> None:
    """Offer to fill the log of a sandbox that has nothing to show."""
    there = resources.get().samples.count()
    if is_filling() or there.ended:
        show_removal()
    elif there.under_way:
        st.caption(":material/autorenew: Sample runs are under way.")
    elif there.removed:
        _show_restoring(there)
    else:
        st.button(
            "Fill with sample runs",
            icon=":material/auto_awesome:",
            key="fill-samples",
            on_click=_begin,
            args=(instance, tuple(workflows)),
        )
        st.caption(
            f"{len(SAMPLES)} runs of the sandbox's workflows, some of which fail, so that lists,"
            " usual times and results have something to show.  They are marked, and removed in"
            " one click."
        )


def show_removal() -> None:
    """Offer to remove what sample runs there are, and to bring back what was removed."""
    there = resources.get().samples.count()
    if is_filling():
        st.caption(":material/autorenew: Sample runs are under way.")
    elif there.ended:
        with st.container(horizontal=True, vertical_alignment="center", key="samples"):
            st.markdown(f":small[{_told(there)}]", width="content")
            st.button(
                "Remove sample runs",
                icon=":material/delete:",
                type="tertiary",
                key="remove-samples",
                on_click=_remove,
            )
    elif there.removed and st.session_state.get("samples_removed"):
        _show_restoring(there)


def _told(there: SampleCount) -> str:
    told = f"{count(there.ended, 'sample run')} on record"
    return (
        f"{told}; {there.under_way} more under way, which stay until they end"
        if (there.under_way)
        else told
    )


def _show_restoring(there: SampleCount) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="samples"):
        st.markdown(f":small[Removed {count(there.removed, 'sample run')}.]", width="content")
        st.button(
            "Bring them back",
            icon=":material/undo:",
            type="tertiary",
            key="restore-samples",
            on_click=_restore,
        )


def _begin(instance: ProcessInstance, workflows: tuple[Workflow, ...]) -> None:
    """Start them from a thread: a few at a time, whoever looks."""
    global _filling  # noqa: PLW0603  one for the process, however many press
    with _lock, notices.shown():
        there = resources.get().samples.count()
        if not (is_filling() or there.ended or there.under_way):
            _filling = threading.Thread(
                target=_fill, args=(instance, workflows), name="samples", daemon=True
            )
            _filling.start()


def _fill(instance: ProcessInstance, workflows: tuple[Workflow, ...]) -> None:
    try:
        fill(resources.get().runs, instance, workflows)
    except errors.CodikaError as error:
        # The dashboard stops or takes other connections over: there are fewer then.
        log.info("no more sample runs: %s", error)


def _remove() -> None:
    with notices.shown():
        resources.get().samples.remove()
        st.session_state["samples_removed"] = True
    snapshots.forget()


def _restore() -> None:
    with notices.shown():
        resources.get().samples.restore()
    st.session_state.pop("samples_removed", None)
    snapshots.forget()
