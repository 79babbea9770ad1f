"""
The node-level record of an execution, as n8n would have written it.

Made from the steps that the result was made from, so items are counted truly; the
execution's time is shared out among them by weight.  Like the real one it holds
what no screen should show: the execution's secret and the URLs it reports to.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from codika.sandbox import draws
from codika.sandbox.executions import iso
from codika.sandbox.state import ExecutionRow
from codika.sandbox.trace import Outcome, Step
from codika.sandbox.world import Instance

START_SHARE = 0.02
"""How much of its time an execution waits before its first node starts."""
STUCK_AFTER = 30_000.0
"""Within which an execution that never reports its end did all that it will do; milliseconds."""

ERROR_NAMES = {"external_api_error": "NodeApiError"}
NOISE = ("pairedItem", "workflowData")


@dataclass(frozen=True, slots=True)
class _Timed:
    """A step and its place in time, in milliseconds since the epoch."""

    step: Step
    index: int
    start: int
    stop: int


def n8n_execution_id(row: ExecutionRow) -> str:
    """Return n8n's own id of an execution."""
    return str(418_000 + row.ordinal)


def n8n_execution(
    row: ExecutionRow, outcome: Outcome, instance: Instance, *, now: float, deep: bool, slim: bool
) -> dict[str, Any]:
    """
    Return the record.

    Args:
        row: The execution.
        outcome: How it ended, or will.
        instance: Where it runs.
        now: In milliseconds; what happens after it has no place in the record.
        deep: Whether to attach the executions of sub-workflows.
        slim: Whether to leave out where each item came from, and the workflow's drawing.
    """
    stops = row.created + (STUCK_AFTER if row.duration is None else row.duration)
    starts = row.created + int(START_SHARE * (stops - row.created))
    steps = _entered(row, outcome.steps, instance)
    record = _record(
        n8n_execution_id(row),
        "webhook",
        timed(steps, starts, int(stops)),
        (instance.n8n_workflow_id(row.workflow), row.workflow),
        now=now,
        # The last node is the one that would have reported the end.
        stuck=row.duration is None,
    )
    if deep:
        _attach(record, outcome.steps, instance, timed(steps, starts, int(stops)), now)
    if slim:
        _strip(record)
    return record


def timed(steps: Sequence[Step], starts: int, stops: int) -> list[_Timed]:
    """Return steps one after another from start to stop, each as long as its weight says."""
    total = sum(step.weight for step in steps)
    placed, passed, start = [], 0.0, starts
    for index, step in enumerate(steps):
        passed += step.weight
        stop = stops if index == len(steps) - 1 else starts + int((stops - starts) * passed / total)
        placed.append(_Timed(step, index, start, stop))
        start = stop
    return placed


def _record(
    execution_id: str,
    mode: str,
    steps: Sequence[_Timed],
    workflow: tuple[str, str],
    *,
    now: float,
    stuck: bool = False,
) -> dict[str, Any]:
    """Return one execution without its sub-executions."""
    done = [one for one in steps[: -1 if stuck else None] if one.stop <= now] or list(steps[:1])
    over = len(done) == len(steps)
    failure = done[-1].step.failure
    result: dict[str, Any] = {"runData": {}, "lastNodeExecuted": done[-1].step.name}
    for one, previous in zip(done, (None, *done), strict=False):
        run = _node_run(one, previous, f"{execution_id}0")
        result["runData"].setdefault(one.step.name, []).append(run)
    if failure is not None:
        result["error"] = _error(done[-1].step)
    status = "running" if not over else "success" if failure is None else "error"
    record: dict[str, Any] = {
        "id": execution_id,
        "mode": mode,
        "finished": status == "success",
        "status": status,
        "startedAt": iso(steps[0].start),
    }
    if over:
        record["stoppedAt"] = iso(steps[-1].stop)
    record["workflowData"] = _drawing(workflow, [one.step for one in steps])
    record["data"] = {"resultData": result}
    return record


