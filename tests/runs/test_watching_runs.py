"""A run is watched to its end, whatever comes between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from codika_seen import Codika, answering, kinds, start
from making import make_run, until

from codika import errors
from codika.api.client import AsyncCodika
from codika.model import RunStatus
from codika.runs import UNSET, SqliteRunStore, polling


def left_pending(store, codika, **changes):
    """Put a run on record that a process now gone had seen accepted."""
    moment = datetime.now(UTC)
    run = make_run(
        **{
            "instance_id": codika.instance.id,
            "status": RunStatus.PENDING,
            "created_at": moment,
            "accepted_at": moment,
            "watch_until": moment + timedelta(hours=1),
            "execution_id": "019c8fb3-0000-7000-8000-00000000dead",
            **changes,
        }
    )
    store.add(run, {}, owner="gone", lease=0.0)
    return run


# -- the end --------------------------------------------------------------------


async def test_a_success_is_recorded_as_codika_tells_it(service, codika):
    """
    Result, size and duration are Codika's own, to the last digit.
    """
    run = service.wait(start(service, codika, payload={"year": 2002}).id)
    async with AsyncCodika(codika.instance) as client:
        execution = await client.get(run.execution_id)

    assert (RunStatus.SUCCESS, execution.duration_ms) == (run.status, run.duration_ms)
    assert execution.result == service.store.result(run.id)
    assert 2002 == service.store.result(run.id)["year"]
    assert run.result_bytes > 1000
    assert (None, None) == (run.error, run.reported_status)


async def test_a_failure_is_recorded_as_codika_tells_it(service, codika):
    """
    Message, label and node of a failed execution are on record.
    """
    run = service.wait(start(service, codika, "failing", {"iban": "BE68 5390 0754 7035"}).id)
    async with AsyncCodika(codika.instance) as client:
        failure = (await client.get(run.execution_id)).failure

    assert (RunStatus.FAILED, "ExecutionFailedError") == (run.status, run.error.kind)
    assert (failure.message, failure.kind, failure.failed_node) == (
        run.error.message,
        run.error.label,
        run.error.failed_node,
    )
    assert "Check Digits" == run.error.failed_node
    assert UNSET is service.store.result(run.id)


@pytest.mark.parametrize(
    ("shape", "result"),
    [
        ("null", None),
        ("zero", 0),
        ("empty-text", ""),
        ("false", False),
        ("empty-list", []),
        ("empty-object", {}),
        ("text", "All three offers were sent."),
        ("big-integers", {"id": 2**53 + 1, "ids": [2**64 - 1, -(2**63)]}),
    ],
)
def test_results_of_any_kind_are_recorded(service, codika, shape, result):
    """
    Nothing is a result too, and is told from no result.
    """
    run = service.start(codika.instance, "awkward-shapes", {"shape": shape})
    service.wait(run.id)

    assert repr(result) == repr(service.store.result(run.id))


def reply(**execution):
    def handler(request):
        if request.method == "POST":
            return httpx.Response(200, json={"success": True, "executionId": "e-1"})
        return httpx.Response(200, json={"success": True, "execution": execution})

    return handler


def test_a_success_without_a_result(open_service, codika):
    """
    A workflow that returns nothing has succeeded all the same; we time it ourselves.
    """
    service = open_service(connect=answering(reply(status="success")))
    run = service.wait(start(service, codika).id)
    seen = (run.ended_at - run.accepted_at).total_seconds() * 1000

    assert RunStatus.SUCCESS is run.status
    assert UNSET is service.store.result(run.id)
    assert 0 < run.duration_ms <= seen


def test_a_duration_of_nothing_is_a_duration(open_service, codika):
    """
    Zero milliseconds are Codika's word, not a missing one.
    """
    service = open_service(connect=answering(reply(status="success", duration=0)))

    assert 0.0 == service.wait(start(service, codika).id).duration_ms


def test_a_failure_without_a_reason(open_service, codika):
    """
    A workflow that fails without a word has failed all the same.
    """
    service = open_service(connect=answering(reply(status="failed")))
    run = service.wait(start(service, codika).id)

    assert RunStatus.FAILED is run.status


def test_a_result_that_cannot_be_kept_does_not_hold_up_the_run(open_service, codika, path):
    """
    The run has succeeded, and the record says that its result is lost.
    """

    class Picky(SqliteRunStore):
        def save(self, *what, result=UNSET, **how):
            if result is not UNSET:
                raise ValueError("cannot be kept as JSON: nested too deeply")
            super().save(*what, **how)

    service = open_service(
        store=Picky(path), connect=answering(reply(status="success", resultData=1))
    )
    run = service.wait(start(service, codika).id)

    assert (RunStatus.SUCCESS, "UnexpectedReplyError") == (run.status, run.error.kind)
    assert "the result is lost" in run.error.message


# -- on the way -----------------------------------------------------------------


def test_an_unknown_word_is_shown_and_watched_on(service, codika):
    """
    A status that no documentation has counts as pending; the log keeps Codika's word.
    """
    codika.misbehave("status", times=None, status_word="waiting_for_approval")
    run = start(service, codika)
    until(lambda: service.store.get(run.id).reported_status == "waiting_for_approval")

    assert RunStatus.PENDING is service.store.get(run.id).status

    codika.behave()
    ended = service.wait(run.id)

    assert (RunStatus.SUCCESS, None) == (ended.status, ended.reported_status)


def test_a_known_word_takes_an_unknown_one_back(service, codika):
    """
    What is kept is the latest word only.
    """
    codika.misbehave("status", times=2, status_word="waiting")
    codika.misbehave("status", times=None, stay_pending=True)
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks > 2)

    assert None is service.store.get(run.id).reported_status


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"answer": {"status": 500}}, id="500"),
        pytest.param({"answer": {"status": 502, "shape": "html"}}, id="502 page"),
        pytest.param({"answer": {"status": 503, "shape": "empty"}}, id="503"),
        pytest.param({"answer": {"status": 408}}, id="408"),
        pytest.param({"answer": {"status": 425}}, id="425"),
        pytest.param({"answer": {"status": 429}}, id="429"),
        pytest.param({"answer": {"status": 200, "shape": "html"}}, id="200 page"),
        pytest.param({"broken_json": True}, id="broken JSON"),
        pytest.param({"truncate": True}, id="cut short"),
        pytest.param({"wrong_types": True}, id="wrong types"),
    ],
)
def test_what_may_heal_is_sat_out(service, codika, fault):
    """
    Three bad answers in a row, and the run still ends as it should.
    """
    codika.misbehave("status", times=3, **fault)
    run = service.wait(start(service, codika).id)

    assert (RunStatus.SUCCESS, None) == (run.status, run.error)
    assert 3 == kinds(service.store, run).count("unanswered")
    assert (1, run.looks) == (codika.triggers, codika.looks)


@pytest.mark.parametrize("fault", ["lose_before", "lose_after"])
def test_silence_is_sat_out(service, codika, fault):
    """
    Answers that never come are no answers, and the run still ends as it should.
    """
    # The HTTP library asks again by itself on a kept connection that broke, so
    # three lost answers may be two failed looks.
    codika.misbehave("status", times=3, **{fault: True})
    run = service.wait(start(service, codika).id)

    assert (RunStatus.SUCCESS, None) == (run.status, run.error)
    assert "unanswered" in kinds(service.store, run)


@pytest.mark.parametrize(
    ("status_code", "kind"),
    [(401, "AuthenticationError"), (403, "ForbiddenError"), (400, "WatchRefusedError")],
)
def test_what_does_not_heal_ends_the_watch_at_once(service, codika, status_code, kind):
    """
    A refused key is not asked with again: one look, and the record says why.
    """
    codika.misbehave("status", times=None, answer={"status": status_code, "message": "No."})
    run = service.wait(start(service, codika).id)

    assert (RunStatus.UNWATCHED, kind, "No.") == (run.status, run.error.kind, run.error.message)
    assert (1, 1) == (codika.looks, run.looks)
    assert None is run.ended_at


def test_a_key_regenerated_in_the_middle(new_sandbox, open_service):
    """
    The watch ends with the old key; the run itself goes on at Codika.
    """
    codika = Codika(new_sandbox())  # its key is spoilt
    codika.misbehave("trigger", stay_pending=True)
    codika.misbehave("status", after=3, regenerate_key=True)
    service = open_service(instances=[codika.instance])
    run = service.wait(start(service, codika).id)

    assert (RunStatus.UNWATCHED, "AuthenticationError") == (run.status, run.error.kind)
    assert 4 == codika.looks


def test_a_late_registration_is_sat_out(service, codika):
    """
    "Not found" right after the trigger means "not yet".
    """
    codika.misbehave("trigger", late_registration=0.3)
    run = service.wait(start(service, codika).id)

    assert RunStatus.SUCCESS is run.status
    assert "unanswered" in kinds(service.store, run)


def test_not_found_means_not_found_later(store, open_service, codika):
    """
    An execution that is unknown a minute after its trigger will not turn up.
    """
    run = left_pending(store, codika, accepted_at=datetime.now(UTC) - timedelta(minutes=1))
    service = open_service()
    lost = service.wait(run.id)

    assert (RunStatus.UNWATCHED, "NotFoundError", 1) == (lost.status, lost.error.kind, lost.looks)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(service, codika, status):
    """
    A server that asks for a second gets a second.
    """
    codika.misbehave("status", answer={"status": status, "headers": {"retry-after": "1"}})
    run = service.wait(start(service, codika).id)
    told = service.store.events(run.id)
    asked = next(n for n, event in enumerate(told) if event.kind == "unanswered")

    assert RunStatus.SUCCESS is run.status
    assert (told[asked + 1].at - told[asked].at) >= timedelta(seconds=0.98)


def test_an_absurd_retry_after_does_not_outlast_the_watch(open_service, codika):
    """
    A server that asks for a day is not asked again, and the watch still ends.
    """
    codika.misbehave("status", answer={"status": 503, "headers": {"retry-after": "86000"}})
    service = open_service(watch_limit=0.3)
    run = service.wait(start(service, codika).id)

    assert (RunStatus.UNWATCHED, "WaitTimeoutError") == (run.status, run.error.kind)
    assert 1 == codika.looks


def test_the_watch_limit(open_service, codika):
    """
    A workflow that never reports is left alone after a while, without calling it failed.
    """
    codika.misbehave("trigger", stay_pending=True)
    service = open_service(watch_limit=0.2)
    run = service.wait(start(service, codika).id)

    assert (RunStatus.UNWATCHED, "WaitTimeoutError") == (run.status, run.error.kind)
    assert (run.accepted_at + timedelta(seconds=0.2), None) == (run.watch_until, run.ended_at)
    assert "unwatched" == kinds(service.store, run)[-1]


def test_the_last_look_is_at_the_limit(open_service, codika, monkeypatch):
    """
    A run that ends between the last planned look and the limit is not missed.
    """
    monkeypatch.setattr(polling, "SHORTEST", 60.0)
    monkeypatch.setattr(polling, "longest_gap", lambda _: 60.0)
    service = open_service(watch_limit=1.0)
    run = make_run(
        instance_id=codika.instance.id,
        workflow_id=codika.workflows["fast"],
        created_at=datetime.now(UTC),
    )
    codika.misbehave("status", stay_pending=True)
    service.store.add(replace(run, looks=1), {}, owner="gone", lease=0.0)
    ended = service.wait(run.id)

    assert (RunStatus.SUCCESS, 3) == (ended.status, ended.looks)


def test_a_run_whose_limit_passed_while_nobody_looked_is_asked_once(
    store, open_service, codika, service
):
    """
    After a night with the server down, a run that has ended long ago is found ended.
    """
    ended = service.wait(start(service, codika).id)
    service.close()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    run = left_pending(
        store,
        codika,
        execution_id=ended.execution_id,
        accepted_at=yesterday,
        watch_until=yesterday + timedelta(hours=1),
        looks=7,
    )
    found = open_service().wait(run.id)

    assert (RunStatus.SUCCESS, 8) == (found.status, found.looks)


def test_every_look_is_on_the_timeline(service, codika):
    """
    The timeline tells how often we asked and what Codika said.
    """
    codika.misbehave("status", times=3, stay_pending=True)
    run = service.wait(start(service, codika).id)
    looked = [event.text for event in service.store.events(run.id) if event.kind == "looked"]

    assert run.looks == len(looked) + 1
    assert {"pending"} == set(looked)


def test_waiting_gives_up_and_the_run_goes_on(service, codika):
    """
    Whoever waits may stop waiting; the watch does not.
    """
    codika.misbehave("status", times=20, stay_pending=True)
    run = start(service, codika)
    with pytest.raises(errors.WaitTimeoutError):
        service.wait(run.id, timeout=0.0)

    assert RunStatus.SUCCESS is service.wait(run.id).status
