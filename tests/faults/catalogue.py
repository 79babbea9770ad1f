"""
What can go wrong between a run and Codika, and what must become of the run.

One line a fault: how it is made, how the run ends, what a person then reads, how
many triggers were sent and how many executions began.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import formatdate
from itertools import count
from typing import Any

from proxies import RESET

from codika import errors
from codika.api.client import AsyncCodika
from codika.api.exchange import Timeouts
from codika.model import Endpoints, RunStatus

IMPATIENT = Timeouts(connect=5.0, read=0.7, slow_read=0.7, total=0.9)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a run stands in the end, and what a person reads about it."""

    status: RunStatus
    error: type[errors.CodikaError] | None = None
    headline: str = ""


FINE = Ending(status=RunStatus.SUCCESS)
FAILED = Ending(
    status=RunStatus.FAILED, error=errors.ExecutionFailedError, headline="The workflow failed."
)
UNCONFIRMED = Ending(
    status=RunStatus.UNCONFIRMED,
    error=errors.UnconfirmedTriggerError,
    headline="We sent the run, but no usable answer came back.",
)
NOT_CONNECTED = Ending(
    status=RunStatus.REJECTED,
    error=errors.NotConnectedError,
    headline="Codika could not be reached.",
)
SLOWED_DOWN = Ending(
    status=RunStatus.REJECTED,
    error=errors.RateLimitError,
    headline="Codika asks us to slow down, so nothing was started.",
)
PAUSED = Ending(
    status=RunStatus.REJECTED,
    error=errors.InactiveInstanceError,
    headline="This process instance is paused, so nothing was started.",
)
KEY_REFUSED = Ending(
    status=RunStatus.REJECTED,
    error=errors.AuthenticationError,
    headline="Codika does not accept the key of this connection.",
)
KEY_LOST = replace(KEY_REFUSED, status=RunStatus.UNWATCHED)
NOT_FOUND = Ending(
    status=RunStatus.UNWATCHED,
    error=errors.NotFoundError,
    headline="Codika does not know this.",
)
WATCH_REFUSED = Ending(
    status=RunStatus.UNWATCHED,
    error=errors.WatchRefusedError,
    headline="Codika took the run, but refuses to tell how it stands.",
)
TOO_LARGE = Ending(
    status=RunStatus.UNWATCHED,
    error=errors.ReplyTooLargeError,
    headline="The result is larger than the dashboard reads.",
)
ENDLESS = Ending(
    status=RunStatus.UNWATCHED,
    error=errors.WaitTimeoutError,
    headline="It had not ended when we stopped looking.",
)


class Scene:
    """Where a fault is set up."""

    def __init__(self, codika, open_proxy):
        self.codika = codika
        self.instance = codika.instance
        self.how: dict[str, Any] = {}
        """Of the tracker."""
        self._open_proxy = open_proxy

    def at(self, base_url):
        """Send requests elsewhere."""
        self.instance = replace(self.instance, endpoints=Endpoints(base_url=base_url))

    def behind(self, alter):
        """Send requests through a proxy."""
        self.at(self._open_proxy(alter).url)


