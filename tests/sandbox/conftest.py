"""Callers of the shared sandbox and of a test's own."""

import pytest
from sandbox_callers import Caller


@pytest.fixture(scope="session")
def api(sandbox):
    """A caller of the shared sandbox."""
    return Caller(sandbox)


@pytest.fixture
def new_api(new_sandbox):
    """Make callers of sandboxes of the test's own."""

    def make(*given, **options):
        return Caller(new_sandbox(*given, **options))

    return make


@pytest.fixture
def spoiled(api):
    """The shared sandbox, which behaves again after the test."""
    yield api
    api.http.delete(f"{api.base}/sandbox/faults")
