"""Runs written straight into a run log: what takes long, is rare, or no honest server gives."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from codika.model import Environment, Run, RunError, RunEvent, RunStatus
from codika.runs import UNSET, new_id

NOON = datetime(2025, 11, 21, 12, 0, tzinfo=UTC)
DEV = "instance of nobody"

_count = itertools.count()


def put(store, *, result=UNSET, payload=None, events=(), **changes):
    """Put a run on record that has ended; return it as it is on record then."""
    number = next(_count)
    run = Run(
        id=new_id(),
        submission_id=f"submission-{number}",
        instance_id=DEV,
        instance_name="Acme",
        environment=Environment.DEV,
        workflow_id="lead-scoring",
        workflow_title="Lead scoring",
        inputs="country: Belgium",
        user="Ann",
        status=RunStatus.SUCCESS,
        created_at=NOON + timedelta(minutes=number),
        duration_ms=2400.0,
    )
    run = replace(run, **changes)
    # No lease: nobody takes an open run that has no instance here.
    store.add(run, {} if payload is None else payload, owner="test", lease=0.0)
    lines = [
        RunEvent(at=run.created_at, kind=kind, text=text, why="".join(why))
        for kind, text, *why in events
    ]
    store.save(run, *lines, result=result)
    return store.get(run.id)


def failure(message="it broke", **more):
    """Return why a run failed."""
    return RunError(kind="ExecutionFailedError", message=message, **more)
