"""How often a tab looks at what goes on, by how many do."""

from types import SimpleNamespace

import pytest

from ui import watchers
from ui.snapshots import TICK


@pytest.fixture
def looks(monkeypatch):
    """Let somebody look at a time; returns the pause until the next look."""
    monkeypatch.setattr(watchers, "_looked", {})

    def look(session, now=0.0):
        context = SimpleNamespace(session_id=str(session))
        monkeypatch.setattr(watchers, "get_script_run_ctx", lambda **_: context)
        return watchers.pause(now)

    return look


@pytest.mark.parametrize(
    ("tabs", "seconds"),
    [(1, 1.0), (24, 1.0), (25, 2.0), (48, 2.0), (50, 4.0), (200, 8.0), (10_000, 8.0)],
)
def test_all_tabs_together_look_so_often_and_no_more(looks, tabs, seconds):
    """
    Every second while they are few, then as often as the server can bear; never too seldom.
    """
    assert seconds == [looks(n) for n in range(tabs)][-1]


def test_one_tab_counts_once(looks):
    """
    However often it looks.
    """
    assert [TICK] * 500 == [looks("same", n) for n in range(500)]


def test_who_has_closed_the_tab_is_not_counted(looks):
    """
    Whoever did not look for longer than anybody waits is gone.
    """
    for n in range(200):
        looks(n)

    assert 8.0 == looks("one more", watchers.GONE)
    assert TICK == looks("one more", watchers.GONE + 0.1)


@pytest.mark.parametrize(
    ("kept", "wished", "is_worth"),
    [
        pytest.param(1.0, 1.0, False, id="the same"),
        pytest.param(1.0, 2.0, True, id="too often"),
        pytest.param(8.0, 5.0, False, id="a little too seldom"),
        pytest.param(2.0, 1.0, True, id="twice as often would do"),
    ],
)
def test_a_page_is_drawn_anew_for_a_pause_only_if_that_helps(kept, wished, is_worth):
    """
    Too many ticks end at once; to and fro costs more than it brings.
    """
    assert is_worth == watchers.is_worth_a_change(kept, wished)
