"""
Settings out of mappings: Streamlit's secrets, the environment, a `project.json`.

Nothing here reads `st.secrets` or `os.environ`: whoever calls hands them over.
Three rules are worth knowing.  The first source that names an instance is the
only one used, so that a key never travels to a base URL from another source;
ids alone may come from `project.json`.  All mistakes are collected, each with
source, section and field, before any request.  No message repeats a value: it
might be a key in the wrong place.

Source of the variables: https://doc.codika.io (dashboards), read 2026-11-21.
`CODIKA_ENVIRONMENT`, `CODIKA_ORGANIZATION_KEY` and `CODIKA_RISKY_WORKFLOWS` are
ours, as is `riskyWorkflows` in a `project.json`.
"""

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from codika import checks
from codika.errors import ConfigurationError, ConfigurationProblem
from codika.language import in_english, later
from codika.model import (
    DEFAULT_BASE_URL,
    Endpoints,
    Environment,
    PathSpelling,
    ProcessInstance,
)

SECRETS_FILE = ".streamlit/secrets.toml"
ENVIRONMENT = "environment"
ENVIRONMENT_LABEL = "Codika"
PROJECT_FILE_LIMIT = 1_000_000  # bytes
NAME_LIMIT = 40  # characters of an unknown name that a message repeats

_INSTANCE_FIELDS: dict[str, checks.Rule] = {
    "process_instance_id": checks.identifier,
    "api_key": checks.instance_key,
    "environment": checks.environment,
    "organization_key": checks.organization_key,
    "label": checks.text(100),
    "base_url": checks.url,
    "trigger_url": checks.url,
    "status_url": checks.url,
    "spelling": checks.spelling,
    "risky": checks.identifiers,
}
_REQUIRED = ("process_instance_id", "api_key", "environment")
_DASHBOARD_FIELDS: dict[str, checks.Rule] = {
    "title": checks.text(80),
    "logo": checks.picture,
    "accent": checks.accent,
    "user_header": checks.header_name,
    "watch_limit_minutes": checks.minutes,
    "run_log": checks.text(1_000),
}
# Fields that one variable sets for all instances of the environment.
_SHARED_VARIABLES = {
    "organization_key": "CODIKA_ORGANIZATION_KEY",
    "base_url": "CODIKA_BASE_URL",
    "trigger_url": "CODIKA_TRIGGER_BASE_URL",
    "status_url": "CODIKA_STATUS_BASE_URL",
    "risky": "CODIKA_RISKY_WORKFLOWS",
}

