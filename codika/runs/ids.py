"""
Ids that sort by time.

48 bits of Unix milliseconds and 80 random bits in Crockford's base 32: the
shape of a ULID, https://github.com/ulid/spec.  Lists page by this id, so two
made in one process never compare equal or the wrong way round, even when the
clock is set back.
"""

import secrets
import threading
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return an id that sorts after every other this process has made."""
    global _last  # noqa: PLW0603  one sequence for the whole process is the point
    with _lock:
        value = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
        _last = value = value if value > _last else _last + 1
    return "".join(ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))


def is_id(text: str) -> bool:
    """Whether this could be one of ours; what comes by URL is checked first."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
