"""
Show the code: Python that makes the table and the chart on screen again.

As text to copy, and as a notebook with the result beside it.  Neither holds a key: the
result is read from that file, or from the run log by who may read it.
"""

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from codika.language import later, say, speaking, tag
from codika.model import Run
from codika.results.code import DATA, MAX_DATA, DataFile, RunLog, View, bundle, bundle_name, script
from codika.results.exports import ZIP, Origin
from ui import resources
from ui.formats import duration, size

log = logging.getLogger(__name__)

LONGEST_SHOWN = 40_000  # characters; a longer one is in the notebook alone
MOST_LINES, HIGH = 80, 900  # lines that need no scrolling within the page; pixels
BESIDE, LOGGED = "beside", "logged"
_PLACES = {BESIDE: later("Result in a file"), LOGGED: later("Result in the run log")}


def show(run: Run, view: View, origin: Origin) -> None:
    """
    Offer the code of what is on screen.

    Args:
        run: Where the result came from.
        view: What is on screen.
        origin: Where it came from, in words.
    """
    key = f"{run.id}/{view.table.path}"
    place = st.expander(
        say("Show the code"), icon=":material/code:", key=f"code/{key}", on_change="rerun"
    )
    with place:
        if place.open:
            _show(run, view, origin, key)


def _show(run: Run, view: View, origin: Origin, key: str) -> None:
    is_small = (run.result_bytes or 0) <= MAX_DATA
    what = (
        say("The table and the chart as shown, in Python with pandas and plotly.")
        if view.chart
        else say("The table as shown, in Python with pandas and plotly.")
    )
    st.caption(f"{what}  {say('It needs this dashboard’s own library and no key.')}")
    language = tag()
    with st.container(horizontal=True, vertical_alignment="center"):
        place = st.segmented_control(
            say("Where the code finds the result"),
            [BESIDE, LOGGED] if is_small else [LOGGED],
            format_func=lambda place: say(_PLACES[place]),
            default=BESIDE if is_small else LOGGED,
            required=True,
            key=f"code-place/{key}",
            label_visibility="collapsed",
            persist_state="session",
        )
        if is_small:
            st.download_button(
                say("Jupyter notebook"),
                data=lambda: made(run, view, origin, language=language),
                file_name=bundle_name(view, origin),
                mime=ZIP,
                icon=":material/download:",
                help=say(
                    "A ZIP with `{file}` beside it: {size} before packing.",
                    file=DATA,
                    size=size(run.result_bytes),
                ),
                on_click="ignore",
                key=f"notebook/{key}",
            )
    if place == LOGGED:
        source: DataFile | RunLog = RunLog(str(resources.get().run_log), run.id)
        st.caption(say("Runs on the dashboard’s own machine, in its folder."))
    else:
        source = DataFile(DATA)
        st.caption(
            say("Runs wherever `{file}` lies beside it; the notebook brings it along.", file=DATA)
        )
    text = script(view, origin, source)
    if len(text) > LONGEST_SHOWN:
        st.caption(say("It is too long to show here; the notebook has all of it."))
    else:
        is_high = text.count("\n") > MOST_LINES
        st.code(text, language="python", height=HIGH if is_high else "content")


def made(run: Run, view: View, origin: Origin, *, language: str = "en") -> bytes:
    """
    Make the ZIP; Streamlit calls this in a thread when the button is pressed.

    Args:
        run: Where the result came from.
        view: What is on screen.
        origin: Where it came from, in words.
        language: The tag of the language its charts are in; that thread has no reader.
    """
    began = time.perf_counter()
    result = resources.get().runs.store.result_text(run.id)
    with speaking(language):
        file = bundle(view, replace(origin, made_at=datetime.now(UTC)), result)
    took = (time.perf_counter() - began) * 1000  # ms
    log.info("made %s: %s in %s", file.name, size(len(file.content)), duration(took))
    return file.content
