"""
The endpoints of the public API: how they are registered, and what they share.

Each is a function over a `Call`; what it raises as a `Refusal` is answered in the
shape that the endpoint is registered with.  Every name is known in all spellings:
the cloud function's own, in any case, and the short aliases of the newest docs.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from codika.sandbox.answers import Refusal, Shape
from codika.sandbox.platform import Call

DEFAULT_LIMIT, MAX_LIMIT = 20, 100


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: how it is called, and how it refuses."""

    name: str
    """What rules of misbehaviour call it."""
    method: str
    shape: Shape
    segments: tuple[str, ...]
    """What the path names after the endpoint."""
    function: Callable[[Call], Awaitable[Response]]


ENDPOINTS: dict[str, Endpoint] = {}
"""By the first segment of the path, in lower case."""


def endpoint(
    name: str, method: str, shape: Shape, *spellings: str, segments: tuple[str, ...] = ()
) -> Callable[[Callable[[Call], Awaitable[Response]]], Callable[[Call], Awaitable[Response]]]:
    """Register the function below under all its spellings."""

    def register(
        function: Callable[[Call], Awaitable[Response]],
    ) -> Callable[[Call], Awaitable[Response]]:
        for spelling in spellings:
            ENDPOINTS[spelling.lower()] = Endpoint(name, method, shape, segments, function)
        return function

    return register


def limit_of(text: str | None) -> int:
    """Return the limit asked for; 400 if it is none from 1 to 100."""
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= MAX_LIMIT:
        raise Refusal(400, f"limit must be a number between 1 and {MAX_LIMIT}")
    return int(text)


def one_of(name: str, text: str | None, words: tuple[str, ...]) -> str | None:
    """Return a filter's word; `None` for no filter, 400 for a word that is none."""
    if text and text not in words:
        raise Refusal(400, f"{name} must be one of: {', '.join(words)}")
    return text or None


def named(call: Call) -> Mapping[str, str]:
    """Return what a call is about, for rules of misbehaviour: instance, workflow, execution."""
    about = dict(zip(("instance", "subject"), call.segments, strict=False))
    subject = about.pop("subject", None)
    if call.endpoint == "trigger" and subject is not None:
        about["workflow"] = subject
    elif subject is not None:
        about["execution"] = subject
        row = call.platform.state.execution(subject)
        if row is not None:
            about["workflow"] = row.workflow
    return about
