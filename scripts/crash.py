"""
Kill the process that runs ten runs, at any moment, and see what is left: `make crash`.

A round is ten presses of Run in a process that is killed at a random moment (or
whose machine loses power: then the next one finds a copy of the run log as the
disk held it), started again, and killed again, up to three times.  The last
process is left alone until nothing is open any more.  Then log and sandbox are
compared, press by press; anything lost, doubled, still open or unconfirmed
without a reason makes the exit code 1.
"""

import argparse
import json
import random
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # the tests import this module, and need what it does without
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]  takes a second
sys.path.insert(0, str(Path(__file__).parents[1]))

from codika.model import Endpoints, Environment, ProcessInstance, Run, RunStatus
from codika.runs import RunFilter, RunService, SqliteRunStore
from codika.sandbox import launcher

PRESSES = 10
MOST_KILLS = 3  # a round
PATIENCE = 120.0  # seconds for the last process of a round to see everything end
WORKFLOW = "main-workflow"  # its payload tells one press from another
ENDED = (RunStatus.SUCCESS, RunStatus.FAILED)
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


# -- the process that is killed -------------------------------------------------


def victim() -> None:
    """Press Run ten times and watch until all have ended; tell of every step that is safe."""
    told = json.loads(sys.stdin.readline())
    instance = ProcessInstance(
        id=told["instance"],
        environment=Environment.DEV,
        api_key=told["key"],
        endpoints=Endpoints(base_url=told["base_url"]),
        is_sandbox=True,
    )
    with RunService.open(Path(told["log"]), [instance]) as service:
        print("open", flush=True)
        for press in told["presses"]:
            run = service.start(instance, WORKFLOW, {"text": press}, submission_id=press)
            print(run.id, flush=True)
        while service.store.open_runs():
            time.sleep(0.05)
    print("ended", flush=True)


