"""Every method over real HTTP, against the sandbox."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from codika import errors
from codika.api.client import AsyncCodika
from codika.api.sync import Codika
from codika.api.waiting import PollPlan
from codika.model import (
    Endpoints,
    Environment,
    ExecutionStatus,
    PathSpelling,
    ProcessInstance,
)

QUICK = PollPlan(interval=0.02, timeout=30.0)


def connected(sandbox, name="dev", **changes):
    """Return an instance of the sandbox, with the keys its manifest tells."""
    manifest = sandbox.manifest
    return ProcessInstance(
        **{
            "id": manifest["instances"][name],
            "environment": Environment.DEV,
            "api_key": manifest["keys"].get(name, manifest["keys"]["organization"]),
            "organization_key": manifest["keys"]["organization"],
            "endpoints": Endpoints(base_url=sandbox.base_url),
        }
        | changes
    )


@pytest.fixture
def workflows(sandbox):
    return sandbox.manifest["workflows"]


@pytest.fixture
async def client(sandbox):
    async with AsyncCodika(connected(sandbox)) as client:
        yield client


def spoil(sandbox, *rules):
    httpx.post(f"{sandbox.base_url}/sandbox/faults", json=rules, trust_env=False).raise_for_status()


def triggers(sandbox):
    stats = httpx.get(f"{sandbox.base_url}/sandbox/stats", trust_env=False)
    return stats.json()["triggers"]


async def test_run(client, workflows):
    """
    A workflow runs on its payload and its result comes back.
    """
    execution = await client.run(workflows["fast"], {}, plan=QUICK)

    assert (ExecutionStatus.SUCCESS, True) == (execution.status, execution.has_result)
    assert execution.duration_ms is not None
    assert execution.created_at is not None


async def test_step_by_step(client, workflows):
    """
    Trigger, look and wait agree about one execution.
    """
    execution_id = await client.trigger(workflows["fast"], {})
    seen = []

    waited = await client.wait(execution_id, plan=QUICK, on_look=seen.append)

    assert waited == await client.get(execution_id)
    assert {execution_id} == {look.id for look in seen}


async def test_a_failing_workflow(client, workflows):
    """
    A failure arrives with its kind and the node that failed.
    """
    with pytest.raises(errors.ExecutionFailedError) as caught:
        await client.run(workflows["failing"], {}, plan=QUICK)

    failure = (await client.get(caught.value.execution_id)).failure
    assert failure is not None
    assert (str(caught.value), caught.value.kind, caught.value.failed_node) == (
        failure.message,
        failure.kind,
        failure.failed_node,
    )


async def test_list_executions(client, workflows):
    """
    A finished execution is found in the list, by workflow and by status.
    """
    execution = await client.run(workflows["fast"], {}, plan=QUICK)

    listed = await client.executions(
        workflow_id=workflows["fast"], status=ExecutionStatus.SUCCESS, limit=100
    )

    assert execution.id in [line.id for line in listed]
    assert {(workflows["fast"], "success")} == {
        (line.workflow_id, line.reported_status) for line in listed
    }


async def test_details_with_a_sub_execution(client, workflows):
    """
    Deep details show the nodes and the sub-workflow's, and no secret.
    """
    execution = await client.run(workflows["parent"], {}, plan=QUICK)

    shallow = await client.execution_details(execution.id)
    deep = await client.execution_details(execution.id, deep=True, slim=False)

    assert (execution.id, ()) == (shallow.id, shallow.sub_executions)
    assert [node.node for node in shallow.nodes] == [node.node for node in deep.nodes]
    assert deep.sub_executions
    assert all(sub.nodes for sub in deep.sub_executions)
    assert "executionSecret" in str(deep.raw)
    assert {"[redacted]"} == set(secrets_in(deep.raw))


def secrets_in(value):
    """Give every value that goes by the name of the execution's secret."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "executionSecret":
                yield inner
            else:
                yield from secrets_in(inner)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_in(item)


