"""The tracker panel: what was sent to each connection, and how well it is watched."""

import streamlit as st

from codika.model import ProcessInstance
from codika.runs.traffic import Traffic
from ui import resources, snapshots
from ui.formats import NONE, count, duration, moment, number, viewer_zone


def show() -> None:
    """Show the panel, folded away; it follows along while it is open."""
    with st.expander("Tracker, for admins", icon=":material/monitor_heart:", key="tracker"):
        if st.toggle("Show what it does just now", key="tracker_open"):
            _show_now()
        else:
            st.caption(
                "Sends the triggers and watches the runs, whether or not a page is open.  What it"
                " sent since the dashboard started, and how soon it knew of each end."
            )


@st.fragment(run_every=snapshots.LIST_TICK)
def _show_now() -> None:
    traffic = resources.get().runs.traffic()
    if not traffic:
        st.warning("**The tracker does not answer.** Runs are kept, and watched once it does.")
        return
    st.table(
        {
            _title(instance): _facts(traffic[instance.id])
            for instance in resources.get().instances
            if instance.id in traffic
        }
    )
    any_one = next(iter(traffic.values()))  # these two are the same for all
    st.caption(
        f"Since {moment(any_one.since, viewer_zone())}.  A request is sent when it is likely to"
        f" save {duration(any_one.price * 1000)} of waiting; with much to watch, it has to save"
        " more."
    )


def _title(instance: ProcessInstance) -> str:
    return f"{instance.title} · {instance.environment.upper()}"


def _facts(traffic: Traffic) -> dict[str, str]:
    unanswered = number(traffic.unanswered)
    if traffic.unanswered:
        unanswered += f" ({traffic.unanswered / traffic.looks:.1%})"
    return {
        "Runs being watched": number(traffic.pending),
        "Runs waiting to be sent": number(traffic.waiting),
        "Triggers sent": number(traffic.triggers),
        "Looks taken": number(traffic.looks),
        "Looks without an answer": unanswered,
        "Asked us to slow down": count(traffic.slowed_down, "time"),
        "Left alone for another": _seconds(traffic.closed_for or None),
        "Ends known after (median)": _seconds(traffic.found_out),
        "Looks late by at most (99 of 100)": _seconds(traffic.late),
    }


def _seconds(length: float | None) -> str:
    return NONE if length is None else duration(length * 1000)
