"""How fast one instance may be asked; no time is waited for."""

import pytest

from codika.runs.gate import LONGEST_HOLD, Gate


def turns(gate, n, now=0.0):
    return [round(gate.turn(now), 6) for _ in range(n)]


def test_a_few_leave_together():
    """
    Looks that are due at once are not drawn apart while there are few.
    """
    assert [0.0] * 5 == turns(Gate(rate=10.0, burst=5), 5)


def test_more_wait_for_their_turn():
    """
    Beyond the burst they leave at the rate, in the order they came.
    """
    assert [0.0, 0.0, 0.1, 0.2, 0.3] == turns(Gate(rate=10.0, burst=2), 5)


def test_a_quiet_time_is_no_credit_for_later():
    """
    However long nothing was sent, no more than a burst leaves at once.
    """
    gate = Gate(rate=10.0, burst=2)
    turns(gate, 2)

    assert [0.0, 0.0, 0.1] == turns(gate, 3, now=1000.0)


@pytest.mark.parametrize("seconds", [1, 10, 60])
def test_the_rate_is_kept_over_any_time(seconds):
    """
    Whoever asks without end gets the rate and one burst.
    """
    gate = Gate(rate=10.0, burst=5)
    sent, now = 0, 0.0
    while (now := now + gate.turn(now)) < seconds:
        sent += 1

    assert sent <= 10 * seconds + 5


def test_nothing_leaves_while_the_instance_wants_to_be_left_alone():
    """
    All wait until then, and leave at the rate, not all at once.
    """
    gate = Gate(rate=10.0, burst=1)
    gate.hold(100.0, 7.0)

    assert [7.0, 7.1, 7.2] == turns(gate, 3, now=100.0)
    assert 5.0 == gate.closed_for(102.0)
    assert 0.0 == gate.closed_for(108.0)


def test_a_shorter_wish_does_not_end_a_longer_one():
    """
    Of two answers the more patient counts.
    """
    gate = Gate()
    gate.hold(0.0, 20.0)
    gate.hold(1.0, 2.0)

    assert 19.0 == gate.closed_for(1.0)


def test_one_odd_answer_does_not_blind_us_for_a_day():
    """
    What is asked of one run is asked of the others for half a minute at most.
    """
    gate = Gate()
    gate.hold(0.0, 86_400.0)

    assert LONGEST_HOLD == gate.closed_for(0.0)
