"""
The program that reads one big status reply, in a process of its own.

It takes a line of JSON and the reply's body from its standard input, and gives
a line of JSON and the result's text; both lines are written and read here and
nowhere else.  The reading itself is the very code that reads in the server.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from codika import errors
from codika.apart import program
from codika.api import wire
from codika.api.replies import Reply, understand
from codika.counting import count_rows
from codika.model import Execution, ExecutionStatus, Failure, JsonText, TooDeep

_HEADERS = ("retry-after", "date")  # all that a refusal is read with


def question(reply: Reply, execution_id: str) -> bytes:
    """Return the line that goes before the reply's body."""
    headers = {name: reply.headers[name] for name in _HEADERS if name in reply.headers}
    return _line(
        {
            "status_code": reply.status_code,
            "headers": headers,
            "execution_id": execution_id,
        }
    )


def answer(line: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Return the line that tells the outcome, and the result as JSON text."""
    asked = json.loads(line)
    execution_id = asked.pop("execution_id")
    try:
        execution = understand(
            Reply(**asked, body=body), lambda body: wire.read_execution(body, execution_id)
        )
    except errors.CodikaError as error:
        fields = {"message": str(error)} | vars(error)
        return _line({"error": type(error).__name__, "fields": fields, "size": 0}), b""
    result, too_deep = b"", None
    try:
        result = JsonText.of(execution.result).utf8 if execution.has_result else b""
    except ValueError as error:
        too_deep = str(error)
    fields = asdict(replace(execution, result=None))
    fields["created_at"] = execution.created_at and execution.created_at.isoformat()
    told = {
        "fields": fields,
        "too_deep": too_deep,
        "size": len(result),
        # While the value is at hand: whoever keeps the text would have to read it again.
        "n_rows": count_rows(execution.result) if result else None,
    }
    return _line(told), result


def outcome(answered: Sequence[bytes]) -> Execution | errors.CodikaError:
    """
    Return what an answer tells, or the error to raise.

    Args:
        answered: The answer in pieces, as they came.

    Raises:
        ValueError: The answer is not whole.
    """
    line, result = _parted(answered)
    told = json.loads(line)
    if len(result) != told["size"]:
        raise ValueError("the answer breaks off")
    fields = told["fields"]
    if "error" in told:
        error: errors.CodikaError = getattr(errors, told["error"])(fields.pop("message"), **fields)
        return error
    fields["status"] = ExecutionStatus(fields["status"])
    fields["created_at"] = fields["created_at"] and datetime.fromisoformat(fields["created_at"])
    fields["failure"] = fields["failure"] and Failure(**fields["failure"])
    if told["too_deep"] is not None:
        fields["result"] = TooDeep(told["too_deep"])
    elif fields["has_result"]:
        fields["result"] = JsonText(result, told["n_rows"])
    return Execution(**fields)


def main() -> None:
    """Answer the one question on the standard input."""
    program.answer(lambda asked: answer(asked.readline(), asked.read()))


def _parted(answered: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Part the line from what follows without one more copy of the whole."""
    line = b""
    for count, piece in enumerate(answered, start=1):
        head, end, rest = piece.partition(b"\n")
        line += head
        if end:
            return line, b"".join((rest, *answered[count:]))
    raise ValueError("the answer has no first line")


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode() + b"\n"
