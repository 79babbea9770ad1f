"""The parts of one running sandbox, and one call to it."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.types import Scope

from codika.sandbox.answers import Refusal
from codika.sandbox.executions import Executions
from codika.sandbox.faults import Faults
from codika.sandbox.keys import KeyRing, Principal
from codika.sandbox.state import ExecutionRow, State
from codika.sandbox.world import Instance, World

MAX_BODY = 10 * 1024 * 1024  # bytes of one request
MAX_DEPTH = 100  # levels of lists and objects in one request


class Platform:
    """
    One running sandbox.

    Attributes:
        cut: Cuts the connection of a request, at once or when what was sent has gone
            out; the server sets it.
    """

    def __init__(self, path: Path | None, *, seed: str | None = None, speed: float = 1.0) -> None:
        self.state = State(path, seed=seed)
        self.world = World(self.state.seed)
        self.keys = KeyRing(self.world, self.state)
        self.executions = Executions(self.state, speed=speed)
        self.faults = Faults()
        self.requests: Counter[str] = Counter()
        self.cut: Callable[[Scope, bool], None] = lambda _scope, _flushed: None

    def is_active(self, instance: Instance) -> bool:
        """Whether an instance takes triggers."""
        switched = self.state.is_active(instance.id)
        return instance.starts_active if switched is None else switched

    def manifest(self, base_url: str) -> dict[str, Any]:
        """Return what a test needs to know to use this sandbox, keys included."""
        home = self.world.by_name
        return {
            "baseUrl": base_url,
            "organizationId": self.world.home.id,
            "keys": self.keys.manifest(),
            "instances": {name: instance.id for name, instance in home.items()},
            "workflows": {
                "fast": "country-statistics",
                "failing": "validate-iban",
                "slow": "market-research",
                "scheduled": "weekly-report",
                "parent": "onboarding",
                "event": "gmail-attachment-processor",
                "subworkflow": "provision-accounts",
            },
        }


@dataclass(slots=True)
class Call:
    """One request to one endpoint."""

    platform: Platform
    endpoint: str
    request: Request
    segments: tuple[str, ...]
    """What follows the name of the endpoint in the path, decoded."""
    body: bytes = b""
    endless: bool = field(default=False)
    """Whether an execution that this call starts is never to end."""

    def json(self) -> dict[str, Any]:
        """
        Return the body as an object; an empty one for no body.

        Raises:
            Refusal: 400, it is something else.
        """
        if not self.body.strip():
            return {}
        try:
            read = json.loads(self.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refusal(400, "Request body is not valid JSON") from None
        if _depth(self.body) > MAX_DEPTH and _is_deeper(read, MAX_DEPTH):
            raise Refusal(400, f"Request body is nested deeper than {MAX_DEPTH} levels")
        if not isinstance(read, dict):
            raise Refusal(400, "Request body must be a JSON object")
        return read

    def principal(self, scope: str, *, instance_header: bool = False) -> Principal:
        """
        Return whom the call comes from, if that one has the scope.

        Args:
            scope: What the endpoint asks for.
            instance_header: Whether it knows `X-API-Key`.

        Raises:
            Refusal: 401 or 403.
        """
        # `?api_key=` is documented for trigger and status alone.
        query = self.request.query_params if scope == "workflows:trigger" else None
        principal = self.platform.keys.identify(
            self.request.headers, query, instance_header=instance_header
        )
        principal.demand(scope)
        return principal

    def instance(self, principal: Principal, instance_id: object) -> Instance:
        """
        Return the instance of this id.

        Raises:
            Refusal: 400, 403 or 404.
        """
        if not isinstance(instance_id, str) or not instance_id:
            raise Refusal(400, "processInstanceId is required")
        instance = self.platform.world.instances.get(instance_id)
        if instance is None:
            raise Refusal(404, "Process instance not found")
        if not principal.may_use(instance):
            raise Refusal(403, "API key does not have access to this process instance")
        return instance

    def execution(self, instance: Instance, execution_id: str) -> ExecutionRow:
        """
        Return the execution of this id.

        Raises:
            Refusal: 404; also for one of another instance.
        """
        row = self.platform.executions.find(instance.id, execution_id)
        if row is None:
            raise Refusal(404, "Execution not found")
        return row


def _no_constant(word: str) -> None:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not know."""
    raise ValueError(word)


def _depth(body: bytes) -> int:
    """Return how deep a body can be at the most."""
    return body.count(b"[") + body.count(b"{")


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects stand in each other more than so many times."""
    layer = [value]
    for _ in range(levels):
        inner: list[Any] = []
        for one in layer:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if not inner:
            return False
        layer = inner
    return any(isinstance(one, dict | list) for one in layer)
