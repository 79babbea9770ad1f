"""How long to wait after looks that brought no answer."""

import pytest

from codika import errors
from codika.runs import polling


def test_failures_are_answered_with_patience():
    """
    The wait doubles with each failure in a row, up to half a minute.
    """
    waits = [polling.after_failure(n, errors.TransportError("x")) for n in (1, 2, 3, 4, 5, 6)]

    assert [1.0, 2.0, 4.0, 8.0, 16.0, 30.0] == waits


def test_a_thousand_failures_are_no_overflow():
    """
    However long the trouble lasts, the wait stays half a minute.
    """
    assert 30.0 == polling.after_failure(10**6, errors.TransportError("x"))


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

    assert delay == polling.after_failure(failures, error)
