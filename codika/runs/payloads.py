"""
Whether two payloads ask for the same.

The hash is a plain SHA-256 of the payload in one fixed spelling.  It hides
nothing that could be guessed, and need not: the payload stands in the same file.
So it is taken of what is kept there, without its secrets; a hash of a password
could be guessed from.  Payloads that differ in a secret alone are therefore the
same, and whoever offers the result of one for the other says so.
"""

import hashlib
import json
from typing import Any


def payload_hash(kept: Any) -> str:
    """
    Return 64 hex digits, the same for equal JSON values in any order of keys.

    Equal as JSON is written: `1`, `1.0` and `true` are three values.

    Args:
        kept: The payload as the log keeps it (`codika.schema.redaction`).

    Raises:
        ValueError: It is no JSON.
    """
    # Written twice: keys become texts and tuples lists, as they are sent.
    sent = json.loads(json.dumps(kept))
    spelled = json.dumps(sent, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()
