"""Sample runs: real ones, in a sandbox only, marked, removed at once and brought back."""

import threading
from dataclasses import replace

import pytest
from codika_seen import start
from making import ids, until

from codika import Codika, errors
from codika.model import RunStatus
from codika.runs import RunFilter, samples
from codika.runs.samples import SAMPLES, SampleCount, SampleRuns, fill
from codika.schema.discovery import discover


@pytest.fixture
def workflows(instance):
    """What the sandbox tells of its workflows."""
    with Codika(instance) as client:
        return discover(client).workflows


@pytest.fixture
def sample_runs(path, service):  # noqa: ARG001  the log is there before what stands beside it
    opened = SampleRuns(path)
    yield opened
    opened.close()


@pytest.fixture
def few(monkeypatch):
    """Three samples instead of all, of which one fails."""
    monkeypatch.setattr(samples, "SAMPLES", SAMPLES[:4][1:])


def everything(store, runs):
    """Return all that is on record of some runs."""
    return [
        (store.get(run.id), store.payload(run.id), store.result(run.id), store.events(run.id))
        for run in runs
    ]


def test_all_samples_are_run(service, instance, workflows):
    """
    Each fits the form of its workflow; most succeed, and three fail to show how that looks.
    """
    runs = [service.wait(run.id) for run in fill(service, instance, workflows)]
    failed = [run.workflow_id for run in runs if run.status is RunStatus.FAILED]

    assert [workflow_id for workflow_id, _ in SAMPLES] == [run.workflow_id for run in runs]
    assert ["validate-iban", "validate-iban", "lead-scoring"] == failed
    assert {RunStatus.SUCCESS, RunStatus.FAILED} == {run.status for run in runs}
    assert {("Sample run", True)} == {(run.user, run.is_sample) for run in runs}


@pytest.mark.usefixtures("few")
def test_samples_are_really_run(service, instance, workflows, codika):
    """
    Their results are Codika's answers to what was sent.
    """
    runs = fill(service, instance, workflows)
    for run in runs:
        service.wait(run.id)

    assert 3 == codika.started == len(runs)
    assert "batch-send" == runs[1].workflow_id
    assert 2 == service.store.result(runs[1].id)["total_failed"]


def test_few_are_under_way_together(service, instance, workflows, codika, monkeypatch):
    """
    The next one starts when one of the four has ended.
    """
    codika.misbehave("status", times=30, stay_pending=True)
    seen, begin = [], service.start

    def counting(*args, **how):
        seen.append(len(service.store.open_runs()))
        return begin(*args, **how)

    monkeypatch.setattr(service, "start", counting)
    monkeypatch.setattr(samples, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(samples, "SAMPLES", SAMPLES[:8])
    fill(service, instance, workflows)

    assert [0, 1, 2, 3] == seen[:4]
    assert 3 == max(seen)


def test_samples_are_run_in_a_sandbox_only(open_service, instance, workflows, codika):
    """
    Nothing is sent to, nor put on record for, what is no sandbox.
    """
    real = replace(instance, is_sandbox=False)
    service = open_service(instances=(real,))
    with pytest.raises(errors.ConfigurationError, match="is no sandbox"):
        fill(service, real, workflows)

    assert (0, 0) == (codika.triggers, service.store.find(RunFilter()).total)


def test_nobody_can_call_something_a_sandbox_in_passing(open_service, instance, workflows, codika):
    """
    What counts is what the service was opened with, by which it sends.
    """
    service = open_service(instances=(replace(instance, is_sandbox=False),))
    with pytest.raises(errors.ConfigurationError, match="is no sandbox"):
        fill(service, instance, workflows)

    assert (0, 0) == (codika.triggers, service.store.find(RunFilter()).total)


def test_samples_of_workflows_that_are_not_there_are_left_out(service, instance, workflows):
    """
    A sandbox that tells of one workflow gets the samples of that one.
    """
    known = [workflow for workflow in workflows if workflow.id == "weekly-report"]

    assert ["weekly-report"] == [run.workflow_id for run in fill(service, instance, known)]


# -- removing ---------------------------------------------------------------------


@pytest.mark.usefixtures("few")
def test_removed_samples_leave_what_people_ran(service, instance, workflows, codika, sample_runs):
    """
    Nothing of them is left in any list; runs of people stay as they are.
    """
    own = start(service, codika)
    for run in (own, *fill(service, instance, workflows)):
        service.wait(run.id)
    before = everything(service.store, [own])
    n = sample_runs.remove()

    assert 3 == n
    assert [own.id] == ids(service.store.find(RunFilter()).runs)
    assert before == everything(service.store, [own])
    assert SampleCount(ended=0, under_way=0, removed=3) == sample_runs.count()


@pytest.mark.usefixtures("few")
def test_samples_come_back_whole(service, instance, workflows, sample_runs):
    """
    Record, payload, result and timeline are as they were.
    """
    runs = fill(service, instance, workflows)
    for run in runs:
        service.wait(run.id)
    before = everything(service.store, runs)
    sample_runs.remove()
    n = sample_runs.restore()

    assert 3 == n
    assert before == everything(service.store, runs)
    assert SampleCount(ended=3, under_way=0, removed=0) == sample_runs.count()


@pytest.mark.usefixtures("few")
def test_a_sample_under_way_is_left_until_it_has_ended(
    service, instance, workflows, codika, sample_runs
):
    """
    It goes on to its end, and goes with the next removal.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    filling = threading.Thread(target=fill, args=(service, instance, workflows))
    filling.start()
    filling.join()
    until(lambda: {RunStatus.PENDING} == {run.status for run in service.store.open_runs()})
    first = sample_runs.remove()
    counted = sample_runs.count()
    codika.behave()
    until(lambda: not service.store.open_runs())

    assert (0, 3) == (first, sample_runs.remove())
    assert SampleCount(ended=0, under_way=3, removed=0) == counted


@pytest.mark.usefixtures("few")
def test_what_was_removed_in_two_steps_comes_back_in_one(service, instance, workflows, sample_runs):
    """
    A later removal, of more or of nothing, does not make the first one final.
    """
    for _ in range(2):
        for run in fill(service, instance, workflows):
            service.wait(run.id)
        sample_runs.remove()

    assert (0, 6) == (sample_runs.remove(), sample_runs.restore())


@pytest.mark.usefixtures("few")
def test_the_latest_removed_are_kept(service, instance, workflows, sample_runs, monkeypatch):
    """
    The file does not grow with every removal.
    """
    monkeypatch.setattr(samples, "MOST_REMOVED", 2)
    runs = [service.wait(run.id) for run in fill(service, instance, workflows)]
    sample_runs.remove()
    sample_runs.restore()

    assert [run.id for run in runs[:0:-1]] == ids(service.store.find(RunFilter()).runs)
