"""
A running sandbox for whoever wants one.

`sandbox` is shared by the whole run: do not switch its instances off, and take
back the faults you put in.  A test that needs one of its own takes `new_sandbox`.
"""

import pytest

from codika.sandbox import launcher

SPEED = 20.0


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory):
    """A sandbox that is twenty times as fast as usual, with the seed "test"."""
    state = tmp_path_factory.mktemp("sandbox") / "sandbox.db"
    with launcher.launch(state, seed="test", speed=SPEED) as running:
        yield running


@pytest.fixture
def new_sandbox(tmp_path):
    """Start sandboxes of the test's own; they end with it."""
    running = []

    def start(state=tmp_path / "sandbox.db", *, seed="test", speed=SPEED, port=0):
        running.append(launcher.launch(state, seed=seed, speed=speed, port=port))
        return running[-1]

    yield start
    for one in running:
        one.stop()
