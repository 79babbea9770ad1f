"""
A notification of the browser when a run has ended, for those who ask for it.

The tab has to stay open, be it in the background: a page cannot reach a closed one.
"""

from pathlib import Path

import streamlit as st

from codika.language import later, say
from codika.model import Run
from ui import status

_WORDS = {
    "ask": later("Notify me when it ends"),
    "asked": later("You will be notified; keep this tab open"),
}
_HTML = '<button type="button" hidden aria-pressed="false"><span></span></button>'
_CSS = """
button {
  font: inherit; font-family: var(--st-font); font-size: var(--st-base-font-size);
  color: var(--st-text-color); background: transparent; cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  padding: 0.4rem 0.8rem;
}
button:hover, button[aria-pressed=true] {
  border-color: var(--st-primary-color);
}
button[aria-pressed=true]::before { content: "✓ "; }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
"""

_component = st.components.v2.component(
    "codika.notify",
    html=_HTML,
    css=_CSS,
    js=(Path(__file__).parent / "assets" / "notify.js").read_text(encoding="utf-8"),
)


def offer(run: Run) -> None:
    """Offer to tell of the end of a run that is under way."""
    words = {name: say(text) for name, text in _WORDS.items()}
    _component(
        key=f"notify/{run.id}",
        data={"run": run.id, "ended": False, "words": words},
        height="content",
        width="content",
    )


def tell(run: Run) -> None:
    """Tell of the end of a run, if this browser asked for it."""
    _component(
        key=f"notify/{run.id}",
        data={
            "run": run.id,
            "ended": True,
            "title": run.workflow_title,
            "body": say(status.LOOKS[run.status].word),
        },
        height="content",
        width="content",
    )
