"""
The sandbox's own controls: what a test needs to know, count and spoil.

The manifest holds keys, so all of this answers only to this machine, and not to a
web page either: a page's request carries an `Origin`, and one that found its way
here by a rebound DNS name carries that name as `Host`.
"""

import ipaddress
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from codika.sandbox import answers
from codika.sandbox.answers import Refusal
from codika.sandbox.faults import RuleError
from codika.sandbox.platform import MAX_BODY, Platform

Answer = Awaitable[Response]
Control = Callable[[Platform, Request], Answer]


def check_caller(request: Request) -> None:
    """
    Let pass a program on this machine.

    Raises:
        Refusal: 403 for everybody else.
    """
    client = request.client
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if client is None or not is_loopback(client.host) or not is_loopback(host):
        raise Refusal(403, "The sandbox's controls answer to this machine only")
    if "origin" in request.headers:
        raise Refusal(403, "The sandbox's controls answer to no web page")


def is_loopback(host: str) -> bool:
    """Whether a host name or address stands for this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def manifest(platform: Platform, request: Request) -> Response:
    """Tell the keys, instances and workflows."""
    host, port = request.scope["server"]
    base_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return answers.answer(platform.manifest(base_url), headers={"cache-control": "no-store"})


async def stats(platform: Platform, _request: Request) -> Response:
    """Tell how many executions were started, ever, and what was asked since the start."""
    counts = platform.state.counts()
    return answers.answer(
        {
            "triggers": sum(counts.values()),
            "triggersByWorkflow": counts,
            "statusRequests": platform.requests["status"],
            "requests": dict(platform.requests),
        }
    )


async def read_faults(platform: Platform, _request: Request) -> Response:
    """Tell the rules in force, and how often each was met."""
    return answers.answer({"success": True, "faults": platform.faults.told()})


async def add_faults(platform: Platform, request: Request) -> Response:
    """Put rules in force."""
    body = await request.body()
    if len(body) > MAX_BODY:
        raise Refusal(413, "Too many rules")
    try:
        platform.faults.add(json.loads(body))
    except (RuleError, RecursionError) as error:
        raise Refusal(400, str(error)) from None
    except ValueError:
        raise Refusal(400, "Rules come as JSON") from None
    return await read_faults(platform, request)


async def clear_faults(platform: Platform, request: Request) -> Response:
    """Behave again."""
    platform.faults.clear()
    return await read_faults(platform, request)


CONTROLS: tuple[tuple[str, list[str], Control], ...] = (
    ("/sandbox/manifest", ["GET"], manifest),
    ("/sandbox/stats", ["GET"], stats),
    ("/sandbox/faults", ["GET"], read_faults),
    ("/sandbox/faults", ["POST"], add_faults),
    ("/sandbox/faults", ["DELETE"], clear_faults),
)
