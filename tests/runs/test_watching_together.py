"""Many runs watched together: what they learn from each other, wait for, and leave on record."""

import itertools
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import pytest
from codika_seen import kinds, spying, start
from making import until

from codika import errors
from codika.model import RunStatus
from codika.runs import tracker
from codika.runs.planning import Plan, Planner


@pytest.fixture
def patient(monkeypatch):
    """Looks an hour apart, but for those who wait."""

    def plan(self, workflow, age, *, is_awaited=False):  # noqa: ARG001  as the real one
        return Plan(0.02, "somebody") if is_awaited else Plan(3600.0, "nobody")

    monkeypatch.setattr(Planner, "plan", plan)


def looks(store, run):
    return [event for event in store.events(run.id) if event.kind in ("looked", "unanswered")]


# -- learning -------------------------------------------------------------------


def test_later_runs_learn_from_earlier_ones(service, codika):
    """
    The timeline says what each look was planned from: first nothing, then the run before.
    """
    codika.misbehave("status", times=1, stay_pending=True)
    first = service.wait(start(service, codika).id)
    until(lambda: not service._tracker._tasks)  # it has learned from it
    codika.misbehave("status", times=1, stay_pending=True)
    second = service.wait(start(service, codika).id)
    reasons = [{event.why for event in looks(service.store, run)} for run in (first, second)]

    assert {"planned without an earlier run to learn from"} == reasons[0]
    assert {"planned from 1 earlier run"} == reasons[1]
    assert "planned from 1 earlier run" == service.store.events(second.id)[-1].why


@pytest.mark.usefixtures("patient")
def test_a_run_found_open_is_looked_at_at_once(open_service, codika):
    """
    It may have ended while nobody looked; its plan begins after that.
    """
    idle = open_service(started=False, lease=0.0)
    run = start(idle, codika)
    begun = open_service()
    until(lambda: begun.store.get(run.id).execution_id)
    begun.close()
    codika.misbehave("status", stay_pending=True)
    idle.store.save(replace(idle.store.get(run.id), looks=1))
    again = open_service()
    (look,) = until(lambda: looks(again.store, run))

    assert "found open, by whoever watches it from now on" == look.why


# -- waiting for one ------------------------------------------------------------


@pytest.mark.usefixtures("patient")
def test_saying_that_you_wait_brings_the_next_look_nearer(open_service, codika):
    """
    A run that was to be left alone for an hour ends as soon as somebody waits for it.
    """
    service = open_service(sweep=3600.0)
    run = start(service, codika)
    until(lambda: service.store.get(run.id).execution_id)
    service.set_awaited(run.id, user="Ann")
    ended = service.wait(run.id)

    assert (RunStatus.SUCCESS, True) == (ended.status, ended.is_awaited)
    assert "Ann waits for it." in [event.text for event in service.store.events(run.id)]
    assert "somebody" == service.store.events(run.id)[-1].why


@pytest.mark.usefixtures("patient")
def test_another_process_learns_that_somebody_waits(open_service, codika):
    """
    Whoever says so need not be where the run is watched.
    """
    watching, elsewhere = open_service(), open_service(started=False)
    run = start(watching, codika)
    until(lambda: watching.store.get(run.id).execution_id)
    elsewhere.set_awaited(run.id)

    assert RunStatus.SUCCESS is watching.wait(run.id).status


