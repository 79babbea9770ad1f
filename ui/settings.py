"""
What the dashboard is told from outside, read anew each time it is asked for.

The secrets files, the environment and a `project.json`, and what people chose on
the Connections page.  Reading changes nothing: `ui.resources` decides when what
was read is put to use.
"""

import enum
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from codika import errors
from codika.config import SECRETS_FILE, Settings, read_settings, shown_name
from codika.errors import ConfigurationProblem
from codika.language import in_english, later
from codika.secrets_file import SecretsFile, look_at

log = logging.getLogger(__name__)

DATA_VARIABLE = "CODIKA_DASHBOARD_DATA"
"""Folder for the run log and the sandbox's memory, in place of `data/`."""
CHOICE_FILE = "connections.json"
MAX_CHOICE_BYTES = 10_000


class Offer(enum.StrEnum):
    """Where runs can be started, when connections are configured."""

    CONFIGURED = "configured"
    BOTH = "both"
    """The sandbox beside them."""
    SANDBOX = "sandbox"
    """The sandbox alone; they are set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that could be read at one moment."""

    files: tuple[SecretsFile, ...]
    """In order of their weight: what a later one says wins."""
    settings: Settings | None
    """`None` when there are problems."""
    problems: tuple[ConfigurationProblem, ...] = ()

    @property
    def file(self) -> SecretsFile:
        """The file to write into: the last one that is there, else where it should be."""
        return next((file for file in reversed(self.files) if file.exists), self.files[-1])

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of all sections for connections, as they may be shown."""
        found: dict[str, None] = {}
        for file in self.files:
            sections = file.values.get("codika")
            if isinstance(sections, Mapping):
                found |= {
                    shown_name(name): None
                    for name, section in sections.items()
                    if isinstance(section, Mapping)
                }
        return tuple(found)

    def usable(self) -> Settings:
        """
        Return the settings.

        Raises:
            ConfigurationError: With every problem found.
        """
        if self.settings is None:
            raise errors.ConfigurationError(*self.problems)
        return self.settings


def data_folder() -> Path:
    """Return where the dashboard writes."""
    return Path(os.environ.get(DATA_VARIABLE, "data"))


def read() -> Reading:
    """Read everything anew."""
    files = tuple(look_at(Path(name)) for name in st.get_option("secrets.files"))
    problems = tuple(
        ConfigurationProblem(source=SECRETS_FILE, section="", field="", message=file.problem)
        for file in files
        if file.problem
    )
    settings = None
    # A broken file must not quietly lead to the sandbox.
    if not problems:
        try:
            secrets = _secrets(files)
            settings = read_settings(secrets, _environ(secrets), Path("project.json"))
        except errors.ConfigurationError as error:
            problems = error.problems
    return Reading(files=files, settings=settings, problems=problems)


def _secrets(files: tuple[SecretsFile, ...]) -> dict[str, Any]:
    if any(file.path.is_dir() for file in files):
        # A folder of secrets, as containers have them: Streamlit reads it, once.
        try:
            return st.secrets.to_dict()
        except StreamlitSecretNotFoundError:
            raise errors.ConfigurationError(
                ConfigurationProblem(
                    source="secrets", section="", field="", message=later("cannot be read")
                )
            ) from None
    found: dict[str, Any] = {}
    for file in files:
        found |= file.values
    return found


def _environ(secrets: Mapping[str, Any]) -> dict[str, str]:
    """Return the environment, with what stands in a file outside all sections."""
    # As Streamlit has it, which puts these into the environment when it starts.
    outside = {
        name: str(value)
        for name, value in secrets.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }
    return {**os.environ, **outside}


def offer(data: Path) -> Offer:
    """Return what people chose to have offered; a choice that cannot be read is none."""
    try:
        with (data / CHOICE_FILE).open("rb") as file:
            chosen = json.loads(file.read(MAX_CHOICE_BYTES))
        return Offer(chosen["offer"])
    except FileNotFoundError:
        return Offer.CONFIGURED
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        log.warning("%s cannot be read: %s", CHOICE_FILE, type(error).__name__)
        return Offer.CONFIGURED


def keep_offer(data: Path, chosen: Offer) -> None:
    """
    Keep what people chose to have offered.

    Raises:
        ConfigurationError: The file cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: a full disk leaves the earlier file as it was.
        with tempfile.NamedTemporaryFile("w", dir=data, delete=False, encoding="utf-8") as file:
            json.dump({"offer": chosen}, file)
        Path(file.name).replace(data / CHOICE_FILE)
    except OSError as error:
        raise errors.ConfigurationError(
            ConfigurationProblem(
                source=CHOICE_FILE,
                section="",
                field="",
                message=in_english("cannot be written: {reason}", reason=str(error.strerror)),
            )
        ) from None
