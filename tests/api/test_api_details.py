import json
from datetime import UTC, datetime

import pytest
from any_json import ANY_JSON, PATIENT
from hypothesis import given

from codika import errors, model
from codika.api.details import read_details
from codika.api.redaction import REDACTED, redacted

SECRET = "s3cr3t-value-of-this-execution"
START = 1_777_629_600_000  # 2026-05-01T10:00:00Z


def run(index, *, started=START, **more):
    """One time a node ran."""
    return {
        "startTime": started,
        "executionTime": 5,
        "executionIndex": index,
        "executionStatus": "success",
        "source": [{"previousNode": "Webhook"}],
        "data": {"main": [[{"json": {}}, {"json": {}}], None, [{"json": {}}]]},
        **more,
    }


def n8n(run_data, **more):
    return {
        "id": "77",
        "status": "success",
        "startedAt": "2026-05-01T10:00:00.000Z",
        "stoppedAt": "2026-05-01T10:00:01.000Z",
        "data": {"resultData": {"runData": run_data}},
        **more,
    }


def reply(record, **more):
    return {
        "success": True,
        "execution": {
            "codikaExecutionId": "e1",
            "n8nExecutionId": "1234",
            "status": "success",
            "n8nExecution": record,
            **more,
        },
    }


def test_nodes_in_the_order_they_ran():
    """
    Every time a node ran is one entry, by start and then by index.
    """
    body = reply(
        n8n(
            {
                "Last": [run(3, started=START + 2, error={"message": "boom"})],
                "Agent": [run(2, data={"ai_languageModel": [[{"json": {}}]]}, source=[None])],
                "Loop": [run(1), run(0)],
                "Odd": ["text", {"executionTime": "x"}],
            }
        )
    )

    details = read_details(body, "asked")

    assert ("e1", "1234", "success") == (details.id, details.n8n_execution_id, details.status)
    assert [
        ("Loop", 0, 3, ("Webhook",), None),
        ("Loop", 1, 3, ("Webhook",), None),
        ("Agent", 2, 1, (), None),
        ("Last", 3, 3, ("Webhook",), "boom"),
        ("Odd", 0, 0, (), None),
    ] == [
        (node.node, node.index, node.items, node.previous_nodes, node.error)
        for node in details.nodes
    ]


def test_one_node():
    """
    Times are read in UTC, durations in milliseconds.
    """
    expected = model.NodeRun(
        node="Set",
        index=4,
        started_at=datetime(2026, 5, 1, 10, tzinfo=UTC),
        duration_ms=5.0,
        status="success",
        items=3,
        previous_nodes=("Webhook",),
    )

    assert (expected,) == read_details(reply(n8n({"Set": [run(4)]})), "e1").nodes


SUB = n8n({"Inner": [run(0)]}, id="88")


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(n8n({"Call": [run(0, _subExecutions=[SUB])]}), id="list on a node"),
        pytest.param(n8n({"Call": [run(0, _subExecutions=SUB)]}), id="object on a node"),
        pytest.param(n8n({}, _subExecutions={"Call": SUB}), id="map on top"),
        pytest.param(n8n({}, _subExecutions={"Call": [SUB]}), id="map of lists"),
        pytest.param(
            n8n({}, _subExecutions=[{"n8nExecutionId": "88", "n8nExecution": SUB}]), id="wrapped"
        ),
        pytest.param(n8n({"Call": [run(0, metadata={"a": [{"_subExecutions": SUB}]})]}), id="deep"),
    ],
)
def test_sub_executions_wherever_they_stand(record):
    """
    Executions of sub-workflows are found in every place and form that occurs.
    """
    (sub,) = read_details(reply(record), "e1").sub_executions

    assert ("88", ["Inner"]) == (sub.n8n_execution_id, [node.node for node in sub.nodes])


def test_sub_executions_of_sub_executions():
    """
    The tree keeps its shape: a grandchild is no child.
    """
    middle = n8n({"Call": [run(0, _subExecutions=[SUB])]}, id="80")

    details = read_details(reply(n8n({}, _subExecutions=[middle])), "e1")

    assert ["80"] == [sub.n8n_execution_id for sub in details.sub_executions]
    assert ["88"] == [sub.n8n_execution_id for sub in details.sub_executions[0].sub_executions]


