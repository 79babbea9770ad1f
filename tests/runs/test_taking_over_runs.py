"""One watcher a run, in any number of processes; and a watch that ends leaves a true log."""

import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from codika_seen import spying, start
from making import until

from codika import errors
from codika.model import RunStatus
from codika.runs import RunService, SqliteRunStore, sending, tracker


def abandon(service):
    """End a service's tracker as a kill would: nothing is settled, no lease is given up."""
    service._tracker._loop.stop()


def counting(counter, name):
    """Make clients that count looks under a name."""

    def note(request):
        if request.method == "GET":
            counter[name] += 1

    return spying(note)


# -- one watcher ----------------------------------------------------------------


def test_two_trackers_never_ask_for_the_same_run(open_service, codika):
    """
    Two processes on one log send no more requests than one.
    """
    codika.misbehave("trigger", stay_pending=True)
    asked = Counter()
    one = open_service(connect=counting(asked, "one"))
    open_service(connect=counting(asked, "other"))
    start(one, codika)
    until(lambda: asked["one"] >= 30)

    assert 0 == asked["other"]


def test_the_watch_is_renewed(open_service, codika, path):
    """
    Who is at work puts off the end of its lease: nobody takes over however long a run takes.
    """
    codika.misbehave("trigger", stay_pending=True)
    service = open_service(lease=60.0)
    start(service, codika)

    def leased_until():
        with closing(sqlite3.connect(path)) as reading:
            [[moment]] = reading.execute("SELECT expires_at FROM leases")
        return moment

    first = leased_until()
    second = until(lambda: leased_until() > first and leased_until())

    assert until(lambda: leased_until() > second)


def test_a_dead_trackers_run_is_taken_over_when_its_lease_runs_out(open_service, codika):
    """
    A run whose process died is watched on by another, and triggered no second time.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    asked = Counter()
    one = open_service(connect=counting(asked, "one"), lease=1.0)
    other = open_service(connect=counting(asked, "other"))
    run = start(one, codika)
    until(lambda: asked["one"] >= 5)
    abandon(one)
    until(lambda: asked["other"] >= 5)
    codika.behave()

    assert RunStatus.SUCCESS is other.wait(run.id).status
    assert 1 == codika.triggers


def test_a_tracker_that_lost_its_lease_lets_go(open_service, codika, store):
    """
    Whoever slept through its lease finds the run in other hands and asks no more.
    """
    codika.misbehave("trigger", stay_pending=True)
    service = open_service()
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks > 3)
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    assert {run.id} == store.claim([run.id], "another", now=tomorrow, lease=3600)

    until(lambda: not service._tracker._tasks)

    assert RunStatus.PENDING is store.get(run.id).status


def test_an_answer_counts_although_the_lease_was_lost_meanwhile(open_service, codika):
    """
    Another tracker doubted that the trigger would be answered; the answer is truer.
    """
    codika.misbehave("trigger", delay_after=1.5)
    service = open_service(lease=0.0, sweep=3600.0)
    other = open_service(started=False)
    run = start(service, codika)
    until(lambda: codika.triggers == 1)
    other._tracker.start()
    until(lambda: service.store.get(run.id).status is RunStatus.UNCONFIRMED)
    until(lambda: service.store.get(run.id).execution_id)
    other.wait(run.id)

    assert RunStatus.SUCCESS is service.wait(run.id).status
    assert None is service.store.get(run.id).error
    assert 1 == codika.triggers


def test_a_sweep_that_fails_is_not_the_last(open_service, codika, path, caplog):
    """
    Whatever goes wrong once, runs are looked for again.
    """

    class Stumbling(SqliteRunStore):
        stumbles = 3

        def orphans(self, now):
            if self.stumbles:
                self.stumbles -= 1
                raise KeyError("stumbled")
            return super().orphans(now)

    idle = open_service(started=False, lease=0.0)
    run = start(idle, codika)
    service = open_service(store=Stumbling(path))

    assert RunStatus.SUCCESS is service.wait(run.id).status
    assert 3 == caplog.text.count("could not look after open runs; trying again")


def test_a_run_whose_watch_broke_off_is_taken_up_again(open_service, codika, path):
    """
    A log that cannot be read for a moment costs one sweep, not the run.
    """

    class Stumbling(SqliteRunStore):
        stumbles = 1

        def get(self, run_id):
            if self.stumbles:
                self.stumbles -= 1
                raise errors.RunLogError("disk I/O error")
            return super().get(run_id)

    service = open_service(store=Stumbling(path))
    run = start(service, codika)
    until(lambda: not service.store.stumbles)

    assert RunStatus.SUCCESS is service.wait(run.id).status


# -- the end of a watch ---------------------------------------------------------


def test_stopping_leaves_pending_runs_pending(open_service, codika):
    """
    A run goes on at Codika while nobody looks, and is found again at the next start.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    service = open_service()
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks > 3)
    service.close()
    looks = codika.looks
    codika.behave()

    assert RunStatus.PENDING is service.store.get(run.id).status

    again = open_service(lease=60.0)

    assert RunStatus.SUCCESS is again.wait(run.id).status
    assert codika.looks > looks
    assert 1 == codika.triggers


