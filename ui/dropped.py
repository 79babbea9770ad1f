"""The way from a file that was downloaded once back to its run."""

import contextlib

import streamlit as st

from codika import errors
from codika.language import say, say_many
from codika.model import Run
from codika.results.exports import run_ids
from codika.runs import is_id
from ui import addresses, notices, resources
from ui.formats import moment, plain, viewer_zone

MAX_SIZE = 20  # MB; the file lies in memory while it is looked at
LISTED = 20  # runs of one file


def show() -> None:
    """Take a file and open the run it came from; its content is searched, never opened."""
    with st.popover(say("Find the run of a file"), icon=":material/find_in_page:", width="stretch"):
        given = st.file_uploader(
            say("A file that was downloaded from a run"),
            max_upload_size=MAX_SIZE,
            key="dropped",
            help=say(
                "Excel, CSV, JSON, NDJSON, Parquet, HTML, a notebook or ZIP.  It is not kept."
            ),
        )
        if given is None:
            return
        with notices.shown():
            _open(run_ids(given.name, given.getvalue()))


def _open(found: tuple[str, ...]) -> None:
    known = [run for run_id in found[:LISTED] if (run := _on_record(run_id))]
    if not known:
        what = say(
            "The file came from the run `{id}`; it may be one of another dashboard.",
            id=plain(found[0]),
        )
        st.warning(
            f"**{say('Not on record here.')}** {what}",
            icon=":material/help:",
        )
    elif len(found) == 1:
        st.query_params["run"] = known[0].id
        st.rerun()
    else:
        st.markdown(
            say_many(
                "It came from {n} run; {known} are on record here:",
                "It came from {n} runs; {known} are on record here:",
                len(found),
                known=len(known),
            )
        )
        for run in known:
            addresses.show_step(
                plain(f"{run.workflow_title} · {moment(run.created_at, viewer_zone())}"),
                "run",
                run.id,
                icon=":material/history:",
                key=f"dropped/{run.id}",
            )


def _on_record(run_id: str) -> Run | None:
    if is_id(run_id):
        with contextlib.suppress(errors.RunNotFoundError):
            return resources.get().runs.store.get(run_id)
    return None
