"""
One execution of a workflow from the inside, and what it leaves behind.

A workflow hands each step's items to `Trace.node`, so the node-level record of an
execution is made of the very data its result is made of, and the two cannot
disagree.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn, TypeVar

from codika.sandbox import draws, fields
from codika.sandbox.workflow import Workflow, workflows

Item = TypeVar("Item")


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
        created: dt.datetime,
        duration: float,
        seed: str,
    ) -> None:
        self.payload = dict(payload)
        self.created = created
        self.ended = created + dt.timedelta(seconds=duration)
        self.seed = seed
        self._steps: list[Step] = []

    @property
    def ended_iso(self) -> str:
        """When the execution ends, as the platform writes it."""
        return self.ended.isoformat(timespec="milliseconds").replace("+00:00", "Z")

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
