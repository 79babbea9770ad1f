"""How a run's status and an environment are shown: icon, word and colour, never colour alone."""

from dataclasses import dataclass

import streamlit as st

from codika.model import Environment, RunStatus


@dataclass(frozen=True, slots=True)
class Look:
    """How one status or environment appears."""

    icon: str
    """Streamlit's name of a Material icon."""
    sign: str
    """The same as a character, for tables, which know no icons."""
    word: str
    color: str
    """One of Streamlit's colour names."""
    meaning: str
    """In one sentence."""

    @property
    def signed_word(self) -> str:
        """Sign and word, for tables."""
        return f"{self.sign} {self.word}"


LOOKS: dict[RunStatus, Look] = {
    RunStatus.QUEUED: Look(
        ":material/hourglass_top:", "◌", "Queued", "gray", "Saved here; not sent to Codika yet."
    ),
    RunStatus.TRIGGERING: Look(
        ":material/send:", "➤", "Starting", "blue", "Sent to Codika; waiting for its answer."
    ),
    RunStatus.PENDING: Look(
        ":material/autorenew:", "↻", "Running", "blue", "Codika is working on it."
    ),
    RunStatus.SUCCESS: Look(
        ":material/check_circle:",
        "✓",
        "Succeeded",
        "green",
        "The workflow ended and gave its result.",
    ),
    RunStatus.FAILED: Look(
        ":material/error:", "✗", "Failed", "red", "The workflow started, and failed on its way."
    ),
    RunStatus.REJECTED: Look(
        ":material/block:", "⊘", "Not started", "red", "Codika did not start it."
    ),
    RunStatus.UNCONFIRMED: Look(
        ":material/help:",
        "?",
        "Unconfirmed",
        "orange",
        "It was sent, and no usable answer came back.",
    ),
    RunStatus.CANCELLED: Look(
        ":material/cancel:", "–", "Cancelled", "gray", "Taken back before it was sent."
    ),
    RunStatus.UNWATCHED: Look(
        ":material/visibility_off:",
        "◐",
        "Not watched",
        "orange",
        "We stopped looking; it may go on.",
    ),
}

ENVIRONMENTS: dict[Environment, Look] = {
    Environment.DEV: Look(":material/science:", "△", "DEV", "blue", "For trying out."),
    Environment.PROD: Look(":material/warning:", "▲", "PROD", "red", "Runs have real effects."),
}

SAMPLE_LOOK = Look(":material/label:", "◇", "Sample", "gray", "Made to have something to show.")
SAMPLE = f":gray-badge[{SAMPLE_LOOK.icon} {SAMPLE_LOOK.word}]"
"""The mark of a sample run, as Markdown."""


def badge(status: RunStatus) -> None:
    """Show a run's status."""
    look = LOOKS[status]
    st.badge(look.word, icon=look.icon, color=look.color, help=look.meaning)  # type: ignore[arg-type]


def environment_badge(environment: Environment) -> None:
    """Show an environment."""
    look = ENVIRONMENTS[environment]
    st.badge(look.word, icon=look.icon, color=look.color, help=look.meaning)  # type: ignore[arg-type]


def inline(status: RunStatus) -> str:
    """Return a status as Markdown, for use within a line."""
    look = LOOKS[status]
    return f":{look.color}-badge[{look.icon} {look.word}]"


def environment_inline(environment: Environment) -> str:
    """Return an environment as Markdown, for use within a line."""
    look = ENVIRONMENTS[environment]
    return f":{look.color}-badge[{look.icon} {look.word}]"
