"""How a run's status and an environment are shown: icon, word and colour, never colour alone."""

from dataclasses import dataclass

import streamlit as st

from codika.language import later, say
from codika.model import Environment, RunStatus


@dataclass(frozen=True, slots=True)
class Look:
    """How one status or environment appears; its words are English until they are said."""

    icon: str
    """Streamlit's name of a Material icon."""
    word: str
    color: str
    """One of Streamlit's colour names."""
    meaning: str
    """In one sentence."""

    @property
    def marked(self) -> str:
        """Icon, word and colour as Markdown, for use within a line."""
        return f":{self.color}-badge[{self.icon} {say(self.word)}]"


LOOKS: dict[RunStatus, Look] = {
    RunStatus.QUEUED: Look(
        ":material/hourglass_top:",
        later("Queued"),
        "gray",
        later("Saved here; not sent to Codika yet."),
    ),
    RunStatus.TRIGGERING: Look(
        ":material/send:",
        later("Starting"),
        "blue",
        later("Sent to Codika; waiting for its answer."),
    ),
    RunStatus.PENDING: Look(
        ":material/autorenew:", later("Running"), "blue", later("Codika is working on it.")
    ),
    RunStatus.SUCCESS: Look(
        ":material/check_circle:",
        later("Succeeded"),
        "green",
        later("The workflow ended and gave its result."),
    ),
    RunStatus.FAILED: Look(
        ":material/error:",
        later("Failed"),
        "red",
        later("The workflow started, and failed on its way."),
    ),
    RunStatus.REJECTED: Look(
        ":material/block:", later("Not started"), "red", later("Codika did not start it.")
    ),
    RunStatus.UNCONFIRMED: Look(
        ":material/help:",
        later("Unconfirmed"),
        "orange",
        later("It was sent, and no usable answer came back."),
    ),
    RunStatus.CANCELLED: Look(
        ":material/cancel:",
        later("Cancelled"),
        "gray",
        later("Taken back before it was sent."),
    ),
    RunStatus.UNWATCHED: Look(
        ":material/visibility_off:",
        later("Not watched"),
        "orange",
        later("We stopped looking; it may go on."),
    ),
}

ENVIRONMENTS: dict[Environment, Look] = {
    Environment.DEV: Look(":material/science:", "DEV", "blue", later("For trying out.")),
    Environment.PROD: Look(":material/warning:", "PROD", "red", later("Runs have real effects.")),
}

SAMPLE_LOOK = Look(
    ":material/label:", later("Sample"), "gray", later("Made to have something to show.")
)


def environment_badge(environment: Environment) -> None:
    """Show an environment."""
    look = ENVIRONMENTS[environment]
    st.badge(say(look.word), icon=look.icon, color=look.color, help=say(look.meaning))  # type: ignore[arg-type]


def inline(status: RunStatus) -> str:
    """Return a status as Markdown, for use within a line."""
    return LOOKS[status].marked


def environment_inline(environment: Environment) -> str:
    """Return an environment as Markdown, for use within a line."""
    return ENVIRONMENTS[environment].marked


def sample() -> str:
    """Return the mark of a sample run as Markdown, for use within a line."""
    return SAMPLE_LOOK.marked
