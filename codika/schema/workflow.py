"""One workflow, as the catalogue tells it: what it asks for, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from codika.language import retold, say
from codika.schema.composite import Item
from codika.schema.skills import Schedule

INSTANCE, SKILL, FILE, RUNS, PASTED = "instance", "skill", "file", "runs", "pasted"
"""Names of the sources, as in `Workflow.origins`."""


def doubt_in_words(doubt: str) -> str:
    """
    Return a doubt in the reader's language; the places before it stay as they are.

    Doubts are kept in English: `schema: lines[0].step: step is not above 0, left out`.
    """
    places = doubt.split(": ")
    for at in range(len(places)):
        told = ": ".join(places[at:])
        if (said := _retold(told)) != told:
            return ": ".join([*places[:at], said])
    return doubt


def _retold(told: str) -> str:
    name, _, rest = told.partition(" ")
    wrong = rest.removesuffix(_LEFT_OUT)
    if wrong == rest or retold(wrong) == wrong:
        return retold(told)
    # Too short by itself to be known among what others wrote.
    return say("{property} {wrong}, left out", property=name, wrong=retold(wrong))


_LEFT_OUT = ", left out"


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
