import contextlib
import json
from datetime import UTC, datetime

import pytest
from any_json import ANY_JSON, PATIENT, with_some_wrong
from hypothesis import given
from sample_replies import EXECUTION, EXECUTIONS, IDENTITY, INSTANCE, INSTANCES, READERS, SKILLS

from codika import errors, model
from codika.api import wire
from codika.model import ExecutionStatus


@pytest.mark.parametrize(
    "reply",
    [
        {"success": True, "executionId": "019c8fb3-aa", "message": "Execution started"},
        {"executionId": "019c8fb3-aa"},
        {"id": "019c8fb3-aa"},
        {"executionId": "", "id": "019c8fb3-aa"},
    ],
)
def test_trigger(reply):
    """
    The execution's id is found under either of its names.
    """
    assert "019c8fb3-aa" == wire.read_trigger(reply)


@pytest.mark.parametrize(
    "reply",
    [
        {},
        [],
        None,
        "e1",
        {"executionId": ""},
        {"executionId": 5},
        {"executionId": ".."},
        {"executionId": "a\nb"},
        {"executionId": None, "id": None},
        {"executionId": "x" * 300},
    ],
)
def test_trigger_without_a_usable_id(reply):
    """
    An answer that names no execution is not taken for a start.
    """
    with pytest.raises(errors.UnexpectedReplyError):
        wire.read_trigger(reply)


def test_failed_execution():
    """
    Everything the status call may say of a failure is read.
    """
    expected = model.Execution(
        id="e1",
        status=ExecutionStatus.FAILED,
        reported_status="failed",
        created_at=datetime(2026, 5, 1, 10, tzinfo=UTC),
        duration_ms=2345.0,
        failure=model.Failure(
            message="429 from elsewhere",
            kind="external_api_error",
            code="E429",
            failed_node="HTTP Request",
        ),
    )

    assert expected == wire.read_execution(EXECUTION, "e1")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pending", ExecutionStatus.PENDING),
        ("success", ExecutionStatus.SUCCESS),
        ("failed", ExecutionStatus.FAILED),
        ("error", ExecutionStatus.FAILED),
        ("paused", ExecutionStatus.PENDING),
        ("SUCCESS", ExecutionStatus.PENDING),
    ],
)
def test_status_words(word, status):
    """
    A word we do not know may change yet; it is kept as it was said.
    """
    execution = wire.read_execution({"execution": {"status": word}}, "e1")

    assert (status, word) == (execution.status, execution.reported_status)


@pytest.mark.parametrize("result", [0, "", False, None, [], {}, [{"a": 1}], {"results": [1]}, "x"])
def test_results_pass_untouched(result):
    """
    Any JSON is a result, and a falsy one is not a missing one.
    """
    execution = wire.read_execution(
        {"execution": {"status": "success", "resultData": result}}, "e1"
    )

    assert (True, result) == (execution.has_result, execution.result)


def test_no_result():
    """
    A success without `resultData` has no result, which is not the result `None`.
    """
    execution = wire.read_execution({"execution": {"status": "success"}}, "e1")

    assert (False, None) == (execution.has_result, execution.result)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        pytest.param(None, wire.NO_REASON, id="none"),
        pytest.param({}, wire.NO_REASON, id="empty"),
        pytest.param("all wrong", "all wrong", id="text"),
        pytest.param({"message": ["x"]}, wire.NO_REASON, id="list for a text"),
        pytest.param({"message": "x" * 5_000}, "x" * 1_999 + "…", id="wall of text"),
    ],
)
def test_a_failure_always_has_words(told, message):
    """
    A failed execution has a message, whatever Codika told.
    """
    body = {"execution": {"status": "failed", "errorDetails": told}}

    assert message == wire.read_execution(body, "e1").failure.message


@pytest.mark.parametrize(
    "decoration",
    [{"duration": "12"}, {"duration": -1}, {"createdAt": 1e300}, {"createdAt": "now"}],
)
def test_no_run_is_lost_for_its_decoration(decoration):
    """
    A time or duration that makes no sense is left out.
    """
    body = {"execution": {"status": "success", "resultData": 1, **decoration}}
    expected = model.Execution(
        id="e1",
        status=ExecutionStatus.SUCCESS,
        reported_status="success",
        result=1,
        has_result=True,
    )

    assert expected == wire.read_execution(body, "e1")


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"execution": None}, {"execution": []}, {"execution": {}}]
    + [{"execution": {"status": word}} for word in (None, 1, "", [], {"a": 1})],
)
def test_no_execution_in_the_reply(body):
    """
    A reply without a status is not one.
    """
    with pytest.raises(errors.UnexpectedReplyError):
        wire.read_execution(body, "e1")


