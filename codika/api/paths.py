"""
Where each request goes and which header carries the key.

Source: https://doc.codika.io and the paths that the official CLI 3.6.0 sends,
read 2026-11-21.  Every endpoint has a cloud function's name; `api.codika.io`
takes it in lower case, the old host in camel case, and two of them have a short
name besides.
"""

import enum
from urllib.parse import quote

from codika import checks
from codika.errors import FieldProblem, PayloadError
from codika.model import Endpoints, PathSpelling


class Endpoint(enum.StrEnum):
    """Everything the API can be asked, by its cloud function's name."""

    TRIGGER = "triggerWebhookPublic"
    STATUS = "getExecutionStatusPublic"
    DETAILS = "getExecutionDetailsPublic"
    EXECUTIONS = "listExecutionsPublic"
    SKILLS = "getProcessSkillsPublic"
    INSTANCE = "getProcessInstancePublic"
    INSTANCES = "listProcessInstancesPublic"
    ACTIVATE = "activateProcessInstancePublic"
    DEACTIVATE = "deactivateProcessInstancePublic"
    VERIFY_KEY = "verifyApiKey"


_SHORT = {Endpoint.TRIGGER: "webhook", Endpoint.STATUS: "status"}


def url_of(endpoints: Endpoints, endpoint: Endpoint, *segments: str) -> str:
    """
    Return the full URL of an endpoint.

    Args:
        endpoints: The base and the spelling.
        endpoint: Which call.
        segments: Ids that follow in the path, as they are; encoded here.

    Raises:
        PayloadError: When a segment is empty, `.` or `..`: it would lead elsewhere.
    """
    whole = {
        Endpoint.TRIGGER: endpoints.trigger_url,
        Endpoint.STATUS: endpoints.status_url,
    }.get(endpoint)
    start = whole or f"{endpoints.base_url.rstrip('/')}/{_name(endpoint, endpoints.spelling)}"
    return "/".join([start.rstrip("/"), *map(_encoded, segments)])


def key_header(key: str) -> str:
    """Return the name of the header that carries this kind of key."""
    return "X-API-Key" if key.startswith("ck_") else "X-Process-Manager-Key"


def _name(endpoint: Endpoint, spelling: PathSpelling) -> str:
    match spelling:
        case PathSpelling.CAMEL:
            return endpoint.value
        case PathSpelling.SHORT:
            return _SHORT.get(endpoint, endpoint.lower())
        case PathSpelling.LOWER:
            return endpoint.lower()


def _encoded(segment: str) -> str:
    # Encoding leaves dots alone, and `..` would take the path a step back.
    if wrong := checks.path_segment(segment):
        raise PayloadError(FieldProblem(path="", label="An id in the address", message=wrong))
    return quote(segment, safe="")
