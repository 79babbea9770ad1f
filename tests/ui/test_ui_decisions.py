"""Runs that wait for a person, or for time to pass."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from runs_on_record import NOON, put

from codika.model import Environment, RunError, RunStatus
from ui import resources

UNCONFIRMED = {
    "status": RunStatus.UNCONFIRMED,
    "triggered_at": NOON,
    "error": RunError(kind="UnconfirmedTriggerError", message="no answer within 10 s"),
}
UNWATCHED = {
    "status": RunStatus.UNWATCHED,
    "execution_id": "019c8fb3-0000-7000-8000-000000000001",
    "error": RunError(kind="WaitTimeoutError", message="still pending after 3600 s"),
}

AROUND = {"All runs", "Newer", "Older", "Keys"}  # stand around every run


@pytest.fixture
def shown(screen):
    """Put a run of the sandbox's own instance on record, and open its page."""

    def shown(**run):
        screen.open("runs")
        here = resources.get().instances[0].id
        run = put(resources.get().runs.store, **{"instance_id": here, **run})
        screen.open("runs", run=run.id)
        return run

    return shown


def status_of(run):
    return resources.get().runs.store.get(run.id).status


def test_an_unconfirmed_run_says_what_that_means(screen, shown):
    """
    It may have started: look first, and here is when it was sent.
    """
    shown(**UNCONFIRMED)

    assert "It may have started." in screen.text
    assert "no answer within 10 s." in screen.text
    assert "execution of this workflow that began at 2025-11-21 13:00:00 CET." in screen.text
    assert {"Run again", "Watch it", "It is not there"} == set(screen.labels) - AROUND
    assert screen.button("Watch it").disabled


def test_an_unconfirmed_run_that_is_found_is_watched(screen, shown, ended, codika):
    """
    With its execution id, the run goes on to its end.
    """
    store = resources.get
    screen.open("runs")
    instance = store().instances[0]
    other = ended(store().runs.start(instance, "validate-iban", {"iban": "BE68539007547034"}).id)
    run = shown(**UNCONFIRMED, workflow_id="validate-iban")
    screen.widget("It is there: its execution id").set_value(f" {other.execution_id} ")
    screen.again().press("Watch it")
    linked = ended(run.id)

    assert (RunStatus.SUCCESS, other.execution_id) == (linked.status, linked.execution_id)
    assert 1 == codika.started


def test_a_lost_answer_ends_in_that_question(screen, ended, codika):
    """
    The sandbox starts it and hangs up: one execution, one question, nothing sent again.
    """
    codika.misbehave("trigger", lose_after=True)
    screen.open("run", workflow="validate-iban")
    run = ended(screen.press_run())
    screen.again()

    assert (RunStatus.UNCONFIRMED, 1) == (run.status, codika.started)
    assert "It may have started." in screen.text


def test_an_unconfirmed_run_that_is_not_there_is_dismissed(screen, shown):
    """
    A person says it did not start, and the record says so from then on.
    """
    run = shown(**UNCONFIRMED)
    screen.press("It is not there")

    assert RunStatus.REJECTED is status_of(run)
    assert "Not started]" in screen.text


def test_an_execution_id_that_is_none_is_told(screen, shown):
    """
    A path is no id: nothing is changed.
    """
    run = shown(**UNCONFIRMED)
    screen.widget("It is there: its execution id").set_value("..")
    screen.again().press("Watch it")

    assert RunStatus.UNCONFIRMED is status_of(run)
    assert "must be an id, not a path" in "\n".join(screen.errors)


def test_an_unwatched_run_offers_to_look_again(screen, shown, ended):
    """
    Looking again makes it pending, and it ends as Codika says.
    """
    store = resources.get
    screen.open("runs")
    instance = store().instances[0]
    other = ended(store().runs.start(instance, "validate-iban", {"iban": "BE68539007547034"}).id)
    run = shown(**{**UNWATCHED, "execution_id": other.execution_id})
    before = screen.text
    screen.press("Look again")

    assert "still pending after 3600 s." in before
    assert RunStatus.SUCCESS is ended(run.id).status


