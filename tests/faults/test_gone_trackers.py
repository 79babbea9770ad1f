"""A tracker that is gone is known to be gone; one that lives is never taken for it."""

import fcntl
import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from codika_seen import start
from making import until
from runs.test_killed import TEN_RUNS

from codika.model import RunStatus
from codika.runs import steps, tracker
from codika.runs.presence import Presence

HERE = socket.gethostname()


@pytest.fixture
def enter(path):
    """Put up signs beside the run log; they end with the test."""
    entered = []

    def enter(token, host=HERE):
        entered.append(Presence(path, f"{host}:1:{token}"))
        entered[-1].enter()
        return entered[-1]

    yield enter
    for presence in entered:
        presence.leave()


def sign(path, token):
    return path.with_name(f"runs.db.tracker-{token}")


def gone(path, token, host=HERE):
    """Leave a sign behind as a killed process does."""
    sign(path, token).write_text(f"{host}:1:{token}")


def cleared_up(presence):
    released = []
    presence.clear_up(released.append)
    return released


# -- signs ----------------------------------------------------------------------


def test_who_lives_is_left_alone(enter, path):
    """
    A lock that is held is a process that lives, in this one or another.
    """
    one, other = enter("one"), enter("other")

    assert ([], []) == (cleared_up(one), cleared_up(other))
    assert sign(path, "one").exists()
    assert sign(path, "other").exists()


def test_who_is_gone_is_told_once(enter, path):
    """
    What a gone tracker held is given up, and its sign is removed.
    """
    gone(path, "other")
    one = enter("one")

    assert [f"{HERE}:1:other"] == cleared_up(one)
    assert [] == cleared_up(one)
    assert not sign(path, "other").exists()


def test_other_machines_are_not_ours_to_judge(enter, path):
    """
    Over a network, a free lock proves nothing.
    """
    gone(path, "other", host="elsewhere")

    assert [] == cleared_up(enter("one"))
    assert sign(path, "other").exists()


def test_a_sign_without_a_name_is_just_being_put_up(enter, path):
    """
    Between making and naming a sign its owner lives.
    """
    sign(path, "other").touch()

    assert [] == cleared_up(enter("one"))
    assert sign(path, "other").exists()


def test_leaving_takes_the_sign_down(enter, path):
    """
    Who stops in good order leaves nothing behind.
    """
    one = enter("one")
    one.leave()

    assert not sign(path, "one").exists()


def test_a_sign_is_for_its_owner_alone(enter, path):
    """
    A host name is nobody else's business.
    """
    enter("one")

    assert 0o600 == sign(path, "one").stat().st_mode & 0o777


def test_where_locks_keep_nobody_out_nobody_is_judged(enter, path, monkeypatch):
    """
    On a file system that grants every lock, all would seem gone.
    """
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)
    gone(path, "other")
    one = enter("one")

    assert [] == cleared_up(one)
    assert not sign(path, "one").exists()


def test_where_there_are_no_locks_nobody_is_judged(enter, path, monkeypatch):
    """
    Without locks there is no sign, and leases alone decide.
    """

    def refuse(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    gone(path, "other")

    assert [] == cleared_up(enter("one"))


# -- runs -----------------------------------------------------------------------


@pytest.fixture
def killed(path, codika):
    """Kill a process with ten pending runs whose leases hold for an hour."""
    codika.misbehave("status", times=None, stay_pending=True)
    program = TEN_RUNS.replace("lease=1.0", "lease=3600.0, beside=store.path")
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    told = [str(path), codika.base_url, codika.instance.id, codika.instance.api_key]
    process.stdin.write(json.dumps([*told, codika.workflows["fast"]]) + "\n")
    process.stdin.flush()
    run_ids = [process.stdout.readline().strip() for _ in range(10)]
    until(lambda: codika.looks > 10)
    process.kill()
    process.communicate()
    codika.behave()
    return run_ids


def test_a_killed_process_is_succeeded_at_once(killed, open_service, codika, path):
    """
    Whoever starts again on the same machine waits for no lease, and sends nothing twice.
    """
    service = open_service(beside=path)

    until(lambda: not service.store.open_runs())
    assert {RunStatus.SUCCESS} == {service.store.get(run_id).status for run_id in killed}
    assert (10, 10) == (codika.triggers, codika.started)


def test_a_killed_process_is_succeeded_although_the_clock_was_set_back(
    killed, open_service, path, monkeypatch
):
    """
    By the clock its leases would hold for another day.
    """
    clock = lambda: datetime.now(UTC) - timedelta(days=1)  # noqa: E731  one line, used once
    monkeypatch.setattr(tracker, "now", clock)
    monkeypatch.setattr(steps, "now", clock)
    service = open_service(beside=path)

    assert {RunStatus.SUCCESS} == {service.wait(run_id).status for run_id in killed}


def test_a_process_that_lives_keeps_its_runs(open_service, codika, path):
    """
    Two trackers side by side: neither takes the other for gone.
    """
    codika.misbehave("trigger", stay_pending=True)
    one = open_service(beside=path, lease=3600.0, sweep=3600.0)
    other = open_service(beside=path)
    run = start(one, codika)
    until(lambda: one.store.get(run.id).looks > 5)

    assert set() == set(other._tracker._tasks)
    assert {run.id} == set(one._tracker._tasks)
