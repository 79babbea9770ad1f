"""Which fields hold what nobody should read over a shoulder, judged by their names."""

import re

_SECRET = re.compile(
    r"passw|passphrase|pass$|pwd|secret|token|(api|private).?key|credential|authorization",
    re.IGNORECASE,
)


def sounds_secret(name: str) -> bool:
    """Whether a field of this name is likely to hold a secret."""
    return _SECRET.search(name) is not None