Make = Callable[[Scene], None]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One line of the catalogue."""

    id: str
    make: Make
    ending: Ending
    triggers: int = 1
    """Requests to start something that reached the sandbox."""
    started: int = 1
    """Executions that began."""
    is_left_to_make_faults: bool = False
    """It takes long, or `tests/runs` proves it with every `make test`."""


# -- how they are made ----------------------------------------------------------


def on_trigger(**do) -> Make:
    return lambda scene: scene.codika.misbehave("trigger", **do)


def on_status(times=3, **do) -> Make:
    return lambda scene: scene.codika.misbehave("status", times=times, **do)


def impatient(make: Make) -> Make:
    """With time-outs of less than a second."""

    def made(scene):
        scene.how["connect"] = lambda instance: AsyncCodika(instance, timeouts=IMPATIENT)
        make(scene)

    return made


def watched_for(seconds: float, make: Make) -> Make:
    def made(scene):
        scene.how["watch_limit"] = seconds
        make(scene)

    return made


def at(base_url: str) -> Make:
    return lambda scene: scene.at(base_url)


def with_tls(scene):
    """`https` to a port that speaks plain HTTP."""
    scene.at(scene.codika.base_url.replace("http:", "https:"))


def altered(method: str, alter, times: float = float("inf")) -> Make:
    """Alter the first replies to one method."""

    def made(scene):
        seen = count()
        scene.behind(
            lambda reply: alter(reply) if reply.method == method and next(seen) < times else reply
        )

    return made


def reset(_reply):
    return RESET


def created_at(moment) -> Callable:
    """Tell a wrong time of creation."""

    def alter(reply):
        body = json.loads(reply.body)
        body["execution"]["createdAt"] = moment
        return replace(reply, body=json.dumps(body).encode())

    return alter


def clock_a_year_ahead(reply):
    """Ask to wait until a second from now, by a clock that is a year ahead."""
    there = time.time() + 365 * 86_400
    return replace(
        reply,
        status=429,
        body=b'{"error": "Too many requests"}',
        headers={
            "Date": formatdate(there, usegmt=True),
            "Retry-After": formatdate(there + 1, usegmt=True),
        },
    )


def told(status: int, shape: str = "flat", **headers: str) -> dict[str, Any]:
    return {"status": status, "shape": shape, "headers": headers}


ASKED_TO_WAIT = {"retry-after": "1"}

# -- the catalogue --------------------------------------------------------------

TRIGGER_FAULTS = [
    Fault(
        id="trigger lost before it took effect",
        make=on_trigger(lose_before=True),
        ending=UNCONFIRMED,
        started=0,
    ),
    Fault(
        id="trigger lost after it took effect", make=on_trigger(lose_after=True), ending=UNCONFIRMED
    ),
    Fault(
        id="trigger answered too late",
        make=impatient(on_trigger(delay_after=2.0)),
        ending=UNCONFIRMED,
    ),
    Fault(id="trigger answered late, but in time", make=on_trigger(delay_after=0.5), ending=FINE),
    Fault(id="trigger answered by drops", make=impatient(on_trigger(drip=0.1)), ending=UNCONFIRMED),
    Fault(id="trigger reset", make=altered("POST", reset, times=1), ending=UNCONFIRMED),
    Fault(id="trigger 500", make=on_trigger(answer=told(500)), ending=UNCONFIRMED, started=0),
    Fault(
        id="trigger 500 yet started", make=on_trigger(answer_after=told(500)), ending=UNCONFIRMED
    ),
    Fault(
        id="trigger 502 page",
        make=on_trigger(answer=told(502, "html")),
        ending=UNCONFIRMED,
        started=0,
    ),
    Fault(
        id="trigger 502 page yet started",
        make=on_trigger(answer_after=told(502, "html")),
        ending=UNCONFIRMED,
    ),
    Fault(
        id="trigger 503 asks to wait",
        make=on_trigger(answer=told(503, **ASKED_TO_WAIT)),
        ending=UNCONFIRMED,
        started=0,
    ),
    Fault(
        id="trigger 503 nothing in it",
        make=on_trigger(answer_after=told(503, "empty")),
        ending=UNCONFIRMED,
    ),
    Fault(id="trigger 504", make=on_trigger(answer_after=told(504)), ending=UNCONFIRMED),
    Fault(id="trigger 429", make=on_trigger(answer=told(429)), ending=SLOWED_DOWN, started=0),
    Fault(
        id="trigger 429 asks to wait",
        make=on_trigger(answer=told(429, **ASKED_TO_WAIT)),
        ending=SLOWED_DOWN,
        started=0,
    ),
    Fault(id="trigger 401", make=on_trigger(answer=told(401)), ending=KEY_REFUSED, started=0),
    Fault(id="trigger 412", make=on_trigger(answer=told(412)), ending=PAUSED, started=0),
    Fault(
        id="trigger a page, 200",
        make=on_trigger(answer_after=told(200, "html")),
        ending=UNCONFIRMED,
    ),
    Fault(id="trigger broken JSON", make=on_trigger(broken_json=True), ending=UNCONFIRMED),
    Fault(id="trigger cut short", make=on_trigger(truncate=True), ending=UNCONFIRMED),
    Fault(id="trigger wrong types", make=on_trigger(wrong_types=True), ending=UNCONFIRMED),
    Fault(
        id="trigger sent elsewhere",
        make=on_trigger(redirect="http://127.0.0.1:1/"),
        ending=UNCONFIRMED,
        started=0,
    ),
    Fault(
        id="name unknown",
        make=at("http://codika.invalid"),
        ending=NOT_CONNECTED,
        triggers=0,
        started=0,
    ),
    Fault(id="TLS refused", make=with_tls, ending=NOT_CONNECTED, triggers=0, started=0),
    Fault(
        id="nobody listens",
        make=at("http://127.0.0.1:1"),
        ending=NOT_CONNECTED,
        triggers=0,
        started=0,
    ),
]

STATUS_FAULTS = [
    Fault(id="status lost", make=on_status(lose_before=True), ending=FINE),
    Fault(id="status reset", make=altered("GET", reset, times=3), ending=FINE),
    Fault(id="status too late", make=impatient(on_status(times=1, delay=2.0)), ending=FINE),
    Fault(id="status by drops", make=impatient(on_status(times=1, drip=0.1)), ending=FINE),
    Fault(
        id="status 500", make=on_status(answer=told(500)), ending=FINE, is_left_to_make_faults=True
    ),
    Fault(
        id="status 502 page",
        make=on_status(answer=told(502, "html")),
        ending=FINE,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="status 503 nothing in it",
        make=on_status(answer=told(503, "empty")),
        ending=FINE,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="status 429", make=on_status(answer=told(429)), ending=FINE, is_left_to_make_faults=True
    ),
    Fault(
        id="status 429 asks to wait",
        make=on_status(times=1, answer=told(429, **ASKED_TO_WAIT)),
        ending=FINE,
    ),
    Fault(
        id="status a page, 200",
        make=on_status(answer=told(200, "html")),
        ending=FINE,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="status broken JSON",
        make=on_status(broken_json=True),
        ending=FINE,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="status cut short",
        make=on_status(truncate=True),
        ending=FINE,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="status wrong types",
        make=on_status(wrong_types=True),
        ending=FINE,
        is_left_to_make_faults=True,
    ),
    Fault(id="status unknown word", make=on_status(status_word="hibernating"), ending=FINE),
    Fault(
        id="status unknown word for ever",
        make=watched_for(0.5, on_status(times=None, status_word="hibernating")),
        ending=ENDLESS,
    ),
    Fault(
        id="status pending for ever",
        make=watched_for(0.5, on_trigger(stay_pending=True)),
        ending=ENDLESS,
    ),
    Fault(
        id="status 503 for ever",
        make=watched_for(0.5, on_status(times=None, answer=told(503))),
        ending=ENDLESS,
    ),
    Fault(id="status failed", make=on_status(times=None, fail="Out of paper"), ending=FAILED),
    Fault(id="status 401", make=on_status(answer=told(401)), ending=KEY_LOST),
    Fault(id="status 400", make=on_status(answer=told(400)), ending=WATCH_REFUSED),
    Fault(id="status 409", make=on_status(answer=told(409)), ending=WATCH_REFUSED),
    Fault(id="status 412", make=on_status(answer=told(412)), ending=WATCH_REFUSED),
    Fault(id="status unknown at first", make=on_trigger(late_registration=0.5), ending=FINE),
    Fault(
        id="status unknown for nine seconds",
        make=on_trigger(late_registration=9.0),
        ending=FINE,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="status unknown for ever",
        make=on_status(times=None, answer=told(404)),
        ending=NOT_FOUND,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="result of 50 MB",
        make=on_status(pad=50_000_000),
        ending=FINE,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="result of 70 MB",
        make=on_status(pad=70_000_000),
        ending=TOO_LARGE,
        is_left_to_make_faults=True,
    ),
    Fault(
        id="clock there a century behind",
        make=altered("GET", created_at("1926-11-22T00:00:00Z")),
        ending=FINE,
    ),
    Fault(
        id="clock there at the end of time",
        make=altered("GET", created_at("9999-12-31T23:59:59-12:00")),
        ending=FINE,
    ),
    Fault(id="clock there broken", make=altered("GET", created_at("yesterday")), ending=FINE),
    Fault(
        id="clock there a year ahead, asks to wait by it",
        make=altered("GET", clock_a_year_ahead, times=1),
        ending=FINE,
    ),
]

FAULTS = TRIGGER_FAULTS + STATUS_FAULTS
