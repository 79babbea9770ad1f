"""
What a sandbox workflow is, and what it leaves behind when it runs.

A workflow is one function over a `Trace`, registered with `@workflow`.  It hands
each step's items to `trace.node`, so the node-level record of an execution is
made of the very data its result is made of, and the two cannot disagree.

A function may use its payload, `trace.created` and `trace.draw` and nothing else:
the outcome is computed when it is asked for, maybe after a restart, maybe twice.
"""

import datetime
import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeVar

from codika.sandbox import draws, fields

Item = TypeVar("Item")


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


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an execution failed, in Codika's spelling of `errorDetails`."""

    kind: str
    message: str
    node: str
    code: str | None = None

    def details(self) -> dict[str, str]:
        """Return the `errorDetails` of the status answer."""
        code = {"code": self.code} if self.code else {}
        return {
            "type": self.kind,
            "message": self.message,
            **code,
            "failedNodeName": self.node,
        }


class _Failed(Exception):  # noqa: N818 - the way out of a workflow function, never seen outside
    """Carries a failure out of a workflow function."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Step:
    """One node of an execution and what came out of it."""

    name: str
    kind: str
    """n8n's name of the node type."""
    items: tuple[Any, ...]
    weight: float
    """Its share of the execution's time, relative to the other steps."""
    failure: Failure | None = None
    called: "Outcome | None" = None
    """The execution of a sub-workflow that this step waited for."""
    called_workflow: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an execution ended, and the steps that led there."""

    result: Any
    failure: Failure | None
    steps: tuple[Step, ...]


NODE_TYPES = {
    "code": "n8n-nodes-base.code",
    "filter": "n8n-nodes-base.filter",
    "set": "n8n-nodes-base.set",
    "if": "n8n-nodes-base.if",
    "sort": "n8n-nodes-base.sort",
    "aggregate": "n8n-nodes-base.aggregate",
    "request": "n8n-nodes-base.httpRequest",
    "sheet": "n8n-nodes-base.googleSheets",
    "model": "@n8n/n8n-nodes-langchain.openAi",
    "call": "n8n-nodes-base.executeWorkflow",
    "codika": "n8n-nodes-codika.codika",
    "webhook": "n8n-nodes-base.webhook",
    "schedule": "n8n-nodes-base.scheduleTrigger",
    "called": "n8n-nodes-base.executeWorkflowTrigger",
}


class Trace:
    """
    One execution from the inside: its input, its clock, its steps.

    Attributes:
        payload: What was sent, with the schema's defaults filled in.
        created: When the execution was created, in UTC.
        ended: When it ends, in UTC.
    """

    def __init__(
        self,
        payload: Mapping[str, Any],
        *,
        created: datetime.datetime,
        duration: float,
        seed: str,
    ) -> None:
        self.payload = dict(payload)
        self.created = created
        self.ended = created + datetime.timedelta(seconds=duration)
        self.seed = seed
        self._steps: list[Step] = []

    def node(
        self, name: str, items: Iterable[Item], *, kind: str = "code", weight: float = 1.0
    ) -> list[Item]:
        """Record a node with the items it puts out, and return them."""
        made = list(items)
        self._steps.append(Step(name, NODE_TYPES[kind], tuple(made), weight))
        return made

    def fail(
        self, node: str, message: str, *, kind: str = "node_failure", code: str | None = None
    ) -> NoReturn:
        """
        End the execution at a node.

        Args:
            node: The node that fails; it becomes the last one.
            message: What the caller reads.
            kind: One of Codika's: `node_failure`, `validation_error`,
                `external_api_error`, `timeout`.
            code: An optional code of the workflow's own.
        """
        raise _Failed(Failure(kind, message, node, code))

    def call(
        self, node: str, workflow_id: str, payload: Mapping[str, Any], *, weight: float = 2.0
    ) -> Any:
        """Run a sub-workflow and return its result; where it fails, this execution does."""
        called = Trace(
            payload,
            created=self.created,
            duration=(self.ended - self.created).total_seconds(),
            seed=f"{self.seed}/{node}",
        )
        outcome = called.run(workflows()[workflow_id], first="called")
        step = Step(node, NODE_TYPES["call"], (), weight, None, outcome, workflow_id)
        if outcome.failure is not None:
            failure = replace(outcome.failure, node=node)
            self._steps.append(replace(step, failure=failure))
            raise _Failed(failure)
        self._steps.append(replace(step, items=(outcome.result,)))
        return outcome.result

    def draw(self, *labels: object) -> float:
        """Return a number in [0, 1) that belongs to this execution and these labels."""
        return draws.fraction(self.seed, *labels)

    def run(self, chosen: Workflow, *, first: str = "webhook") -> Outcome:
        """Run a workflow to its end and return what happened."""
        self._open(first)
        self.payload = fields.with_defaults(chosen.inputs, self.payload)
        try:
            if not chosen.checks_itself:
                self._check(chosen)
            result = chosen.function(self)
        except _Failed as ended:
            return Outcome(None, ended.failure, self._closed(ended.failure))
        if first != "called":
            self.node("Codika Submit Result", [{"resultData": result}], kind="codika", weight=0.2)
        return Outcome(result, None, tuple(self._steps))

    def _open(self, first: str) -> None:
        if first == "called":
            self.node("When Called", [self.payload], kind="called", weight=0.05)
            return
        name = "Schedule Trigger" if first == "schedule" else "Webhook Trigger"
        self.node(name, [self.payload], kind=first, weight=0.02)
        self.node("Codika Init", [{"initialized": True}], kind="codika", weight=0.1)

    def _check(self, chosen: Workflow) -> None:
        found = fields.problems(chosen.inputs, self.payload)
        if found:
            self.fail(
                "Validate Input", "; ".join(found), kind="validation_error", code="INVALID_INPUT"
            )
        if chosen.inputs:
            self.node("Validate Input", [self.payload], weight=0.1)

    def _closed(self, failure: Failure) -> tuple[Step, ...]:
        """Return the steps with the failing one at their end."""
        if not self._steps or self._steps[-1].failure is None:
            self._steps.append(Step(failure.node, NODE_TYPES["code"], (), 1.0, failure))
        return tuple(self._steps)