def test_nobody_waits_any_more(service, codika):
    """
    It can be taken back, and is on the timeline both times.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks)
    service.set_awaited(run.id)
    until(lambda: "somebody is waiting for it" in [look.why for look in looks(service.store, run)])
    service.set_awaited(run.id, is_awaited=False)
    n = service.store.get(run.id).looks
    until(lambda: service.store.get(run.id).looks > n + 2)

    assert "planned without an earlier run to learn from" == looks(service.store, run)[-1].why
    assert 2 == kinds(service.store, run).count("awaited")


def test_a_run_that_is_over_is_not_waited_for(service, codika):
    """
    Too late is said at once.
    """
    run = service.wait(start(service, codika).id)
    with pytest.raises(errors.RunStateError):
        service.set_awaited(run.id)


# -- patience -------------------------------------------------------------------


def test_a_busy_instance_is_left_alone_by_all(open_service, codika):
    """
    What Codika asks of one run, the others grant as well.
    """
    asked_at = []

    def note(request):
        if request.method == "GET":
            asked_at.append(time.monotonic())

    service = open_service(connect=spying(note))
    codika.misbehave("status", times=None, stay_pending=True)
    runs = [start(service, codika) for _ in range(3)]
    until(lambda: all(service.store.get(run.id).looks for run in runs))
    codika.behave()
    busy = {"status": 429, "headers": {"retry-after": "1"}}
    codika.misbehave("status", times=1, answer=busy)
    codika.misbehave("status", times=None, stay_pending=True)
    until(lambda: service.traffic()[codika.instance.id].slowed_down)
    n = len(asked_at)
    until(lambda: len(asked_at) > n + 10)
    gaps = [after - before for before, after in itertools.pairwise(asked_at)]

    # Looks that had left when the answer came are no fault of anybody's.
    assert max(gaps) > 0.9
    assert len(runs) >= sum(0.9 < gap for gap in gaps)


# -- on record ------------------------------------------------------------------


def test_what_was_gathered_comes_before_the_end(open_service, codika, monkeypatch):
    """
    A run that ends before its looks were written down takes them with it, in order.
    """
    monkeypatch.setattr(tracker, "WRITE_EVERY", 3600.0)
    codika.misbehave("status", times=3, stay_pending=True)
    service = open_service()
    run = service.wait(start(service, codika).id)

    n = run.looks - 1  # the last one found the end

    assert n >= 3
    assert ["saved", "sent", "accepted", *["looked"] * n, "ended"] == kinds(service.store, run)


def test_looks_are_written_down_before_the_process_ends(open_service, codika, monkeypatch):
    """
    Stopping in good order loses no line.
    """
    monkeypatch.setattr(tracker, "WRITE_EVERY", 3600.0)
    codika.misbehave("status", times=None, stay_pending=True)
    service = open_service()
    run = start(service, codika)
    until(lambda: service.traffic()[codika.instance.id].looks > 5)
    service.close()

    # The last one may have been on its way.
    assert 5 <= len(looks(service.store, run)) == service.store.get(run.id).looks


def test_looks_wait_for_a_log_that_is_locked(open_service, codika, path, monkeypatch):
    """
    They are written once it can be, each of them, and the watch goes on meanwhile.
    """
    monkeypatch.setattr("codika.runs.connection.BUSY_TIMEOUT", 0.02)
    codika.misbehave("status", times=None, stay_pending=True)
    service = open_service()
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        seen = service.traffic()[codika.instance.id].looks
        until(lambda: service.traffic()[codika.instance.id].looks > seen + 10)
        other.execute("ROLLBACK")
    codika.behave()
    ended = service.wait(run.id)

    assert RunStatus.SUCCESS is ended.status
    assert ended.looks == codika.looks == len(looks(service.store, run)) + 1


def test_a_run_that_was_moved_on_elsewhere_is_let_go(open_service, codika):
    """
    Nobody looks at a run that is over, whoever said so.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    service = open_service(sweep=3600.0)
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks)
    service.store.save(replace(service.store.get(run.id), status=RunStatus.FAILED))
    until(lambda: not service._tracker._tasks)

    assert RunStatus.FAILED is service.store.get(run.id).status


def test_traffic(open_service, codika):
    """
    What was sent to an instance, and what came of it, is counted as it is.
    """
    codika.misbehave("status", times=1, answer={"status": 503})
    codika.misbehave("status", times=1, answer={"status": 429})
    service = open_service()
    service.wait(start(service, codika).id)
    codika.misbehave("status", times=None, stay_pending=True)
    start(service, codika)
    until(lambda: service.traffic()[codika.instance.id].looks > 5)
    traffic = service.traffic()[codika.instance.id]

    assert (2, 2, 1) == (traffic.triggers, traffic.unanswered, traffic.slowed_down)
    assert (0, 1) == (traffic.waiting, traffic.pending)
    assert 0.0 <= traffic.found_out < 60.0
    assert 0.0 <= traffic.late < 60.0

    service.close()

    assert {} == service.traffic()


def test_a_stop_in_good_order_leaves_one_file(open_service, codika, path):
    """
    What was written ahead is brought home, so that the log can be copied as it is.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    service = open_service(beside=path)
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks)
    service.close()

    assert [path.name] == [file.name for file in path.parent.iterdir() if "runs.db" in file.name]
