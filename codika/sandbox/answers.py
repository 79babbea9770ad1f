"""
How Codika words its answers and its refusals.

Refusals come in two shapes, and which one belongs to the endpoint: trigger,
status, details and skills answer `{"error": "text", "code"}`, the others
`{"error": {"code", "message"}, "requestId"}`.  The official CLI prints
"[object Object]" or "undefined" when it meets the wrong one.
"""

import enum
import json
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

GATEWAY_PAGE = """<!DOCTYPE html>
<html><head><title>{status} {phrase}</title></head>
<body><h1>Error: {phrase}</h1><h2>{text}</h2></body></html>
"""


class Shape(enum.StrEnum):
    """The forms that the body of a refusal takes."""

    FLAT = "flat"
    NESTED = "nested"
    HTML = "html"
    """What a load balancer answers; no endpoint does."""
    EMPTY = "empty"


CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    413: "PAYLOAD_TOO_LARGE",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    502: "BAD_GATEWAY",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """
    The platform says no.

    Attributes:
        status: The HTTP status.
        message: What the caller reads.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def encoded(value: Any) -> bytes:
    """Return compact JSON."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half of a surrogate pair: legal in JSON, escaped, but no UTF-8
        return json.dumps(value, separators=(",", ":")).encode()


def request_id() -> str:
    """Return an id for one request, as support would ask for."""
    return str(uuid.uuid4())


def answer(
    body: Mapping[str, Any] | bytes,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a JSON answer; bytes are taken as JSON that is already encoded."""
    content = body if isinstance(body, bytes) else encoded(body)
    return Response(content, status, headers, media_type="application/json")


def enveloped(data: Mapping[str, Any]) -> Response:
    """Return `data` in the envelope of the newer endpoints."""
    return answer({"success": True, "data": data, "requestId": request_id()})


def refusal(
    status: int,
    message: str,
    shape: Shape,
    *,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a refusal in the shape asked for."""
    code = code or CODES.get(status, "UNKNOWN")
    match shape:
        case Shape.FLAT:
            return answer({"success": False, "error": message, "code": code}, status, headers)
        case Shape.NESTED:
            error = {"code": code, "message": message}
            body = {"success": False, "error": error, "requestId": request_id()}
            return answer(body, status, headers)
        case Shape.HTML:
            page = GATEWAY_PAGE.format(status=status, phrase=code, text=message)
            return Response(page, status, headers, media_type="text/html")
        case Shape.EMPTY:
            return Response(b"", status, headers)
