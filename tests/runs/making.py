"""Runs for tests: all of one kind unless told otherwise."""

import itertools
import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from codika.model import Environment, Run, RunError, RunStatus
from codika.runs import RunStore, new_id

NOW = datetime(2026, 11, 21, 10, 30, 15, 123456, tzinfo=UTC)
LEASE = 10.0

_count = itertools.count()


def make_run(**changes):
    """Return a queued run that differs from every other by its ids alone."""
    run = Run(
        id=new_id(),
        submission_id=f"submission-{next(_count)}",
        instance_id="pi-1",
        instance_name="Acme",
        environment=Environment.DEV,
        workflow_id="lead-scoring",
        workflow_title="Lead scoring",
        inputs="country: Belgium",
        user="Ann",
        status=RunStatus.QUEUED,
        created_at=NOW,
    )
    return replace(run, **changes)


def full_run():
    """Return a run whose every field holds something."""
    return make_run(
        environment=Environment.PROD,
        status=RunStatus.FAILED,
        triggered_at=NOW + timedelta(seconds=1),
        accepted_at=NOW + timedelta(seconds=2),
        ended_at=NOW + timedelta(seconds=3),
        watch_until=NOW + timedelta(hours=1),
        execution_id="019c8fb3-0000-7000-8000-000000000001",
        duration_ms=2345.5,
        reported_status="waiting",
        looks=7,
        error=RunError(
            kind="ExecutionFailedError",
            message="HTTP 403 from “crm” ✗",
            label="external_api_error",
            failed_node="HTTP Request",
            status_code=403,
            request_id="req-1",
        ),
        result_bytes=99,
        result_rows=12,
        payload_hash="5f1d",
        rerun_of="another",
        is_sample=True,
        is_awaited=True,
    )


def add(store: RunStore, *runs: Run, owner="owner", lease=LEASE):
    """Put runs on record; return the last."""
    for run in runs:
        store.add(run, {"id": run.id}, owner=owner, lease=lease)
    return run


def ids(runs):
    return [run.id for run in runs]


def random_text(length):
    """Return text that does not get smaller when compressed."""
    return secrets.token_hex(length // 2)


def until(claim, within=20.0):
    """Wait until something is so, and return it; fail when it never is."""
    limit = time.monotonic() + within
    while not (found := claim()):
        assert time.monotonic() < limit, "it did not come about"
        time.sleep(0.005)
    return found