def test_executions():
    """
    Lines keep their order; what is optional may be missing.
    """
    expected = (
        model.ExecutionSummary(
            id="e1",
            workflow_id="main-workflow",
            status=ExecutionStatus.FAILED,
            reported_status="failed",
            trigger_id="t1",
            created_at=datetime(2026, 5, 1, 9, tzinfo=UTC),
            duration_ms=400.0,
            n8n_execution_id="1234",
            failure=model.Failure(message="403 Forbidden", failed_node="HTTP Request"),
        ),
        model.ExecutionSummary(
            id="e2",
            workflow_id="w",
            status=ExecutionStatus.PENDING,
            reported_status="pending",
        ),
    )

    assert expected == wire.read_executions(EXECUTIONS)


def test_skills():
    """
    A skill's Markdown is kept whole; its path may be missing.
    """
    expected = (
        model.Skill(
            workflow_id="main-workflow",
            name="demo",
            description="Makes text loud.",
            content_markdown="---\nname: demo\n---\n\n# Loud",
            relative_path="skills/main-workflow/SKILL.md",
        ),
        model.Skill(workflow_id="w2", name="n", description="d", content_markdown=""),
    )

    assert expected == wire.read_skills(SKILLS)


def test_instance():
    """
    An instance comes with its workflows, their cost, integrations and triggers.
    """
    expected = model.InstanceDetails(
        id="pi-1",
        process_id="p-1",
        title="Acme",
        environment="dev",
        is_active=True,
        version="1.50",
        installed_at=datetime(2026, 3, 27, 10, tzinfo=UTC),
        organization_id="o-1",
        deployment_status="deployed",
        workflows=(
            model.DeployedWorkflow(
                id="news",
                name="News",
                is_active=True,
                cost=0.02,
                integrations=("tavily",),
                triggers=(
                    model.Trigger(kind="http", method="POST", input_schema=({"key": "q"},)),
                    model.Trigger(
                        kind="schedule",
                        cron="0 8 * * *",
                        timezone="Europe/Brussels",
                        manual_url="https://h/x",
                    ),
                ),
            ),
        ),
    )

    assert expected == wire.read_instance(INSTANCE)


def test_instance_without_a_deployment():
    """
    `deployment` may be null: then there are no workflows.
    """
    body = {"data": {**INSTANCE["data"], "deployment": None}}

    read = wire.read_instance(body)

    assert (None, ()) == (read.deployment_status, read.workflows)


def test_instances():
    """
    An inactive instance says why.
    """
    expected = (
        model.InstanceSummary(
            id="pi-2",
            process_id="p",
            title="Old",
            environment="prod",
            is_active=False,
            version="1.0",
            last_executed_at=datetime(2026, 5, 1, 9, tzinfo=UTC),
            inactive_reason="user_paused",
        ),
    )

    assert expected == wire.read_instances(INSTANCES)


def test_key_identity():
    """
    A key's organization and scopes are read; no part of the key is.
    """
    expected = model.KeyIdentity(
        kind="org-api-key",
        organization_id="o-1",
        organization_name="Acme",
        name="ci",
        scopes=("skills:read", "executions:read"),
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
    )

    assert expected == wire.read_key_identity(IDENTITY)


@pytest.mark.parametrize("reader", READERS)
@PATIENT
@given(body=ANY_JSON)
def test_any_json_is_a_model_or_an_error(reader, body):
    """
    No JSON whatever brings a reader down.
    """
    read, _ = READERS[reader]
    with contextlib.suppress(errors.UnexpectedReplyError):
        read(body)


NEARLY = {name: with_some_wrong(template) for name, (_, template) in READERS.items()}


@pytest.mark.parametrize("reader", READERS)
def test_nearly_right_json_is_a_model_or_an_error(reader):
    """
    Wrong types in right places are an error, or left out.
    """

    @PATIENT
    @given(body=NEARLY[reader])
    def check(body):
        with contextlib.suppress(errors.UnexpectedReplyError):
            READERS[reader][0](body)

    check()


def test_trigger_body():
    """
    The payload is always wrapped, so that a field called `payload` stays a field.
    """
    body = wire.trigger_body({"payload": 1, "name": "Zoë"})

    assert {"payload": {"payload": 1, "name": "Zoë"}} == json.loads(body)


CIRCLE: dict = {}
CIRCLE["self"] = CIRCLE


def nested(depth):
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"x": float("nan")}, id="not a number"),
        pytest.param({"x": float("inf")}, id="infinity"),
        pytest.param({"x": datetime(2026, 5, 1, tzinfo=UTC)}, id="date"),
        pytest.param({"x": {1, 2}}, id="set"),
        pytest.param({"x": b"bytes"}, id="bytes"),
        pytest.param({(1, 2): "x"}, id="tuple as key"),
        pytest.param({"x": "half \ud83d"}, id="half a pair"),
        pytest.param(CIRCLE, id="circle"),
        pytest.param({"x": nested(100_000)}, id="very deep"),
        pytest.param([1, 2], id="list"),
        pytest.param(None, id="none"),
        pytest.param("text", id="text"),
    ],
)
def test_payloads_that_are_no_json_object(payload):
    """
    What JSON cannot hold is refused, not bent: NaN does not become null.
    """
    with pytest.raises(errors.PayloadError):
        wire.trigger_body(payload)
