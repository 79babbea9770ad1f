"""What each method asks, and what it makes of the answer."""

import json
from dataclasses import replace

import httpx
import pytest
from api_instances import BASE, KEY, ORGANIZATION_KEY, instance_at
from sample_replies import EXECUTION, EXECUTIONS, IDENTITY, INSTANCE, INSTANCES, READERS, SKILLS

from codika import errors
from codika.api import wire
from codika.api.client import AsyncCodika
from codika.model import Endpoints, Environment, ExecutionStatus, PathSpelling

DETAILS = READERS["details"][1]
REFUSED = {"success": False, "error": "no"}


def asked(route):
    """Return the one request a route got: query, key header, body."""
    request = route.calls.last.request
    keys = {
        name: request.headers[name]
        for name in ("x-api-key", "x-process-manager-key")
        if name in request.headers
    }
    body = json.loads(request.content) if request.content else None
    return dict(request.url.params), keys, body


BY_INSTANCE_KEY = {"x-api-key": KEY}
BY_ORGANIZATION_KEY = {"x-process-manager-key": ORGANIZATION_KEY}


async def test_get(client, router):
    """
    The status is asked for with the instance's key.
    """
    route = router.get("/getexecutionstatuspublic/pi-1/e1").respond(json=EXECUTION)

    execution = await client.get("e1")

    assert wire.read_execution(EXECUTION, "e1") == execution
    assert ({}, BY_INSTANCE_KEY, None) == asked(route)


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({}, {"limit": "20"}),
        (
            {"workflow_id": "w&1", "status": ExecutionStatus.FAILED, "limit": 100},
            {"workflowId": "w&1", "status": "failed", "limit": "100"},
        ),
    ],
)
async def test_executions(client, router, arguments, query):
    """
    Filters go into the query; the organization's key asks.
    """
    route = router.get("/listexecutionspublic/pi-1").respond(json=EXECUTIONS)

    listed = await client.executions(**arguments)

    assert wire.read_executions(EXECUTIONS) == listed
    assert (query, BY_ORGANIZATION_KEY, None) == asked(route)


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({}, {"slim": "true"}),
        ({"deep": True, "slim": False}, {"deep": "true"}),
        ({"slim": False}, {}),
    ],
)
async def test_execution_details(client, router, arguments, query):
    """
    What is switched off is left out, as the official CLI does.
    """
    route = router.get("/getexecutiondetailspublic/pi-1/e1").respond(json=DETAILS)

    details = await client.execution_details("e1", **arguments)

    assert ["Start"] == [node.node for node in details.nodes]
    assert (query, BY_ORGANIZATION_KEY, None) == asked(route)


async def test_skills(client, router):
    """
    Skills are asked for with the organization's key where there is one.
    """
    route = router.get("/getprocessskillspublic/pi-1").respond(json=SKILLS)

    assert wire.read_skills(SKILLS) == await client.skills()
    assert ({}, BY_ORGANIZATION_KEY, None) == asked(route)


async def test_skills_without_an_organization_key(bare_client, router):
    """
    An instance key is tried, and in its own header.
    """
    route = router.get("/getprocessskillspublic/pi-1").respond(json=SKILLS)

    await bare_client.skills()

    assert ({}, BY_INSTANCE_KEY, None) == asked(route)


async def test_an_organization_key_takes_nothing_away(client, router):
    """
    Where the organization's key lacks the scope, the instance's key may still do.
    """
    path = "/getprocessskillspublic/pi-1"
    router.get(path, headers=BY_ORGANIZATION_KEY).respond(403, json=REFUSED)
    router.get(path, headers=BY_INSTANCE_KEY).respond(json=SKILLS)

    assert wire.read_skills(SKILLS) == await client.skills()


async def test_the_missing_scope_is_what_is_told(client, router):
    """
    When both keys are refused, the text that names the scope is the one to see.
    """
    path = "/getprocessskillspublic/pi-1"
    router.get(path, headers=BY_ORGANIZATION_KEY).respond(403, json={"error": "needs skills:read"})
    router.get(path, headers=BY_INSTANCE_KEY).respond(401, json=REFUSED)

    with pytest.raises(errors.ForbiddenError, match="skills:read"):
        await client.skills()


