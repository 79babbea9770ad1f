"""Faults that take more than one line: keys, clocks, restarts, and a word that is taken back."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from codika_seen import Codika, kinds, start
from making import until

from codika.model import Endpoints, RunStatus
from codika.runs import sending, service, steps, tracker, watching
from ui.notices import class_named, notice_for


def test_a_key_regenerated_in_the_middle(new_sandbox, open_service):
    """
    The watch ends and says why; with the new key, the same run is seen to its end.
    """
    running = new_sandbox()
    codika = Codika(running)
    codika.misbehave("status", regenerate_key=True)
    service = open_service(instances=[codika.instance])
    run = service.wait(start(service, codika).id)
    headline = notice_for(class_named(run.error.kind)).headline

    assert RunStatus.UNWATCHED is run.status
    assert "Codika does not accept the key of this connection." == headline
    assert RunStatus.REJECTED is service.wait(start(service, codika).id).status

    service.close()
    manifest = codika._call("GET", "manifest")
    mended = replace(codika.instance, api_key=manifest["keys"]["dev"])
    again = open_service(instances=[mended])
    again.look_again(run.id)

    assert RunStatus.SUCCESS is again.wait(run.id).status
    assert RunStatus.SUCCESS is again.wait(start(again, codika).id).status
    assert (3, 2) == (codika.triggers, codika.started)


def test_a_key_that_can_no_longer_be_sent(open_service, codika):
    """
    A setting spoilt between two starts: the run is not asked for, and its record says why.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    before = open_service()
    run = start(before, codika)
    until(lambda: before.store.get(run.id).looks > 1)
    before.close()
    broken = open_service(instances=[replace(codika.instance, api_key="no key")])
    left = broken.wait(run.id)

    assert (RunStatus.UNWATCHED, "ConfigurationError") == (left.status, left.error.kind)

    broken.close()
    codika.behave()
    mended = open_service()
    mended.look_again(run.id)

    assert RunStatus.SUCCESS is mended.wait(run.id).status
    assert 1 == codika.triggers


def test_codika_restarts_in_the_middle(new_sandbox, open_service):
    """
    While nobody answers the run is pending; then it is seen to its end.
    """
    first = new_sandbox()
    codika = Codika(first)
    codika.misbehave("status", times=None, stay_pending=True)
    service = open_service(instances=[codika.instance])
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks > 1)
    first.stop()
    until(lambda: "unanswered" in kinds(service.store, run))

    assert RunStatus.PENDING is service.store.get(run.id).status

    new_sandbox(port=int(codika.base_url.rpartition(":")[2]))

    assert RunStatus.SUCCESS is service.wait(run.id).status
    assert RunStatus.SUCCESS is service.wait(start(service, codika).id).status


@pytest.mark.parametrize("first", ["success", "failed"])
def test_the_first_final_answer_stands(open_service, codika, first):
    """
    A success that Codika later calls failed (or the reverse) is not asked about again.
    """
    later = {"success": {"fail": "Changed my mind"}, "failed": {"status_word": "success"}}
    if first == "failed":
        codika.misbehave("status", fail="Out of paper")
    else:
        codika.misbehave("status", status_word="success")
    codika.misbehave("status", times=None, **later[first])
    service = open_service()
    run = service.wait(start(service, codika).id)
    service.close()
    looks = codika.looks
    again = open_service()
    codika.behave()
    again.wait(start(again, codika).id)

    assert first == run.status
    assert run == again.store.get(run.id)
    assert looks == run.looks


# -- our clock ------------------------------------------------------------------


class Clock:
    """The wall clock, as we read it."""

    def __init__(self):
        self.ahead = timedelta(0)

    def __call__(self):
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in (sending, service, steps, tracker, watching):
        monkeypatch.setattr(module, "now", clock)
    return clock


def without_duration(reply):
    """Tell of an end and not how long it took."""
    body = json.loads(reply.body)
    if reply.method == "GET":
        body["execution"].pop("duration", None)
    return replace(reply, body=json.dumps(body).encode())


@pytest.mark.parametrize("days", [1, -1], ids=["ahead", "back"])
def test_our_clock_jumps_in_the_middle(open_service, open_proxy, codika, clock, days):
    """
    The watch goes on, within its limit, and how long the run took is true.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    there = Endpoints(base_url=open_proxy(without_duration).url)
    service = open_service(instances=[replace(codika.instance, endpoints=there)], watch_limit=60.0)
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks > 1)
    clock.ahead = timedelta(days=days)
    looks = service.store.get(run.id).looks
    until(lambda: service.store.get(run.id).looks > looks + 3)
    codika.behave()
    ended = service.wait(run.id)

    assert RunStatus.SUCCESS is ended.status
    assert 0 < ended.duration_ms < 60_000
    assert RunStatus.SUCCESS is service.wait(start(service, codika).id).status
    assert (2, 2) == (codika.triggers, codika.started)


def test_our_clock_jumps_while_the_run_is_being_registered(open_service, codika, clock):
    """
    "Not found" a moment after the trigger means "not yet", whatever the clock says.
    """
    codika.misbehave("status", times=None, answer={"status": 404})
    service = open_service()
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks > 1)
    clock.ahead = timedelta(days=1)
    looks = service.store.get(run.id).looks
    until(lambda: service.store.get(run.id).looks > looks + 3)
    codika.behave()

    assert RunStatus.SUCCESS is service.wait(run.id).status


@pytest.mark.parametrize("minutes", [10, -10], ids=["ahead", "back"])
def test_our_clock_jumps_between_two_trackers(open_service, codika, clock, minutes):
    """
    Leases that seem to have run out, or to hold for ever, make no second watcher.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    services = [open_service(), open_service()]
    run = start(services[0], codika)
    until(lambda: services[0].store.get(run.id).looks > 1)
    clock.ahead = timedelta(minutes=minutes)

    def watchers():
        return [service for service in services if service._tracker._tasks]

    looks = services[0].store.get(run.id).looks
    until(lambda: services[0].store.get(run.id).looks > looks + 10)
    until(lambda: len(watchers()) == 1)
    codika.behave()

    assert RunStatus.SUCCESS is services[0].wait(run.id).status
    assert 1 == codika.triggers
