"""A Codika that counts and misbehaves, and services on it that do not take their time."""

import logging

import pytest
from codika_seen import Codika

from codika.runs import RunService, SqliteRunStore, Tracker, polling, steps, tracker


@pytest.fixture
def codika(sandbox, quick):  # noqa: ARG001  whoever talks to the sandbox is in a hurry
    seen = Codika(sandbox)
    yield seen
    seen.behave()


@pytest.fixture
def instance(codika):
    return codika.instance


@pytest.fixture
def quick(monkeypatch):
    """Milliseconds instead of a mocked clock: waits really wait, and still end at once."""
    monkeypatch.setattr(polling, "SHORTEST", 0.02)
    monkeypatch.setattr(polling, "longest_gap", lambda _: 0.02)
    monkeypatch.setattr(polling, "FIRST_BACKOFF", 0.02)
    monkeypatch.setattr(polling, "LONGEST_BACKOFF", 0.05)
    monkeypatch.setattr(tracker, "WRITE_EVERY", 0.02)
    monkeypatch.setattr(steps, "FIRST_PAUSE", 0.02)


@pytest.fixture(autouse=True)
def no_bug(caplog):
    """What the tracker logs as a bug is one."""
    caplog.set_level(logging.INFO, "codika")
    yield
    bugs = [record.getMessage() for record in caplog.records if "a bug" in record.getMessage()]

    assert [] == bugs


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.db"


@pytest.fixture
def open_service(path, instance):
    """
    Open services on one log; each gets a tracker, by default with quick sweeps.

    `started=False` leaves the tracker idle, as if its process had not come that far.
    """
    opened = []

    def open_service(*, started=True, instances=(instance,), store=None, sweep=0.05, **how):
        store = store or SqliteRunStore(path)
        tracker = Tracker(store, {one.id: one for one in instances}, sweep=sweep, **how)
        service = RunService(store, tracker, watch_limit=how.get("watch_limit", 60.0))
        opened.append(service)
        if started:
            tracker.start()
        return service

    yield open_service
    for service in opened:
        service.close()


@pytest.fixture
def service(open_service):
    return open_service()


@pytest.fixture
def store(path):
    """The log, as somebody sees it who only reads."""
    opened = SqliteRunStore(path)
    yield opened
    opened.close()
