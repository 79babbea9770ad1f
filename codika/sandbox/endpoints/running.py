"""Endpoints about executions: start one, ask for it, look inside, list them; and skills."""

import time
from typing import Any

from anyio import to_thread
from starlette.responses import Response

from codika.sandbox import answers, details, executions, skills
from codika.sandbox.answers import Refusal, Shape
from codika.sandbox.endpoints import MAX_LIMIT, endpoint, limit_of, one_of
from codika.sandbox.platform import Call
from codika.sandbox.state import ExecutionRow
from codika.sandbox.world import Instance


@endpoint(
    "trigger",
    "POST",
    Shape.FLAT,
    "triggerWebhookPublic",
    "webhook",
    segments=("processInstanceId", "workflowId"),
)
async def trigger(call: Call) -> Response:
    """Start an execution."""
    principal = call.principal("workflows:trigger", instance_header=True)
    instance_id, workflow_id = call.segments
    instance = call.instance(principal, instance_id)
    if not call.platform.is_active(instance):
        state = "archived and inactive" if instance.archived else "inactive"
        raise Refusal(412, f"Process instance is {state}: it was paused or its deployment failed")
    chosen = instance.workflow(workflow_id)
    if chosen is None:
        raise Refusal(404, f"Workflow '{workflow_id}' not found")
    if not chosen.by_hand:
        raise Refusal(400, f"Workflow '{workflow_id}' has no trigger that the API can start")
    body = call.json()
    payload = body.get("payload", body)
    if payload is None:
        payload = {}
    if not isinstance(payload, dict):
        raise Refusal(400, "payload must be a JSON object")
    row = call.platform.executions.start(instance.id, chosen, payload, endless=call.endless)
    return answers.answer({"success": True, "executionId": row.id, "message": "Execution started"})


@endpoint(
    "status",
    "GET",
    Shape.FLAT,
    "getExecutionStatusPublic",
    "status",
    segments=("processInstanceId", "executionId"),
)
async def status(call: Call) -> Response:
    """Tell how an execution stands."""
    principal = call.principal("workflows:trigger", instance_header=True)
    instance = call.instance(principal, call.segments[0])
    row = call.execution(instance, call.segments[1])
    known: dict[str, Any] = {"executionId": row.id, "status": executions.PENDING}
    known["createdAt"] = executions.iso(row.created)
    if executions.is_pending(row):
        return answers.answer({"success": True, "execution": known})
    ended = await call.platform.executions.ended(row)
    known |= {"status": ended.status, "duration": row.duration}
    if ended.result is None:
        known["errorDetails"] = ended.failure
        return answers.answer({"success": True, "execution": known})
    # The result is kept encoded: it may be of many megabytes.
    head = answers.encoded(known)[:-1]
    parts = (b'{"success":true,"execution":', head, b',"resultData":', ended.result, b"}}")
    return answers.answer(b"".join(parts))


@endpoint(
    "details",
    "GET",
    Shape.FLAT,
    "getExecutionDetailsPublic",
    segments=("processInstanceId", "executionId"),
)
async def execution_details(call: Call) -> Response:
    """Tell what happened inside an execution, node by node."""
    principal = call.principal("executions:read")
    instance = call.instance(principal, call.segments[0])
    row = call.execution(instance, call.segments[1])
    query = call.request.query_params
    word = await call.platform.executions.status(row)
    deep, slim = query.get("deep") == "true", query.get("slim") == "true"

    def recorded() -> bytes:
        outcome = call.platform.executions.outcome(row)
        record = details.n8n_execution(
            row, outcome, instance, now=time.time() * 1000, deep=deep, slim=slim
        )
        return answers.encoded(
            {
                "success": True,
                "execution": {
                    "codikaExecutionId": row.id,
                    "n8nExecutionId": details.n8n_execution_id(row),
                    "status": word,
                    "n8nExecution": record,
                },
                "requestId": answers.request_id(),
            }
        )

    return answers.answer(await to_thread.run_sync(recorded))


@endpoint(
    "executions", "GET", Shape.NESTED, "listExecutionsPublic", segments=("processInstanceId",)
)
async def list_executions(call: Call) -> Response:
    """List executions, newest first, without their results."""
    principal = call.principal("executions:read")
    instance = call.instance(principal, call.segments[0])
    query = call.request.query_params
    wanted = one_of("status", query.get("status"), ("pending", "success", "failed"))
    limit = limit_of(query.get("limit"))
    found: list[dict[str, Any]] = []
    before: int | None = None
    while len(found) < limit:
        page = call.platform.state.newest(
            instance.id, query.get("workflowId") or None, before=before, limit=MAX_LIMIT
        )
        for row in page:
            word = await call.platform.executions.status(row)
            if wanted in (None, word) and not call.platform.executions.is_hidden(row.id):
                found.append(await _summary(call, instance, row, word))
            if len(found) == limit:
                break
        if len(page) < MAX_LIMIT:
            break
        before = page[-1].ordinal
    return answers.enveloped(
        {"executions": found, "count": len(found), "processInstanceId": instance.id}
    )


async def _summary(call: Call, instance: Instance, row: ExecutionRow, word: str) -> dict[str, Any]:
    """Return an execution as it stands in a list."""
    summary: dict[str, Any] = {
        "executionId": row.id,
        "workflowId": row.workflow,
        "triggerId": instance.trigger_id(row.workflow),
        "status": word,
        "createdAt": executions.iso(row.created),
        "n8nExecutionId": details.n8n_execution_id(row),
    }
    if word != executions.PENDING:
        summary["duration"] = row.duration
    failure = await call.platform.executions.failure(row) if word == executions.FAILED else None
    if failure is not None:
        summary["errorDetails"] = {
            "message": failure["message"],
            "failedNodeName": failure["failedNodeName"],
        }
    return summary


@endpoint("skills", "GET", Shape.FLAT, "getProcessSkillsPublic", segments=("processInstanceId",))
async def process_skills(call: Call) -> Response:
    """Hand out the skills of an instance's workflows."""
    principal = call.principal("skills:read", instance_header=True)
    instance = call.instance(principal, call.segments[0])
    found = [skills.skill(one) for one in instance.workflows if one.by_hand]
    return answers.answer(
        {"success": True, "data": {"processInstanceId": instance.id, "skills": found}}
    )
