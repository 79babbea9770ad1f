"""The services of the tests of runs, and a proxy to put between them and the sandbox."""

import pytest
from proxies import Proxy
from runs.conftest import (  # noqa: F401  fixtures are found by name
    codika,
    instance,
    no_bug,
    open_service,
    path,
    quick,
    service,
    store,
)

from codika.runs import service as runs_service


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    """Whoever waits for a run looks often."""
    monkeypatch.setattr(runs_service, "LOOK_EVERY", 0.01)


@pytest.fixture
def open_proxy(codika):  # noqa: F811  the fixture above
    """Put proxies before the sandbox; they end with the test."""
    opened = []

    def open_proxy(alter):
        opened.append(Proxy(codika.base_url, alter))
        return opened[-1]

    yield open_proxy
    for proxy in opened:
        proxy.close()
