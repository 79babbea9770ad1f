"""
A refusal to an error class: the one place that reads Codika's error bodies.

There are three: `{"error": "text", "code": …}` (trigger, status, details),
`{"error": {"message", "code"}, "requestId"}` (lists, instances, keys), and a
page of HTML from a gateway.  The values of `code` are not published, so the
HTTP status alone decides the class.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from codika import errors
from codika.api import reading
from codika.api.parsing import parse
from codika.language import in_english, later

LONGEST_RETRY_AFTER = 86_400.0  # seconds; more is a mistake or an attack

_CLASSES: dict[int, type[errors.ApiError]] = {
    HTTPStatus.UNAUTHORIZED: errors.AuthenticationError,
    HTTPStatus.FORBIDDEN: errors.ForbiddenError,
    HTTPStatus.NOT_FOUND: errors.NotFoundError,
    HTTPStatus.CONFLICT: errors.ConflictError,
    HTTPStatus.PRECONDITION_FAILED: errors.InactiveInstanceError,
    HTTPStatus.TOO_MANY_REQUESTS: errors.RateLimitError,
}


def refusal(
    status_code: int, body: bytes | Mapping[str, Any], headers: Mapping[str, str]
) -> errors.ApiError:
    """
    Return the error that a refusing answer stands for.

    Args:
        status_code: 400 or above; or 2xx when the body says `"success": false`.
        body: The body, or what was read from it.
        headers: Of the answer; `Retry-After` counts.
    """
    if isinstance(body, bytes):
        body = _object(body)
    match body.get("error"):
        case dict(nested):
            message, code = nested.get("message"), nested.get("code", body.get("code"))
        case told:
            message, code = told, body.get("code")
    return _class_of(status_code)(
        reading.text(message) or reading.text(body.get("message")) or _phrase(status_code),
        status_code=status_code,
        code=reading.label(code),
        request_id=reading.label(body.get("requestId")),
        retry_after=retry_after(headers),
    )


def is_from_codika(body: bytes) -> bool:
    """Whether an error body is the API's own, and not a page of some gateway."""
    return "error" in _object(body)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """
    Read how long the server asks us to wait, in seconds.

    A date is taken against the server's own `Date`, where it sends one: its
    clock may be wrong, or ours.
    """
    told = headers.get("retry-after", "").strip()
    if not told:
        return None
    try:
        seconds = float(told)
    except ValueError:
        until = _http_date(told)
        if until is None:
            return None
        now = _http_date(headers.get("date", "")) or datetime.now(UTC)
        seconds = (until - now).total_seconds()
    if math.isnan(seconds):
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _class_of(status_code: int) -> type[errors.ApiError]:
    if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return errors.ServerError
    return _CLASSES.get(status_code, errors.BadRequestError)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        return reading.record(parse(body))
    except errors.UnexpectedReplyError:
        return {}


def _phrase(status_code: int) -> str:
    try:
        phrase = HTTPStatus(status_code).phrase
    except ValueError:
        phrase = later("refused")
    return in_english("{phrase} (no reason given)", phrase=phrase)


def _http_date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value.strip())
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
