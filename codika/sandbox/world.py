"""
The two organizations of the sandbox and what they have deployed.

Everything is derived from the seed of the state file, so ids are the same after
each restart and differ between two sandboxes.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codika.sandbox import draws, workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """A customer of the platform."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One deployed process in one environment."""

    name: str
    """What the manifest calls it."""
    id: str
    process_id: str
    organization: Organization
    title: str
    environment: str
    version: str
    installed_at: dt.datetime
    workflows: tuple[workflow.Workflow, ...]
    starts_active: bool = True
    inactive_reason: str = "user_paused"
    archived: bool = False
    deployment_status: str = "deployed"

    def n8n_workflow_id(self, workflow_id: str) -> str:
        """Return n8n's own id of one of its workflows."""
        return draws.n8n_id(self.id, workflow_id)

    def trigger_id(self, workflow_id: str) -> str:
        """Return the id of the trigger that the API starts a workflow by."""
        return draws.uuid7(_milliseconds(self.installed_at), self.id, "trigger", workflow_id)

    @property
    def deployment_id(self) -> str:
        """The id of the deployment that is live."""
        return draws.uuid7(_milliseconds(self.installed_at), self.id, "deployment")

    def workflow(self, workflow_id: str) -> workflow.Workflow | None:
        """Return one of its workflows, or `None`."""
        return next((one for one in self.workflows if one.id == workflow_id), None)


PARAMETERS: Mapping[str, Any] = {"COMPANY_NAME": "Acme Bikes", "TO_EMAILS": ["team@example.org"]}
PARAMETER_SCHEMA: tuple[Mapping[str, Any], ...] = (
    {"key": "COMPANY_NAME", "type": "string", "label": "Company name", "required": True},
    {
        "key": "TO_EMAILS",
        "type": "array",
        "label": "Who gets the report",
        "itemField": {"type": "string"},
    },
)


class World:
    """All instances, by id and by name."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        everything = tuple(workflow.workflows().values())
        self.home = self._organization("Acme Bikes")
        self.elsewhere = self._organization("Harbour Logistics")
        team: dict[str, Any] = {"process": "Revenue operations", "workflows": everything}
        instances = (
            self._instance("dev", environment="dev", version="1.7", day=27, **team),
            self._instance("prod", environment="prod", version="1.6", day=31, **team),
            self._instance(
                "inactive",
                process="Accounting pilot",
                day=9,
                workflows=_some("invoice-extraction", "main-workflow"),
                starts_active=False,
            ),
            self._instance(
                "archived",
                process="Spring campaign",
                day=2,
                environment="prod",
                workflows=_some("batch-send"),
                starts_active=False,
                archived=True,
            ),
            self._instance(
                "failed",
                process="Contract review",
                day=16,
                workflows=_some("text-analysis"),
                starts_active=False,
                inactive_reason="deployment_failed",
                deployment_status="failed",
            ),
            self._instance(
                "otherOrganization",
                process="Harbour reports",
                day=20,
                organization=self.elsewhere,
                workflows=_some("main-workflow", "country-statistics"),
            ),
        )
        self.instances = {instance.id: instance for instance in instances}
        self.by_name = {instance.name: instance for instance in instances}

    def _organization(self, name: str) -> Organization:
        return Organization(id=draws.firestore_id(self._seed, name), name=name)

    def _instance(
        self,
        name: str,
        *,
        process: str,
        day: int,
        environment: str = "dev",
        version: str = "1.0",
        organization: Organization | None = None,
        **facts: Any,
    ) -> Instance:
        installed_at = dt.datetime(2026, 3, day, 10, 4, tzinfo=dt.UTC)
        return Instance(
            name=name,
            id=draws.uuid7(_milliseconds(installed_at), self._seed, "instance", name),
            process_id=draws.firestore_id(self._seed, "process", process),
            organization=organization or self.home,
            title=process,
            environment=environment,
            version=version,
            installed_at=installed_at,
            **facts,
        )


def _some(*names: str) -> tuple[workflow.Workflow, ...]:
    return tuple(workflow.workflows()[name] for name in names)


def _milliseconds(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)
