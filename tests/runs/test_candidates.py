"""Executions that an unconfirmed run may have started."""

from dataclasses import replace
from datetime import timedelta

import pytest
from making import until

from codika import Codika, errors
from codika.model import RunStatus
from codika.runs.candidates import candidates


@pytest.fixture
def sandbox(new_sandbox):
    """One of its own: executions of other tests would be candidates too."""
    return new_sandbox(speed=20)


@pytest.fixture
def client(instance):
    with Codika(instance) as client:
        yield client


@pytest.fixture
def lost(codika, service, instance):
    """A run that took effect and whose answer was lost."""
    codika.misbehave("trigger", lose_after=True)
    run = service.start(instance, codika.workflows["fast"], {})
    until(lambda: service.store.get(run.id).status is RunStatus.UNCONFIRMED)
    codika.behave()
    return service.store.get(run.id)


def test_a_lost_run_is_found_and_linked(client, service, lost):
    """
    The execution begun at the time of sending is offered; linked, the run ends as it did.
    """
    (found,) = candidates(client, service.store, lost)
    service.link(lost.id, found.id)

    ended = service.wait(lost.id, timeout=30)

    assert (RunStatus.SUCCESS, found.id) == (ended.status, ended.execution_id)
    assert () == candidates(client, service.store, lost)


def test_what_is_another_run_is_no_candidate(client, codika, service, instance, lost):
    """
    An execution that is on record already belongs to its own run.
    """
    other = service.wait(service.start(instance, codika.workflows["fast"], {}).id, timeout=30)

    offered = [one.id for one in candidates(client, service.store, lost)]

    assert 1 == len(offered)
    assert other.execution_id not in offered


@pytest.mark.parametrize("shift", [timedelta(minutes=6), timedelta(minutes=-1)])
def test_another_time_is_no_candidate(client, service, lost, shift):
    """
    What began long before or after sending cannot have come of it.
    """
    elsewhere = replace(lost, triggered_at=lost.triggered_at - shift)

    assert () == candidates(client, service.store, elsewhere)


def test_another_workflow_is_no_candidate(client, codika, service, lost):
    """
    Only executions of the run's own workflow are offered.
    """
    elsewhere = replace(lost, workflow_id=codika.workflows["slow"])

    assert () == candidates(client, service.store, elsewhere)


def test_candidates_need_an_organization_key(instance, service, lost):
    """
    An instance key cannot list executions, and is not sent to try.
    """
    with (
        Codika(replace(instance, organization_key=None)) as client,
        pytest.raises(errors.ConfigurationError),
    ):
        candidates(client, service.store, lost)
