"""A run is saved before it is sent, and sent once."""

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from codika_seen import answering, kinds, spying, start
from making import LEASE, ids, make_run, until

from codika import errors
from codika.model import Endpoints, RunStatus
from codika.runs import UNSET, RunFilter, connection, sending

# -- the record comes first -----------------------------------------------------


def test_the_record_is_there_before_the_trigger_leaves(open_service, codika, store):
    """
    If the process dies with the request on its way, the run is on record, payload and all.
    """
    on_record = []

    def note(request):
        if request.method == "POST":
            [run] = store.find(RunFilter()).runs
            on_record.append((run.status, store.payload(run.id), kinds(store, run)))

    service = open_service(connect=spying(note))
    run = start(service, codika, payload={"year": 2007})
    service.wait(run.id)

    assert [(RunStatus.TRIGGERING, {"year": 2007}, ["saved", "sent"])] == on_record


def test_a_run_that_cannot_be_saved_is_not_sent(open_service, codika, path, monkeypatch):
    """
    Without a record there is no trigger.
    """
    monkeypatch.setattr(connection, "BUSY_TIMEOUT", 0.05)
    service = open_service()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.RunLogError):
            start(service, codika)
        other.execute("ROLLBACK")
    service.wait(start(service, codika).id)

    assert (1, 1) == (codika.triggers, service.store.find(RunFilter()).total)


def test_a_run_tells_what_was_asked(service, codika):
    """
    The record says who asked what of whom, from the first moment.
    """
    run = start(
        service,
        codika,
        payload={"year": 2007},
        user="Ann",
        title="Country statistics",
        submission_id="press-1",
        rerun_of="another",
        is_sample=True,
    )
    instance = codika.instance
    told = {
        "submission_id": "press-1",
        "instance_id": instance.id,
        "instance_name": "Acme",
        "environment": instance.environment,
        "workflow_id": codika.workflows["fast"],
        "workflow_title": "Country statistics",
        "inputs": "year: 2007",
        "user": "Ann",
        "rerun_of": "another",
        "is_sample": True,
    }

    assert told == {name: getattr(run, name) for name in told}


def test_a_run_goes_through_its_steps(service, codika):
    """
    Queued, triggering, pending, success: each with its time.
    """
    run = start(service, codika)
    ended = service.wait(run.id)
    times = [ended.created_at, ended.triggered_at, ended.accepted_at, ended.ended_at]

    assert (RunStatus.QUEUED, RunStatus.SUCCESS) == (run.status, ended.status)
    assert sorted(times) == times
    assert ["saved", "sent", "accepted"] == kinds(service.store, run)[:3]
    assert "ended" == kinds(service.store, run)[-1]


# -- once -----------------------------------------------------------------------


def test_a_double_click_starts_one_run(service, codika):
    """
    The same submission from eight threads at once is one run and one trigger.
    """
    together = threading.Barrier(8)

    def press(_):
        together.wait()
        return start(service, codika, submission_id="one press").id

    with ThreadPoolExecutor(8) as pool:
        pressed = set(pool.map(press, range(8)))
    service.wait(*pressed)

    assert 1 == codika.triggers


def test_two_services_on_one_log_start_one_run(open_service, codika):
    """
    Two tabs served by two processes: one submission, one trigger.
    """
    one, other = open_service(), open_service()
    first = start(one, codika, submission_id="one press")
    second = start(other, codika, submission_id="one press")
    one.wait(first.id)
    other.wait(second.id)

    assert first.id == second.id
    assert 1 == codika.triggers


def test_a_submission_repeated_after_a_restart_starts_nothing(open_service, codika):
    """
    A page reloaded the next day finds yesterday's run.
    """
    before = open_service()
    run = start(before, codika, submission_id="one press")
    ended = before.wait(run.id)
    before.close()
    after = open_service()

    assert ended == start(after, codika, submission_id="one press")
    assert 1 == codika.triggers


def test_two_presses_are_two_runs(service, codika):
    """
    Without a submission id, every start is one of its own.
    """
    service.wait(start(service, codika).id)
    service.wait(start(service, codika).id)

    assert 2 == codika.triggers


