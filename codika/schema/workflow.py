"""One workflow, as the catalogue tells it: what it asks for, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from codika.schema.composite import Item
from codika.schema.skills import Schedule

INSTANCE, SKILL, FILE, RUNS, PASTED = "instance", "skill", "file", "runs", "pasted"
"""Names of the sources, as in `Workflow.origins`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """One workflow of an instance, as far as it is known."""

    id: str
    """The `workflowTemplateId`, as in URLs."""
    title: str
    description: str = ""
    inputs: tuple[Item, ...] = ()
    """What to ask for.  Empty may mean "nothing" or "unknown": see `knows_inputs`."""
    outputs: tuple[Item, ...] = ()
    cost: float | None = None
    """Credits a run."""
    integrations: tuple[str, ...] = ()
    trigger_kinds: tuple[str, ...] = ()
    """`http`, `schedule`, …; empty when nobody told."""
    schedule: Schedule | None = None
    """When it runs by itself."""
    triggerable: bool = True
    reason: str = ""
    """Why it cannot be started by hand; empty when it can."""
    examples: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    """Payloads that fit the inputs."""
    is_active: bool | None = None
    """`None` when nobody told."""
    origins: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Source of each part that is known, by the part's name here."""
    doubts: tuple[str, ...] = ()
    """Where sources disagree, and what could not be read."""

    @property
    def knows_inputs(self) -> bool:
        """Whether the inputs are known, be it that there are none; if not, ask for JSON."""
        return "inputs" in self.origins

    @property
    def example(self) -> Mapping[str, Any] | None:
        """The first example; `None` without one."""
        return self.examples[0] if self.examples else None
