"""When to look next."""

import itertools

import pytest

from codika import errors
from codika.runs import polling


@pytest.mark.parametrize(
    ("age", "delay"),
    [(0.0, 1.0), (29.9, 1.0), (30.0, 1.5), (119.9, 1.5), (120.0, 3.0), (600.0, 10.0), (1e9, 10.0)],
)
def test_next_look(age, delay):
    """
    The longer a run has taken, the less a second matters.
    """
    assert delay == polling.next_look(age)


def test_a_run_of_ten_minutes_takes_some_hundred_looks():
    """
    One page of arithmetic instead of a promise: 30 + 60 + 160 looks.
    """
    age, looks = 0.0, 0
    while age < 600.0:
        age += polling.next_look(age)
        looks += 1

    assert 30 + 60 + 160 == looks


def test_failures_are_answered_with_patience():
    """
    The wait doubles with each failure in a row, up to half a minute.
    """
    waits = [polling.after_failure(1.0, n, errors.TransportError("x")) for n in (1, 2, 3, 4, 5, 6)]

    assert [1.0, 2.0, 4.0, 8.0, 16.0, 30.0] == waits


def test_a_thousand_failures_are_no_overflow():
    """
    However long the trouble lasts, the wait stays half a minute.
    """
    assert 30.0 == polling.after_failure(1e9, 10**6, errors.TransportError("x"))


@pytest.mark.parametrize(
    ("retry_after", "failures", "delay"),
    [
        (None, 1, 1.0),
        (0.0, 1, 1.0),
        (0.5, 1, 1.0),
        (7.0, 1, 7.0),
        (7.0, 5, 16.0),
        (120.0, 9, 120.0),
    ],
)
def test_what_the_server_asks_for_is_the_least(retry_after, failures, delay):
    """
    `Retry-After` makes the wait longer and never shorter.
    """
    error = errors.RateLimitError("slow down", status_code=429, retry_after=retry_after)

    assert delay == polling.after_failure(1.0, failures, error)


def test_delays_never_shrink_with_age():
    """
    The plan slows down and never speeds up.
    """
    delays = [polling.next_look(age) for age in range(2000)]

    assert all(before <= after for before, after in itertools.pairwise(delays))
