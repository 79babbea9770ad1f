"""
The ASGI application: paths to endpoints, and the sandbox's own controls.

Paths are taken apart by hand rather than by Starlette's router, since Codika's
come in three spellings, in any case, and with a doubled slash from clients whose
base URL ends in one.
"""

from collections.abc import Callable
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from codika.sandbox import answers, control, faults
from codika.sandbox.answers import Refusal, Shape
from codika.sandbox.endpoints import ENDPOINTS, Endpoint, deployed, named, running
from codika.sandbox.faults import content, delivery
from codika.sandbox.platform import MAX_BODY, Call, Platform

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

REGISTERED = (running, deployed, delivery, content)
"""Importing them registers their endpoints and faults."""


def application(platform: Platform) -> Starlette:
    """Return the application that serves a platform."""
    controls = [
        Route(path, _guarded(platform, function), methods=methods)
        for path, methods, function in control.CONTROLS
    ]

    class Everything:
        """An ASGI class, so that the route takes every path as it came in."""

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive)
            response = await answered(platform, request)
            await response(scope, receive, send)

    everything = Route("/{path:path}", Everything(), methods=METHODS)
    return Starlette(routes=[*controls, everything])


async def answered(platform: Platform, request: Request) -> Response:
    """Return the answer to a request for the public API."""
    raw = request.scope["raw_path"].partition(b"?")[0].decode("ascii", "replace")
    name, *segments = raw.lstrip("/").split("/")
    endpoint = ENDPOINTS.get(unquote(name).lower())
    if endpoint is None:
        return answers.refusal(404, "The requested URL was not found on this server.", Shape.HTML)
    if request.method != endpoint.method:
        allowed = {"allow": endpoint.method}
        return answers.refusal(405, "Method not allowed", endpoint.shape, headers=allowed)
    platform.requests[endpoint.name] += 1
    given = tuple(unquote(segment) for segment in segments if segment)
    call = Call(platform, endpoint.name, request, given)
    do = {} if platform.faults.is_empty else platform.faults.strike(endpoint.name, named(call))
    try:
        call.body = await _body(request)
        response = await faults.before(call, do)
        if response is not None:
            return response
        _check_segments(endpoint, given)
        response = await endpoint.function(call)
    except Refusal as refused:
        response = answers.refusal(refused.status, refused.message, endpoint.shape)
    except ClientDisconnect:
        return Response(status_code=400)
    return await faults.after(call, do, response)


def _check_segments(endpoint: Endpoint, given: tuple[str, ...]) -> None:
    if len(given) != len(endpoint.segments):
        path = "/".join(f"{{{segment}}}" for segment in endpoint.segments)
        raise Refusal(400, f"The path goes on with /{path}" if path else "The path ends here")


async def _body(request: Request) -> bytes:
    """Return the body; 413 as soon as it is larger than the sandbox takes."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise Refusal(413, f"Request body is larger than {MAX_BODY} bytes")
        parts.append(part)
    return b"".join(parts)


def _guarded(
    platform: Platform, function: control.Control
) -> Callable[[Request], "control.Answer"]:
    """Return a control that serves this machine only."""

    async def serve(request: Request) -> Response:
        try:
            control.check_caller(request)
            return await function(platform, request)
        except Refusal as refused:
            return answers.refusal(refused.status, refused.message, Shape.FLAT)

    return serve
