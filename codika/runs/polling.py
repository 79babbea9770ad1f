"""
When to look at a pending run next.

Pure: ages in, delays out, all in seconds.  The steps follow Codika's own advice
for quick, medium and slow workflows (https://doc.codika.io, "polling
configuration": 1 s, 1.5 s and 3 s), stretched for runs that take much longer.
"""

from codika import errors

STEPS = ((30.0, 1.0), (120.0, 1.5), (600.0, 3.0))  # (up to this age, this interval)
SLOWEST = 10.0
LONGEST_BACKOFF = 30.0


def next_look(age: float) -> float:
    """
    Return how long to wait before the next look.

    Args:
        age: Seconds since Codika accepted the trigger.
    """
    return next((interval for limit, interval in STEPS if age < limit), SLOWEST)


def after_failure(age: float, failures: int, error: errors.CodikaError) -> float:
    """
    Return how long to wait after a look that brought no answer.

    The wait doubles with every failure in a row, up to half a minute; what the
    server asks for (`Retry-After`) is the least it can be.

    Args:
        age: Seconds since Codika accepted the trigger.
        failures: Looks in a row that failed, this one included.
        error: What this look raised.
    """
    asked = error.retry_after if isinstance(error, errors.ApiError) else None
    doubled = next_look(age) * 2.0 ** min(failures - 1, 10)
    return max(min(doubled, LONGEST_BACKOFF), asked or 0.0)