async def test_skills_and_workflows(client, workflows):
    """
    What has a skill is deployed, with triggers, and cost.
    """
    skills = await client.skills()
    details = await client.instance_details()

    deployed = {workflow.id: workflow for workflow in details.workflows}
    assert workflows["fast"] in {skill.workflow_id for skill in skills}
    assert {skill.workflow_id for skill in skills} <= set(deployed)
    assert ["http"] == [trigger.kind for trigger in deployed[workflows["fast"]].triggers]
    assert deployed[workflows["fast"]].cost is not None
    assert (True, "dev") == (details.is_active, details.environment)


async def test_instance_without_workflow_details(client):
    """
    The short form names workflows and nothing of them.
    """
    details = await client.instance_details(with_workflows=False)

    assert {None} == {workflow.cost for workflow in details.workflows}
    assert {()} == {workflow.triggers for workflow in details.workflows}


async def test_instances(client, sandbox):
    """
    Archived instances are listed instead of the others, when asked for.
    """
    ids = sandbox.manifest["instances"]

    listed = {one.id for one in await client.instances()}
    prod = {one.environment for one in await client.instances(environment=Environment.PROD)}
    archived = {one.id for one in await client.instances(archived=True)}

    assert {ids["dev"], ids["prod"], ids["inactive"]} <= listed
    assert {"prod"} == prod
    assert ids["archived"] in archived - listed


async def test_keys(client, sandbox):
    """
    The organization's key tells who it is; the instance's is good.
    """
    identity = await client.verify_key()
    await client.check_key()

    assert ("org-api-key", sandbox.manifest["organizationId"]) == (
        identity.kind,
        identity.organization_id,
    )
    assert "executions:read" in identity.scopes


@pytest.mark.parametrize(
    ("change", "call", "error_class"),
    [
        (
            {"api_key": "ck_unknown"},
            lambda client: client.trigger("w", {}),
            errors.AuthenticationError,
        ),
        ({"api_key": "ck_unknown"}, lambda client: client.check_key(), errors.AuthenticationError),
        (
            {"organization_key": "cko_unknown"},
            lambda client: client.executions(),
            errors.AuthenticationError,
        ),
        ({"id": "no-such-instance"}, lambda client: client.instance_details(), errors.ApiError),
        ({}, lambda client: client.get("no-such-execution"), errors.NotFoundError),
        ({}, lambda client: client.trigger("no-such-workflow", {}), errors.NotFoundError),
        ({}, lambda client: client.execution_details("no-such"), errors.NotFoundError),
    ],
)
async def test_refusals(sandbox, change, call, error_class):
    """
    What the platform refuses arrives as the class that says why, with its words.
    """
    async with AsyncCodika(connected(sandbox, **change)) as client:
        with pytest.raises(error_class) as caught:
            await call(client)

    assert "no reason given" not in caught.value.message


async def test_a_missing_scope_is_named(sandbox):
    """
    A key without the scope is told which one is missing.
    """
    limited = connected(sandbox, organization_key=sandbox.manifest["keys"]["limited"])
    async with AsyncCodika(limited) as client:
        with pytest.raises(errors.ForbiddenError, match="executions:read"):
            await client.executions()
        assert await client.skills()


async def test_an_inactive_instance(sandbox):
    """
    A paused instance refuses triggers with 412.
    """
    inactive = connected(sandbox, "inactive")
    async with AsyncCodika(inactive) as client:
        workflow_id = (await client.instance_details()).workflows[0].id
        with pytest.raises(errors.InactiveInstanceError):
            await client.trigger(workflow_id, {})


async def test_pausing_and_resuming(new_sandbox):
    """
    Switching takes effect at once, and switching twice does no harm.
    """
    sandbox = new_sandbox()
    async with AsyncCodika(connected(sandbox)) as client:
        await client.deactivate()
        await client.deactivate()
        assert not (await client.instance_details()).is_active

        await client.activate()
        await client.activate()
        assert (await client.instance_details()).is_active