@pytest.mark.parametrize(
    ("with_workflows", "body"),
    [
        (True, {"processInstanceId": "pi-1", "includeWorkflowDetails": True}),
        (False, {"processInstanceId": "pi-1"}),
    ],
)
async def test_instance_details(client, router, with_workflows, body):
    """
    The flag for workflow details is sent as true, or not at all.
    """
    route = router.post("/getprocessinstancepublic").respond(json=INSTANCE)

    details = await client.instance_details(with_workflows=with_workflows)

    assert wire.read_instance(INSTANCE) == details
    assert ({}, BY_ORGANIZATION_KEY, body) == asked(route)


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({}, {"limit": "100"}),
        (
            {"environment": Environment.PROD, "archived": True, "limit": 3},
            {"environment": "prod", "archived": "true", "limit": "3"},
        ),
    ],
)
async def test_instances(client, router, arguments, query):
    """
    The limit is always sent: sources disagree about the default.
    """
    route = router.get("/listprocessinstancespublic").respond(json=INSTANCES)

    listed = await client.instances(**arguments)

    assert wire.read_instances(INSTANCES) == listed
    assert (query, BY_ORGANIZATION_KEY, None) == asked(route)


async def test_verify_key(client, router):
    """
    A key is verified by a POST without a body.
    """
    route = router.post("/verifyapikey").respond(json=IDENTITY)

    identity = await client.verify_key()

    assert wire.read_key_identity(IDENTITY) == identity
    assert ({}, BY_ORGANIZATION_KEY, None) == asked(route)


@pytest.mark.parametrize("call", ["activate", "deactivate"])
@pytest.mark.parametrize("status_code", [200, 409])
async def test_switching(client, router, call, status_code):
    """
    Being in the wanted state already is as good as getting there.
    """
    reply = {"success": status_code == 200, "data": {"isActive": True}}
    route = router.post(f"/{call}processinstancepublic").respond(status_code, json=reply)

    await getattr(client, call)()

    assert ({}, BY_ORGANIZATION_KEY, {"processInstanceId": "pi-1"}) == asked(route)


async def test_a_failed_deployment_cannot_be_activated(client, router):
    """
    A refusal that is no 409 is told.
    """
    router.post("/activateprocessinstancepublic").respond(400, json=REFUSED)

    with pytest.raises(errors.BadRequestError):
        await client.activate()


@pytest.mark.parametrize(
    ("call", "scope"),
    [
        (lambda client: client.executions(), "executions:read"),
        (lambda client: client.execution_details("e1"), "executions:read"),
        (lambda client: client.instance_details(), "instances:read"),
        (lambda client: client.instances(), "instances:read"),
        (lambda client: client.verify_key(), "any"),
        (lambda client: client.activate(), "instances:manage"),
        (lambda client: client.deactivate(), "instances:manage"),
    ],
)
async def test_what_an_instance_key_cannot_do(bare_client, router, call, scope):
    """
    Without an organization key nothing is sent; the error names the setting and the scope.
    """
    with pytest.raises(errors.ConfigurationError) as caught:
        await call(bare_client)

    (problem,) = caught.value.problems
    assert ("codika.acme-dev", "organization_key") == (problem.section, problem.field)
    assert scope in problem.message
    assert 0 == router.calls.call_count


async def test_an_organization_key_in_place_of_an_instance_key(transport, router):
    """
    A `cko_` key alone does everything, in its own header.
    """
    instance = instance_at(api_key=ORGANIZATION_KEY, organization_key=None)
    status = router.get("/getexecutionstatuspublic/pi-1/e1").respond(json=EXECUTION)
    listed = router.get("/listexecutionspublic/pi-1").respond(json=EXECUTIONS)
    async with AsyncCodika(instance, transport=transport) as client:
        await client.get("e1")
        await client.executions()

    assert [BY_ORGANIZATION_KEY, BY_ORGANIZATION_KEY] == [asked(status)[1], asked(listed)[1]]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        pytest.param(httpx.Response(404, json=REFUSED), None, id="not found: the key is good"),
        pytest.param(httpx.Response(200, json=EXECUTION), None, id="found"),
        pytest.param(httpx.Response(401, json=REFUSED), errors.AuthenticationError, id="401"),
        pytest.param(httpx.Response(403, json=REFUSED), errors.ForbiddenError, id="403"),
        pytest.param(httpx.Response(404, html="<p>"), errors.UnexpectedReplyError, id="404 page"),
        pytest.param(httpx.Response(200, html="<p>"), errors.UnexpectedReplyError, id="200 page"),
        pytest.param(httpx.Response(503, html="<p>"), errors.ServerError, id="503"),
    ],
)
async def test_check_key(client, router, reply, outcome):
    """
    A key is good when Codika itself says that it does not know a made-up execution.
    """
    route = router.get(path__startswith="/getexecutionstatuspublic/pi-1/").mock(return_value=reply)

    if outcome is None:
        await client.check_key()
    else:
        with pytest.raises(outcome):
            await client.check_key()

    assert BY_INSTANCE_KEY == asked(route)[1]