class Victim:
    """That process, seen from outside."""

    def __init__(self, log: Path, sandbox: launcher.Sandbox, presses: Sequence[str]) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(  # noqa: S603  this very script
            [sys.executable, __file__, "--victim"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        told = {
            "log": str(log),
            "base_url": sandbox.base_url,
            "instance": sandbox.manifest["instances"]["dev"],
            "key": sandbox.manifest["keys"]["dev"],
            "presses": presses,
        }
        if self._process.stdin:
            self._process.stdin.write(json.dumps(told) + "\n")
            self._process.stdin.flush()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        # What was printed and not read when it died is told all the same.
        self.lines += (line.strip() for line in self._process.stdout or ())

    def wait(self, seconds: float) -> bool:
        """Let it live so long; return whether it has ended by itself, and well."""
        try:
            return self._process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return False

    def freeze(self) -> None:
        """Stop it where it stands."""
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> list[str]:
        """End it at once; return the ids of the runs that it told of."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        return [line for line in self.lines if line not in ("open", "ended")]


# -- one round ------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What a round came to."""

    kills: int
    power_cuts: int
    runs: tuple[Run, ...]
    executions: Mapping[str, Sequence[str]]
    """Of the sandbox: execution ids by press."""
    problems: tuple[str, ...]


def play(number: int, chance: random.Random, folder: Path, sandbox: launcher.Sandbox) -> Outcome:
    """Play one round and compare."""
    presses = [f"round {number} press {n}" for n in range(PRESSES)]
    log = folder / f"{number}-0" / "runs.db"
    told: set[str] = set()
    cuts, kills = 0, chance.randint(1, MOST_KILLS)
    _spoil(sandbox, chance)
    for n in range(kills):
        process = Victim(log, sandbox, presses)
        # It opens the log after about half a second and sends everything within the next.
        process.wait(chance.uniform(0.1, 0.5) + chance.uniform(0.0, 2.0))
        if chance.random() < 1 / 3:
            process.freeze()
            log = power_cut(log, folder / f"{number}-{n + 1}" / "runs.db", chance)
            cuts += 1
        told.update(process.kill())
    last = Victim(log, sandbox, presses)
    ended = last.wait(PATIENCE)
    told.update(last.kill())
    with closing(SqliteRunStore(log)) as store:
        runs = store.find(RunFilter(), limit=1000).runs
    executions = _executions(folder, number)
    problems = [] if ended else ["the last process did not end by itself"]
    problems += disagreements(presses, told, runs, executions)
    return Outcome(kills, cuts, runs, executions, tuple(problems))


def power_cut(log: Path, copy: Path, chance: random.Random) -> Path:
    """
    Copy a run log as the disk held it when the power went, and return the copy.

    The shared memory is gone, and a write that was not flushed has left half a
    page of anything at the end of the write-ahead log.
    """
    copy.parent.mkdir()
    for found in log.parent.glob(f"{log.name}*"):
        if not found.name.endswith("-shm"):
            shutil.copyfile(found, copy.with_name(found.name))
    wal = copy.with_name(copy.name + "-wal")
    if wal.exists():
        with wal.open("ab") as file:
            file.write(chance.randbytes(chance.randrange(4096)))
    return copy


def _spoil(sandbox: launcher.Sandbox, chance: random.Random) -> None:
    """Make triggers late, before or after they take effect, so that kills find them under way."""
    _control(sandbox, "DELETE", None)
    late = chance.choice(["delay", "delay_after"])
    rules = [
        {"on": "trigger", "times": 1, "do": {late: chance.uniform(0.0, 0.6)}}
        for _ in range(chance.randrange(20))
    ]
    _control(sandbox, "POST", rules)


def _control(sandbox: launcher.Sandbox, method: str, content: Any) -> None:
    request = urllib.request.Request(  # noqa: S310  our own sandbox
        f"{sandbox.base_url}/sandbox/faults",
        method=method,
        data=None if content is None else json.dumps(content).encode(),
    )
    with NO_PROXY.open(request, timeout=10):
        pass


def _executions(folder: Path, number: int) -> dict[str, list[str]]:
    """Return what the sandbox started in a round, from its own file."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(folder / "sandbox.db")) as state:
        for execution_id, payload in state.execute("SELECT id, payload FROM executions"):
            press = json.loads(payload)["text"]
            if press.startswith(f"round {number} "):
                found.setdefault(press, []).append(execution_id)
    return found


def disagreements(
    presses: Iterable[str],
    told: Iterable[str],
    runs: Iterable[Run],
    executions: Mapping[str, Sequence[str]],
) -> list[str]:
    """
    Compare what was pressed, what is on record and what was started.

    Args:
        presses: Every submission id.
        told: Ids of the runs that somebody was told of.
        runs: Everything on record.
        executions: Execution ids by submission id, as the sandbox has them.
    """
    runs = list(runs)
    by_press = {run.submission_id: run for run in runs}
    on_record = {run.id for run in runs}
    problems = [
        f"{run_id}: told of, and not on record" for run_id in told if run_id not in on_record
    ]
    problems += [f"{press}: started, and never pressed" for press in set(executions) - set(presses)]
    for press in presses:
        started, run = executions.get(press, ()), by_press.get(press)
        if len(started) > 1:
            problems.append(f"{press}: started {len(started)} times")
        if run is None:
            problems.append(f"{press}: not on record")
        elif run.status in ENDED:
            if run.execution_id not in started:
                problems.append(
                    f"{press}: {run.status} as {run.execution_id}, started as {started}"
                )
        elif run.status is not RunStatus.UNCONFIRMED:
            problems.append(f"{press}: {run.status}, which neither ends it nor says why not")
        elif run.error is None or not run.error.message:
            problems.append(f"{press}: unconfirmed without a reason")
    return problems


# -- all rounds -----------------------------------------------------------------


def main() -> int:
    """Play all rounds, print the tally, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=None, help="repeats a sequence of moments")
    parser.add_argument("--victim", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.victim:
        victim()
        return 0
    seed = secrets.randbelow(10**6) if told.seed is None else told.seed
    print(f"{told.rounds} rounds of {PRESSES} runs, seed {seed}", flush=True)
    chance = random.Random(seed)  # noqa: S311  no secret
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="crash-") as name:
        folder = Path(name)
        with launcher.launch(folder / "sandbox.db", seed=str(seed)) as sandbox:
            for number in range(told.rounds):
                outcome = play(number, chance, folder, sandbox)
                outcomes.append(outcome)
                for problem in outcome.problems:
                    print(f"DISAGREES  {problem}", flush=True)
    print(tally(outcomes))
    return 1 if any(outcome.problems for outcome in outcomes) else 0


def tally(outcomes: Sequence[Outcome]) -> str:
    """Return what all rounds came to, one line a figure."""
    runs = [run for outcome in outcomes for run in outcome.runs]
    by_status = Counter(str(run.status) for run in runs)
    doubtful = [
        bool(outcome.executions.get(run.submission_id))
        for outcome in outcomes
        for run in outcome.runs
        if run.status is RunStatus.UNCONFIRMED
    ]
    cuts = sum(outcome.power_cuts for outcome in outcomes)
    figures = {
        "rounds": len(outcomes),
        "kills": sum(outcome.kills for outcome in outcomes) - cuts,
        "power cuts": cuts,
        "runs on record": len(runs),
        "executions begun": sum(
            len(ids) for outcome in outcomes for ids in outcome.executions.values()
        ),
        **dict(sorted(by_status.items())),
        "  of them begun": sum(doubtful),
        "  of them not": len(doubtful) - sum(doubtful),
        "disagreements": sum(len(outcome.problems) for outcome in outcomes),
    }
    return "\n".join(f"{value:8,}  {name}" for name, value in figures.items())


if __name__ == "__main__":
    sys.exit(main())
