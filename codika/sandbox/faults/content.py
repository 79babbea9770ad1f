"""
Ways in which an answer arrives and says something wrong.

    late_registration        seconds       a started execution is unknown at first (on trigger)
    stay_pending             true          never ends (on trigger), or seems not to (on status)
    status_word              text          an unknown word for the state
    fail                     message       what went well is told as failed
    wrong_types              true          every field is of another type than documented
    broken_json              true          half a body, as if it were whole
    pad                      bytes         a result as large as that
"""
# ruff: noqa: ARG002, D102 - the class says what its methods do, and not all look at all they get

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response

from codika.sandbox import answers
from codika.sandbox.faults import Fault, Flag, Seconds, Text, fault
from codika.sandbox.faults.delivery import streamed
from codika.sandbox.platform import Call

MAX_PADDING = 1 << 30  # bytes
CHUNK = 1 << 16  # bytes


@fault("late_registration")
class LateRegistration(Seconds):
    """Starts an execution that nobody knows of at first."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        execution_id = _read(response).get("executionId")
        if isinstance(execution_id, str):
            call.platform.executions.hide(execution_id, value)
        return response


@fault("stay_pending")
class StayPending(Flag):
    """Starts an execution that never ends, or tells of one that has ended that it has not."""

    async def before(self, call: Call, value: Any) -> None:
        call.endless = True

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        return _retold(response, status="pending")


@fault("status_word")
class StatusWord(Text):
    """Tells the state in a word that no documentation has."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        return _retold(response, status=value)


@fault("fail")
class Fail(Text):
    """Tells of an execution that it failed."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        details = {"type": "node_failure", "message": value, "failedNodeName": "Unknown"}
        return _retold(response, status="failed", duration=1, errorDetails=details)


@fault("wrong_types")
class WrongTypes(Flag):
    """Answers with the right names and the wrong values."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        body = {
            name: told if name == "success" else 42 if isinstance(told, str) else "text"
            for name, told in _read(response).items()
        }
        return answers.answer(body, response.status_code)


@fault("broken_json")
class BrokenJson(Flag):
    """Answers with half a body, as if it were whole."""

    async def after(self, call: Call, value: Any, response: Response) -> Response:
        whole = bytes(response.body)
        return answers.answer(whole[: len(whole) // 2], response.status_code)


@fault("pad")
class Pad(Fault):
    """Answers with a result as large as asked for."""

    is_last = True

    def problem(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return "takes a number of bytes"
        return None if 0 <= value <= MAX_PADDING else f"takes 0 to {MAX_PADDING} bytes"

    async def after(self, call: Call, value: Any, response: Response) -> Response:
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

        return streamed(parts(), response.status_code, len(head) + value + len(tail))


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
