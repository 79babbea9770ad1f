"""
Asking an instance what workflows it has.

Each source may fail without harm to the others: what could not be had is told
beside what could.  A refusal of the skills is no problem to speak of, since an
instance key may or may not read them; nobody asks for details without a key
that could get them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from codika import errors
from codika.api.sync import Codika
from codika.language import later
from codika.model import InstanceDetails, Skill
from codika.schema import DeclaredWorkflow, Workflow, merge

_USE = later("How to use the workflows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The workflows of an instance, and what could not be asked."""

    workflows: tuple[Workflow, ...] = ()
    """By title."""
    instance: InstanceDetails | None = None
    """`None` when the key may not read it."""
    problems: tuple[tuple[str, errors.CodikaError], ...] = ()
    """What went wrong, by what was asked for, in words."""

    def workflow(self, workflow_id: str) -> Workflow | None:
        """Return the workflow of this id, if it is known."""
        return next((known for known in self.workflows if known.id == workflow_id), None)


def discover(
    codika: Codika,
    *,
    declared: Iterable[DeclaredWorkflow] = (),
    seen: Iterable[tuple[str, str]] = (),
    pasted: Mapping[str, Mapping[str, Any]] | None = None,
) -> Catalogue:
    """
    Ask an instance for its workflows, and put together what all sources say.

    Args:
        codika: The instance's client.
        declared: What `read_declared` found.
        seen: Id and title of workflows in the run log, the latest first.
        pasted: An example by workflow id, where somebody gave one.
    """
    problems: list[tuple[str, errors.CodikaError]] = []
    instance: InstanceDetails | None = None
    skills: tuple[Skill, ...] = ()
    if codika.instance.organization_key or not codika.instance.api_key.startswith("ck_"):
        try:
            instance = codika.instance_details(with_workflows=True)
        except errors.CodikaError as error:
            problems.append((later("What is deployed"), error))
    try:
        skills = codika.skills()
    except (errors.ForbiddenError, errors.NotFoundError, errors.InactiveInstanceError):
        pass
    except errors.AuthenticationError as error:
        # An instance key that runs workflows may be unknown here; a wrong one is told.
        if instance is None and not _is_accepted(codika):
            problems.append((_USE, error))
    except errors.CodikaError as error:
        problems.append((_USE, error))
    return Catalogue(
        workflows=merge(instance, skills, declared, seen, pasted),
        instance=instance,
        problems=tuple(problems),
    )


def _is_accepted(codika: Codika) -> bool:
    """Whether the key that runs workflows is a good one."""
    try:
        codika.check_key()
    except errors.CodikaError:
        return False
    return True
