"""
Replies to domain objects: the one module that knows how Codika spells its fields.

Source: https://doc.codika.io and the types of the official CLI 3.6.0, read
2026-11-21.  What a reply is about (ids, status, the list itself) must be there
and of the right type, or it is an `UnexpectedReplyError`; decoration (times,
durations, labels) that makes no sense is left out instead, because no run
should be lost for a date.  Results pass through untouched.
"""

import json
from collections.abc import Mapping
from typing import Any

from codika import model
from codika.api import reading
from codika.errors import FieldProblem, PayloadError, UnexpectedReplyError
from codika.language import in_english, later, say
from codika.model import ExecutionStatus

# One test plan of the CLI has `error` where all other sources say `failed`.
_STATUS_WORDS = {
    "pending": ExecutionStatus.PENDING,
    "success": ExecutionStatus.SUCCESS,
    "failed": ExecutionStatus.FAILED,
    "error": ExecutionStatus.FAILED,
}
_NOT_USABLE = later("reply has no usable {where}")
NO_REASON = later("The workflow failed and gave no reason.")


def trigger_body(payload: Mapping[str, Any]) -> bytes:
    """
    Return the body of a trigger.

    Always wrapped: a bare payload with a field of the name `payload` would be
    misread.

    Raises:
        PayloadError: When the payload is no JSON object.
    """
    if not isinstance(payload, Mapping):
        raise PayloadError(FieldProblem(path="", label="", message=say("must be an object")))
    try:
        return json_bytes({"payload": dict(payload)})
    except (TypeError, ValueError, RecursionError) as error:
        told = say("is not JSON: {reason}", reason=reading.clean(str(error)))
        problem = FieldProblem(path="", label="", message=told)
    raise PayloadError(problem)


def json_bytes(value: Any) -> bytes:
    """Return JSON as it goes into a request; NaN is refused, not passed on as `null`."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False).encode()


def read_trigger(body: Any) -> str:
    """Return the id of the execution that was started."""
    reply = reading.record(body)
    # The docs' own client takes `id` as well.
    execution_id = reply.get("executionId") or reply.get("id")
    return _needed(reading.identifier(execution_id), "executionId")


def read_execution(body: Any, execution_id: str) -> model.Execution:
    """
    Return what the status call says.

    Args:
        body: The reply.
        execution_id: What was asked for; the reply may leave it out.
    """
    execution = _object(reading.record(body).get("execution"), "execution")
    status, word = _status(execution.get("status"), "execution.status")
    return model.Execution(
        id=execution_id,
        status=status,
        reported_status=word,
        created_at=reading.moment(execution.get("createdAt")),
        duration_ms=reading.number(execution.get("duration")),
        result=execution.get("resultData"),
        has_result="resultData" in execution,
        failure=_failure(execution, status),
    )


def read_executions(body: Any) -> tuple[model.ExecutionSummary, ...]:
    """Return the lines of *list executions*, newest first as they came."""
    lines = _list(_data(body).get("executions"), "data.executions")
    return tuple(_execution_summary(_object(line, "data.executions[]")) for line in lines)


def read_skills(body: Any) -> tuple[model.Skill, ...]:
    """Return an instance's skills."""
    skills = _list(_data(body).get("skills"), "data.skills")
    return tuple(_skill(_object(skill, "data.skills[]")) for skill in skills)


def read_instance(body: Any) -> model.InstanceDetails:
    """Return one instance with what is deployed in it."""
    data = _data(body)
    deployment = reading.record(data.get("deployment"))
    return model.InstanceDetails(
        **_instance_fields(data),
        organization_id=reading.label(data.get("organizationId")),
        deployment_status=reading.label(deployment.get("deploymentStatus")),
        workflows=tuple(map(_workflow, reading.records(deployment.get("workflows")))),
    )


def read_instances(body: Any) -> tuple[model.InstanceSummary, ...]:
    """Return the lines of *list instances*."""
    lines = _list(_data(body).get("instances"), "data.instances")
    return tuple(
        model.InstanceSummary(**_instance_fields(_object(line, "data.instances[]")))
        for line in lines
    )


def read_key_identity(body: Any) -> model.KeyIdentity:
    """Return what Codika says about a key."""
    data = _data(body)
    return model.KeyIdentity(
        kind=reading.label(data.get("type")),
        organization_id=reading.label(data.get("organizationId")),
        organization_name=reading.label(data.get("organizationName")),
        name=reading.label(data.get("keyName")),
        scopes=_labels(data.get("scopes")),
        created_at=reading.moment(data.get("createdAt")),
        expires_at=reading.moment(data.get("expiresAt")),
    )


