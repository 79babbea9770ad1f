"""
The ten endpoints of the public API.

Each is a function over a `Call`; what it raises as a `Refusal` is answered in the
shape that the endpoint is registered with.  Every name is known in all spellings:
the cloud function's own, in any case, and the short aliases of the newest docs.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from starlette.responses import Response

from codika.sandbox import answers, details, executions, skills
from codika.sandbox.answers import Refusal, Shape
from codika.sandbox.platform import Call
from codika.sandbox.state import ExecutionRow
from codika.sandbox.workflow import Workflow
from codika.sandbox.world import PARAMETER_SCHEMA, PARAMETERS, Instance

DEFAULT_LIMIT, MAX_LIMIT = 20, 100


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: how it is called, and how it refuses."""

    name: str
    """What rules of misbehaviour call it."""
    method: str
    shape: Shape
    segments: tuple[str, ...]
    """What the path names after the endpoint."""
    function: Callable[[Call], Awaitable[Response]]


ENDPOINTS: dict[str, Endpoint] = {}
"""By the first segment of the path, in lower case."""


def endpoint(
    name: str, method: str, shape: Shape, *spellings: str, segments: tuple[str, ...] = ()
) -> Callable[[Callable[[Call], Awaitable[Response]]], Callable[[Call], Awaitable[Response]]]:
    """Register the function below under all its spellings."""

    def register(
        function: Callable[[Call], Awaitable[Response]],
    ) -> Callable[[Call], Awaitable[Response]]:
        for spelling in spellings:
            ENDPOINTS[spelling.lower()] = Endpoint(name, method, shape, segments, function)
        return function

    return register


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
    wanted = _one_of("status", query.get("status"), ("pending", "success", "failed"))
    limit = _limit(query.get("limit"))
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


@endpoint("instance", "POST", Shape.NESTED, "getProcessInstancePublic")
async def process_instance(call: Call) -> Response:
    """Tell about one instance and what is deployed in it."""
    principal = call.principal("instances:read")
    body = call.json()
    instance = call.instance(principal, body.get("processInstanceId"))
    detailed = body.get("includeWorkflowDetails") is True
    active = call.platform.is_active(instance)
    base = str(call.request.base_url).rstrip("/")
    return answers.enveloped(
        {
            **_listed(call, instance),
            "organizationId": instance.organization.id,
            "deployment": {
                "deploymentInstanceId": instance.deployment_id,
                "deploymentStatus": instance.deployment_status,
                "deploymentParameters": dict(PARAMETERS),
                "deploymentInputSchema": list(PARAMETER_SCHEMA),
                "workflows": [
                    _deployed(instance, one, active=active, base=base if detailed else None)
                    for one in instance.workflows
                ],
            },
        }
    )


def _deployed(
    instance: Instance, one: Workflow, *, active: bool, base: str | None
) -> dict[str, Any]:
    """Return a deployed workflow; with a base URL also its details."""
    slim = {
        "workflowId": one.id,
        "n8nWorkflowId": instance.n8n_workflow_id(one.id),
        "workflowName": one.title,
    }
    if base is None:
        return slim
    triggers = []
    for each in one.triggers:
        told: dict[str, Any] = {"type": each.kind, **each.properties}
        if each.kind == "schedule":
            told["manualTriggerUrl"] = f"{base}/triggerwebhookpublic/{instance.id}/{one.id}"
        elif each.kind != "service_event":
            told["inputSchema"] = list(one.inputs)
        triggers.append(told)
    return {
        **slim,
        "n8nWorkflowIsActive": active,
        "cost": one.cost,
        "integrationUids": list(one.integrations),
        "triggers": triggers,
    }


