"""
What a sandbox workflow is: one function over a `Trace`, and what is told about it.

A function may use its payload, `trace.created` and `trace.draw` and nothing else:
the outcome is computed when it is asked for, maybe after a restart, maybe twice.
"""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codika.sandbox import draws, fields

if TYPE_CHECKING:
    from codika.sandbox.trace import Trace


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a workflow usually takes: lognormal, cut off at both ends.  In seconds."""

    median: float
    spread: float
    low: float
    high: float

    def draw(self, *labels: object) -> float:
        """Return the duration of the execution that these labels name."""
        drawn = draws.lognormal(self.median, self.spread, "duration", *labels)
        return min(max(drawn, self.low), self.high)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One way a workflow is started, in Codika's spelling."""

    kind: str
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def by_hand(self) -> bool:
        """Whether the trigger endpoint starts it."""
        return self.kind in ("http", "schedule")


def http() -> Trigger:
    """Return the trigger of a workflow that is started by a request."""
    return Trigger("http", {"method": "POST"})


def schedule(cron: str, zone: str) -> Trigger:
    """Return the trigger of a workflow that starts by the clock, and may be started by hand."""
    return Trigger("schedule", {"cronExpression": cron, "timezone": zone})


def service_event(service: str, event: str) -> Trigger:
    """Return the trigger of a workflow that only an event elsewhere can start."""
    return Trigger("service_event", {"service": service, "eventType": event})


def subworkflow() -> Trigger:
    """Return the trigger of a workflow that only other workflows can start."""
    return Trigger("subworkflow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A workflow of the sandbox with all that the platform tells about it."""

    id: str
    title: str
    description: str
    """One sentence, in the third person."""
    triggers: tuple[Trigger, ...]
    takes: Duration
    cost: float
    """Credits an execution."""
    inputs: fields.Schema = ()
    outputs: fields.Schema = ()
    example: Mapping[str, Any] = field(default_factory=dict)
    """A payload that passes `inputs`."""
    shows: Mapping[str, Any] | None = None
    """A payload for the sample of the output, where the example does not succeed."""
    integrations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    checks_itself: bool = False
    """Whether it looks at its payload itself and needs no node that does."""
    function: Callable[["Trace"], Any] = field(repr=False)

    @property
    def by_hand(self) -> bool:
        """Whether the trigger endpoint starts it."""
        return any(trigger.by_hand for trigger in self.triggers)


_REGISTRY: dict[str, Workflow] = {}


def workflow(**facts: Any) -> Callable[[Callable[["Trace"], Any]], Callable[["Trace"], Any]]:
    """Register the function below as a workflow; the facts are the fields of `Workflow`."""

    def register(function: Callable[["Trace"], Any]) -> Callable[["Trace"], Any]:
        made = Workflow(function=function, **facts)
        if made.id in _REGISTRY:
            raise ValueError(f"two workflows are called {made.id!r}")
        _REGISTRY[made.id] = made
        return function

    return register


@functools.cache
def workflows() -> Mapping[str, Workflow]:
    """Return every workflow by id, after importing all files of `codika.sandbox.workflows`."""
    package = importlib.import_module("codika.sandbox.workflows")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_REGISTRY.items()))
