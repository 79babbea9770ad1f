"""The tracker panel: what was sent to each connection, and how well it is watched."""

import streamlit as st

from codika.language import say, say_many, write_number
from codika.model import ProcessInstance
from codika.runs.traffic import Traffic
from ui import resources, snapshots
from ui.formats import NONE, duration, moment, percent, viewer_zone


def show() -> None:
    """Show the panel, folded away; it follows along while it is open."""
    with st.expander(say("Tracker, for admins"), icon=":material/monitor_heart:", key="tracker"):
        if st.toggle(say("Show what it does just now"), key="tracker_open"):
            _show_now()
        else:
            st.caption(
                say(
                    "Sends the triggers and watches the runs, whether or not a page is open.  What"
                    " it sent since the dashboard started, and how soon it knew of each end."
                )
            )


@st.fragment(run_every=snapshots.LIST_TICK)
def _show_now() -> None:
    traffic = resources.get().runs.traffic()
    if not traffic:
        headline = say("The tracker does not answer.")
        st.warning(f"**{headline}** {say('Runs are kept, and watched once it does.')}")
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
        say(
            "Since {when}.  A request is sent when it is likely to save {length} of waiting; with"
            " much to watch, it has to save more.",
            when=moment(any_one.since, viewer_zone()),
            length=duration(any_one.price * 1000),
        )
    )


def _title(instance: ProcessInstance) -> str:
    return f"{instance.title} · {instance.environment.upper()}"


def _facts(traffic: Traffic) -> dict[str, str]:
    unanswered = write_number(traffic.unanswered)
    if traffic.unanswered:
        unanswered += f" ({percent(traffic.unanswered / traffic.looks, 1)})"
    return {
        say("Runs being watched"): write_number(traffic.pending),
        say("Runs waiting to be sent"): write_number(traffic.waiting),
        say("Triggers sent"): write_number(traffic.triggers),
        say("Looks taken"): write_number(traffic.looks),
        say("Looks without an answer"): unanswered,
        say("Asked us to slow down"): say_many("{n} time", "{n} times", traffic.slowed_down),
        say("Left alone for another"): _seconds(traffic.closed_for or None),
        say("Ends known after (median)"): _seconds(traffic.found_out),
        say("Looks late by at most (99 of 100)"): _seconds(traffic.late),
    }


def _seconds(length: float | None) -> str:
    return NONE if length is None else duration(length * 1000)
