"""
What a single setting has to look like.

A rule takes whatever somebody wrote and returns what is wrong with it, or
`None`.  The text never repeats the value: people paste keys into the wrong
field, and a problem is shown on screen.  Used for settings files and, by the
client, for a `ProcessInstance` that was made by hand.
"""

import ipaddress
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from codika import colors
from codika.errors import ConfigurationProblem
from codika.language import in_english, later
from codika.model import Environment, PathSpelling, ProcessInstance

Rule = Callable[[Any], str | None]

KEY_LIMIT = 512  # characters; instance keys have about 64
ID_LIMIT = 200
URL_LIMIT = 2_000
PATH_LIMIT = 1_000
PICTURE_LIMIT = 512 * 1024  # bytes; it is sent with the first page
PICTURES = (".png", ".svg", ".jpg", ".jpeg", ".webp")

# Starts that the example file and the docs use for "put yours here".
_PLACEHOLDER = re.compile(r"(?i:(ck[oap]?_|pi_)?(replace|your|example|change|xxx|<|\.\.\.|…))")
_EXAMPLES = ("ck_…", "cko_…", "…")  # keys as the Connections page and the docs write them
_STILL_THE_EXAMPLE = later("still holds the example's text; put the real key there")
_VISIBLE_ASCII = re.compile(r"[!-~]+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&*+.^_|~-]{1,100}")

_KEY_KINDS = {
    "ck_": later("an instance key"),
    "cko_": later("an organization key"),
    "cka_": later("an admin key"),
    "ckp_": later("a personal key"),
    "whsec_": later("a secret that signs webhooks"),
}


def text(limit: int) -> Rule:
    """Make the rule for a line of text that is shown to people."""

    def problem(value: Any) -> str | None:
        if not isinstance(value, str):
            return later("must be text")
        if not value.strip():
            return later("must not be empty")
        if len(value) > limit:
            return in_english("must be at most {limit} characters long", limit=str(limit))
        if not value.isprintable():
            return later("must be one line without control characters")
        return None

    return problem


def path_segment(value: Any) -> str | None:
    """Judge an id that goes into a URL: opaque, but never empty and never a path step."""
    if wrong := text(ID_LIMIT)(value):
        return wrong
    if value in (".", ".."):
        return later("must be an id, not a path")
    return None


def identifier(value: Any) -> str | None:
    """Judge an id that somebody wrote into a settings file."""
    if wrong := path_segment(value):
        return wrong
    if " " in value:
        return later("must not hold spaces")
    if _PLACEHOLDER.match(value):
        return later("still holds the example's text; put the real id there")
    if _kind_of(value):
        return later(
            "holds a key; put the id there and make a new key if others could see this one"
        )
    return None


def identifiers(value: Any) -> str | None:
    """Judge a list of ids."""
    if not isinstance(value, list | tuple):
        return later('must be a list of ids, such as ["lead-scoring"]')
    wrong = next(
        ((at, wrong) for at, one in enumerate(value, 1) if (wrong := identifier(one))), None
    )
    if wrong is None:
        return None
    return in_english("must hold ids: number {n} {wrong}", n=wrong[0], wrong=wrong[1])


def instance_key(value: Any) -> str | None:
    """Judge a key that triggers and polls: `ck_…`, or an organization's in its place."""
    return _key(value, allowed=("ck_", "cko_", "cka_"), purpose=later("run workflows"))


def organization_key(value: Any) -> str | None:
    """Judge a key that lists and describes: `cko_…` or `cka_…`."""
    return _key(value, allowed=("cko_", "cka_"), purpose=later("read lists and details"))


def header_value(value: Any) -> str | None:
    """Judge whether a key could travel in a header at all; its kind is not looked at."""
    if not isinstance(value, str):
        return later("must be text")
    if not value:
        return later("must not be empty")
    if len(value) > KEY_LIMIT:
        return in_english("must be at most {limit} characters long", limit=str(KEY_LIMIT))
    if not _VISIBLE_ASCII.fullmatch(value):
        return later("must not hold spaces, line ends or characters beyond ASCII")
    return None


def url(value: Any) -> str | None:
    """Judge a base URL.  Plain http is for this machine only: the key would be readable."""
    if wrong := text(URL_LIMIT)(value):
        return wrong
    if not _VISIBLE_ASCII.fullmatch(value) or "\\" in value:
        return later("must not hold spaces, backslashes or characters beyond ASCII")
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        return later("is not a URL")
    wrong_part = {
        later("must start with https:// (or http:// for this machine)"): (
            parts.scheme not in ("http", "https")
        ),
        later("has no host"): not host,
        later("must have a port between 1 and 65535"): port == 0,
        later("must not hold a user name or password"): "@" in parts.netloc,
        later("must end before `?` and `#`"): "?" in value or "#" in value,
        later("must not hold `.` or `..` as a step"): bool(
            {".", ".."} & set(parts.path.split("/"))
        ),
    }
    for message, is_wrong in wrong_part.items():
        if is_wrong:
            return message
    if parts.scheme == "http" and not _is_this_machine(host or ""):
        return later("must start with https://: over http anybody on the way can read the key")
    return None


