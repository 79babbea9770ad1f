"""
Run, watch and read Codika workflows.

    from codika import Codika, Environment, ProcessInstance

    instance = ProcessInstance(id="…", environment=Environment.DEV, api_key="ck_…")
    with Codika(instance) as codika:
        execution = codika.run("main-workflow", {"text": "hello"})

Importing this costs next to nothing: the clients, and the HTTP library with
them, are loaded when they are first asked for.
"""

import importlib
from typing import TYPE_CHECKING, Any

from codika import errors
from codika.model import (
    Endpoints,
    Environment,
    Execution,
    ExecutionDetails,
    ExecutionStatus,
    ExecutionSummary,
    PathSpelling,
    ProcessInstance,
)

if TYPE_CHECKING:
    from codika.api.client import AsyncCodika
    from codika.api.sync import Codika
    from codika.api.waiting import FAST, MEDIUM, SLOW, PollPlan

__version__ = "0.1.0"

__all__ = [
    "FAST",
    "MEDIUM",
    "SLOW",
    "AsyncCodika",
    "Codika",
    "Endpoints",
    "Environment",
    "Execution",
    "ExecutionDetails",
    "ExecutionStatus",
    "ExecutionSummary",
    "PathSpelling",
    "PollPlan",
    "ProcessInstance",
    "errors",
]

_LOADED_LATE = {
    "AsyncCodika": "codika.api.client",
    "Codika": "codika.api.sync",
    "FAST": "codika.api.waiting",
    "MEDIUM": "codika.api.waiting",
    "PollPlan": "codika.api.waiting",
    "SLOW": "codika.api.waiting",
}


if not TYPE_CHECKING:  # a type checker would take every name for a good one

    def __getattr__(name: str) -> Any:
        if module := _LOADED_LATE.get(name):
            return getattr(importlib.import_module(module), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
