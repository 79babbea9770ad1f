"""
Chance that can be repeated: every draw is a hash of its labels.

The same labels give the same value on every machine, Python version and restart,
which `random` promises only for some of its methods.  Nothing here is secret.
"""

import hashlib
import math
import uuid
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def digest(*labels: object, size: int = 8) -> bytes:
    """Return `size` bytes that stand for these labels."""
    text = "\x1f".join(map(str, labels))
    # JSON may hold half of a surrogate pair, which is no UTF-8 and may still be a label.
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=size).digest()


def fraction(*labels: object) -> float:
    """Return a number in [0, 1)."""
    return (int.from_bytes(digest(*labels)) >> 11) / (1 << 53)


def whole(low: int, high: int, *labels: object) -> int:
    """Return an integer from `low` to `high`, both included."""
    return low + int(fraction(*labels) * (high - low + 1))


def pick(options: Sequence[T], *labels: object) -> T:
    """Return one of the options."""
    return options[int(fraction(*labels) * len(options))]


def lognormal(median: float, spread: float, *labels: object) -> float:
    """Return a draw whose logarithm is normal with standard deviation `spread`."""
    radius = math.sqrt(-2 * math.log(1 - fraction("radius", *labels)))
    return median * math.exp(spread * radius * math.cos(2 * math.pi * fraction("angle", *labels)))


def uuid7(milliseconds: int, *labels: object) -> str:
    """Return an id in the form of UUID version 7: time first, then the labels' hash."""
    bits = int.from_bytes(digest("uuid7", *labels, size=10)) | milliseconds << 80
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))


def firestore_id(*labels: object) -> str:
    """Return 20 letters and digits, as processes and organizations have."""
    return "".join(ALPHABET[byte % 62] for byte in digest("firestore", *labels, size=20))


def n8n_id(*labels: object) -> str:
    """Return 16 letters and digits, as n8n names its workflows."""
    return "".join(ALPHABET[byte % 62] for byte in digest("n8n", *labels, size=16))
