"""What options are called: no two the same, as Streamlit would take one for the other."""

import json
from dataclasses import replace

import pytest
from form_screens import FormScreen
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from codika.language import languages, say, speaking
from codika.results import read
from ui import labels
from ui.expectation import WITHIN
from ui.status import LOOKS

OFFICES = [
    {"value": "brussels-1", "label": "Brussels"},
    {"value": "ghent", "label": "Ghent"},
    {"value": "brussels-2", "label": "Brussels"},
]


def test_what_is_called_the_same_has_a_note():
    """
    The value of an option, the name of a column; where there is nothing to say, the place.
    """
    said = {"a": "Total", "b": "Name", "c": "Total"}

    assert ["Total (1)", "Name", "Total (3)"] == list(labels.distinct(said).values())
    assert ["Total (A)", "Name", "Total (C)"] == list(labels.distinct(said, str.upper).values())


@given(st.lists(st.sampled_from(["a", "a (1)", "a (2)", "1. a", "2. a", "a (x)"]), max_size=6))
def test_no_two_are_ever_the_same(words):
    """
    Not even where somebody calls one as we would call the other.
    """
    said = dict(enumerate(words))

    for told in (labels.distinct(said), labels.distinct(said, lambda _: "x")):
        assert list(said) == list(told)
        assert len(said) == len(set(told.values()))


@pytest.mark.parametrize("kind", ["select", "radio"])
def test_options_of_one_label_keep_their_values(kind):
    """
    The first stays what it is when something else is typed, and can be chosen.
    """
    schema = [
        {"key": "office", "type": kind, "label": "Office", "options": OFFICES},
        {"key": "note", "type": "string", "label": "Note"},
    ]
    screen = FormScreen(schema, {"office": "brussels-1"}).type("Note", "x")
    kept = screen.payload["office"]
    screen.type("Office", 2)
    other = screen.payload["office"]
    screen.type("Office", 0)

    assert ["brussels-1", "brussels-2", "brussels-1"] == [kept, other, screen.payload["office"]]


def test_several_options_of_one_label_keep_their_values():
    """
    Numbers and texts that are written alike too.
    """
    options = [{"value": 1}, {"value": "1"}, {"value": True, "label": "1"}]
    schema = [
        {"key": "which", "type": "multiselect", "label": "Which", "options": options},
        {"key": "note", "type": "string", "label": "Note"},
    ]
    screen = FormScreen(schema, {"which": [1]}).type("Note", "x")
    kept = screen.payload["which"]
    screen.type("Which", [1, 2])

    assert (json.dumps([1]), '["1", true]') == (
        json.dumps(kept),
        json.dumps(screen.payload["which"]),
    )
    assert ["1 (1)", '1 ("1")', "1 (true)"] == screen.widget("Which").options


def test_yes_and_no_of_one_label_keep_their_values():
    """
    Whoever wrote the schema called both the same.
    """
    schema = [
        {"key": "go", "type": "boolean", "enabledLabel": "Go", "disabledLabel": "Go"},
        {"key": "note", "type": "string", "label": "Note"},
    ]
    screen = FormScreen(schema, {"go": True}).type("Note", "x")

    assert screen.payload["go"] is True
    assert ["Go (Yes)", "Go (No)"] == screen.at.segmented_control[-1].options


@pytest.mark.parametrize("code", sorted(languages()))
def test_words_of_ours_are_told_apart_in_every_language(code):
    """
    What is chosen from is never called the same by a translation.
    """
    with speaking(code):
        for words in ([look.word for look in LOOKS.values()], list(WITHIN)):
            said = [say(word) for word in words]

            assert len(said) == len(set(said)), said


def test_columns_of_one_title_are_told_apart():
    """
    By their names, in every box of a result.
    """
    (table,) = read([{"a": 1, "b": 2, "c": 3}]).tables
    alike = [replace(column, title="Sum") for column in table.columns[:2]]

    assert ["Sum (a)", "Sum (b)", "C"] == list(
        labels.of_columns([*alike, table.columns[2]]).values()
    )


def test_streamlit_takes_the_last_of_two_that_read_the_same():
    """
    Why all this is: once it does not, this module may go.
    """

    def page():
        import streamlit as st  # noqa: PLC0415  AppTest runs the body alone

        st.selectbox("Which", [0, 1], format_func=lambda _: "same", key="which")
        st.text_input("Other", key="other")

    at = AppTest.from_function(page).run()
    first = at.session_state["which"]
    at.text_input[0].input("x").run()

    assert (0, 1) == (first, at.session_state["which"])
