"""
Ways to call the API, each measured alone: `python -m measuring.contenders NAME URL`.

Prints microseconds of CPU time per call by what was called, as JSON.  CPU time
is that of the whole process, threads included; what else the machine does, and
how fast the server is, stays out of it.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport

from codika import AsyncCodika, Codika, Endpoints, Environment, ProcessInstance
from codika.api.exchange import Timeouts
from measuring.stub import EXECUTION

TRIGGER = "trigger"
FRESH_TRIGGER = "trigger on a new connection"
POLL = "poll"
POLLS = "polls, 100 at once"

TRIGGERS_COUNTED = 200
POLLS_COUNTED = 500
AT_ONCE = 100
POLLS_EACH = 10
WARM_UP = 0.1  # as many calls go before and are not counted

INSTANCE = "019d444d-0000-7000-8000-000000000001"
KEY = "ck_benchmark"
WORKFLOW = "lead-scoring"
PAYLOAD = {"country": "Belgium", "limit": 50}
HEADERS = {"X-API-Key": KEY}

# Far beyond everybody's own: a busy machine makes calls slow, not dear.
PATIENCE = 60.0  # seconds
TIMEOUTS = Timeouts(connect=PATIENCE, read=PATIENCE, slow_read=PATIENCE, total=PATIENCE)

AsyncCall = Callable[[], Awaitable[Any]]
Call = Callable[[], Any]


def instance(url: str) -> ProcessInstance:
    """Return the stub as a process instance."""
    return ProcessInstance(
        id=INSTANCE,
        environment=Environment.DEV,
        api_key=KEY,
        endpoints=Endpoints(base_url=url),
    )


async def async_codika(url: str) -> dict[str, float]:
    """Measure our client on an event loop."""
    async with AsyncCodika(instance(url), timeouts=TIMEOUTS) as codika:
        return {
            TRIGGER: await alone(lambda: codika.trigger(WORKFLOW, PAYLOAD), TRIGGERS_COUNTED),
            **await polls(lambda: codika.get(EXECUTION)),
        }


async def async_httpx(url: str) -> dict[str, float]:
    """Measure httpx as its documentation begins: one client, kept, and all else its default."""
    async with httpx.AsyncClient(headers=HEADERS, timeout=PATIENCE) as client:

        async def trigger(headers: dict[str, str] | None = None) -> Any:
            answer = await client.post(_trigger(url), json={"payload": PAYLOAD}, headers=headers)
            return json.loads(answer.content)["executionId"]

        return {
            TRIGGER: await alone(trigger, TRIGGERS_COUNTED),
            FRESH_TRIGGER: await alone(lambda: trigger({"Connection": "close"}), TRIGGERS_COUNTED),
            **await polls(lambda: _polled(client, url)),
        }


async def async_httpx_on_aiohttp(url: str) -> dict[str, float]:
    """Measure polls of httpx on the transport that our client uses."""
    async with httpx.AsyncClient(
        headers=HEADERS, timeout=PATIENCE, transport=AiohttpTransport()
    ) as client:
        return await polls(lambda: _polled(client, url))


async def _polled(client: httpx.AsyncClient, url: str) -> Any:
    answer = await client.get(_status(url))
    return json.loads(answer.content)["execution"]["status"]


def sync_codika(url: str) -> dict[str, float]:
    """Measure our client for code without an event loop."""
    with Codika(instance(url), timeouts=TIMEOUTS) as codika:
        return {
            TRIGGER: one_after_another(lambda: codika.trigger(WORKFLOW, PAYLOAD), TRIGGERS_COUNTED),
            POLL: one_after_another(lambda: codika.get(EXECUTION), POLLS_COUNTED),
        }


def sync_httpx(url: str) -> dict[str, float]:
    """
    Measure httpx without an event loop, as above.

    One after another only: a hundred threads on one `httpx.Client` break now and
    then with "Bad file descriptor".
    """
    with httpx.Client(headers=HEADERS, timeout=PATIENCE) as client:

        def trigger(headers: dict[str, str] | None = None) -> Any:
            answer = client.post(_trigger(url), json={"payload": PAYLOAD}, headers=headers)
            return json.loads(answer.content)["executionId"]

        def poll() -> Any:
            return json.loads(client.get(_status(url)).content)["execution"]["status"]

        return {
            TRIGGER: one_after_another(trigger, TRIGGERS_COUNTED),
            FRESH_TRIGGER: one_after_another(
                lambda: trigger({"Connection": "close"}), TRIGGERS_COUNTED
            ),
            POLL: one_after_another(poll, POLLS_COUNTED),
        }


def _trigger(url: str) -> str:
    return f"{url}/triggerwebhookpublic/{INSTANCE}/{WORKFLOW}"


def _status(url: str) -> str:
    return f"{url}/getexecutionstatuspublic/{INSTANCE}/{EXECUTION}"


async def polls(poll: AsyncCall) -> dict[str, float]:
    """Measure polls one after another, and many at once."""
    return {POLL: await alone(poll, POLLS_COUNTED), POLLS: await at_once(poll, AT_ONCE, POLLS_EACH)}


async def alone(call: AsyncCall, calls: int) -> float:
    """Measure calls that wait for each other."""
    return await at_once(call, 1, calls)


async def at_once(call: AsyncCall, tasks: int, calls: int) -> float:
    """Return the CPU time per call of tasks that each call so many times, in microseconds."""

    async def repeat(times: int) -> None:
        for _ in range(times):
            await call()

    async def all_of_them(times: int) -> None:
        await asyncio.gather(*(repeat(times) for _ in range(tasks)))

    await all_of_them(round(WARM_UP * calls))
    gc.collect()
    began = time.process_time()
    await all_of_them(calls)
    return (time.process_time() - began) / (tasks * calls) * 1e6


def one_after_another(call: Call, calls: int) -> float:
    """Return the CPU time per call without a loop of ours, in microseconds."""

    def repeat(times: int) -> None:
        for _ in range(times):
            call()

    repeat(round(WARM_UP * calls))
    gc.collect()
    began = time.process_time()
    repeat(calls)
    return (time.process_time() - began) / calls * 1e6


ON_A_LOOP: dict[str, Callable[[str], Awaitable[dict[str, float]]]] = {
    "AsyncCodika": async_codika,
    "httpx.AsyncClient": async_httpx,
    "httpx.AsyncClient on aiohttp": async_httpx_on_aiohttp,
}
WITHOUT: dict[str, Callable[[str], dict[str, float]]] = {
    "Codika": sync_codika,
    "httpx.Client": sync_httpx,
}
NAMES = (*ON_A_LOOP, *WITHOUT)


async def _on_a_loop(name: str, url: str) -> dict[str, float]:
    return await ON_A_LOOP[name](url)


def main(arguments: Sequence[str]) -> None:
    """Measure one and print."""
    name, url = arguments
    measured = asyncio.run(_on_a_loop(name, url)) if name in ON_A_LOOP else WITHOUT[name](url)
    print(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1:])
