"""The dashboard as it is in git, and a browser to open it in."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from measuring.report import tell

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("app.py", "ui", "pages", "codika", ".streamlit/config.toml")
"""The dashboard as in git: without anybody's keys, run log and settings."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def copied(folder: Path) -> Path:
    """Copy the dashboard into a folder; return the folder."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder


def _installed() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def program() -> str:
    """Return where Chromium is: the one that is installed, else Playwright's own."""
    with sync_playwright() as playwright:
        return _installed() or playwright.chromium.executable_path


@contextmanager
def browser() -> Iterator[Browser | None]:
    """Give a Chromium for all rounds; `None` and a note where there is none."""
    with sync_playwright() as playwright:
        installed = _installed()
        own = playwright.chromium.executable_path
        if installed is None and not os.path.isfile(own):  # noqa: PTH113 - a text, used as such
            tell("no Chromium here; what it shows is left out")
            yield None
            return
        try:
            chromium = playwright.chromium.launch(executable_path=installed)
        except Error as error:
            tell(f"Chromium does not start, what it shows is left out: {error.message}")
            yield None
            return
        with closing(chromium):
            yield chromium
