"""A process killed with SIGKILL in the middle of ten runs loses none and doubles none."""

import json
import subprocess
import sys
from collections import Counter

import pytest
from making import until

from codika.model import RunStatus
from codika.runs import RunFilter

TEN_RUNS = """
import json, pathlib, sys
sys.modules["pandas"] = None  # not needed here, and takes a second
from codika.model import Endpoints, Environment, ProcessInstance
from codika.runs import RunService, SqliteRunStore, Tracker, polling
polling.SHORTEST, polling.longest_gap = 0.02, lambda age: 0.02
path, base_url, instance_id, api_key, workflow = json.loads(sys.stdin.readline())
instance = ProcessInstance(
    id=instance_id,
    environment=Environment.DEV,
    api_key=api_key,
    endpoints=Endpoints(base_url=base_url),
    is_sandbox=True,
)
store = SqliteRunStore(pathlib.Path(path))
tracker = Tracker(store, {instance.id: instance}, lease=1.0, sweep=0.1)
service = RunService(store, tracker, watch_limit=60.0)
tracker.start()
for n in range(10):
    print(service.start(instance, workflow, {}, submission_id=f"press {n}").id, flush=True)
sys.stdin.readline()
"""


class Victim:
    """A process that starts ten runs and is killed."""

    def __init__(self, path, codika, workflow):
        self.process = subprocess.Popen(
            [sys.executable, "-c", TEN_RUNS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": ":".join(sys.path)},
        )
        instance = codika.instance
        told = [str(path), codika.base_url, instance.id, instance.api_key, workflow]
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()

    def has_saved(self, count):
        """Wait until so many runs are on record; return their ids."""
        return [self.process.stdout.readline().strip() for _ in range(count)]

    def kill(self):
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start_ten(path, codika):
    victims = []

    def start_ten(workflow="fast"):
        victims.append(Victim(path, codika, codika.workflows[workflow]))
        return victims[-1]

    yield start_ten
    for victim in victims:
        victim.kill()


def statuses(service):
    return Counter(run.status for run in service.store.find(RunFilter()).runs)


def settle(service):
    """Wait until nothing more happens by itself."""
    until(lambda: not service.store.open_runs(), within=60.0)
    return statuses(service)


def test_killed_while_all_are_pending(start_ten, codika, store, open_service):
    """
    Ten runs are accepted, the process dies, the next one sees all ten end: ten triggers.
    """
    victim = start_ten("slow")
    victim.has_saved(10)
    until(lambda: [run.status for run in store.open_runs()] == [RunStatus.PENDING] * 10)
    victim.kill()

    assert 10 == codika.triggers

    service = open_service()

    assert {RunStatus.SUCCESS: 10} == settle(service)
    assert (10, 10) == (codika.triggers, codika.started)
    assert 10 == len({run.execution_id for run in service.store.find(RunFilter()).runs})


def test_killed_while_triggering(start_ten, codika, open_service):
    """
    Eight triggers are on their way when the process dies: those are unconfirmed, with
    the reason; the two that waited for their turn are sent, once.
    """
    codika.misbehave("trigger", times=8, delay_after=30.0)
    victim = start_ten()
    victim.has_saved(10)
    until(lambda: codika.started == 8)
    victim.kill()
    service = open_service()

    assert {RunStatus.UNCONFIRMED: 8, RunStatus.SUCCESS: 2} == settle(service)
    assert (10, 10) == (codika.triggers, codika.started)
    assert {"the dashboard stopped before an answer came"} == {
        run.error.message for run in service.store.find(RunFilter()).runs if run.error
    }


def test_killed_right_after_the_first_is_saved(start_ten, codika, open_service):
    """
    However far it came, no run is sent twice, and each ends or says why it is unconfirmed.
    """
    victim = start_ten()
    first = victim.has_saved(1)
    victim.kill()
    service = open_service()
    settled = settle(service)
    saved = service.store.find(RunFilter()).total
    doubtful = settled[RunStatus.UNCONFIRMED]

    assert first[0] in {run.id for run in service.store.find(RunFilter()).runs}
    assert {RunStatus.SUCCESS, RunStatus.UNCONFIRMED} >= set(settled)
    assert saved - doubtful <= codika.triggers <= saved
    assert codika.triggers == codika.started


@pytest.mark.parametrize("saved", [3, 6, 10])
def test_killed_in_the_middle(start_ten, codika, open_service, saved):
    """
    The same in the thick of it, with some answered, some ended and some not yet saved.
    """
    victim = start_ten()
    told = victim.has_saved(saved)
    until(lambda: codika.started >= saved - 2)
    victim.kill()
    service = open_service()
    settled = settle(service)
    on_record = {run.id for run in service.store.find(RunFilter()).runs}

    assert set(told) <= on_record
    assert {RunStatus.SUCCESS, RunStatus.UNCONFIRMED} >= set(settled)
    assert len(on_record) - settled[RunStatus.UNCONFIRMED] <= codika.triggers <= len(on_record)


def test_pressed_again_after_the_kill(start_ten, codika, store, open_service):
    """
    A page that reloads and repeats its submissions starts nothing.
    """
    victim = start_ten("slow")
    told = victim.has_saved(10)
    until(lambda: [run.status for run in store.open_runs()] == [RunStatus.PENDING] * 10)
    victim.kill()
    service = open_service()
    again = [
        service.start(codika.instance, codika.workflows["slow"], {}, submission_id=f"press {n}").id
        for n in range(10)
    ]

    assert told == again
    assert {RunStatus.SUCCESS: 10} == settle(service)
    assert 10 == codika.triggers
