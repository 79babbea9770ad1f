"""Rows that lead somewhere: what a browser is told."""

import json

from streamlit.testing.v1 import AppTest

from codika.model import RunStatus
from ui import linked, status

SCRIPT = """
from test_ui_linked import ROW, asked
from ui import linked

linked.show([ROW], name="Runs", key="rows", **asked)
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