@pytest.mark.parametrize("limit", [0, 101, -1])
async def test_limits_are_the_documented_ones(client, limit):
    """
    A limit that Codika would refuse is not sent.
    """
    with pytest.raises(ValueError, match="between 1 and 100"):
        await client.executions(limit=limit)


async def test_spellings_reach_the_requests(transport, router):
    """
    The instance's endpoints decide every path.
    """
    endpoints = Endpoints(
        base_url=BASE, spelling=PathSpelling.CAMEL, status_url=f"{BASE}/elsewhere/look"
    )
    verify = router.post("/verifyApiKey").respond(json=IDENTITY)
    status = router.get("/elsewhere/look/pi-1/e1").respond(json=EXECUTION)
    async with AsyncCodika(instance_at(endpoints=endpoints), transport=transport) as client:
        await client.verify_key()
        await client.get("e1")

    assert (True, True) == (verify.called, status.called)


async def test_a_payload_that_is_no_json_is_not_sent(client, router):
    """
    A bad payload is found before anything leaves.
    """
    with pytest.raises(errors.PayloadError):
        await client.trigger("w", {"x": float("nan")})

    assert 0 == router.calls.call_count


async def test_success_false_is_a_refusal(client, router):
    """
    A 2xx that says it failed is read as what it says.
    """
    router.get("/getexecutionstatuspublic/pi-1/e1").respond(
        200, json={"success": False, "error": {"message": "no such thing"}, "requestId": "r"}
    )

    with pytest.raises(errors.BadRequestError) as caught:
        await client.get("e1")

    assert ("no such thing", 200, "r") == (
        caught.value.message,
        caught.value.status_code,
        caught.value.request_id,
    )


async def test_an_unexpected_reply_tells_its_status(client, router):
    """
    A reply that makes no sense keeps the HTTP status it came with.
    """
    router.get("/getexecutionstatuspublic/pi-1/e1").respond(202, json={"execution": []})

    with pytest.raises(errors.UnexpectedReplyError) as caught:
        await client.get("e1")

    assert 202 == caught.value.status_code


async def test_big_results_arrive_whole(client, router):
    """
    A result that is parsed in a thread is the same as any other.
    """
    rows = [{"n": n, "text": "x" * 50} for n in range(20_000)]
    router.get("/getexecutionstatuspublic/pi-1/e1").respond(
        json={"execution": {"status": "success", "resultData": rows}}
    )

    assert rows == (await client.get("e1")).result


def test_no_repr_shows_a_key(instance, transport):
    """
    A client in a log or a notebook shows which key it uses, and not the key.
    """
    shown = repr(AsyncCodika(instance, transport=transport))

    assert f"<AsyncCodika 'acme-dev' {instance.fingerprint}>" == shown


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "process_instance_id"),
        ({"id": ".."}, "process_instance_id"),
        ({"api_key": "ck_line\nend"}, "api_key"),
        ({"api_key": "ck_ümlaut"}, "api_key"),
        ({"api_key": ""}, "api_key"),
        ({"organization_key": "cko_ x"}, "organization_key"),
        ({"endpoints": Endpoints(base_url="http://example.org")}, "base_url"),
        ({"endpoints": Endpoints(base_url="ftp://example.org")}, "base_url"),
        ({"endpoints": Endpoints(trigger_url="https://u:p@example.org")}, "trigger_url"),
        ({"endpoints": Endpoints(status_url="https://example.org/?a=1")}, "status_url"),
    ],
)
def test_an_instance_that_cannot_work_makes_no_client(instance, change, field):
    """
    What would fail in every request, or betray the key, fails before the first one.
    """
    with pytest.raises(errors.ConfigurationError) as caught:
        AsyncCodika(replace(instance, **change))

    assert [field] == [problem.field for problem in caught.value.problems]
    assert "ck_" not in str(caught.value)


def test_a_sandbox_may_be_anywhere(instance):
    """
    A sandbox's keys open nothing, so plain http does no harm to them.
    """
    endpoints = Endpoints(base_url="http://sandbox:8765")

    AsyncCodika(replace(instance, endpoints=endpoints, is_sandbox=True))
