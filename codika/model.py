"""
The nouns of this package, with no behaviour that needs a network or a disk.

Everything is frozen: what Codika said at one moment stays said, and changing a
`Run` makes a new one (`dataclasses.replace`).  Keys are kept out of every
`repr`, so a value printed in a log or a traceback cannot give one away.
"""

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self


class Environment(enum.StrEnum):
    """Where a process instance is deployed: for trying out, or for real."""

    DEV = "dev"
    PROD = "prod"


class PathSpelling(enum.StrEnum):
    """How the endpoint paths are written; Codika has three ways and all mean the same."""

    LOWER = "lower"
    """`/triggerwebhookpublic/…`: what the official CLI sends since 3.3.1."""
    SHORT = "short"
    """`/webhook/…` and `/status/…`: the newest docs; other paths as in `LOWER`."""
    CAMEL = "camel"
    """`/triggerWebhookPublic/…`: cloud function names, for the old host."""


DEFAULT_BASE_URL = "https://api.codika.io"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where requests go.  URLs without a trailing slash."""

    base_url: str = DEFAULT_BASE_URL
    spelling: PathSpelling = PathSpelling.LOWER
    trigger_url: str | None = None
    """Full URL before `/{instance}/{workflow}`; `None` means `base_url` and the spelling."""
    status_url: str | None = None
    """Full URL before `/{instance}/{execution}`; `None` means `base_url` and the spelling."""


def key_fingerprint(key: str) -> str:
    """
    Return a short name for a key that cannot be turned back into it.

    The prefix says the kind, eight hex digits of a hash tell two keys apart:
    `ck_#9f2a61c4`.
    """
    prefix = key.partition("_")[0] if "_" in key[:5] else "key"
    return f"{prefix}_#{hashlib.sha256(key.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInstance:
    """One deployed process in one environment: where to send requests, and the key to send."""

    id: str
    environment: Environment
    api_key: str = field(repr=False)
    """Instance key (`ck_…`), or an organization key (`cko_…`) in its place."""
    name: str = ""
    """What settings and URLs call it, such as `acme-prod`; unique within a dashboard."""
    label: str = ""
    """What people call it; shown on screen."""
    organization_key: str | None = field(default=None, repr=False)
    """Optional `cko_…`: discovery, schemas, cost, execution lists, node details."""
    endpoints: Endpoints = field(default_factory=Endpoints)
    source: str = ""
    """Where the settings came from, for people: `.streamlit/secrets.toml`, `sandbox`, …"""
    is_sandbox: bool = False
    risky: frozenset[str] = frozenset()
    """Workflows that in prod are run only once their name was typed."""

    @property
    def title(self) -> str:
        """What to show: the label, else the name, else the id."""
        return self.label or self.name or self.id

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint; never the key."""
        return key_fingerprint(self.api_key)


class ExecutionStatus(enum.StrEnum):
    """The three states Codika reports for an execution."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether this status will never change again."""
        return self is not ExecutionStatus.PENDING


@dataclass(frozen=True, slots=True)
class TooDeep:
    """Stands for a JSON value that arrived and is nested too deeply to be spelled again."""

    reason: str
    """What `JsonText.of` said of it."""


