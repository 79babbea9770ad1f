"""Rows that lead somewhere: what a browser is told, and what it is believed."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from codika.model import RunStatus
from ui import linked, status

SCRIPT = """
import streamlit as st
from test_ui_linked import ROW, asked
from ui import linked

linked.show([ROW], name="Runs", key="rows", on_open=st.text, **asked)
"""
ROW = linked.Row(
    id="a",
    address="run?workflow=a",
    icon=":material/forum:",
    cells=(
        linked.Cell("exe.\u202efdp\nof **somebody**", note="why"),
        linked.Cell(looks=(status.LOOKS[RunStatus.FAILED],)),
        linked.Cell("x" * 301),
    ),
)
asked = {}


def drawn(**how):
    """Return the page that shows the row."""
    asked.clear()
    asked.update(how)
    at = AppTest.from_string(SCRIPT).run()

    assert [] == [error.value for error in at.exception]
    return at


def told(at):
    (element,) = at.get("bidi_component")
    return json.loads(element.proto.json)


def test_a_browser_is_told_words_and_no_markup():
    """
    On one line, and without signs that turn its direction; what is long is cut.
    """
    (row,) = told(drawn())["rows"]

    assert {
        "id": "a",
        "address": "run?workflow=a",
        "icon": "forum",
        "cells": [
            {"text": "exe.\ufffdfdp of **somebody**", "note": "why"},
            {"badges": [{"icon": "error", "word": "Failed", "color": "red"}]},
            {"text": "x" * 299 + "…"},
        ],
    } == row


@pytest.mark.parametrize(
    ("answer", "opened"),
    [
        pytest.param(None, [], id="nothing"),
        pytest.param("a", ["a"], id="a row"),
        pytest.param("b", [], id="a row that is not there"),
        pytest.param({"id": "a"}, [], id="no id at all"),
    ],
)
def test_only_what_was_offered_is_opened(monkeypatch, answer, opened):
    """
    Whatever a browser says.
    """

    class Answer:
        def __init__(self, **_):
            self.opened = answer

    monkeypatch.setattr(linked, "_component", Answer)

    assert opened == [text.value for text in drawn().text]


def test_a_table_has_its_headings():
    """
    Each with how its column is laid out.
    """
    headings = [linked.Heading("Name", linked.Kind.LINK), linked.Heading("N", note="how many")]
    page = drawn(layout=linked.Layout.TABLE, headings=headings)

    assert "table" == told(page)["layout"]
    assert [
        {"text": "Name", "kind": "link", "note": ""},
        {"text": "N", "kind": "plain", "note": "how many"},
    ] == told(page)["headings"]
