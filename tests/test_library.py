"""`import codika` costs little and offers what the README shows."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import codika


def modules_after(statement):
    """Return what is loaded after a statement in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(ended.stdout.split())


def test_importing_is_light():
    """
    `import codika` loads neither data nor screen nor HTTP libraries.
    """
    heavy = {
        "pandas", "numpy", "plotly", "sqlite_utils", "sqlite3", "streamlit", "pyarrow",
        "httpx", "aiohttp", "asyncio",
    }  # fmt: skip

    assert set() == heavy & modules_after("import codika, codika.errors, codika.model")


def test_the_client_is_light_as_well():
    """
    A script that only calls the API loads no data libraries.
    """
    heavy = {"pandas", "numpy", "plotly", "sqlite_utils", "sqlite3", "streamlit", "pyarrow"}

    assert set() == heavy & modules_after("from codika import Codika, AsyncCodika, PollPlan")


@pytest.mark.parametrize("name", codika.__all__)
def test_everything_offered_is_there(name):
    """
    Each name of `__all__` can be had, now or late.
    """
    assert getattr(codika, name) is not None


def test_nothing_else_is_pretended():
    """
    A name that does not exist is an AttributeError, as anywhere.
    """
    with pytest.raises(AttributeError, match="Codikka"):
        codika.Codikka  # noqa: B018


def test_the_version_is_the_one_of_the_package():
    """
    Files that are downloaded name it, so it is the same in both places.
    """
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())

    assert project["project"]["version"] == codika.__version__
