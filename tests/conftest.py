"""What all tests share."""

import pytest

pytest_plugins = ["sandboxes"]


@pytest.fixture
def anyio_backend():
    return "asyncio"
