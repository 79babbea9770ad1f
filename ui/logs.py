"""
Log lines without keys.

Errors of ours never hold one; this is for those of others, whose text nobody
can promise anything about.  Everything the process writes passes here, whatever
logger it comes from and whenever that was made.
"""

import logging
import re
import sys
from typing import IO, Any

# Codika's kinds of key, and the secrets that sign webhooks.  Shorter ones are fingerprints.
_KEY = re.compile(r"\b(ck[oap]?_|whsec_)[A-Za-z0-9_\-+/=]{8,}")


def without_keys(text: str) -> str:
    """Return the text with everything that looks like a key cut down to its kind."""
    return _KEY.sub(r"\1…", text)


class RedactingStream:
    """A text stream that takes keys out of what is written to another."""

    def __init__(self, inner: IO[str]) -> None:
        self._inner = inner

    def write(self, text: str) -> int:
        """Write the text without its keys."""
        self._inner.write(without_keys(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def set_up() -> None:
    """Redact what goes to standard output and error, and send our log lines to the latter."""
    if isinstance(sys.stderr, RedactingStream):
        return
    old = {id(sys.stdout): RedactingStream(sys.stdout), id(sys.stderr): RedactingStream(sys.stderr)}
    sys.stdout, sys.stderr = old[id(sys.stdout)], old[id(sys.stderr)]
    root = logging.getLogger()
    names = list(root.manager.loggerDict)
    for logger in (root, *map(logging.getLogger, names)):
        for handler in logger.handlers:
            # Handlers keep the stream they were made with.
            if isinstance(handler, logging.StreamHandler) and id(handler.stream) in old:
                handler.setStream(old[id(handler.stream)])
    if not root.handlers:
        line = logging.StreamHandler()
        line.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root.addHandler(line)
    logging.getLogger("codika").setLevel(logging.INFO)
    # httpx tells every URL at INFO; nobody asked for them.
    logging.getLogger("httpx").setLevel(logging.WARNING)