_Place: TypeAlias = tuple[str, str, str]  # source, section, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a dashboard is told from outside."""

    instances: tuple[ProcessInstance, ...] = ()
    """Empty when nothing is configured: the dashboard then starts its sandbox."""
    source: str = ""
    """Where the instances came from; empty without instances."""
    title: str = "Codika"
    logo: Path | None = None
    """A picture file (PNG, JPEG, WebP or SVG); `None` for ours."""
    accent: str | None = None
    """Colour of buttons and links, `#rrggbb`; `None` for ours."""
    user_header: str | None = None
    """Header in which a trusted proxy names the user; `None` means there is no such proxy."""
    watch_limit_minutes: float = 60.0
    """How long a run is watched before it counts as unwatched."""
    run_log: Path = Path("data/runs.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """One instance as somebody wrote it, and where each of its fields stands."""

    name: str
    source: str
    values: Mapping[str, Any]
    places: Mapping[str, _Place] = field(default_factory=dict)
    """For fields that the source calls by another name."""

    def place(self, field_name: str) -> _Place:
        return self.places.get(field_name, (self.source, f"codika.{self.name}", field_name))


def read_settings(
    secrets: Mapping[str, Any] | None,
    environ: Mapping[str, str],
    project_json: Path | None = None,
    *,
    secrets_source: str = SECRETS_FILE,
) -> Settings:
    """
    Return the settings of the first source that names a process instance.

    The order: `[codika.<name>]` sections of the secrets, the environment
    variables of Codika's docs, a `project.json` with keys from the environment.

    Args:
        secrets: What `st.secrets` holds; `None` without a secrets file.
        environ: Such as `os.environ`.  An empty value counts as unset.
        project_json: Read if it exists.
        secrets_source: What to call the secrets in messages.

    Raises:
        ConfigurationError: With every problem found, not only the first.
    """
    secrets = secrets if secrets is not None else {}
    environ = {name: value.strip() for name, value in environ.items() if value.strip()}
    problems: list[ConfigurationProblem] = []

    options = _options(secrets.get("dashboard"), secrets_source, problems)
    drafts = _from_secrets(secrets.get("codika"), secrets_source, problems)
    if not drafts and not problems:
        drafts = _from_environment(environ)
    if not drafts and not problems and project_json is not None and project_json.is_file():
        drafts = _from_project(project_json, environ, problems)
    if not drafts and not problems:
        problems += _halves(environ)

    for draft in drafts:
        problems += _problems_of(draft)
    problems += _duplicates(drafts)
    if problems:
        raise ConfigurationError(*problems)
    for name in ("run_log", "logo"):
        if name in options:
            options[name] = Path(options[name])
    return Settings(
        instances=tuple(_instance(draft) for draft in drafts),
        source=drafts[0].source if drafts else "",
        **options,
    )


def _options(section: Any, source: str, problems: list[ConfigurationProblem]) -> dict[str, Any]:
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        problems.append(
            _problem((source, "dashboard", ""), later("must be a section: [dashboard]"))
        )
        return {}
    problems += _wrong_fields(section, _DASHBOARD_FIELDS, lambda name: (source, "dashboard", name))
    return dict(section)


def _from_secrets(sections: Any, source: str, problems: list[ConfigurationProblem]) -> list[_Draft]:
    if sections is None:
        return []
    if not isinstance(sections, Mapping):
        problems.append(
            _problem((source, "codika", ""), later("must hold sections: [codika.acme-prod]"))
        )
        return []
    drafts = []
    for name, values in sections.items():
        place = (source, f"codika.{shown_name(name)}", "")
        if not isinstance(values, Mapping):
            problems.append(
                _problem(
                    (source, "codika", shown_name(name)),
                    later(
                        "must stand in a section of its own, named as you like: [codika.acme-prod]"
                    ),
                )
            )
        elif wrong := checks.section_name(name):
            problems.append(_problem(place, wrong))
        else:
            drafts.append(_Draft(name=name, source=source, values=dict(values)))
    return drafts


def _from_environment(environ: Mapping[str, str]) -> list[_Draft]:
    drafts = []
    for mode in Environment:
        variable = f"{mode.upper()}_PROCESS_INSTANCE_ID"
        if variable in environ:
            drafts.append(_environment_draft(mode, environ, mode, ENVIRONMENT, variable))
    if "PROCESS_INSTANCE_ID" in environ:
        # The docs' single instance has no word for its environment; taking it
        # for prod makes the dashboard careful rather than careless.
        word = environ.get("CODIKA_ENVIRONMENT", Environment.PROD)
        drafts.append(
            _environment_draft("codika", environ, word, ENVIRONMENT, "PROCESS_INSTANCE_ID")
        )
    return drafts


def _from_project(
    path: Path, environ: Mapping[str, str], problems: list[ConfigurationProblem]
) -> list[_Draft]:
    source = path.name
    try:
        with path.open("rb") as file:
            project = json.loads(file.read(PROJECT_FILE_LIMIT))
    except (OSError, ValueError, RecursionError) as error:
        problems.append(_problem((source, "", ""), _unreadable(error)))
        return []
    if not isinstance(project, dict):
        problems.append(_problem((source, "", ""), later("must hold a JSON object")))
        return []
    ids = {mode: project.get(f"{mode}ProcessInstanceId") for mode in Environment}
    named = {mode: instance_id for mode, instance_id in ids.items() if instance_id is not None}
    # The file always names both instances; a key for one of them is enough.
    with_key = [mode for mode in named if _key_variable(mode, environ) in environ]
    drafts = []
    for mode in with_key or named:
        draft = _environment_draft(mode, environ, mode, source, "")
        values = {**draft.values, "process_instance_id": named[mode]}
        places = {
            **draft.places,
            "process_instance_id": (source, "", f"{mode}ProcessInstanceId"),
        }
        if "riskyWorkflows" in project:
            values["risky"] = project["riskyWorkflows"]
            places["risky"] = (source, "", "riskyWorkflows")
        drafts.append(_Draft(name=mode, source=source, values=values, places=places))
    return drafts


def _unreadable(error: Exception) -> str:
    return in_english("cannot be read: {reason}", reason=type(error).__name__)


def _environment_draft(
    name: str, environ: Mapping[str, str], mode: str, source: str, id_variable: str
) -> _Draft:
    is_single = id_variable == "PROCESS_INSTANCE_ID"
    variables = {
        "process_instance_id": id_variable,
        "api_key": "CODIKA_API_KEY" if is_single else _key_variable(mode, environ),
        **_SHARED_VARIABLES,
    }
    if is_single:
        variables["environment"] = "CODIKA_ENVIRONMENT"
    if "CODIKA_ORGANIZATION_KEY" not in environ and _is_organization_key(environ):
        variables["organization_key"] = "CODIKA_API_KEY"
    values: dict[str, Any] = {
        field_name: environ[variable]
        for field_name, variable in variables.items()
        if variable in environ
    }
    if "risky" in values:
        values["risky"] = [one.strip() for one in values["risky"].split(",") if one.strip()]
    places = {field_name: (ENVIRONMENT, "", variable) for field_name, variable in variables.items()}
    # Nobody gives a variable a label; without one its environment would be named twice.
    values = {"environment": mode, "label": ENVIRONMENT_LABEL, **values}
    return _Draft(name=name, source=source, values=values, places=places)


def _key_variable(mode: str, environ: Mapping[str, str]) -> str:
    """Name the variable with the key; an organization key serves both environments."""
    variable = f"{mode.upper()}_CODIKA_API_KEY"
    if variable not in environ and _is_organization_key(environ):
        return "CODIKA_API_KEY"
    return variable


def _is_organization_key(environ: Mapping[str, str]) -> bool:
    return environ.get("CODIKA_API_KEY", "").startswith(("cko_", "cka_"))


def _halves(environ: Mapping[str, str]) -> Iterable[ConfigurationProblem]:
    """Find keys without an id: someone meant to configure, so the sandbox would mislead."""
    for prefix in ("", "DEV_", "PROD_"):
        if f"{prefix}CODIKA_API_KEY" in environ:
            yield _problem(
                (ENVIRONMENT, "", f"{prefix}PROCESS_INSTANCE_ID"),
                in_english(
                    "is missing, though {key} is set (unset that to use the sandbox)",
                    key=f"{prefix}CODIKA_API_KEY",
                ),
            )


def _problems_of(draft: _Draft) -> Iterable[ConfigurationProblem]:
    yield from _wrong_fields(draft.values, _INSTANCE_FIELDS, draft.place)
    for field_name in _REQUIRED:
        if field_name not in draft.values:
            yield _problem(draft.place(field_name), later("is missing"))


def _wrong_fields(
    section: Mapping[str, Any], rules: Mapping[str, checks.Rule], place: Any
) -> Iterable[ConfigurationProblem]:
    for name, value in section.items():
        if rule := rules.get(name):
            if wrong := rule(value):
                yield _problem(place(name), wrong)
            continue
        close = difflib.get_close_matches(str(name), rules, n=1, cutoff=0.5)
        known = ", ".join(rules)
        wrong = (
            in_english(
                "is no setting we know; did you mean `{close}`? Known: {known}",
                close=close[0],
                known=known,
            )
            if close
            else in_english("is no setting we know. Known: {known}", known=known)
        )
        yield _problem(place(shown_name(name)), wrong)


def _duplicates(drafts: Iterable[_Draft]) -> Iterable[ConfigurationProblem]:
    first: dict[Any, _Draft] = {}
    for draft in drafts:
        instance_id = draft.values.get("process_instance_id")
        if not isinstance(instance_id, str):
            continue
        earlier = first.setdefault(instance_id, draft)
        if earlier is not draft:
            yield _problem(
                draft.place("process_instance_id"),
                in_english("is the same as that of {other}", other=earlier.name),
            )


def _instance(draft: _Draft) -> ProcessInstance:
    values = draft.values
    return ProcessInstance(
        id=values["process_instance_id"],
        environment=Environment(values["environment"]),
        api_key=values["api_key"],
        name=draft.name,
        label=values.get("label", ""),
        organization_key=values.get("organization_key"),
        endpoints=Endpoints(
            base_url=values.get("base_url", DEFAULT_BASE_URL).rstrip("/"),
            spelling=PathSpelling(values.get("spelling", PathSpelling.LOWER)),
            trigger_url=_without_slash(values.get("trigger_url")),
            status_url=_without_slash(values.get("status_url")),
        ),
        source=draft.source,
        risky=frozenset(values.get("risky", ())),
    )


def _without_slash(url: str | None) -> str | None:
    return None if url is None else url.rstrip("/")


def shown_name(name: Any) -> str:
    """Return a name that somebody wrote, as far as it cannot be a key or a wall of text."""
    name = str(name)
    return name if len(name) <= NAME_LIMIT and name.isprintable() else f"{name[:3]!r}…"


def _problem(place: _Place, message: str) -> ConfigurationProblem:
    source, section, field_name = place
    return ConfigurationProblem(source=source, section=section, field=field_name, message=message)