def test_so_many_triggers_at_once_and_no_more(open_service, codika, monkeypatch):
    """
    A burst of starts reaches Codika in good order; none is lost.
    """
    monkeypatch.setattr(sending, "TRIGGERS_AT_ONCE", 2)
    under_way, most = set(), [0]

    async def answer(request):
        if request.method == "POST":
            under_way.add(request)
            most[0] = max(most[0], len(under_way))
            await asyncio.sleep(0.01)
            under_way.discard(request)
            return httpx.Response(200, json={"executionId": "e"})
        return httpx.Response(200, json={"execution": {"status": "success"}})

    service = open_service(connect=answering(answer))
    runs = [start(service, codika) for _ in range(10)]

    assert [RunStatus.SUCCESS] * 10 == [service.wait(run.id).status for run in runs]
    assert 2 == most[0]


# -- what becomes of a trigger --------------------------------------------------


def test_no_connection_is_a_rejection(open_service, codika):
    """
    Nothing listens there: nothing was started, and the record says so.
    """
    elsewhere = replace(codika.instance, endpoints=Endpoints(base_url="http://127.0.0.1:1"))
    service = open_service(instances=[elsewhere])
    run = service.wait(start(service, codika).id)

    assert (RunStatus.REJECTED, "NotConnectedError") == (run.status, run.error.kind)
    assert run.ended_at is not None
    assert "rejected" == kinds(service.store, run)[-1]


@pytest.mark.parametrize(
    ("status_code", "kind"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "ForbiddenError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (412, "InactiveInstanceError"),
        (422, "BadRequestError"),
        (429, "RateLimitError"),
    ],
)
def test_a_refusal_is_a_rejection(service, codika, status_code, kind):
    """
    Codika said no: the record holds the class, its words and its code.
    """
    codika.misbehave("trigger", answer={"status": status_code, "message": "No.", "code": "NAY"})
    run = service.wait(start(service, codika).id)

    assert (RunStatus.REJECTED, kind) == (run.status, run.error.kind)
    assert ("No.", "NAY", status_code) == (
        run.error.message,
        run.error.label,
        run.error.status_code,
    )
    assert (1, 0) == (codika.triggers, codika.looks)


@pytest.mark.parametrize(
    ("fault", "started"),
    [
        pytest.param({"lose_before": True}, 0, id="lost before it took effect"),
        pytest.param({"lose_after": True}, 1, id="lost after it took effect"),
        pytest.param({"answer": {"status": 500}}, 0, id="500"),
        pytest.param({"answer_after": {"status": 503, "shape": "html"}}, 1, id="503 page"),
        pytest.param({"answer_after": {"status": 200, "shape": "html"}}, 1, id="200 page"),
        pytest.param({"answer_after": {"status": 200, "shape": "empty"}}, 1, id="empty"),
        pytest.param({"broken_json": True}, 1, id="broken JSON"),
        pytest.param({"truncate": True}, 1, id="cut short"),
        pytest.param({"wrong_types": True}, 1, id="wrong types"),
        pytest.param({"redirect": "http://127.0.0.1:1/"}, 0, id="redirect"),
    ],
)
def test_no_usable_answer_is_unconfirmed_and_never_sent_again(open_service, codika, fault, started):
    """
    It may have started: a person must look, and no code sends it a second time.
    """
    codika.misbehave("trigger", **fault)
    service = open_service()
    run = service.wait(start(service, codika).id)

    assert (RunStatus.UNCONFIRMED, "UnconfirmedTriggerError") == (run.status, run.error.kind)
    assert (1, started) == (codika.triggers, codika.started)

    service.close()
    again = open_service()
    again.wait(start(again, codika).id)  # by then, the tracker has looked at the log

    assert RunStatus.UNCONFIRMED is again.store.get(run.id).status
    assert (2, started + 1) == (codika.triggers, codika.started)