def test_somebody_else_was_quicker(screen, shown):
    """
    A button pressed on a page that is out of date changes nothing and says so.
    """
    run = shown(**UNCONFIRMED)
    resources.get().runs.dismiss(run.id)
    screen.button("It is not there").click()
    screen.again()

    assert RunStatus.REJECTED is status_of(run)
    assert "The run has moved on in the meantime." in "\n".join(screen.errors)


def test_a_run_of_a_connection_that_is_gone(screen, shown):
    """
    Nobody watches it, and nobody can repeat it from here; the page says so.
    """
    shown(status=RunStatus.PENDING, instance_id="gone", accepted_at=datetime.now(UTC))

    assert ["**Nobody is watching this run.** Its connection is no longer configured here."] == [
        warning.value for warning in screen.at.warning
    ]
    assert set() == set(screen.labels) - AROUND


@pytest.mark.parametrize(
    ("run", "words"),
    [
        pytest.param({"status": RunStatus.QUEUED}, "not sent to Codika yet.", id="queued"),
        pytest.param({"status": RunStatus.TRIGGERING}, "waiting for its answer.", id="triggering"),
        pytest.param({"status": RunStatus.PENDING}, "nobody knows how long it takes", id="pending"),
        pytest.param(
            {"status": RunStatus.PENDING, "reported_status": "*paused*"},
            "Codika calls its state “*paused*”.",
            id="a word we do not know",
        ),
    ],
)
def test_a_run_under_way_says_where_it_stands(screen, shown, run, words):
    """
    In words, and that closing the tab does no harm.
    """
    shown(instance_id="of nobody", **run)

    assert words in screen.text
    assert "You can close this tab: the run goes on" in screen.text


def test_a_run_that_waits_to_be_sent_can_be_taken_back(screen, shown):
    """
    Nothing was sent: the record ends as cancelled.
    """
    run = shown(status=RunStatus.QUEUED, instance_id="of nobody")
    screen.press("Take it back")

    assert RunStatus.CANCELLED is status_of(run)
    assert "Cancelled]" in screen.text


def test_the_bar_follows_the_usual_time(screen, shown):
    """
    Half of the usual time is half of the bar; past it, the words go on where the bar ends.
    """
    here = {"instance_id": "of nobody"}
    earlier = shown(**here, duration_ms=100_000.0)
    started = datetime.now(UTC) - timedelta(seconds=50)
    late = datetime.now(UTC) - timedelta(seconds=250)
    shown(**here, status=RunStatus.PENDING, accepted_at=started, created_at=started)
    (half,) = screen.at.get("progress")
    shown(**here, status=RunStatus.PENDING, accepted_at=late, created_at=late)
    (nearly,) = screen.at.get("progress")

    assert earlier.status is RunStatus.SUCCESS
    assert half.proto.value in range(50, 56)
    assert "Expected to end about" in half.proto.text
    assert 100 == nearly.proto.value
    assert re.search(
        r"2[5-9]\d% of its usual time\. Overdue: slower than 1 of 1 earlier run\.",
        nearly.proto.text,
    )


def test_a_look_without_an_answer_is_told(screen, shown):
    """
    While Codika does not answer, the page says that we keep asking.
    """
    shown(status=RunStatus.PENDING, instance_id="of nobody", events=[("unanswered", "503 *Down*")])

    assert "Codika did not answer just now; we keep asking. 503 *Down*" in screen.text


def test_the_end_is_announced_once(screen, shown):
    """
    Whoever watched a run is told when it ends, and not again after the next click.
    """
    run = shown(status=RunStatus.PENDING, instance_id="of nobody", environment=Environment.DEV)
    store = resources.get().runs.store
    store.save(replace(run, status=RunStatus.SUCCESS, ended_at=datetime.now(UTC)))
    screen.at.session_state["just_ended"] = run.id  # the timer's work, which only a browser has
    first = [toast.value for toast in screen.again().at.toast]
    second = [toast.value for toast in screen.again().at.toast]

    assert (["Lead scoring: succeeded"], []) == (first, second)
