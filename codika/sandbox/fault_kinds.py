"""
The ways to misbehave, one class each.

    delay, delay_after       seconds       late to act; acts in time and answers late
    lose_before, lose_after  true          cuts the connection without or after taking effect
    answer, answer_after     {status, …}   another answer, without or after taking effect
    redirect                 url           sends the caller elsewhere
    regenerate_key           true          the key that was sent is worthless from now on
    late_registration        seconds       a started execution is unknown at first (on trigger)
    stay_pending             true          never ends (on trigger), or seems not to (on status)
    status_word              text          an unknown word for the state
    fail                     message       what went well is told as failed
    wrong_types              true          every field is of another type than documented
    broken_json, truncate    true          a body that ends early, as announced or not
    pad                      bytes         a result as large as that
    drip                     seconds       the body comes one byte at a time, so far apart

`answer` takes `status`, and optionally `shape` (flat, nested, html, empty),
`message`, `code` and `headers`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from codika.sandbox import answers
from codika.sandbox.answers import Refusal, Shape
from codika.sandbox.faults import Fault, fault
from codika.sandbox.platform import Call

MAX_SECONDS = 24 * 3600.0
MAX_PADDING = 1 << 30  # bytes
CHUNK = 1 << 16  # bytes


class _Seconds(Fault):
    """A kind that takes a time."""

    def problem(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "takes seconds"
        return None if 0 <= value <= MAX_SECONDS else f"takes 0 to {MAX_SECONDS:.0f} seconds"


class _Flag(Fault):
    """A kind that takes nothing but `true`."""

    def problem(self, value: Any) -> str | None:
        return None if value is True else "takes true"


class _Text(Fault):
    """A kind that takes a text."""

    def problem(self, value: Any) -> str | None:
        return None if isinstance(value, str) and value else "takes a text"


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
    return all(isinstance(text, str) and text.isascii() and text.isprintable() for text in pair)


@fault("delay")
class Delay(_Seconds):
    """Late to act."""

    async def before(self, call: Call, value: Any) -> None:  # noqa: ARG002
        await asyncio.sleep(value)


@fault("delay_after")
class DelayAfter(_Seconds):
    """Acts in time, answers late."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        await asyncio.sleep(value)
        return response


class _Lost(Response):
    """No answer: the connection is cut."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await _cut(self._call, scope, receive)


async def _cut(call: Call, scope: Scope, receive: Receive) -> None:
    """Cut the connection, and wait until the server has noticed: it complains otherwise."""
    call.platform.abort(scope)
    while (await receive())["type"] != "http.disconnect":
        pass


@fault("lose_before")
class LoseBefore(_Flag):
    """Hangs up on the request."""

    async def before(self, call: Call, value: Any) -> Response:  # noqa: ARG002
        return _Lost(call)


@fault("lose_after")
class LoseAfter(_Flag):
    """Does what was asked and hangs up."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        return _Lost(call)


@fault("answer")
class Answer(_Answer):
    """Answers otherwise and does nothing."""

    async def before(self, call: Call, value: Any) -> Response:  # noqa: ARG002
        return self.made(value)


@fault("answer_after")
class AnswerAfter(_Answer):
    """Does what was asked and answers otherwise."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        return self.made(value)


@fault("redirect")
class Redirect(_Text):
    """Sends the caller elsewhere, body and all."""

    async def before(self, call: Call, value: Any) -> Response:  # noqa: ARG002
        return Response(status_code=307, headers={"location": value})


@fault("regenerate_key")
class RegenerateKey(_Flag):
    """Makes the key that was sent worthless, from this request on."""

    async def before(self, call: Call, value: Any) -> None:  # noqa: ARG002
        keys = call.platform.keys
        try:
            principal = keys.identify(call.request.headers, call.request.query_params)
        except Refusal:
            return
        keys.regenerate(principal)


@fault("late_registration")
class LateRegistration(_Seconds):
    """Starts an execution that nobody knows of at first."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        execution_id = _read(response).get("executionId")
        if isinstance(execution_id, str):
            call.platform.executions.hide(execution_id, value)
        return response


@fault("stay_pending")
class StayPending(_Flag):
    """Starts an execution that never ends, or tells of one that has ended that it has not."""

    async def before(self, call: Call, value: Any) -> None:  # noqa: ARG002
        call.endless = True

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        return _retold(response, status="pending")


@fault("status_word")
class StatusWord(_Text):
    """Tells the state in a word that no documentation has."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        return _retold(response, status=value)


@fault("fail")
class Fail(_Text):
    """Tells of an execution that it failed."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        details = {"type": "node_failure", "message": value, "failedNodeName": "Unknown"}
        return _retold(response, status="failed", duration=1, errorDetails=details)


@fault("wrong_types")
class WrongTypes(_Flag):
    """Answers with the right names and the wrong values."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        body = {
            name: told if name == "success" else 42 if isinstance(told, str) else "text"
            for name, told in _read(response).items()
        }
        return answers.answer(body, response.status_code)


@fault("broken_json")
class BrokenJson(_Flag):
    """Answers with half a body, as if it were whole."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        whole = bytes(response.body)
        return answers.answer(whole[: len(whole) // 2], response.status_code)


@fault("truncate")
class Truncate(_Flag):
    """Announces the whole body, sends half of it and hangs up."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
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
        # Cutting drops what the socket has not taken yet; a turn of the loop lets it go out.
        await asyncio.sleep(0.05)
        await _cut(self._call, scope, receive)


@fault("pad")
class Pad(Fault):
    """Answers with a result as large as asked for."""

    def problem(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return "takes a number of bytes"
        return None if 0 <= value <= MAX_PADDING else f"takes 0 to {MAX_PADDING} bytes"

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        mark = "the padding stands here"
        body = _read(response)
        match body:
            case {"execution": dict(execution)} if "resultData" in execution:
                execution["resultData"] = {"padding": mark}
            case _:
                body["padding"] = mark
        head, _, tail = answers.encoded(body).partition(mark.encode())

        async def parts() -> AsyncIterator[bytes]:
            yield head
            for start in range(0, value, CHUNK):
                yield b"x" * min(CHUNK, value - start)
            yield tail

        return _streamed(parts(), response.status_code, len(head) + value + len(tail))


@fault("drip")
class Drip(_Seconds):
    """Answers one byte at a time."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:  # noqa: ARG002
        whole = bytes(response.body)

        async def parts() -> AsyncIterator[bytes]:
            for position in range(len(whole)):
                await asyncio.sleep(value)
                yield whole[position : position + 1]

        return _streamed(parts(), response.status_code, len(whole))


def _streamed(parts: AsyncIterator[bytes], status: int, length: int) -> Response:
    headers = {"content-length": str(length)}
    return StreamingResponse(parts, status, headers, "application/json")


def _read(response: Response) -> dict[str, Any]:
    """Return the body of an answer of ours."""
    read = json.loads(bytes(response.body))
    return read if isinstance(read, dict) else {}


def _retold(response: Response, **told: Any) -> Response:
    """Return a status answer with another end; any other answer as it is."""
    body = _read(response)
    match body:
        case {"execution": {"executionId": _} as execution}:
            kept = {name: execution[name] for name in ("executionId", "createdAt")}
            return answers.answer({**body, "execution": {**kept, **told}})
        case _:
            return response
