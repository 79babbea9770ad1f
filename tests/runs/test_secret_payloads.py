"""A secret reaches Codika once, and the disk never."""

import json

import pytest
from codika_seen import kinds, spying, start

from codika.model import RunStatus
from codika.schema import WITHHELD, read_schema

SECRET = "correct horse battery staple"
PAYLOAD = {"year": 2007, "api_key": SECRET, "login": {"user": "ann", "password": SECRET}}
KEPT = {"year": 2007, "api_key": WITHHELD, "login": {"user": "ann", "password": WITHHELD}}


@pytest.fixture
def sent():
    """What Codika was sent, payload by payload."""
    return []


@pytest.fixture
def noting(sent):
    def note(request):
        if request.method == "POST":
            sent.append(json.loads(request.read())["payload"])

    return spying(note)


def on_disk(path):
    """Return all that stands in the log's files."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_a_secret_is_sent_and_not_kept(open_service, noting, sent, codika, path):
    """
    Codika gets the payload as it was typed, once; the log keeps it without its secrets.
    """
    service = open_service(connect=noting)
    run = service.wait(start(service, codika, payload=PAYLOAD).id)

    assert [PAYLOAD] == sent
    assert KEPT == service.store.payload(run.id)
    assert "year: 2007, api_key: •••, login: {user: ann, password: •••}" == run.inputs
    assert SECRET.encode() not in on_disk(path)


def test_what_the_schema_marks_is_not_kept_either(open_service, noting, sent, codika):
    """
    A secret whose name tells nothing is one all the same, if its author says so.
    """
    inputs = read_schema([{"key": "pin", "type": "string", "secret": True}]).items
    service = open_service(connect=noting)
    run = service.wait(start(service, codika, payload={"pin": "1234"}, inputs=inputs).id)

    assert [{"pin": "1234"}] == sent
    assert {"pin": WITHHELD} == service.store.payload(run.id)


def test_a_secret_is_forgotten_once_it_is_sent(service, codika):
    """
    Nothing of it stays in memory for the life of the process.
    """
    service.wait(start(service, codika, payload=PAYLOAD).id)

    assert {} == service._tracker._sender.carried


def test_the_same_press_twice_leaves_no_secret_behind(service, codika):
    """
    A double click finds the first run; what it brought along is let go.
    """
    first = start(service, codika, payload=PAYLOAD, submission_id="press")
    second = start(service, codika, payload=PAYLOAD, submission_id="press")
    service.wait(first.id)

    assert (first.id, 1, {}) == (second.id, codika.triggers, service._tracker._sender.carried)


def test_a_run_whose_secret_is_gone_is_cancelled(open_service, codika):
    """
    The process ended before it sent it: nothing is sent without the secret, and the log says why.
    """
    before = open_service(started=False)
    run = start(before, codika, payload=PAYLOAD)
    before.close()
    after = open_service(lease=0.1)
    run = after.wait(run.id)

    assert (RunStatus.CANCELLED, 0) == (run.status, codika.triggers)
    assert ["saved", "cancelled"] == kinds(after.store, run)
    assert "It holds a secret" in after.store.events(run.id)[-1].text


def test_a_run_without_secrets_is_sent_by_the_next_process(open_service, codika):
    """
    What can still be sent is.
    """
    before = open_service(started=False)
    run = start(before, codika, payload={"year": 2007})
    before.close()
    after = open_service()
    run = after.wait(run.id)

    assert (RunStatus.SUCCESS, 1) == (run.status, codika.triggers)


def test_a_run_taken_back_lets_its_secret_go(open_service, codika):
    """
    Cancelled before it was sent: the secret leaves memory with it.
    """
    service = open_service(started=False)
    run = start(service, codika, payload=PAYLOAD)
    service.cancel(run.id)

    assert ({}, 0) == (service._tracker._sender.carried, codika.triggers)
