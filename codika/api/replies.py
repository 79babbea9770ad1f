"""
A whole answer, and what it says: a domain object, or the error it stands for.

Nothing of the HTTP library is needed here, so a process that only reads
(`reply_program.py`) starts without it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from codika import errors
from codika.api.parsing import parse
from codika.api.refusals import refusal
from codika.language import later

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, read to its end."""

    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def understand(reply: Reply, read: Callable[[Any], _T]) -> _T:
    """Read a reply, or raise what it refuses."""
    status_code = reply.status_code
    if status_code >= HTTPStatus.BAD_REQUEST:
        raise refusal(status_code, reply.body, reply.headers)
    if status_code >= HTTPStatus.MULTIPLE_CHOICES:
        raise errors.UnexpectedReplyError(
            later("a redirect, which is not followed: it would take the key elsewhere"),
            status_code=status_code,
        )
    body = parse(reply.body, status_code=status_code)
    if isinstance(body, dict) and body.get("success") is False:
        raise refusal(status_code, body, reply.headers)
    try:
        return read(body)
    except errors.UnexpectedReplyError as error:
        error.status_code = status_code
        raise
