"""One service gives way to another on the same log: nothing is lost, nothing is sent twice."""

from dataclasses import replace

import pytest
from codika_seen import kinds, spying, start
from making import until

from codika import errors
from codika.model import Environment, RunStatus
from codika.runs import RunFilter, RunService, sending

PAYLOAD = {"year": 2007, "password": "correct horse"}


def test_a_pending_run_is_watched_on(open_service, codika):
    """
    Whoever takes over looks at what is under way until it ends, and sends nothing.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    before = open_service()
    run = start(before, codika)
    until(lambda: before.store.get(run.id).status is RunStatus.PENDING)
    after = open_service()
    before.hand_over(after)
    codika.behave()
    ended = after.wait(run.id)

    assert (RunStatus.SUCCESS, 1) == (ended.status, codika.triggers)


def test_what_waits_to_be_sent_is_sent_once_with_its_secret(open_service, codika, monkeypatch):
    """
    A payload that is in memory alone goes along.
    """
    monkeypatch.setattr(sending, "TRIGGERS_AT_ONCE", 1)
    codika.misbehave("trigger", delay=0.5)
    sent = []
    before = open_service()
    first = start(before, codika)
    until(lambda: before.store.get(first.id).status is RunStatus.TRIGGERING)
    second = start(before, codika, payload=PAYLOAD)
    after = open_service(connect=spying(lambda request: sent.append(request.method)))
    before.hand_over(after)
    ended = [after.wait(run.id).status for run in (first, second)]

    assert [RunStatus.SUCCESS, RunStatus.SUCCESS] == ended
    assert (1, 2) == (sent.count("POST"), codika.triggers)
    assert {} == after._tracker._sender.carried


def test_a_trigger_in_flight_is_waited_for(open_service, codika):
    """
    An answer that takes its time is not made an open question by it.
    """
    codika.misbehave("trigger", delay=2.0)
    before = open_service()
    run = start(before, codika)
    until(lambda: before.store.get(run.id).status is RunStatus.TRIGGERING)
    after = open_service()
    before.hand_over(after)

    assert RunStatus.SUCCESS is after.wait(run.id).status
    assert "unconfirmed" not in kinds(after.store, run)


def test_who_has_given_way_starts_nothing(open_service, codika):
    """
    A page that still holds the old service is told, and nothing is sent.
    """
    before, after = open_service(), open_service()
    before.hand_over(after)
    with pytest.raises(errors.RunLogError):
        start(before, codika)

    assert (0, 0) == (codika.triggers, after.store.find(RunFilter()).total)


# -- what is let in ---------------------------------------------------------------


@pytest.fixture
def aside(path, instance):
    """A service that has the sandbox set aside."""
    with RunService.open(path, [], set_aside=[instance]) as service:
        yield service


def test_where_connections_are_set_aside_nothing_is_started(aside, codika):
    """
    Not even by a page that was opened before.
    """
    with pytest.raises(errors.ConfigurationError, match="is set aside"):
        start(aside, codika)

    assert (0, 0) == (codika.triggers, aside.store.find(RunFilter()).total)


def test_where_connections_are_set_aside_runs_are_watched(open_service, aside, codika):
    """
    What was under way when they were set aside is seen to its end.
    """
    before = open_service()
    codika.misbehave("status", times=None, stay_pending=True)
    run = start(before, codika)
    until(lambda: before.store.get(run.id).status is RunStatus.PENDING)
    before.hand_over(aside)
    codika.behave()

    assert RunStatus.SUCCESS is aside.wait(run.id).status


def test_an_environment_that_changed_in_the_settings_is_not_run_in_unseen(service, codika):
    """
    A form that says DEV starts nothing once the settings say that it is prod.
    """
    stale = replace(codika.instance, environment=Environment.PROD)
    with pytest.raises(errors.ConfigurationError, match="environment: has changed"):
        service.start(stale, codika.workflows["fast"], {})

    assert (0, 0) == (codika.triggers, service.store.find(RunFilter()).total)