def _execution_summary(line: Mapping[str, Any]) -> model.ExecutionSummary:
    status, word = _status(line.get("status"), "data.executions[].status")
    return model.ExecutionSummary(
        id=_needed(reading.identifier(line.get("executionId")), "data.executions[].executionId"),
        workflow_id=_needed(reading.label(line.get("workflowId")), "data.executions[].workflowId"),
        status=status,
        reported_status=word,
        trigger_id=reading.label(line.get("triggerId")),
        created_at=reading.moment(line.get("createdAt")),
        duration_ms=reading.number(line.get("duration")),
        n8n_execution_id=reading.label(line.get("n8nExecutionId")),
        failure=_failure(line, status),
    )


def _failure(execution: Mapping[str, Any], status: ExecutionStatus) -> model.Failure | None:
    if status is not ExecutionStatus.FAILED:
        return None
    told = execution.get("errorDetails")
    details = reading.record(told)
    return model.Failure(
        message=reading.text(details.get("message")) or reading.text(told) or NO_REASON,
        kind=reading.label(details.get("type")),
        code=reading.label(details.get("code")),
        failed_node=reading.label(details.get("failedNodeName")),
    )


def _skill(skill: Mapping[str, Any]) -> model.Skill:
    markdown = skill.get("contentMarkdown")
    return model.Skill(
        workflow_id=_needed(
            reading.identifier(skill.get("workflowTemplateId")), "data.skills[].workflowTemplateId"
        ),
        name=reading.label(skill.get("name")) or "",
        description=reading.text(skill.get("description")) or "",
        content_markdown=markdown if isinstance(markdown, str) else "",
        relative_path=reading.text(skill.get("relativePath")),
    )


def _workflow(workflow: Mapping[str, Any]) -> model.DeployedWorkflow:
    workflow_id = _needed(reading.identifier(workflow.get("workflowId")), "workflows[].workflowId")
    return model.DeployedWorkflow(
        id=workflow_id,
        name=reading.label(workflow.get("workflowName")) or workflow_id,
        n8n_workflow_id=reading.label(workflow.get("n8nWorkflowId")),
        is_active=reading.flag(workflow.get("n8nWorkflowIsActive")),
        cost=reading.number(workflow.get("cost")),
        integrations=_labels(workflow.get("integrationUids")),
        triggers=tuple(map(_trigger, reading.records(workflow.get("triggers")))),
    )


def _trigger(trigger: Mapping[str, Any]) -> model.Trigger:
    schema = trigger.get("inputSchema")
    return model.Trigger(
        kind=reading.label(trigger.get("type")) or "unknown",
        method=reading.label(trigger.get("method")),
        cron=reading.label(trigger.get("cronExpression")),
        timezone=reading.label(trigger.get("timezone")),
        service=reading.label(trigger.get("service")),
        event_type=reading.label(trigger.get("eventType")),
        manual_url=reading.text(trigger.get("manualTriggerUrl")),
        input_schema=tuple(schema) if isinstance(schema, list) else None,
    )


def _instance_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    instance_id = _needed(reading.identifier(data.get("processInstanceId")), "processInstanceId")
    is_active = reading.flag(data.get("isActive"))
    if is_active is None:
        raise UnexpectedReplyError(in_english(_NOT_USABLE, where="isActive"))
    return {
        "id": instance_id,
        "process_id": reading.label(data.get("processId")) or "",
        "title": reading.label(data.get("title")) or instance_id,
        "environment": _needed(reading.label(data.get("environment")), "environment"),
        "is_active": is_active,
        "archived": reading.flag(data.get("archived")) or False,
        "version": reading.label(data.get("currentVersion")),
        "installed_at": reading.moment(data.get("installedAt")),
        "last_executed_at": reading.moment(data.get("lastExecutedAt")),
        "inactive_reason": reading.label(data.get("inactiveReason")),
    }


def _status(value: Any, where: str) -> tuple[ExecutionStatus, str]:
    """Return what a status word means, and the word; one we do not know may change yet."""
    word = _needed(reading.label(value) if isinstance(value, str) else None, where)
    return _STATUS_WORDS.get(word, ExecutionStatus.PENDING), word


def _labels(value: Any) -> tuple[str, ...]:
    return tuple(word for word in map(reading.label, reading.items(value)) if word)


def _data(body: Any) -> Mapping[str, Any]:
    return _object(reading.record(body).get("data"), "data")


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UnexpectedReplyError(in_english("reply has no object at {where}", where=where))
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise UnexpectedReplyError(in_english("reply has no list at {where}", where=where))
    return value


def _needed(value: str | None, where: str) -> str:
    if value is None:
        raise UnexpectedReplyError(in_english(_NOT_USABLE, where=where))
    return value
