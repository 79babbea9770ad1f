"""The kill loop finds nothing, and would find what it looks for."""

import subprocess
import sys
from pathlib import Path

import crash
import pytest
from making import make_run

from codika.model import RunError, RunStatus

SCRIPT = Path(crash.__file__)


@pytest.mark.slow
def test_three_rounds_agree():
    """
    Ten runs in a process that is killed again and again: nothing lost, nothing doubled.
    """
    played = subprocess.run(
        [sys.executable, SCRIPT, "--rounds", "3", "--seed", "1"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (played.returncode, played.stderr)
    assert "30  runs on record" in played.stdout
    assert "0  disagreements" in played.stdout


def ended(**changes):
    return make_run(
        **{
            "submission_id": "press",
            "status": RunStatus.SUCCESS,
            "execution_id": "e-1",
            **changes,
        }
    )


UNCONFIRMED = {
    "status": RunStatus.UNCONFIRMED,
    "execution_id": None,
    "error": RunError(kind="UnconfirmedTriggerError", message="silence"),
}


@pytest.mark.parametrize(
    ("run", "started"),
    [
        pytest.param(ended(), ["e-1"], id="ended"),
        pytest.param(ended(status=RunStatus.FAILED), ["e-1"], id="failed"),
        pytest.param(ended(**UNCONFIRMED), ["e-1"], id="unconfirmed and started"),
        pytest.param(ended(**UNCONFIRMED), [], id="unconfirmed and not started"),
    ],
)
def test_what_agrees(run, started):
    """
    What ended is what was started; what is unconfirmed may be either.
    """
    assert [] == crash.disagreements(["press"], [run.id], [run], {"press": started})


@pytest.mark.parametrize(
    ("run", "started", "problem"),
    [
        pytest.param(ended(), ["e-1", "e-2"], "press: started 2 times", id="doubled"),
        pytest.param(ended(), ["e-2"], "press: success as e-1, started as ['e-2']", id="another"),
        pytest.param(ended(), [], "press: success as e-1, started as []", id="never started"),
        pytest.param(
            ended(status=RunStatus.PENDING),
            ["e-1"],
            "press: pending, which neither ends it nor says why not",
            id="open",
        ),
        pytest.param(
            ended(**{**UNCONFIRMED, "error": None}),
            ["e-1"],
            "press: unconfirmed without a reason",
            id="no reason",
        ),
    ],
)
def test_what_disagrees(run, started, problem):
    """
    Doubled, lost, open or unexplained: each is told.
    """
    assert [problem] == crash.disagreements(["press"], [run.id], [run], {"press": started})


def test_what_is_lost():
    """
    A run that somebody was told of, and one that was only pressed, must be on record.
    """
    assert ["r-1: told of, and not on record", "press: not on record"] == crash.disagreements(
        ["press"], ["r-1"], [], {}
    )


def test_what_was_never_pressed():
    """
    Nothing starts that nobody asked for.
    """
    assert ["another: started, and never pressed"] == crash.disagreements(
        ["press"], [], [ended()], {"press": ["e-1"], "another": ["e-2"]}
    )
