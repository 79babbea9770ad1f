"""
The whole payload as JSON: the same payload as in the form, in another dress.

What cannot be read yet is kept as it was typed, is told here, and keeps Run from
sending something else than what is on screen.
"""

from collections.abc import Iterable

import streamlit as st

from codika import errors
from codika.language import in_english, retold, say
from codika.schema import parse_payload
from codika.schema.limits import MAX_PAYLOAD_TEXT
from codika.schema.redaction import restored
from ui.filling import WHOLE, Filling
from ui.formats import plain
from ui.ways import Asked
from ui.widgets import as_json

MOST_TOLD = 8  # problems
MAX_FILE = 8  # MB


def show(filling: Filling, told: Iterable[errors.FieldProblem]) -> None:
    """Show the editor, with what is wrong below it."""
    if not filling.workflow.knows_inputs:
        st.markdown(say("Codika does not tell what this workflow asks for, so its input is JSON."))
    text = filling.unread.get(WHOLE)
    held = as_json(filling.masked()) if text is None else text
    key = filling.key_of("#whole")
    filling.register(Asked(field=None, path=(), place=WHOLE, key=key, held=held))
    st.text_area(
        say("Input as JSON"),
        value=held,
        key=key,
        height=max(220, min(held.count("\n") + 3, 24) * 21),
        help=say("The whole payload.  Names that the form does not know are sent along."),
    )
    for problem in list(told)[:MOST_TOLD]:
        words = plain(retold(problem.message))
        st.markdown(f":red[:material/error: {plain(problem.label)} {words}]")
    if WHOLE in filling.unread:
        _show_way_back(filling)
    st.file_uploader(
        say("Or drop a JSON file"),
        type=["json"],
        key=filling.key_of("#file"),
        max_upload_size=MAX_FILE,
        on_change=_read_file,
        args=(filling, filling.key_of("#file")),
    )
    if problem_of_file := st.session_state.get(f"form/{filling.id}/#file"):
        st.markdown(f":red[:material/error: {plain(problem_of_file)}]")


def offer_to_mend(filling: Filling) -> None:
    """Say in the form that the JSON beside it cannot be read."""
    with st.container(border=True):
        st.markdown(
            f":material/error: **{say('The JSON beside this form cannot be read yet.')}**  "
            + say("The form shows what it was before.  Mend the JSON, or give it up.")
        )
        _show_way_back(filling)


def _show_way_back(filling: Filling) -> None:
    st.button(
        say("Give up the JSON text"),
        key=filling.key_of("#drop"),
        icon=":material/undo:",
        on_click=filling.drop_text,
    )


def _read_file(filling: Filling, key: str) -> None:
    place = f"form/{filling.id}/#file"
    st.session_state.pop(place, None)
    if (file := st.session_state.get(key)) is None:
        return
    content: bytes = file.getvalue()
    try:
        if len(content) > MAX_PAYLOAD_TEXT:
            _refuse(in_english("is larger than {n} MB", n=MAX_PAYLOAD_TEXT // 1_000_000))
        payload = parse_payload(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        st.session_state[place] = say("The file is no text in UTF-8.")
    except errors.PayloadError as error:
        st.session_state[place] = say(
            "The file {problem}", problem=retold(error.problems[0].message)
        )
    else:
        filling.take()
        filling.fill(restored(payload, filling.payload), say("Filled in from a file."))


def _refuse(message: str) -> None:
    raise errors.PayloadError(errors.FieldProblem(path="", label="", message=message))