def _node_run(one: _Timed, previous: _Timed | None, sub_execution_id: str) -> dict[str, Any]:
    """Return one time a node ran."""
    step = one.step
    run: dict[str, Any] = {
        "startTime": one.start,
        "executionTime": one.stop - one.start,
        "executionIndex": one.index,
        "executionStatus": "success" if step.failure is None else "error",
        "source": [] if previous is None else [{"previousNode": previous.step.name}],
    }
    if step.called_workflow is not None:
        run["metadata"] = {
            "subExecution": {"executionId": sub_execution_id, "workflowId": step.called_workflow}
        }
    if step.failure is not None:
        run["error"] = _error(step)
        return run
    came_from = 1 if previous is None else max(1, len(previous.step.items))
    run["data"] = {
        "main": [
            [
                {
                    "json": item if isinstance(item, dict) else {"value": item},
                    "pairedItem": {"item": number if number < came_from else 0},
                }
                for number, item in enumerate(step.items)
            ]
        ]
    }
    return run


def _error(step: Step) -> dict[str, Any]:
    failure = step.failure
    if failure is None:
        return {}
    return {
        "message": failure.message,
        "name": ERROR_NAMES.get(failure.kind, "NodeOperationError"),
        "description": failure.code,
        "node": {"name": failure.node, "type": step.kind},
    }


def _drawing(workflow: tuple[str, str], steps: Sequence[Step]) -> dict[str, Any]:
    """Return the workflow as n8n keeps it: nodes, and what leads to what."""
    names = list(dict.fromkeys(step.name for step in steps))
    kinds = {step.name: step.kind for step in steps}
    return {
        "id": workflow[0],
        "name": workflow[1],
        "active": True,
        "nodes": [
            {
                "id": draws.n8n_id(*workflow, name),
                "name": name,
                "type": kinds[name],
                "typeVersion": 1,
                "position": [220 * position, 0],
                "parameters": {},
            }
            for position, name in enumerate(names)
        ],
        "connections": {
            name: {"main": [[{"node": after, "type": "main", "index": 0}]]}
            for name, after in itertools.pairwise(names)
        },
        "settings": {"executionOrder": "v1"},
    }


def _entered(row: ExecutionRow, steps: Sequence[Step], instance: Instance) -> tuple[Step, ...]:
    """Return the steps with what the platform gives the first two of them."""
    secret = draws.digest("execution secret", instance.id, row.id, size=32).hex()
    base = f"https://codika.invalid/callbacks/{row.id}"
    metadata = {
        "executionId": row.id,
        "executionSecret": secret,
        "organizationId": instance.organization.id,
        "processId": instance.process_id,
        "processInstanceId": instance.id,
        "workflowId": row.workflow,
        "triggerId": instance.trigger_id(row.workflow),
        "callbackUrl": f"{base}/result",
        "errorCallbackUrl": f"{base}/error",
    }

    def filled(step: Step) -> Step:
        if step.name == "Webhook Trigger":
            body = {**step.items[0], "executionMetadata": metadata}
            item: dict[str, Any] = {"headers": {}, "params": {}, "query": {}, "body": body}
        elif step.name == "Codika Init":
            item = {**metadata, "startTimeMs": row.created}
        else:
            return step
        return Step(step.name, step.kind, (item,), step.weight, step.failure)

    return tuple(filled(step) for step in steps)


def _attach(
    record: dict[str, Any],
    steps: Sequence[Step],
    instance: Instance,
    places: Sequence[_Timed],
    now: float,
) -> None:
    """Put the executions of sub-workflows into the record, by the node that called them."""
    attached = {}
    for step, place in _calls(steps, places):
        if step.called is None or place.start > now:
            continue
        workflow_id = step.called_workflow or ""
        inner = timed(step.called.steps, place.start, place.stop)
        workflow = (instance.n8n_workflow_id(workflow_id), workflow_id)
        made = _record(f"{record['id']}0", "integrated", inner, workflow, now=now)
        _attach(made, step.called.steps, instance, inner, now)
        attached[step.name] = made
    if attached:
        record["_subExecutions"] = attached


def _calls(steps: Sequence[Step], places: Sequence[_Timed]) -> Iterator[tuple[Step, _Timed]]:
    return (pair for pair in zip(steps, places, strict=True) if pair[0].called is not None)


def _strip(value: Any) -> None:
    """Take out, at every depth, what slim leaves out."""
    if isinstance(value, dict):
        for noise in NOISE:
            value.pop(noise, None)
        for inner in value.values():
            _strip(inner)
    elif isinstance(value, list):
        for inner in value:
            _strip(inner)
