"""How a pending run stands against earlier ones."""

import pytest

from codika.runs.forecast import Forecast, Pace, forecast
from codika.runs.store import UsualTime

TEN = UsualTime.of([float(1000 * n) for n in range(10, 0, -1)])  # 1 s to 10 s, newest slowest


@pytest.mark.parametrize(
    ("elapsed_ms", "expected"),
    [
        pytest.param(
            0.0,
            Forecast(pace=Pace.USUAL, share=0.0, quicker=0, n=10, left_ms=5500.0),
            id="just begun: half of all runs",
        ),
        pytest.param(
            2750.0,
            Forecast(pace=Pace.USUAL, share=0.5, quicker=2, n=10, left_ms=6500.0 - 2750.0),
            id="half way: half of those that took longer",
        ),
        pytest.param(
            8250.0,
            Forecast(pace=Pace.LATE, share=1.5, quicker=8, n=10, left_ms=9500.0 - 8250.0),
            id="past the usual time: the share passes 1",
        ),
        pytest.param(
            9900.0,
            Forecast(pace=Pace.OVERDUE, share=1.8, quicker=9, n=10, left_ms=100.0),
            id="beyond 95 of 100",
        ),
        pytest.param(
            11000.0,
            Forecast(pace=Pace.OVERDUE, share=2.0, quicker=10, n=10, left_ms=None),
            id="longer than all: no end is promised",
        ),
        pytest.param(
            300_001.0,
            Forecast(pace=Pace.STALLED, share=300_001 / 5500, quicker=10, n=10, left_ms=None),
            id="five minutes, and five times the longest",
        ),
    ],
)
def test_forecast(elapsed_ms, expected):
    assert expected == forecast(elapsed_ms, TEN)


def test_no_history_promises_nothing():
    """
    Without an earlier run there is no share, no end and no lateness.
    """
    assert Forecast(pace=Pace.UNKNOWN) == forecast(1e9, None)


@pytest.mark.parametrize(
    ("elapsed_ms", "pace"),
    [(900.0, Pace.USUAL), (1100.0, Pace.LATE), (1900.0, Pace.LATE), (2100.0, Pace.OVERDUE)],
)
def test_one_earlier_run_says_little(elapsed_ms, pace):
    """
    Fewer than five runs know no 95th percentile: overdue is twice the longest.
    """
    assert pace is forecast(elapsed_ms, UsualTime.of([1000.0])).pace


def test_a_slow_workflow_is_not_stalled_early():
    """
    Twenty minutes are nothing for a workflow that takes ten.
    """
    slow = UsualTime.of([600_000.0] * 6)

    assert Pace.OVERDUE is forecast(1_200_000.0, slow).pace
    assert Pace.STALLED is forecast(3_000_001.0, slow).pace