@pytest.mark.parametrize("spelling", PathSpelling)
async def test_every_spelling(sandbox, workflows, spelling):
    """
    The same run works in each way of writing the paths.
    """
    endpoints = Endpoints(base_url=f"{sandbox.base_url}/", spelling=spelling)
    async with AsyncCodika(connected(sandbox, endpoints=endpoints)) as client:
        execution = await client.run(workflows["fast"], {}, plan=QUICK)

        assert ExecutionStatus.SUCCESS is execution.status
        assert await client.executions(limit=1)


async def test_urls_of_the_docs(sandbox, workflows):
    """
    Full trigger and status URLs, as in the variables of the docs, are enough to run.
    """
    base = sandbox.base_url
    endpoints = Endpoints(
        base_url="https://unused.invalid",
        trigger_url=f"{base}/webhook",
        status_url=f"{base}/status",
    )
    async with AsyncCodika(connected(sandbox, endpoints=endpoints)) as client:
        assert (await client.run(workflows["fast"], {}, plan=QUICK)).has_result


@pytest.mark.parametrize(
    "fault",
    [
        {"lose_before": True},
        {"lose_after": True},
        {"answer_after": {"status": 502, "shape": "html"}},
        {"broken_json": True},
        {"truncate": True},
    ],
    ids=lambda fault: next(iter(fault)),
)
async def test_a_lost_answer_is_one_trigger_at_most(new_sandbox, fault):
    """
    Whatever happens to a trigger's answer, the platform has seen one request at most.
    """
    sandbox = new_sandbox()
    spoil(sandbox, {"on": "trigger", "do": fault})
    async with AsyncCodika(connected(sandbox)) as client:
        with pytest.raises(errors.UnconfirmedTriggerError):
            await client.trigger(sandbox.manifest["workflows"]["fast"], {})

    assert triggers(sandbox) <= 1


async def test_a_wait_sits_out_what_the_platform_does(new_sandbox):
    """
    Late registration, gateways, broken and truncated answers do not end a wait.
    """
    sandbox = new_sandbox()
    on_status = {"on": "status", "times": 1}
    spoil(
        sandbox,
        {**on_status, "do": {"answer": {"status": 404}}},
        {**on_status, "do": {"answer": {"status": 503, "shape": "html"}}},
        {**on_status, "do": {"broken_json": True}},
        {**on_status, "do": {"truncate": True}},
        {**on_status, "do": {"wrong_types": True}},
        {**on_status, "do": {"answer": {"status": 429}}},
    )
    seen = []
    async with AsyncCodika(connected(sandbox)) as client:
        workflow_id = sandbox.manifest["workflows"]["fast"]
        execution = await client.run(workflow_id, {}, plan=QUICK, on_look=seen.append)

    sat_out = [type(look).__name__ for look in seen if isinstance(look, errors.CodikaError)]
    assert ExecutionStatus.SUCCESS is execution.status
    assert [
        "NotFoundError",
        "ServerError",
        "UnexpectedReplyError",
        "TransportError",
        "UnexpectedReplyError",
        "RateLimitError",
    ] == sat_out
    assert 1 == triggers(sandbox)


async def test_many_at_once(client, workflows):
    """
    Runs started together end together, each with a result of its own.
    """
    executions = await asyncio.gather(
        *(client.run(workflows["fast"], {}, plan=QUICK) for _ in range(30))
    )

    assert 30 == len({execution.id for execution in executions})


def test_the_sync_client(sandbox, workflows):
    """
    The same over real connections, from plain code.
    """
    instance = replace(connected(sandbox), label="Plain")
    with Codika(instance) as codika:
        execution = codika.run(workflows["fast"], {}, plan=QUICK)
        listed = codika.executions(limit=100)

    assert execution.id in [line.id for line in listed]
