import asyncio

import httpx
import pytest

from codika import errors
from codika.api.waiting import FAST, MEDIUM, SLOW, PollPlan, is_transient, until_ended
from codika.model import Execution, ExecutionStatus

# Milliseconds instead of a mocked clock: waits really wait, and still end at once.
QUICK = PollPlan(interval=0.001, timeout=5.0, registration_grace=5.0)
BRIEF = PollPlan(interval=0.001, timeout=0.02)
STATUS = "/getexecutionstatuspublic/pi-1/e1"


def said(word, **more):
    return httpx.Response(200, json={"execution": {"status": word, **more}})


def refused(status_code, **more):
    return httpx.Response(status_code, json={"success": False, "error": "no"}, **more)


async def test_wait_looks_until_the_end(client, router):
    """
    A wait asks until the word is final, and returns the last answer.
    """
    route = router.get(STATUS).mock(
        side_effect=[said("pending"), said("pending"), said("success", resultData={"n": 1})]
    )

    execution = await client.wait("e1", plan=QUICK)

    assert ({"n": 1}, 3) == (execution.result, route.call_count)


async def test_wait_sits_out_what_may_heal(client, router):
    """
    A late registration, a busy gateway, silence and a broken page do not end a wait.
    """
    route = router.get(STATUS).mock(
        side_effect=[
            refused(404),
            refused(408),
            refused(425),
            refused(429),
            refused(500),
            httpx.Response(502, html="<h1>Bad gateway</h1>"),
            httpx.Response(200, html="<h1>Back soon</h1>"),
            httpx.ReadTimeout("slow"),
            httpx.ConnectError("gone"),
            said("who knows"),
            said("success", resultData=0),
        ]
    )

    execution = await client.wait("e1", plan=QUICK)

    assert (0, 11) == (execution.result, route.call_count)


@pytest.mark.parametrize(
    ("reply", "error_class"),
    [
        (refused(400), errors.BadRequestError),
        (refused(401), errors.AuthenticationError),
        (refused(403), errors.ForbiddenError),
        (refused(412), errors.InactiveInstanceError),
        (httpx.Response(200, json={"success": False, "error": "no"}), errors.BadRequestError),
    ],
)
async def test_wait_ends_at_once_where_nothing_will_heal(client, router, reply, error_class):
    """
    A refused key stays refused: no second look.
    """
    route = router.get(STATUS).mock(return_value=reply)

    with pytest.raises(error_class):
        await client.wait("e1", plan=QUICK)

    assert 1 == route.call_count


async def test_wait_gives_up_on_an_execution_that_never_registers(client, router):
    """
    After the grace for registration, a 404 means "never".
    """
    router.get(STATUS).mock(return_value=refused(404))

    with pytest.raises(errors.NotFoundError):
        await client.wait("e1", plan=PollPlan(interval=0.001, registration_grace=0.01))


async def test_wait_tells_of_a_failure(client, router):
    """
    A failed execution raises, with everything Codika said.
    """
    router.get(STATUS).mock(
        return_value=said(
            "failed",
            errorDetails={"type": "node_failure", "message": "boom", "failedNodeName": "HTTP"},
        )
    )

    with pytest.raises(errors.ExecutionFailedError, match="boom") as caught:
        await client.wait("e1", plan=QUICK)

    assert ("e1", "node_failure", "HTTP") == (
        caught.value.execution_id,
        caught.value.kind,
        caught.value.failed_node,
    )


async def test_wait_that_runs_out_is_no_failure(client, router):
    """
    A workflow that never reports ends the wait with an error of its own kind.
    """
    router.get(STATUS).mock(return_value=said("pending"))

    with pytest.raises(errors.WaitTimeoutError) as caught:
        await client.wait("e1", plan=BRIEF)

    assert ("e1", None) == (caught.value.execution_id, caught.value.__cause__)
    assert caught.value.waited >= BRIEF.timeout


async def test_timeout_beats_the_plan(client, router):
    """
    The time given to a wait takes the place of the plan's.
    """
    router.get(STATUS).mock(return_value=said("pending"))

    with pytest.raises(errors.WaitTimeoutError) as caught:
        await client.wait("e1", timeout=0.01, plan=QUICK)

    assert caught.value.waited < QUICK.timeout


async def test_wait_that_runs_out_tells_what_it_sat_out(client, router):
    """
    When nothing but errors came, the last one is the cause.
    """
    router.get(STATUS).mock(return_value=refused(503))

    with pytest.raises(errors.WaitTimeoutError) as caught:
        await client.wait("e1", plan=BRIEF)

    assert errors.ServerError is type(caught.value.__cause__)