@dataclass(frozen=True, slots=True)
class JsonText:
    """A JSON value as its text: for a result so big that taking it apart holds others up."""

    utf8: bytes = field(repr=False)
    """Valid JSON, in the one spelling that `of` gives it."""
    n_rows: int | None = field(default=None, compare=False)
    """What `codika.counting` says of the value; `None` also where nobody counted."""

    @classmethod
    def of(cls, value: Any) -> Self:
        """
        Spell a value, the only way this package does where texts are kept.

        Args:
            value: Any JSON; a text of this class is what it is.

        Raises:
            ValueError: The value is no JSON, or nested too deeply (some 900 levels).
        """
        match value:
            case cls():
                return value
            case TooDeep(reason):
                raise ValueError(reason)
        try:
            spelled = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        except (TypeError, RecursionError) as error:
            raise ValueError(f"cannot be kept as JSON: {error}") from error
        # surrogatepass: half a surrogate pair is legal in JSON and must come back as it was.
        return cls(spelled.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an execution failed, in Codika's words."""

    message: str
    kind: str | None = None
    """`node_failure`, `validation_error`, `external_api_error`, `timeout`; a label only."""
    code: str | None = None
    failed_node: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """What Codika said about one execution at one moment."""

    id: str
    status: ExecutionStatus
    reported_status: str
    """Codika's own word.  One we do not know counts as pending and is shown as it is."""
    created_at: datetime | None = None
    duration_ms: float | None = None
    """From start to end as Codika measured it; `None` while pending."""
    result: Any = None
    """
    `resultData`, any JSON.  `None` may be a result: see `has_result`.

    A client with `read_apart` gives a big one as `JsonText` (or `TooDeep`).
    """
    has_result: bool = False
    """Whether the answer carried `resultData` at all, be it `null`, `0` or empty."""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionSummary:
    """One line of *list executions*: no payload, no result."""

    id: str
    workflow_id: str
    status: ExecutionStatus
    reported_status: str
    trigger_id: str | None = None
    created_at: datetime | None = None
    duration_ms: float | None = None
    n8n_execution_id: str | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRun:
    """One time one n8n node ran."""

    node: str
    index: int
    """Order in the execution."""
    started_at: datetime | None = None
    duration_ms: float | None = None
    status: str = "unknown"
    """n8n's vocabulary (`success`, `error`, …), which is not Codika's."""
    items: int = 0
    """How many items it put out, over all branches."""
    error: str | None = None
    previous_nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionDetails:
    """What happened inside an execution, node by node, without its secrets."""

    id: str
    status: str
    n8n_execution_id: str | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    nodes: tuple[NodeRun, ...] = ()
    """In the order they ran."""
    sub_executions: tuple["ExecutionDetails", ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """n8n's own record; execution secrets and callback URLs are taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """The text that tells an agent (and us) how to use one workflow."""

    workflow_id: str
    name: str
    description: str
    content_markdown: str
    relative_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One way a deployed workflow is started."""

    kind: str
    """`http`, `schedule`, `service_event`, `subworkflow` or `data_ingestion`."""
    method: str | None = None
    cron: str | None = None
    timezone: str | None = None
    service: str | None = None
    event_type: str | None = None
    manual_url: str | None = None
    """A schedule that may also be started by hand carries one."""
    input_schema: tuple[Any, ...] | None = None
    """As Codika sent it: read with `codika.schema`.  `None` when it was not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedWorkflow:
    """One workflow of a deployment, as *get instance* tells it."""

    id: str
    """The `workflowTemplateId`, which goes into URLs; not n8n's id."""
    name: str
    n8n_workflow_id: str | None = None
    is_active: bool | None = None
    """`None` when the details were not asked for; likewise below."""
    cost: float | None = None
    """Credits a run."""
    integrations: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceSummary:
    """One line of *list instances*."""

    id: str
    process_id: str
    title: str
    environment: str
    is_active: bool
    archived: bool = False
    version: str | None = None
    installed_at: datetime | None = None
    last_executed_at: datetime | None = None
    inactive_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceDetails(InstanceSummary):
    """One process instance and what is deployed in it."""

    organization_id: str | None = None
    deployment_status: str | None = None
    """`pending`, `deploying`, `deployed`, `failed`, `updating`; `None` without a deployment."""
    workflows: tuple[DeployedWorkflow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyIdentity:
    """What Codika says about a key."""

    kind: str | None = None
    """`org-api-key`, `admin-api-key` or `personal-api-key`."""
    organization_id: str | None = None
    organization_name: str | None = None
    name: str | None = None
    scopes: tuple[str, ...] = ()
    created_at: datetime | None = None
    expires_at: datetime | None = None


class RunStatus(enum.StrEnum):
    """
    The states of a run.

    `pending`, `success` and `failed` are Codika's words; the others are ours
    and tell what we know about our own request.
    """

    QUEUED = "queued"
    TRIGGERING = "triggering"
    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"
    REJECTED = "rejected"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"
    UNWATCHED = "unwatched"

    @property
    def is_open(self) -> bool:
        """Whether the tracker is at work on it and the status will change by itself."""
        return self in (RunStatus.QUEUED, RunStatus.TRIGGERING, RunStatus.PENDING)

    @property
    def needs_a_person(self) -> bool:
        """Whether nothing more happens until somebody decides."""
        return self in (RunStatus.UNCONFIRMED, RunStatus.UNWATCHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunError:
    """What went wrong with a run, as kept in the log."""

    kind: str
    """Name of the class in `codika.errors`; decides what people read."""
    message: str
    """For people who want to know more; never holds a key."""
    label: str | None = None
    """Codika's own type or code."""
    failed_node: str | None = None
    status_code: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """
    Our record of one execution, from before it is sent until after it has ended.

    What was sent and what came back are kept beside it (`RunStore.payload`,
    `RunStore.result`), so that a list of runs never reads them.  All times are
    aware, in UTC.
    """

    id: str
    """Sorts by time of creation."""
    submission_id: str
    """One per press of Run: the same one twice finds the first run."""
    instance_id: str
    instance_name: str
    environment: Environment
    workflow_id: str
    workflow_title: str
    inputs: str
    """The payload in one short line, for lists: `country: Belgium, limit: 20`."""
    user: str
    status: RunStatus
    created_at: datetime
    triggered_at: datetime | None = None
    """When the request left."""
    accepted_at: datetime | None = None
    """When Codika's answer to the trigger arrived."""
    ended_at: datetime | None = None
    """When we learned of the end."""
    watch_until: datetime | None = None
    """When we stop looking; `None` before it is accepted."""
    execution_id: str | None = None
    duration_ms: float | None = None
    """As Codika measured it."""
    reported_status: str | None = None
    """Codika's latest word, where it is not one of its documented three."""
    looks: int = 0
    """How many times its status was asked for."""
    error: RunError | None = None
    result_bytes: int | None = None
    """Size of the result as JSON, in bytes; `None` without a result."""
    result_rows: int | None = None
    """How many rows its main list has; `None` where there is none, or nobody counted."""
    payload_hash: str = ""
    """The same for equal payloads, whatever their secrets (`codika.runs.payloads`)."""
    rerun_of: str | None = None
    """The run it was started from."""
    is_sample: bool = False
    """Made to have something to show, not by a person's wish."""
    is_awaited: bool = False
    """Whether somebody waits for it, so that it is looked at more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent:
    """One line of a run's timeline."""

    at: datetime
    kind: str
    """`saved`, `sent`, `accepted`, `looked`, `ended`, … see `codika.runs`."""
    text: str = ""
    """In words a person can read; never holds a key."""
    why: str = ""
    """Of a look: why it was taken at that moment."""
