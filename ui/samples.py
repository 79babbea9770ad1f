"""Sample runs on screen: fill an empty history in one click, and empty it again in one."""

import logging
import threading
from collections.abc import Sequence

import streamlit as st

from codika import errors
from codika.language import say, say_many
from codika.model import ProcessInstance
from codika.runs.samples import SAMPLES, SampleCount, fill
from codika.schema import Workflow
from ui import notices, resources, snapshots

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
        _show_under_way()
    elif there.removed:
        _show_restoring(there)
    else:
        st.button(
            say("Fill with sample runs"),
            icon=":material/auto_awesome:",
            key="fill-samples",
            on_click=_begin,
            args=(instance, tuple(workflows)),
        )
        st.caption(
            say(
                "{n} runs of the sandbox's workflows, some of which fail, so that lists, usual"
                " times and results have something to show.  They are marked, and removed in one"
                " click.",
                n=len(SAMPLES),
            )
        )


def show_removal() -> None:
    """Offer to remove what sample runs there are, and to bring back what was removed."""
    there = resources.get().samples.count()
    if is_filling():
        _show_under_way()
    elif there.ended:
        with st.container(horizontal=True, vertical_alignment="center", key="samples"):
            st.markdown(f":small[{_told(there)}]", width="content")
            st.button(
                say("Remove sample runs"),
                icon=":material/delete:",
                type="tertiary",
                key="remove-samples",
                on_click=_remove,
            )
    elif there.removed and st.session_state.get("samples_removed"):
        _show_restoring(there)


def _told(there: SampleCount) -> str:
    told = say_many("{n} sample run on record", "{n} sample runs on record", there.ended)
    if not there.under_way:
        return told
    more = say_many(
        # In English both are one.
        "{n} more under way, which stay until they end",
        "{n} more under way, which stay until they end",
        there.under_way,
    )
    return f"{told}; {more}"


def _show_under_way() -> None:
    st.caption(f":material/autorenew: {say('Sample runs are under way.')}")


def _show_restoring(there: SampleCount) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="samples"):
        words = say_many("Removed {n} sample run.", "Removed {n} sample runs.", there.removed)
        st.markdown(f":small[{words}]", width="content")
        st.button(
            say("Bring them back"),
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
