"""The way back to the sandbox, and forth: which connections runs can be started on."""

from collections.abc import Iterable

import streamlit as st

from codika.config import ENVIRONMENT, SECRETS_FILE
from codika.language import later, say
from codika.model import ProcessInstance
from ui import asking, notices, resources, snapshots, status
from ui.formats import plain
from ui.settings import Offer

WORDS = {
    Offer.CONFIGURED: (
        ":material/science_off:",
        later("The sandbox is off."),
        later(
            "It is built in, and nothing real happens in it.  Switch it on beside your"
            " connections, or go back to it alone; either can be taken back here."
        ),
    ),
    Offer.BOTH: (
        ":material/science:",
        later("The sandbox is on, beside your connections."),
        later("The choice in the sidebar says where a run goes."),
    ),
    Offer.SANDBOX: (
        ":material/science:",
        later("Only the sandbox is on; your connections are set aside."),
        later("No run can be started on them, and what is under way there is watched to its end."),
    ),
}
"""What is on, as an icon, a headline and what that means."""
ALONE = (later("Use the sandbox alone"), ":material/science:")
WAYS = {
    Offer.CONFIGURED: {
        Offer.BOTH: (later("Switch the sandbox on"), ":material/join:"),
        Offer.SANDBOX: ALONE,
    },
    Offer.BOTH: {
        Offer.CONFIGURED: (later("Switch the sandbox off"), ":material/science_off:"),
        Offer.SANDBOX: ALONE,
    },
    Offer.SANDBOX: {
        Offer.CONFIGURED: (later("Use your connections again"), ":material/cable:"),
        Offer.BOTH: (later("Use both"), ":material/join:"),
    },
}
"""From what is on to what else may be: what the button says, and its icon."""


def show() -> None:
    """Show what is on, and offer the others; nothing where only the sandbox is there."""
    now = resources.get()
    if not now.settings.instances:
        return
    with st.container(border=True, key="offering"):
        icon, headline, meaning = WORDS[now.offer]
        st.markdown(f"{icon} **{say(headline)}** {say(meaning)}")
        if now.offer is Offer.SANDBOX:
            st.markdown(say("Set aside: {names}", names=listed(now.settings.instances)))
        with st.container(horizontal=True):
            for offer, (label, icon) in WAYS[now.offer].items():
                _show_way(offer, label, icon)
        st.caption(_how_to_remove(now.settings.source))


def listed(instances: Iterable[ProcessInstance]) -> str:
    """Return connections as Markdown, each with its environment."""
    return ", ".join(
        f"{status.environment_inline(one.environment)} {plain(one.title)}" for one in instances
    )


def _show_way(offer: Offer, label: str, icon: str) -> None:
    if st.button(say(label), key=f"offer-{offer}", icon=icon):
        with notices.shown():
            with st.spinner(say("Switching…")):
                resources.reload(offer)
            forget()
            st.rerun()


def forget() -> None:
    """Let everybody see what the connections are now."""
    asking.forget()
    snapshots.forget()


def _how_to_remove(source: str) -> str:
    if source == ENVIRONMENT:
        return say(
            "Your connections come from environment variables of the server.  This page can set"
            " them aside; only whoever starts the server can take them away."
        )
    file = plain(source or SECRETS_FILE)
    return say("For good, a connection goes when its section is taken out of {file}.", file=file)
