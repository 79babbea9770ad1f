"""A real Chromium before a dashboard that was really started, on a real sandbox."""

import os
import shutil

import pytest
from dashboards import Dashboard, behave, settings_for, spoil
from playwright.sync_api import expect, sync_playwright
from visits import Visit

from codika.sandbox import launcher

SPEED = 10.0  # ends soon; a test that watches holds it as long as it likes
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium_file():
    """Where Chromium is; in CI it has to be somewhere."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no Chromium: .ci/run installs it")
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(NAMES)})")
    return found


# One a module: while it is open, its event loop is in the way of asynchronous tests.
@pytest.fixture(scope="module")
def browser(chromium_file):
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_file, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def codika(tmp_path_factory, chromium_file):  # noqa: ARG001  no sandbox without a browser
    """The sandbox that the dashboards here are connected to."""
    state = tmp_path_factory.mktemp("codika") / "sandbox.db"
    with launcher.launch(state, seed="journeys", speed=SPEED) as running:
        yield running


@pytest.fixture
def holding(codika):
    """While this is on, Codika says of every execution that it goes on; returns how to end it."""
    spoil(codika, {"on": "status", "times": None, "do": {"stay_pending": True}})
    yield lambda: behave(codika)
    behave(codika)


@pytest.fixture
def new_dashboard(tmp_path_factory, chromium_file):  # noqa: ARG001  as above
    """Make dashboards of the test's own; they end with it."""
    made = []

    def make(**given):
        made.append(Dashboard(tmp_path_factory.mktemp("dashboard"), **given))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory, codika):
    """A dashboard that is connected by environment variables, as Codika's docs name them."""
    running = Dashboard(tmp_path_factory.mktemp("dashboard"), **settings_for(codika))
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def new_visit(browser):
    """Make visits: each a person with a browser profile of their own."""
    made = []

    def make(dashboard, **how):
        made.append(Visit(browser, dashboard, **how))
        return made[-1]

    yield make
    for visit in made:
        visit.close()

    assert [] == [trouble for visit in made for trouble in visit.troubles]