def environment(value: Any) -> str | None:
    """Judge the word for dev or prod."""
    return None if value in [*Environment] else later("must be `dev` or `prod`")


def spelling(value: Any) -> str | None:
    """Judge the word for a way of writing paths."""
    return None if value in [*PathSpelling] else later("must be `lower` or `short` or `camel`")


def header_name(value: Any) -> str | None:
    """Judge the name of an HTTP header."""
    if isinstance(value, str) and _HEADER_NAME.fullmatch(value):
        return None
    return later("must be the name of an HTTP header, such as X-Forwarded-User")


def minutes(value: Any) -> str | None:
    """Judge a length of time: above zero, at most thirty days."""
    most = 30 * 24 * 60
    if isinstance(value, bool) or not isinstance(value, int | float):
        return later("must be a number of minutes")
    if not math.isfinite(value) or not 0 < value <= most:
        return in_english("must be above 0 and at most {most}", most=str(most))
    return None


def picture(value: Any) -> str | None:
    """Judge the name of a picture file, which has to be there."""
    if wrong := text(PATH_LIMIT)(value):
        return wrong
    if Path(value).suffix.lower() not in PICTURES:
        return in_english("must be a picture: {endings}", endings=", ".join(PICTURES))
    try:
        n_bytes = Path(value).stat().st_size if Path(value).is_file() else None
    except OSError:
        n_bytes = None
    if n_bytes is None:
        return later("is no file that the server can read")
    if n_bytes > PICTURE_LIMIT:
        return in_english("must be at most {n} KB large", n=PICTURE_LIMIT // 1024)
    return None


def accent(value: Any) -> str | None:
    """Judge the colour of buttons, on which white words stand."""
    if not colors.is_hex(value):
        return later("must be a colour such as #0a62a4")
    if (found := colors.contrast(value, colors.WHITE)) < colors.READABLE:
        return in_english(
            "must be darker: white words on it have a contrast of {found} to 1, and need {needed}",
            found=f"{found:.1f}",
            needed=str(colors.READABLE),
        )
    return None


def section_name(value: str) -> str | None:
    """Judge a section's name, which goes into URLs and the run log."""
    if _NAME.fullmatch(value):
        return None
    return later("must be named with letters, digits, - and _ only (at most 64), such as acme-prod")


def instance_problems(instance: ProcessInstance) -> tuple[ConfigurationProblem, ...]:
    """
    Return why no request could be sent for this instance, wherever it came from.

    A sandbox may be served over plain http from anywhere: its keys open nothing.
    """
    endpoints = instance.endpoints
    found = {
        "process_instance_id": path_segment(instance.id),
        "api_key": header_value(instance.api_key),
        "organization_key": instance.organization_key and header_value(instance.organization_key),
    }
    for field, value in {
        "base_url": endpoints.base_url,
        "trigger_url": endpoints.trigger_url,
        "status_url": endpoints.status_url,
    }.items():
        if value is not None:
            checked = value
            if instance.is_sandbox and isinstance(value, str):
                checked = value.replace("http://", "https://", 1)
            found[field] = url(checked)
    return tuple(
        ConfigurationProblem(
            source=instance.source or "process instance",
            section=f"codika.{instance.name}" if instance.name else "",
            field=field,
            message=message,
        )
        for field, message in found.items()
        if message
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _kind_of(key: str) -> str | None:
    return next((kind for prefix, kind in _KEY_KINDS.items() if key.startswith(prefix)), None)


def _key(value: Any, *, allowed: tuple[str, ...], purpose: str) -> str | None:
    # The example first, as its dots are no characters for a key.
    if wrong := _STILL_THE_EXAMPLE if value in _EXAMPLES else header_value(value):
        return wrong
    if _PLACEHOLDER.match(value):
        return _STILL_THE_EXAMPLE
    if any(mark in value for mark in "\"'`"):
        return later("must not hold quotation marks")
    if value in _KEY_KINDS:
        return later("holds only the prefix of a key")
    if not value.startswith(allowed):
        return in_english(
            "is {kind}; to {purpose} it must start with {starts}",
            kind=_kind_of(value) or later("of no kind we know"),
            purpose=purpose,
            starts=" or ".join(allowed),
        )
    return None