@pytest.mark.parametrize(
    "error",
    [
        errors.TransportError("gone"),
        errors.ServerError("oops", status_code=500),
        errors.UnexpectedReplyError("a page"),
        errors.ReplyTooLargeError(1),
        errors.UnconfirmedTriggerError("silence"),
        errors.CodikaError("of a kind that is not thought of yet"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_is_no_sure_no_is_unconfirmed(open_service, codika, error):
    """
    Whatever a client makes of a failure: without a refusal, the run may have started.
    """

    class Failing:
        async def trigger(self, *_):
            raise error

        async def aclose(self):
            pass

    service = open_service(connect=lambda _: Failing())
    run = service.wait(start(service, codika).id)

    assert (RunStatus.UNCONFIRMED, type(error).__name__) == (run.status, run.error.kind)


def test_a_refusal_that_holds_the_key_does_not_keep_it(service, codika, path, caplog):
    """
    A server that echoes the key puts it neither into the log file nor into the log.
    """
    key = codika.instance.api_key
    codika.misbehave("trigger", answer={"status": 401, "message": f"Invalid API key {key}"})
    run = service.wait(start(service, codika).id)
    service.close()

    assert run.error.message.startswith("Invalid API key ck_")
    assert key.encode() not in path.read_bytes()
    assert key not in caplog.text


# -- what is no run at all ------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"x": float("nan")}, id="not a number"),
        pytest.param({"x": {1, 2}}, id="a set"),
        pytest.param({"x": "\ud83d"}, id="half a character"),
        pytest.param([1], id="a list"),
        pytest.param("text", id="a text"),
    ],
)
def test_what_cannot_be_sent_is_not_saved(service, codika, payload):
    """
    Whoever presses Run is told at once, not by a failed run.
    """
    with pytest.raises(errors.PayloadError):
        start(service, codika, payload=payload)

    assert 0 == service.store.find(RunFilter()).total


@pytest.mark.parametrize("workflow_id", ["", "..", "a\nb", "x" * 1000])
def test_what_is_no_workflow_is_not_saved(service, codika, workflow_id):
    """
    An id that cannot stand in a URL cannot be triggered.
    """
    with pytest.raises(errors.PayloadError):
        service.start(codika.instance, workflow_id, {})

    assert 0 == service.store.find(RunFilter()).total


def test_an_instance_without_settings_is_refused(service, codika):
    """
    A service sends with the keys it was given, and to nobody else.
    """
    with pytest.raises(errors.ConfigurationError):
        service.start(replace(codika.instance, id="pi-other"), "w", {})

    assert 0 == service.store.find(RunFilter()).total


def test_settings_that_cannot_be_used_are_a_rejection(open_service, codika):
    """
    A key that cannot even be sent is told in the record; nothing left.
    """
    broken = replace(codika.instance, api_key="no key")
    service = open_service(instances=[broken])
    run = service.wait(start(service, codika).id)

    assert (RunStatus.REJECTED, "ConfigurationError") == (run.status, run.error.kind)
    assert (0, ["saved", "rejected"]) == (codika.triggers, kinds(service.store, run))


# -- what a restart finds -------------------------------------------------------


def leave_behind(store, codika, age=timedelta(0), **changes):
    """Put a run on record as a process did that is gone by now."""
    run = make_run(
        instance_id=codika.instance.id,
        workflow_id=codika.workflows["fast"],
        created_at=datetime.now(UTC) - age,
        **changes,
    )
    store.add(run, {}, owner="gone", lease=0.0)
    return run


def test_a_run_left_queued_is_sent(store, open_service, codika):
    """
    Saved and not yet sent when the process died: it is sent now, once.
    """
    run = leave_behind(store, codika, age=timedelta(seconds=sending.SEND_WITHIN - 60))
    service = open_service()

    assert RunStatus.SUCCESS is service.wait(run.id).status
    assert 1 == codika.triggers


def test_a_run_left_queued_for_long_is_not_sent(store, open_service, codika):
    """
    What somebody asked for last week does not start by surprise.
    """
    run = leave_behind(store, codika, age=timedelta(seconds=sending.SEND_WITHIN + 60))
    service = open_service()
    cancelled = service.wait(run.id)

    assert RunStatus.CANCELLED is cancelled.status
    assert cancelled.ended_at is not None
    assert (0, ["saved", "cancelled"]) == (codika.triggers, kinds(store, run))


def test_a_run_left_triggering_is_unconfirmed(store, open_service, codika):
    """
    Nobody can know whether it was sent: it is not sent again, and the record says why.
    """
    run = leave_behind(store, codika, status=RunStatus.TRIGGERING)
    service = open_service()
    found = service.wait(run.id)

    assert (RunStatus.UNCONFIRMED, "UnconfirmedTriggerError") == (found.status, found.error.kind)
    assert "stopped before an answer came" in found.error.message
    assert 0 == codika.triggers


def test_a_run_left_triggering_needs_no_key_to_be_settled(store, open_service):
    """
    Also where the instance is configured no more, the record becomes true.
    """
    run = make_run(instance_id="pi-gone", status=RunStatus.TRIGGERING)
    store.add(run, {}, owner="gone", lease=0.0)

    assert RunStatus.UNCONFIRMED is open_service().wait(run.id).status


def test_runs_of_other_instances_are_left_alone(store, open_service, codika):
    """
    Another dashboard on the same log has the keys for them.
    """
    queued = make_run(instance_id="pi-2", created_at=datetime.now(UTC))
    pending = make_run(instance_id="pi-2", status=RunStatus.PENDING, execution_id="e")
    for run in (queued, pending):
        store.add(run, {}, owner="gone", lease=0.0)
    service = open_service()
    service.wait(start(service, codika).id)

    assert (queued, pending) == (store.get(queued.id), store.get(pending.id))
    assert {queued.id, pending.id} == store.claim(
        ids([queued, pending]), "another", now=datetime.now(UTC), lease=LEASE
    )


# -- a log that fails for a while -----------------------------------------------


def test_an_answer_is_not_lost_while_the_log_cannot_be_written(
    open_service, codika, path, monkeypatch, caplog
):
    """
    The log is locked just when Codika has answered: it is saved as soon as it can be.
    """
    monkeypatch.setattr(connection, "BUSY_TIMEOUT", 0.02)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:

        def lock(request):
            if request.method == "POST":
                other.execute("BEGIN IMMEDIATE")

        service = open_service(connect=spying(lock), sweep=60.0)
        run = start(service, codika)
        until(lambda: caplog.text.count("could not save 'accepted'") >= 3)

        assert RunStatus.TRIGGERING is service.store.get(run.id).status

        other.execute("ROLLBACK")

    assert RunStatus.SUCCESS is service.wait(run.id).status
    assert (1, 1) == (codika.triggers, codika.started)
    assert 1 == kinds(service.store, run).count("accepted")


def test_nothing_is_sent_while_the_log_cannot_be_written(
    open_service, codika, path, monkeypatch, caplog
):
    """
    The step to `triggering` is saved before the trigger leaves, however long that takes.
    """
    monkeypatch.setattr(connection, "BUSY_TIMEOUT", 0.02)
    service = open_service(started=False)
    run = start(service, codika)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        service._tracker.start()
        until(lambda: "could not look after open runs" in caplog.text)
        service._tracker.follow(run.id)
        until(lambda: caplog.text.count("could not save 'sent'") >= 3)

        assert 0 == codika.triggers

        other.execute("ROLLBACK")

    assert RunStatus.SUCCESS is service.wait(run.id).status
    assert 1 == codika.triggers


def test_a_payload_that_is_gone_is_not_sent_as_something_else(store, open_service, codika, path):
    """
    A damaged log stops the run; no empty trigger is sent in its place.
    """
    run = leave_behind(store, codika)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE bodies SET body = x'00ff'")
    service = open_service()
    service.wait(start(service, codika).id)

    assert RunStatus.QUEUED is store.get(run.id).status
    assert UNSET is store.result(run.id)
    assert 1 == codika.triggers
