"""Watching closely: waiting for a run, every look with its reason, the tracker panel."""

from dataclasses import replace

import pytest
import streamlit as st
from runs_on_record import put

from codika.model import RunStatus
from ui import resources, snapshots


@pytest.fixture
def shown(screen):
    """Put a run on record, and open its page."""

    def shown(**run):
        screen.open("runs")
        run = put(resources.get().runs.store, **run)
        screen.open("runs", run=run.id)
        return run

    return shown


def test_saying_that_you_wait(screen, codika):
    """
    One press, on record with the name, for everybody to see; and it can be taken back.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    run_id = screen.open("run", workflow="validate-iban").press_run()
    store = resources.get().runs.store
    while not store.get(run_id).looks:  # ends: pytest's time-out watches
        screen.again()
    screen.again().press("I’m waiting for this")

    assert store.get(run_id).is_awaited
    assert "we look four times as often" in screen.text
    (told,) = (event.text for event in store.events(run_id) if event.kind == "awaited")

    assert told.startswith("Guest ")
    assert told.endswith(" waits for it.")

    screen.press("No need any more")

    assert not store.get(run_id).is_awaited
    assert "we look four times as often" not in screen.text


def test_a_run_that_is_not_sent_has_nothing_to_look_for(screen, shown):
    """
    Before Codika has it, there is nothing to ask more often.
    """
    shown(status=RunStatus.QUEUED, instance_id="of nobody")

    assert "I’m waiting for this" not in screen.labels


def test_a_queue_says_how_many_go_before(screen, shown):
    """
    Whoever waits for a turn knows how long the line is.
    """
    shown(status=RunStatus.QUEUED, instance_id="of nobody")
    shown(status=RunStatus.TRIGGERING, instance_id="of nobody")
    shown(status=RunStatus.PENDING, instance_id="of nobody")
    shown(status=RunStatus.QUEUED, instance_id="of nobody")

    assert "Waiting for its turn: 2 runs before it." in screen.text


def test_every_look_and_why_it_was_taken(screen, shown):
    """
    Looks in a row are one line until somebody asks for each.
    """
    looked = [("looked", "pending", f"planned from {n} earlier runs") for n in (1, 2, 3)]
    shown(events=[*looked, ("unanswered", "503 *Down*", "planned")], looks=4)
    screen.unfold_timeline()
    (table,) = screen.at.table

    assert ["Saved here", "Looked", "Looked, no answer"] == list(table.value["What"])
    assert "pending (3 looks)" == table.value["Details"].iloc[1].replace("\\", "")

    (every,) = (one for one in screen.at.toggle if "Show each of 4 looks" in one.label)
    every.set_value(True)
    screen.again()
    lines = screen.at.dataframe[-1].value

    assert ["", *(reason for _, _, reason in looked), "planned"] == list(lines["Why then"])
    assert "503 *Down*" == lines["Details"].iloc[-1]


def test_the_tracker_panel(screen, ended):
    """
    Each connection says what was sent to it since the dashboard started.
    """
    run = ended(screen.open("run", workflow="validate-iban").press_run())
    screen.open("connections")
    (panel,) = (one for one in screen.at.toggle if "what it does" in one.label)
    panel.set_value(True)
    screen.again()
    (table,) = screen.at.table
    facts = table.value["Sandbox · DEV"]

    assert ("1", str(run.looks)) == (facts["Triggers sent"], facts["Looks taken"])
    assert "0" == table.value["Sandbox · PROD"]["Triggers sent"]
    assert "Since 20" in screen.text


@pytest.fixture
def ticks(monkeypatch):
    """Put a mark before and after what ticks each second; returns how far each tick came."""
    told = []

    def fragment(*given, run_every=None):
        def marked(draw):
            def ticking():
                st.text("a tick begins")
                told.append("begun")
                draw()
                told[-1] = "ended"
                st.text("a tick ends")

            return ticking

        return marked if run_every == snapshots.TICK else real(*given, run_every=run_every)

    real = st.fragment
    monkeypatch.setattr(st, "fragment", fragment)
    return told


def test_a_tick_sends_what_moves_and_nothing_else(screen, shown, ticks):
    """
    How long it has been under way; not its facts and the advice.
    """
    shown(status=RunStatus.PENDING)
    before, _, rest = screen.sent.partition("a tick begins")
    tick, _, after = rest.partition("a tick ends")

    assert {"ended"} == set(ticks)
    assert "Running for" in tick
    assert "You can close this tab" not in tick
    assert "You can close this tab" in after
    assert "DEV" in before


@pytest.mark.parametrize(
    "change", [{"status": RunStatus.UNCONFIRMED}, {"is_awaited": True}, {"reported_status": "odd"}]
)
def test_a_tick_draws_the_page_anew_when_something_else_changed(
    screen, shown, ticks, change, monkeypatch
):
    """
    What stands outside of it is as new as what ticks.
    """
    run = shown(status=RunStatus.PENDING)
    now = replace(run, **change)
    ticks.clear()
    monkeypatch.setattr(snapshots, "run", lambda _: now if ticks else run)
    screen.at.run()

    assert "begun" == ticks[0]
    assert [] == [one for one in ticks[1:] if one != "ended"]
    assert len(ticks) == (2 if now.status.is_open else 1)
