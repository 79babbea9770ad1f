"""Parts of a page that are drawn anew alone: only where nobody loses what else was asked for."""

from types import SimpleNamespace

import pytest

from ui import parts


@pytest.fixture
def asked(monkeypatch):
    """What was asked to be drawn, in order."""
    asked = []
    monkeypatch.setattr(parts.st, "rerun", lambda keys="app": asked.append(keys))
    monkeypatch.setattr(parts.st, "session_state", {})
    return asked


@pytest.fixture
def on(monkeypatch):
    """Be in a run of some parts of a page, or of all of it."""

    def on(page, running=None):
        context = SimpleNamespace(page_script_hash=page, fragment_ids_this_run=running)
        monkeypatch.setattr(parts, "get_script_run_ctx", lambda **_: context)

    return on


def test_a_widget_of_a_part_names_parts(asked, on):
    """
    It would draw its own alone.
    """
    on("run", ["field"])
    parts.draw_anew("field", "beside")

    assert [["field", "beside"]] == asked


def test_where_all_is_drawn_nothing_is_named(asked, on):
    """
    A link to another page was pressed to leave the field: that page is what is drawn.
    """
    on("runs")
    parts.draw_anew("field", "beside")

    assert [] == asked


def test_a_widget_of_the_page_names_parts_of_this_page_alone(asked, on):
    """
    Not of one that was left with the same press.
    """
    on("runs")
    parts.know_page()
    parts.draw_anew("found", by_page=True)
    on("home")
    parts.draw_anew("found", by_page=True)

    assert [["found"]] == asked


def test_a_widget_of_the_page_draws_the_page_where_a_part_was_asked_for(asked, on):
    """
    The browser sent its press with what left a field; alone, it needs nothing.
    """
    seen = []
    press = parts.of_page(lambda *given: seen.append(given))
    on("run", ["field"])
    press("once")
    parts.of_page()()
    on("run")
    press("twice")

    assert [("once",), ("twice",)] == seen
    assert ["app", "app"] == asked