def deep(depth):
    record = n8n({})
    for _ in range(depth):
        record = {"_subExecutions": [record]}
    return record


def test_depth_and_numbers_are_bounded():
    """
    A reply made to exhaust us gives a bounded answer.
    """
    broad = n8n({"N": [{}] * 20_000}, _subExecutions=[{}] * 5_000)

    details = read_details(reply(broad), "e1")

    assert (10_000, 200) == (len(details.nodes), len(details.sub_executions))
    assert read_details(reply(deep(3_000)), "e1").sub_executions


@pytest.mark.parametrize("body", [{}, {"execution": {}}, {"execution": {"n8nExecution": []}}, 5])
def test_no_details(body):
    """
    A reply without n8n's record is not one.
    """
    with pytest.raises(errors.UnexpectedReplyError):
        read_details(body, "e1")


def test_secrets_never_come_out():
    """
    Secret, callback URLs and keys are gone from every place, also under other names.
    """
    metadata = {
        "executionId": "e1",
        "executionSecret": SECRET,
        "callbackUrl": "https://h/callback/1",
        "submitResultUrl": "https://h/submit/2",
    }
    items = [
        {"json": {"body": {"executionMetadata": metadata, "name": "Ann"}}},
        {"json": {"copied": SECRET, "report_to": "https://h/submit/2?x=1"}},
        {"json": {"text": f"posted {SECRET} to https://h/callback/1"}},
        {"json": {"headers": {"x-api-key": "abc-abc-abc", "cookie": "sid=12345678"}}},
        {"json": {"note": "the key ck_abcdefgh123 was used"}},
        {"json": {"raw": json.dumps({"executionSecret": "another-secret"})}},
        {"json": {"twice": json.dumps(json.dumps({"callbackUrl": "https://h/third"}))}},
        {"json": {"auth": "Bearer abcdefghijklmnopqrst", "url": "https://h/?token=tttttttt&a=1"}},
        {"json": {"jwt": "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl"}},
        {"json": {"accessToken": "at-12345678", "password": ["p4ssw0rd"]}},
    ]
    body = reply(n8n({"Init": [run(0, data={"main": [items]}, error={"message": SECRET})]}))

    details = read_details(body, "e1")

    told = repr(details) + json.dumps(details.raw)
    hidden = [
        SECRET,
        "callback/1",
        "submit/2",
        "abc-abc-abc",
        "12345678",
        "abcdefgh123",
        "another-secret",
        "h/third",
        "abcdefghijklmnopqrst",
        "tttttttt",
        "eyJ",
        "p4ssw0rd",
    ]
    assert [] == [secret for secret in hidden if secret in told]
    assert "Ann" in told


def test_what_is_no_secret_stays():
    """
    Redaction takes secrets, not data, and keeps order and types.
    """
    data = {
        "b": 1,
        "a": [None, True, 1.5, "text", {"key": "value", "totalTokens": 12}],
        "url": "https://example.org/?q=1",
        "signature": "Best regards",
        "secretCount": 3,
    }

    assert json.dumps(data) == json.dumps(redacted(data))


def test_an_empty_or_short_secret_takes_nothing_with_it():
    """
    A secret of a few letters is hidden in its field, and not all over the record.
    """
    assert {"secret": REDACTED, "x": "a cat"} == redacted({"secret": "a", "x": "a cat"})


@PATIENT
@given(ANY_JSON)
def test_any_json_can_be_redacted(value):
    """
    Redaction never fails and never changes the shape of what it keeps.
    """
    assert type(value) is type(redacted(value))


def test_depth_does_not_matter():
    """
    JSON deeper than Python's stack is redacted as well.
    """
    value = {"executionSecret": SECRET}
    for _ in range(5_000):
        value = [value]

    found = redacted(value)
    while isinstance(found, list):
        (found,) = found

    assert {"executionSecret": REDACTED} == found
