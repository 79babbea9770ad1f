"""
Ways in which an answer arrives late, not at all, or as another one.

    delay, delay_after       seconds       late to act; acts in time and answers late
    lose_before, lose_after  true          cuts the connection without or after taking effect
    answer, answer_after     {status, …}   another answer, without or after taking effect
    redirect                 url           sends the caller elsewhere
    regenerate_key           true          the key that was sent is worthless from now on
    truncate                 true          announces the whole body, sends half and hangs up
    drip                     seconds       the body comes one byte at a time, so far apart

`answer` takes `status`, and optionally `shape` (flat, nested, html, empty),
`message`, `code` and `headers`.
"""
# ruff: noqa: ARG002, D102 - the class says what its methods do, and not all look at all they get

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from codika.sandbox import answers
from codika.sandbox.answers import Refusal, Shape
from codika.sandbox.faults import Fault, Flag, Seconds, Text, fault
from codika.sandbox.platform import Call


class _Answer(Fault):
    """A kind that takes a whole answer."""

    KEYS = frozenset({"status", "shape", "message", "code", "headers"})

    def problem(self, value: Any) -> str | None:
        match value:
            case {"status": int(status)} if 200 <= status < 600:  # noqa: PLR2004 - HTTP's range
                pass
            case _:
                return "takes an object with a status from 200 to 599"
        if set(value) - self.KEYS:
            return f"takes {', '.join(sorted(self.KEYS))}"
        if value.get("shape", "flat") not in set(Shape):
            return f"has a shape of {', '.join(Shape)}"
        headers = value.get("headers", {})
        if not isinstance(headers, dict) or not all(map(_is_header, headers.items())):
            return "has headers of printable text"
        if not all(isinstance(value.get(name, ""), str) for name in ("message", "code")):
            return "has a message and a code of text"
        return None

    def made(self, value: Mapping[str, Any]) -> Response:
        """Return the answer."""
        return answers.refusal(
            value["status"],
            value.get("message", "Misbehaving on demand"),
            Shape(value.get("shape", "flat")),
            code=value.get("code"),
            headers=value.get("headers"),
        )


def _is_header(pair: tuple[Any, Any]) -> bool:
    return all(map(_is_printable, pair))


def _is_printable(text: Any) -> bool:
    return isinstance(text, str) and text.isascii() and text.isprintable()


@fault("delay")
class Delay(Seconds):
    """Late to act."""

    async def before(self, call: Call, value: Any) -> None:
        await asyncio.sleep(value)


@fault("delay_after")
class DelayAfter(Seconds):
    """Acts in time, answers late."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        await asyncio.sleep(value)
        return response


class _Lost(Response):
    """No answer: the connection is cut."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _cut(self._call, scope, receive)


async def _cut(call: Call, scope: Scope, receive: Receive, *, flushed: bool = False) -> None:
    """
    Cut the connection, and wait until the server has noticed: it complains otherwise.

    Args:
        call: The call that came by it.
        scope: Its ASGI scope.
        receive: Its ASGI channel.
        flushed: Whether what was sent goes out first.
    """
    call.platform.cut(scope, flushed)
    while (await receive())["type"] != "http.disconnect":
        pass


@fault("lose_before")
class LoseBefore(Flag):
    """Hangs up on the request."""

    async def before(self, call: Call, value: Any) -> Response:
        return _Lost(call)


@fault("lose_after")
class LoseAfter(Flag):
    """Does what was asked and hangs up."""

    is_last = True

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        return _Lost(call)


@fault("answer")
class Answer(_Answer):
    """Answers otherwise and does nothing."""

    async def before(self, call: Call, value: Any) -> Response:
        return self.made(value)


@fault("answer_after")
class AnswerAfter(_Answer):
    """Does what was asked and answers otherwise."""

    is_last = True

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        return self.made(value)


@fault("redirect")
class Redirect(Text):
    """Sends the caller elsewhere, body and all."""

    def problem(self, value: Any) -> str | None:
        return super().problem(value) or (None if _is_printable(value) else "takes a URL")

    async def before(self, call: Call, value: Any) -> Response:
        return Response(status_code=307, headers={"location": value})


@fault("regenerate_key")
class RegenerateKey(Flag):
    """Makes the key that was sent worthless, from this request on."""

    async def before(self, call: Call, value: Any) -> None:
        keys = call.platform.keys
        try:
            principal = keys.identify(call.request.headers, call.request.query_params)
        except Refusal:
            return
        keys.regenerate(principal)


@fault("truncate")
class Truncate(Flag):
    """Announces the whole body, sends half of it and hangs up."""

    is_last = True

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        return _Truncated(call, response)


class _Truncated(Response):
    """Half an answer."""

    def __init__(self, call: Call, whole: Response) -> None:
        super().__init__()
        self._call = call
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whole = bytes(self._whole.body)
        status = self._whole.status_code
        await send(
            {"type": "http.response.start", "status": status, "headers": self._whole.raw_headers}
        )
        half = whole[: len(whole) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await _cut(self._call, scope, receive, flushed=True)


@fault("drip")
class Drip(Seconds):
    """Answers one byte at a time."""

    is_last = True

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        whole = bytes(response.body)

        async def parts() -> AsyncIterator[bytes]:
            for position in range(len(whole)):
                await asyncio.sleep(value)
                yield whole[position : position + 1]

        return streamed(parts(), response.status_code, len(whole))


def streamed(parts: AsyncIterator[bytes], status: int, length: int) -> Response:
    """Return an answer whose body is made while it is sent."""
    headers = {"content-length": str(length)}
    return StreamingResponse(parts, status, headers, "application/json")
