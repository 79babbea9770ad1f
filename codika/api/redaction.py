"""
Taking the secrets out of foreign JSON before anybody else sees it.

Node details hold the `executionSecret` with which anybody may report a result,
callback URLs, and the headers of the webhook that started it all.  They go by
their names first; then their values go wherever they turn up again, because a
workflow passes its input from node to node under any name.  Nothing recurses:
how deep the JSON is, is up to the sender.
"""

import re
from collections.abc import Iterator
from typing import Any

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"secret|password|passphrase|passwd|authorization|credential|cookie|callback"
    r"|(api|access|private|signing|manager|encryption)key$"
    r"|token$|resumeurl$|webhookurl$|^(x|webhook).*signature"
)
_SECRET_TEXT = re.compile(
    # A Codika key, a webhook secret, a JSON Web Token, a bearer.
    r"(?P<prefix>\b(?:ck[oap]?_|whsec_))[\w+/=-]{6,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
    r"|(?P<bearer>\bBearer\s+)[\w.+/=-]{16,}"
    # A query parameter.
    r"|(?P<query>[?&][\w-]*(?:secret|token|signature|sig|key)=)[^\s&\"'\\]+"
    # JSON inside a text, escaped any number of times.
    r"|(?P<inner>\\*\"\w*(?:[sS]ecret|[tT]oken|[pP]assword|[cC]allback\w*)\\*\"\s*:\s*\\*\")[^\"\\]+"
)
# Shorter values would take innocent text with them.
_SHORTEST = 8


def redacted(value: Any) -> Any:
    """Return a copy of any JSON with its secrets replaced by `[redacted]`."""
    known = {
        secret
        for name, secret, holder in _named_texts(value)
        if len(secret) >= _SHORTEST and _is_secret(name, secret, holder)
    }
    # The longest first: one secret may be the beginning of another.
    again = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    copy: list[Any] = [None]
    todo: list[tuple[Any, Any, str, str, Any]] = [(copy, 0, "", "", value)]
    while todo:
        place, key, name, holder, value = todo.pop()
        match value:
            case dict() | list() | str() if _is_secret(name, value, holder):
                place[key] = REDACTED
            case dict():
                place[key] = dict.fromkeys(value)
                todo.extend((place[key], inner, inner, name, value[inner]) for inner in value)
            case list():
                place[key] = [None] * len(value)
                todo.extend((place[key], i, "", holder, item) for i, item in enumerate(value))
            case str():
                text = again.sub(REDACTED, value) if known else value
                place[key] = _SECRET_TEXT.sub(_keep_start, text)
            case _:
                place[key] = value
    return copy[0]


def _named_texts(value: Any) -> Iterator[tuple[str, str, str]]:
    """Give every text that has a name, with it and the name of the object it is in."""
    todo: list[tuple[str, str, Any]] = [("", "", value)]
    while todo:
        name, holder, value = todo.pop()
        match value:
            case dict():
                todo.extend((inner, name, value[inner]) for inner in value)
            case list():
                todo.extend(("", holder, item) for item in value)
            case str() if name:
                yield name, value, holder


def _is_secret(name: str, value: Any, holder: str) -> bool:
    if _SECRET_NAME.search(_plain(name)):
        return True
    # Codika's own metadata name several addresses to report to.
    is_address = isinstance(value, str) and value.startswith(("http://", "https://"))
    return is_address and _plain(holder) == "executionmetadata"


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _keep_start(found: re.Match[str]) -> str:
    return f"{found[found.lastgroup] if found.lastgroup else ''}{REDACTED}"
