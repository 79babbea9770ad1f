"""
Presentations as addresses: what is shown of one workflow, and which ones follow.

`?present=1` on the run page shows one slide.  `show` names the inputs to ask for;
each `deck` is the address of one slide, and `slide` counts them from 1.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlencode

import streamlit as st

from codika.language import say
from codika.schema import fields_of, write_prefill
from ui import addresses, labels, resources
from ui.addresses import PRESENT
from ui.filling import Filling
from ui.formats import plain

SHOW, DECK, SLIDE = "show", "deck", "slide"
MOST_SLIDES = 30
LONGEST_VALUES = 1500  # characters of an address; what fills a form beyond that is its draft
_LEFT = "present/left"


def is_on() -> bool:
    """Whether the address asks for a presentation."""
    return st.query_params.get(PRESENT) == "1"


def deck() -> list[str]:
    """Return the slides that the address names, each as the parameters of its page."""
    return st.query_params.get_all(DECK)[:MOST_SLIDES]


def at(slides: Sequence[str]) -> int:
    """Return which slide is shown, from 0."""
    asked = st.query_params.get(SLIDE, "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= len(str(MOST_SLIDES))
    return max(0, min(int(asked) - 1 if is_number else 0, len(slides) - 1))


def turn(slides: Sequence[str], shown: int, to: int) -> None:
    """Turn to another slide; one that was shown before is as it was left."""
    left: dict[int, Mapping[str, list[str]]] = st.session_state.setdefault(_LEFT, {})
    left[shown] = _own()
    slide = left.get(to) or parse_qs(slides[to])
    st.query_params.from_dict({**slide, PRESENT: "1", DECK: list(slides), SLIDE: str(to + 1)})


def end() -> None:
    """Go on with the workflow that is shown on its usual page."""
    st.session_state.pop(_LEFT, None)
    st.query_params.from_dict({name: values for name, values in _own().items() if name != SHOW})


def _own() -> dict[str, list[str]]:
    """Return the parameters of the slide that is shown."""
    about_all = (PRESENT, DECK, SLIDE)
    return {
        name: st.query_params.get_all(name) for name in st.query_params if name not in about_all
    }


def show_offer(filling: Filling) -> None:
    """Offer to present what is filled in: which inputs to show, which workflows come after."""
    fields = labels.distinct(
        {field.key: plain(field.title) for field in fields_of(filling.workflow.inputs)}, plain
    )
    chosen: list[str] = []
    if fields:
        chosen = st.multiselect(
            say("Inputs to show"),
            list(fields),
            default=[field.key for field in fields_of(filling.workflow.inputs) if field.required],
            format_func=fields.__getitem__,
            key=filling.key_of("#present-shown"),
            placeholder=say("None: the button alone"),
        )
    others = labels.distinct(
        {
            workflow.id: plain(workflow.title)
            for workflow in resources.get().catalogues.get(filling.instance).workflows
            if workflow.triggerable and workflow.id != filling.workflow.id
        },
        plain,
    )
    then = st.multiselect(
        say("Then"),
        list(others),
        format_func=others.__getitem__,
        key=filling.key_of("#present-then"),
        placeholder=say("Nothing else"),
        max_selections=MOST_SLIDES - 1,
    )
    st.link_button(
        say("Open the presentation"),
        addresses.link(**_presentation(filling, chosen, then)),
        icon=":material/slideshow:",
        type="tertiary",
        help=say("In a tab of its own; its address is the presentation, to keep or to share."),
    )


def _presentation(
    filling: Filling, shown: Sequence[str], then: Sequence[str]
) -> dict[str, str | list[str]]:
    connection = {"connection": filling.instance.name}
    first: dict[str, str | list[str]] = {
        "workflow": filling.workflow.id,
        **connection,
        **_values(filling),
    }
    if shown:
        first[SHOW] = list(shown)
    deck = [urlencode(first, doseq=True)]
    deck += [urlencode({"workflow": workflow_id, **connection}) for workflow_id in then]
    return {**first, PRESENT: "1", **({DECK: deck} if then else {})}


def _values(filling: Filling) -> dict[str, str | list[str]]:
    """Return what fills the form again: its values, or its draft where they are too long."""
    values: dict[str, str | list[str]] = {}
    for name, text in write_prefill(filling.workflow.inputs, filling.payload) or ():
        values[name] = [*values.get(name, []), text]
    if not values or len(urlencode(values, doseq=True)) > LONGEST_VALUES:
        return {addresses.DRAFT: filling.id}
    return values
