"""Endpoints about what is deployed: instances, their workflows, whether they are on; and keys."""

from typing import Any

from starlette.responses import Response

from codika.sandbox import answers, executions
from codika.sandbox.answers import Refusal, Shape
from codika.sandbox.endpoints import endpoint, limit_of, one_of
from codika.sandbox.platform import Call
from codika.sandbox.workflow import Workflow
from codika.sandbox.world import PARAMETER_SCHEMA, PARAMETERS, Instance


@endpoint("instance", "POST", Shape.NESTED, "getProcessInstancePublic")
async def process_instance(call: Call) -> Response:
    """Tell about one instance and what is deployed in it."""
    principal = call.principal("instances:read")
    body = call.json()
    instance = call.instance(principal, body.get("processInstanceId"))
    detailed = body.get("includeWorkflowDetails") is True
    active = call.platform.is_active(instance)
    base = str(call.request.base_url).rstrip("/")
    told = _listed(call, instance)
    told.pop("inactiveReason", None)  # only lists tell it
    return answers.enveloped(
        {
            **told,
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
    environment = one_of("environment", query.get("environment"), ("dev", "prod"))
    archived = query.get("archived") == "true"
    limit = limit_of(query.get("limit"))
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