def test_stopping_gives_up_every_lease(open_service, codika, store):
    """
    The next process need not wait for a lease to run out.
    """
    codika.misbehave("trigger", times=3, stay_pending=True)
    service = open_service(lease=3600.0)
    runs = [start(service, codika).id for _ in range(3)]
    until(lambda: codika.looks > 3)
    service.close()

    assert set(runs) == store.claim(runs, "another", now=datetime.now(UTC), lease=1.0)


def test_stopping_waits_for_the_answer_of_a_trigger(open_service, codika):
    """
    A trigger on its way is still answered, and the answer is on record.
    """
    codika.misbehave("trigger", delay_after=1.0)
    service = open_service()
    run = start(service, codika)
    until(lambda: codika.triggers == 1)
    service.close()
    found = service.store.get(run.id)

    assert RunStatus.PENDING is found.status
    assert found.execution_id is not None
    assert RunStatus.SUCCESS is open_service().wait(run.id).status
    assert 1 == codika.triggers


def test_stopping_waits_for_an_answer_to_be_saved(open_service, codika, path, monkeypatch, caplog):
    """
    An answer that has come and could not be saved yet is not dropped at the last moment.
    """
    monkeypatch.setattr("codika.runs.connection.BUSY_TIMEOUT", 0.02)
    with (
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
        ThreadPoolExecutor(1) as pool,
    ):

        def lock(request):
            if request.method == "POST":
                other.execute("BEGIN IMMEDIATE")

        service = open_service(connect=spying(lock), sweep=3600.0)
        run = start(service, codika)
        until(lambda: "could not save 'accepted'" in caplog.text)
        closing_service = pool.submit(service.close)
        until(lambda: service._tracker._sender.has_stopped)
        other.execute("ROLLBACK")
        closing_service.result()

    assert RunStatus.PENDING is service.store.get(run.id).status


def test_stopping_does_not_wait_for_ever(open_service, codika, monkeypatch):
    """
    A trigger that is not answered in time is unconfirmed, and the process can end.
    """
    monkeypatch.setattr(tracker, "STOP_WITHIN", 0.1)
    codika.misbehave("trigger", delay_after=3.0)
    service = open_service()
    run = start(service, codika)
    until(lambda: codika.triggers == 1)
    service.close()
    found = service.store.get(run.id)

    assert (RunStatus.UNCONFIRMED, "UnconfirmedTriggerError") == (found.status, found.error.kind)
    assert "stopped before an answer came" in found.error.message


def test_stopping_sends_no_more_triggers(open_service, codika, monkeypatch):
    """
    What waits for its turn is sent by the next process, and once.
    """
    monkeypatch.setattr(sending, "TRIGGERS_AT_ONCE", 2)
    codika.misbehave("trigger", delay=0.6)
    codika.misbehave("trigger", delay=1.2)  # a turn comes free while this one is waited for
    service = open_service()
    runs = [start(service, codika) for _ in range(4)]
    until(lambda: codika.triggers == 2)
    service.close()

    assert 2 == codika.triggers
    assert 2 == sum(service.store.get(run.id).status is RunStatus.QUEUED for run in runs)

    again = open_service()

    assert [RunStatus.SUCCESS] * 4 == [again.wait(run.id).status for run in runs]
    assert 4 == codika.triggers


def test_stopping_with_a_locked_log(open_service, codika, path, monkeypatch):
    """
    A log that cannot be written does not keep the process from ending.
    """
    monkeypatch.setattr("codika.runs.connection.BUSY_TIMEOUT", 0.05)
    codika.misbehave("trigger", stay_pending=True)
    service = open_service()
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks > 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        service.close()
        other.execute("ROLLBACK")

    assert RunStatus.PENDING is service.store.get(run.id).status


def test_stopping_what_never_started(open_service):
    """
    A tracker that was never started is stopped without a word.
    """
    open_service(started=False).close()


def test_open_and_close(instance, codika, path):
    """
    The short way: a path, the instances, and a `with`.
    """
    with RunService.open(path, [instance]) as service:
        run = service.wait(start(service, codika).id)

        assert RunStatus.SUCCESS is run.status

    with RunService.open(path, [instance], watch_limit=5.0) as service:
        assert run == service.store.get(run.id)


@pytest.mark.parametrize("name", ["run-tracker", "run-log"])
def test_closing_ends_the_threads(instance, codika, path, name):
    """
    A service that is closed leaves nothing behind in the process.
    """

    def running():
        return [thread for thread in threading.enumerate() if thread.name == name]

    before = len(running())
    with RunService.open(path, [instance]) as service:
        service.wait(start(service, codika).id)

        assert before + 1 == len(running())

    assert before == len(running())
