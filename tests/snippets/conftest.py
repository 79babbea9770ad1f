"""A Codika that keeps what it is sent."""

import pytest
from snippet_runs import recording


@pytest.fixture
def recorder():
    with recording() as one:
        yield one