async def test_retry_after_is_obeyed(client, router):
    """
    Between a 429 and the next look lies the time the server asked for.
    """
    loop = asyncio.get_running_loop()
    times = []

    def answer(_request):
        times.append(loop.time())
        if len(times) == 1:
            return refused(429, headers={"Retry-After": "0.2"})
        return said("success")

    router.get(STATUS).mock(side_effect=answer)

    await client.wait("e1", plan=QUICK)

    # The loop's clock ticks in milliseconds on some systems.
    assert times[1] - times[0] >= 0.199


async def test_a_server_that_asks_for_more_time_than_there_is(client, router):
    """
    When the server will not answer before the wait ends, the wait ends now.
    """
    route = router.get(STATUS).mock(return_value=refused(429, headers={"Retry-After": "3600"}))

    with pytest.raises(errors.WaitTimeoutError) as caught:
        await client.wait("e1", plan=QUICK)

    assert 1 == route.call_count
    assert caught.value.waited < QUICK.timeout


async def test_a_look_does_not_outlast_the_wait():
    """
    A status request that hangs is cut off soon after the wait's time is over.
    """

    async def hang():
        await asyncio.Event().wait()

    with pytest.raises(errors.WaitTimeoutError):
        await until_ended(hang, "e1", BRIEF)


async def test_a_wait_without_time_looks_once(client, router):
    """
    `timeout=0` asks how it stands.
    """
    router.get(STATUS).mock(return_value=said("success", resultData=1))

    assert 1 == (await client.wait("e1", timeout=0)).result


async def test_every_look_is_told(client, router):
    """
    `on_look` hears of every answer and of every error sat out.
    """
    router.get(STATUS).mock(side_effect=[said("pending"), refused(500), said("success")])
    seen = []

    await client.wait("e1", plan=QUICK, on_look=seen.append)

    assert ["pending", "ServerError", "success"] == [
        getattr(look, "reported_status", type(look).__name__) for look in seen
    ]


async def test_run_triggers_and_waits(client, router):
    """
    `run` is one trigger and the wait for it.
    """
    trigger = router.post("/triggerwebhookpublic/pi-1/w").respond(json={"executionId": "e1"})
    router.get(STATUS).mock(side_effect=[refused(404), said("success", resultData="done")])

    execution = await client.run("w", {"n": 1}, plan=QUICK)

    assert ("done", 1) == (execution.result, trigger.call_count)


@pytest.mark.parametrize(
    ("error", "age", "transient"),
    [
        pytest.param(errors.NotFoundError("", status_code=404), 9.9, True, id="not yet"),
        pytest.param(errors.NotFoundError("", status_code=404), 10.0, False, id="never"),
        pytest.param(errors.TransportError(), 99, True, id="silence"),
        pytest.param(errors.NotConnectedError(), 99, True, id="no connection"),
        pytest.param(errors.ServerError("", status_code=500), 99, True, id="500"),
        pytest.param(errors.RateLimitError("", status_code=429), 99, True, id="429"),
        pytest.param(errors.BadRequestError("", status_code=408), 99, True, id="408"),
        pytest.param(errors.BadRequestError("", status_code=425), 99, True, id="425"),
        pytest.param(errors.UnexpectedReplyError(""), 99, True, id="a page"),
        pytest.param(errors.ReplyTooLargeError(5), 0, False, id="too large"),
        pytest.param(errors.BadRequestError("", status_code=400), 0, False, id="400"),
        pytest.param(errors.AuthenticationError("", status_code=401), 0, False, id="401"),
        pytest.param(errors.ForbiddenError("", status_code=403), 0, False, id="403"),
        pytest.param(errors.ConflictError("", status_code=409), 0, False, id="409"),
        pytest.param(errors.InactiveInstanceError("", status_code=412), 0, False, id="412"),
        pytest.param(errors.RunLogError(), 0, False, id="not about looking"),
    ],
)
def test_what_may_heal(error, age, transient):
    """
    The rule, by class.
    """
    assert transient is is_transient(error, age)


async def test_a_failure_needs_no_words():
    """
    A failed execution that nobody explained raises all the same.
    """

    async def look():
        return Execution(id="e1", status=ExecutionStatus.FAILED, reported_status="failed")

    with pytest.raises(errors.ExecutionFailedError):
        await until_ended(look, "e1", QUICK)


def test_plans_are_those_of_the_docs():
    """
    The three plans carry the intervals and limits that Codika recommends.
    """
    assert [(1.0, 30.0), (1.5, 120.0), (3.0, 300.0)] == [
        (plan.interval, plan.timeout) for plan in (FAST, MEDIUM, SLOW)
    ]
