"""
Log lines without keys.

Errors of ours never hold one; this is for those of others, whose text nobody
can promise anything about.
"""

import logging
import re

# Codika's kinds of key, and the secrets that sign webhooks.  Shorter ones are fingerprints.
_KEY = re.compile(r"\b(ck[oap]?_|whsec_)[A-Za-z0-9_\-+/=]{8,}")


def without_keys(text: str) -> str:
    """Return the text with everything that looks like a key cut down to its kind."""
    return _KEY.sub(r"\1…", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record as another formatter would, then takes the keys out."""

    def __init__(self, inner: logging.Formatter | None) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, tracebacks included."""
        return without_keys(self._inner.format(record))


def set_up() -> None:
    """Send our log lines to standard error, and redact every handler there is."""
    codika = logging.getLogger("codika")
    codika.setLevel(logging.INFO)
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    # httpx tells every URL at INFO; ids are no secrets, but nobody asked for them.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    loggers = [root, *(logging.getLogger(name) for name in list(root.manager.loggerDict))]
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        if not isinstance(handler.formatter, RedactingFormatter):
            handler.setFormatter(RedactingFormatter(handler.formatter))
