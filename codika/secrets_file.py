"""
A file with keys, looked at without showing any.

What it says becomes settings elsewhere (`codika.config`); here is only whether it
is there, who may read it, and whether it is TOML.  No message repeats anything
out of it.
"""

import json
import os
import re
import stat
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codika.language import in_english, later
from codika.model import Environment

MAX_BYTES = 1_000_000
_OTHERS = 0o077  # what group and everybody else may do
_UNNAMEABLE = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretsFile:
    """What was found where a file with keys should be."""

    path: Path
    exists: bool = False
    is_private: bool = True
    """Whether its owner alone may read it, where a system tells."""
    problem: str = ""
    """Why nothing can be read from it; empty without a file too."""
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)


def look_at(path: Path) -> SecretsFile:
    """Return what stands in a file now; of a folder, only that it is there."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return SecretsFile(path=path)
    except IsADirectoryError:
        return SecretsFile(path=path, exists=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = in_english("cannot be read: {reason}", reason=reason)
        return SecretsFile(path=path, exists=True, problem=problem)
    values: Mapping[str, Any] = {}
    problem = ""
    if len(content) > MAX_BYTES:
        problem = in_english(
            "is longer than {n} MB, so nobody wrote it by hand", n=MAX_BYTES // 1_000_000
        )
    else:
        try:
            values = tomllib.loads(content.decode())
        except UnicodeDecodeError:
            problem = later("is not text in UTF-8")
        except RecursionError:
            problem = later("is not valid TOML: it is nested too deeply")
        except tomllib.TOMLDecodeError as error:
            problem = _no_toml(error)
    is_private = os.name == "nt" or not stat.S_IMODE(mode) & _OTHERS
    return SecretsFile(
        path=path, exists=True, is_private=is_private, problem=problem, values=values
    )


def _no_toml(error: Exception) -> str:
    """Say where a TOML error is, and nothing else of its text, which may quote a key."""
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    if found is None:
        return later("is not valid TOML")
    return in_english(
        "is not valid TOML (at line {line}, column {column})", line=found[1], column=found[2]
    )


def example_section(
    label: str, environment: Environment, *, taken: Collection[str] = ()
) -> tuple[str, str]:
    """
    Return the name and the text of a section to fill in.

    Args:
        label: What people call the connection; what cannot be shown is left out.
        environment: Where it leads.
        taken: Names of sections that there are already.
    """
    # One line of signs that can be seen, as the settings want it.
    label = " ".join("".join(filter(str.isprintable, " ".join(label.split()))).split()) or "Codika"
    base = f"{_UNNAMEABLE.sub('-', label).strip('-').lower()[:40] or 'codika'}-{environment}"
    name, n = base, 1
    while name in taken:
        n += 1
        name = f"{base}-{n}"
    text = (
        f"[codika.{name}]\n"
        f"label = {json.dumps(label, ensure_ascii=False)}\n"
        f'environment = "{environment}"\n'
        'process_instance_id = "…"  # Codika: open the instance; the id is in its address\n'
        'api_key = "ck_…"  # Codika: instance › trigger panel › Public API Access\n'
        '# organization_key = "cko_…"  # optional: forms, costs and run lists\n'
    )
    return name, text
