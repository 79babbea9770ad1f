"""What a person may decide about a run, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from codika_seen import kinds, start
from making import until

from codika import errors
from codika.api.client import AsyncCodika
from codika.model import RunStatus
from codika.runs import RunFilter


def unconfirmed(service, codika, workflow="fast", **fault):
    codika.misbehave("trigger", **(fault or {"lose_after": True}))
    return service.wait(start(service, codika, workflow).id)


def test_look_again(open_service, codika):
    """
    An unwatched run is watched again for as long as a new one, and ends.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    service = open_service(watch_limit=0.2)
    run = service.wait(start(service, codika).id)
    codika.behave()
    again = service.look_again(run.id)
    ended = service.wait(run.id)

    assert (RunStatus.UNWATCHED, RunStatus.PENDING) == (run.status, again.status)
    assert (None, True) == (again.error, again.watch_until > run.watch_until)
    assert (RunStatus.SUCCESS, None) == (ended.status, ended.error)
    assert "resumed" in kinds(service.store, run)
    assert 1 == codika.triggers


def test_look_again_takes_the_watch(open_service, codika, store):
    """
    A run taken up again is leased before anybody looks: no other process joins in.
    """
    codika.misbehave("status", answer={"status": 403})
    service = open_service(sweep=3600.0)
    run = service.wait(start(service, codika).id)
    codika.misbehave("status", times=None, stay_pending=True)
    service.look_again(run.id)
    until(lambda: store.get(run.id).looks > 3)

    assert frozenset() == store.claim([run.id], "another", now=datetime.now(UTC), lease=1.0)


async def test_link(service, codika):
    """
    A person found the execution: the run is watched from then on and ends.
    """
    run = unconfirmed(service, codika)
    async with AsyncCodika(codika.instance) as client:
        [latest] = await client.executions(limit=1)
    linked = service.link(run.id, f"  {latest.id}\n")
    ended = service.wait(run.id)

    assert (RunStatus.PENDING, latest.id, None) == (
        linked.status,
        linked.execution_id,
        linked.error,
    )
    assert RunStatus.SUCCESS is ended.status
    assert latest.duration_ms == ended.duration_ms
    assert (1, 1) == (codika.triggers, codika.started)


def test_link_to_nothing(service, codika):
    """
    A wrong id is found out, and the run is no worse than unwatched.
    """
    run = unconfirmed(service, codika)
    service.store.save(replace(run, triggered_at=run.triggered_at - timedelta(minutes=1)))
    service.link(run.id, "no-such-execution")
    run = service.wait(run.id)

    assert (RunStatus.UNWATCHED, "NotFoundError") == (run.status, run.error.kind)


@pytest.mark.parametrize("execution_id", ["", "  ", "..", "a\nb", "x" * 1000])
def test_link_needs_an_id(service, codika, execution_id):
    """
    What cannot be an id is refused before anything changes.
    """
    run = unconfirmed(service, codika)
    with pytest.raises(errors.PayloadError):
        service.link(run.id, execution_id)

    assert run == service.store.get(run.id)


def test_dismiss(service, codika):
    """
    A person checked that it did not start: the run is over, its reason is kept.
    """
    run = unconfirmed(service, codika, lose_before=True)
    dismissed = service.dismiss(run.id)

    assert RunStatus.REJECTED is dismissed.status
    assert dismissed.ended_at is not None
    assert dismissed == service.store.get(run.id)
    assert "UnconfirmedTriggerError" == dismissed.error.kind
    assert ["unconfirmed", "rejected"] == kinds(service.store, run)[-2:]


def test_cancel(open_service, codika):
    """
    What has not been sent can be taken back, and is then never sent.
    """
    service = open_service(started=False)
    run = start(service, codika)
    cancelled = service.cancel(run.id)
    service._tracker.start()
    service.wait(start(service, codika).id)

    assert (RunStatus.CANCELLED, cancelled) == (cancelled.status, service.store.get(run.id))
    assert cancelled.ended_at is not None
    assert 1 == codika.triggers


def test_a_run_taken_back_while_it_waits_for_its_turn(open_service, codika, monkeypatch):
    """
    A run that is about to be sent and is taken back is not sent.
    """
    monkeypatch.setattr("codika.runs.sending.TRIGGERS_AT_ONCE", 1)
    codika.misbehave("trigger", delay=1.0)
    service = open_service()
    first = start(service, codika)
    until(lambda: codika.triggers == 1)
    second = start(service, codika)
    service.cancel(second.id)

    assert RunStatus.SUCCESS is service.wait(first.id).status
    assert RunStatus.CANCELLED is service.wait(second.id).status
    assert 1 == codika.triggers


@pytest.mark.parametrize("decide", ["look_again", "link", "dismiss", "cancel"])
def test_a_run_that_is_over_stays_as_it_is(service, codika, decide):
    """
    No button changes what has ended.
    """
    run = service.wait(start(service, codika).id)
    more = ["an-execution"] if decide == "link" else []
    with pytest.raises(errors.RunStateError):
        getattr(service, decide)(run.id, *more)

    assert run == service.store.get(run.id)


@pytest.mark.parametrize("decide", ["look_again", "link", "dismiss", "cancel"])
def test_deciding_about_no_run(service, decide):
    """
    An id that belongs to nothing is told so.
    """
    more = ["an-execution"] if decide == "link" else []
    with pytest.raises(errors.RunNotFoundError):
        getattr(service, decide)("nobody", *more)


def test_a_sent_run_cannot_be_taken_back(service, codika):
    """
    Codika cannot stop a run, so neither can we.
    """
    codika.misbehave("trigger", stay_pending=True)
    run = start(service, codika)
    until(lambda: service.store.get(run.id).status is RunStatus.PENDING)
    with pytest.raises(errors.RunStateError):
        service.cancel(run.id)


def test_of_two_decisions_the_first_counts(service, codika):
    """
    Two tabs, two buttons: the second is told that it is too late.
    """
    run = unconfirmed(service, codika)
    service.dismiss(run.id)
    with pytest.raises(errors.RunStateError):
        service.link(run.id, "an-execution")

    assert RunStatus.REJECTED is service.store.get(run.id).status


def test_an_instance_without_settings_is_not_watched(open_service, service, codika):
    """
    Without a key nothing can be looked at; the run keeps its state.
    """
    codika.misbehave("status", answer={"status": 403})
    run = service.wait(start(service, codika).id)
    service.close()
    keyless = open_service(instances=[])
    with pytest.raises(errors.ConfigurationError):
        keyless.look_again(run.id)

    assert run == keyless.store.get(run.id)


def test_a_closed_service_starts_nothing(service, codika):
    """
    After closing, a start is an error and leaves no record.
    """
    service.close()
    service.close()
    with pytest.raises(errors.RunLogError):
        start(service, codika)

    assert 0 == service.store.find(RunFilter()).total
    assert 0 == codika.triggers
