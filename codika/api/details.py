"""
Node details: n8n's own record of an execution, without its secrets.

Sources disagree about where `_subExecutions` stands (on the calling node or on
top) and what it is (a map by node, a list, one object), so it is looked for
everywhere and taken in any of these forms.  Numbers of nodes and of
sub-executions are bounded: an empty object costs the sender two bytes, and us a
hundred times that.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from codika.api import reading
from codika.api.redaction import redacted
from codika.errors import UnexpectedReplyError
from codika.language import in_english, later
from codika.model import ExecutionDetails, NodeRun

MOST_NODE_RUNS = 10_000
MOST_SUB_EXECUTIONS = 200  # of one execution
DEEPEST_SUB_EXECUTION = 8

_LATEST = datetime.max.replace(tzinfo=UTC)


def read_details(body: Any, execution_id: str) -> ExecutionDetails:
    """
    Return what happened inside an execution, node by node.

    Args:
        body: The reply.
        execution_id: What was asked for; the reply may leave it out.
    """
    execution = reading.record(body).get("execution")
    if not isinstance(execution, dict):
        raise UnexpectedReplyError(in_english(_NO_OBJECT, where="execution"))
    if not isinstance(execution.get("n8nExecution"), dict):
        raise UnexpectedReplyError(in_english(_NO_OBJECT, where="execution.n8nExecution"))
    return _details(
        redacted(execution),
        reading.identifier(execution.get("codikaExecutionId")) or execution_id,
        depth=0,
    )


_NO_OBJECT = later("reply has no object at {where}")


def _details(execution: Mapping[str, Any], execution_id: str, *, depth: int) -> ExecutionDetails:
    record = reading.record(execution.get("n8nExecution", execution))
    n8n_id = reading.label(execution.get("n8nExecutionId")) or reading.label(record.get("id"))
    subs = _sub_executions(execution) if depth < DEEPEST_SUB_EXECUTION else iter(())
    return ExecutionDetails(
        id=execution_id or n8n_id or "",
        status=reading.label(execution.get("status"))
        or reading.label(record.get("status"))
        or "unknown",
        n8n_execution_id=n8n_id,
        started_at=reading.moment(record.get("startedAt")),
        stopped_at=reading.moment(record.get("stoppedAt")),
        nodes=tuple(sorted(islice(_node_runs(record), MOST_NODE_RUNS), key=_order)),
        sub_executions=tuple(
            _details(sub, reading.identifier(sub.get("codikaExecutionId")) or "", depth=depth + 1)
            for sub in islice(subs, MOST_SUB_EXECUTIONS)
        ),
        raw=record,
    )


def _node_runs(record: Mapping[str, Any]) -> Iterator[NodeRun]:
    outcome = reading.record(reading.record(record.get("data")).get("resultData"))
    for node, runs in reading.record(outcome.get("runData")).items():
        for position, run in enumerate(reading.records(runs)):
            index = reading.number(run.get("executionIndex"))
            yield NodeRun(
                node=reading.clean(node, limit=200),
                index=position if index is None else int(index),
                started_at=reading.moment(run.get("startTime")),
                duration_ms=reading.number(run.get("executionTime")),
                status=reading.label(run.get("executionStatus")) or "unknown",
                items=_count_items(run.get("data")),
                error=_error(run.get("error")),
                previous_nodes=tuple(_previous_nodes(run)),
            )


def _count_items(data: Any) -> int:
    """Count items over all connections (`main`, `ai_…`) and branches; a branch may be null."""
    return sum(
        len(reading.items(branch))
        for branches in reading.record(data).values()
        for branch in reading.items(branches)
    )


def _error(error: Any) -> str | None:
    return reading.text(reading.record(error).get("message")) or reading.text(error)


def _previous_nodes(run: Mapping[str, Any]) -> Iterator[str]:
    for source in reading.records(run.get("source")):
        if node := reading.label(source.get("previousNode")):
            yield node


def _order(run: NodeRun) -> tuple[datetime, int]:
    return run.started_at or _LATEST, run.index


def _sub_executions(execution: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the direct sub-executions; theirs are found when they are read."""
    todo: deque[Any] = deque([execution])
    while todo:
        value = todo.popleft()
        if isinstance(value, dict):
            yield from _executions_in(value.get("_subExecutions"))
            todo.extend(inner for key, inner in value.items() if key != "_subExecutions")
        elif isinstance(value, list):
            todo.extend(value)


def _executions_in(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from reading.records(value)
    elif isinstance(value, dict) and {"data", "startedAt", "n8nExecution"} & value.keys():
        yield value
    elif isinstance(value, dict):
        for execution in value.values():
            yield from reading.records(execution if isinstance(execution, list) else [execution])