@endpoint("instances", "GET", Shape.NESTED, "listProcessInstancesPublic")
async def list_instances(call: Call) -> Response:
    """List the instances of the key's organization, the last used first."""
    principal = call.principal("instances:read")
    query = call.request.query_params
    environment = _one_of("environment", query.get("environment"), ("dev", "prod"))
    archived = query.get("archived") == "true"
    limit = _limit(query.get("limit"))
    found = [
        instance
        for instance in call.platform.world.instances.values()
        if principal.may_use(instance)
        and instance.archived == archived
        and environment in (None, instance.environment)
    ]
    found.sort(
        key=lambda instance: (
            call.platform.state.last_executed(instance.id) or 0,
            instance.installed_at,
        ),
        reverse=True,
    )
    listed = [_listed(call, instance) for instance in found[:limit]]
    return answers.enveloped(
        {
            "instances": listed,
            "count": len(listed),
            "organizationId": principal.organization.id,
        }
    )


def _listed(call: Call, instance: Instance) -> dict[str, Any]:
    """Return an instance as it stands in a list."""
    active = call.platform.is_active(instance)
    last = call.platform.state.last_executed(instance.id)
    listed = {
        "processInstanceId": instance.id,
        "processId": instance.process_id,
        "title": instance.title,
        "environment": instance.environment,
        "isActive": active,
        "archived": instance.archived,
        "currentVersion": instance.version,
        "installedAt": executions.iso(instance.installed_at.timestamp() * 1000),
        "lastExecutedAt": None if last is None else executions.iso(last),
    }
    if not active:
        listed["inactiveReason"] = instance.inactive_reason
    return listed


@endpoint("activate", "POST", Shape.NESTED, "activateProcessInstancePublic")
async def activate(call: Call) -> Response:
    """Switch an instance on."""
    return _switched(call, active=True)


@endpoint("deactivate", "POST", Shape.NESTED, "deactivateProcessInstancePublic")
async def deactivate(call: Call) -> Response:
    """Switch an instance off."""
    return _switched(call, active=False)


def _switched(call: Call, *, active: bool) -> Response:
    principal = call.principal("instances:manage")
    instance = call.instance(principal, call.json().get("processInstanceId"))
    if instance.archived:
        raise Refusal(400, "Process instance is archived")
    if instance.deployment_status != "deployed":
        raise Refusal(400, f"Deployment is in {instance.deployment_status} state")
    if call.platform.is_active(instance) == active:
        word = "active" if active else "inactive"
        raise Refusal(409, f"Process instance is already {word}")
    call.platform.state.switch(instance.id, active=active)
    return answers.enveloped(
        {
            "processInstanceId": instance.id,
            "isActive": active,
            "workflowCount": len(instance.workflows),
        }
    )


@endpoint("verify", "POST", Shape.NESTED, "verifyApiKey")
async def verify(call: Call) -> Response:
    """Tell whom a key stands for."""
    principal = call.platform.keys.identify(call.request.headers, instance_header=False)
    if principal.instance is not None:
        raise Refusal(401, "Invalid API key: not an organization key")
    return answers.enveloped(
        {
            "type": "org-api-key",
            "organizationId": principal.organization.id,
            "organizationName": principal.organization.name,
            "keyName": principal.title,
            "keyPrefix": call.platform.keys.key_prefix(principal),
            "scopes": list(principal.scopes),
            "createdAt": "2026-03-02T09:00:00.000Z",
        }
    )


def _limit(text: str | None) -> int:
    """Return the limit asked for; 400 if it is none from 1 to 100."""
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= MAX_LIMIT:
        raise Refusal(400, f"limit must be a number between 1 and {MAX_LIMIT}")
    return int(text)


def _one_of(name: str, text: str | None, words: tuple[str, ...]) -> str | None:
    """Return a filter's word; `None` for no filter, 400 for a word that is none."""
    if text and text not in words:
        raise Refusal(400, f"{name} must be one of: {', '.join(words)}")
    return text or None


def named(call: Call) -> Mapping[str, str]:
    """Return what a call is about, for rules of misbehaviour: instance, workflow, execution."""
    about = dict(zip(("instance", "subject"), call.segments, strict=False))
    subject = about.pop("subject", None)
    if call.endpoint == "trigger" and subject is not None:
        about["workflow"] = subject
    elif subject is not None:
        about["execution"] = subject
        row = call.platform.state.execution(subject)
        if row is not None:
            about["workflow"] = row.workflow
    return about
