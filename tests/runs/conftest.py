"""A Codika that counts and misbehaves, and services on it that do not take their time."""

import json
import logging
import urllib.request

import httpx
import pytest
from httpx_aiohttp import AiohttpTransport

from codika.api.client import AsyncCodika
from codika.model import Endpoints, Environment, ProcessInstance
from codika.runs import RunService, SqliteRunStore, Tracker, polling, steps

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Codika:
    """The sandbox as these tests see it."""

    def __init__(self, sandbox):
        self.base_url = sandbox.base_url
        self.workflows = sandbox.manifest["workflows"]
        self.instance = ProcessInstance(
            id=sandbox.manifest["instances"]["dev"],
            environment=Environment.DEV,
            api_key=sandbox.manifest["keys"]["dev"],
            name="acme-dev",
            label="Acme",
            organization_key=sandbox.manifest["keys"]["organization"],
            endpoints=Endpoints(base_url=sandbox.base_url),
            is_sandbox=True,
        )
        self._before = self._stats()

    def misbehave(self, on, *, times=1, after=0, **do):
        """Spoil the next requests."""
        self._call("POST", "faults", [{"on": on, "times": times, "after": after, "do": do}])

    def behave(self):
        """Spoil no more requests."""
        self._call("DELETE", "faults")

    @property
    def started(self):
        """How many executions this test has started."""
        return self._stats()["triggers"] - self._before["triggers"]

    @property
    def triggers(self):
        """How many triggers this test has sent, whatever became of them."""
        return self._requests("trigger")

    @property
    def looks(self):
        """How many times this test has asked for a status."""
        return self._requests("status")

    def _requests(self, name):
        return self._stats()["requests"].get(name, 0) - self._before["requests"].get(name, 0)

    def _stats(self):
        return self._call("GET", "stats")

    def _call(self, method, control, content=None):
        request = urllib.request.Request(  # noqa: S310  our own sandbox
            f"{self.base_url}/sandbox/{control}",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
        )
        with NO_PROXY.open(request, timeout=10) as answer:
            return json.load(answer)


@pytest.fixture
def codika(sandbox):
    seen = Codika(sandbox)
    yield seen
    seen.behave()


@pytest.fixture
def instance(codika):
    return codika.instance


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Milliseconds instead of a mocked clock: waits really wait, and still end at once."""
    monkeypatch.setattr(polling, "STEPS", ())
    monkeypatch.setattr(polling, "SLOWEST", 0.02)
    monkeypatch.setattr(polling, "LONGEST_BACKOFF", 0.05)
    monkeypatch.setattr(steps, "FIRST_PAUSE", 0.02)


@pytest.fixture(autouse=True)
def no_bug(caplog):
    """What the tracker logs as a bug is one."""
    caplog.set_level(logging.INFO, "codika")
    yield
    bugs = [record.getMessage() for record in caplog.records if "a bug" in record.getMessage()]

    assert [] == bugs


class Spy(httpx.AsyncBaseTransport):
    """Real connections; tells of every request before it leaves."""

    def __init__(self, tell):
        self._tell = tell
        self._real = AiohttpTransport()

    async def handle_async_request(self, request):
        self._tell(request)
        return await self._real.handle_async_request(request)

    async def aclose(self):
        await self._real.aclose()


def spying(tell):
    """Make clients that tell of every request before it leaves."""
    return lambda instance: AsyncCodika(instance, transport=Spy(tell))


def answering(handler):
    """Make clients that get the replies of a function, for what no honest server says."""
    return lambda instance: AsyncCodika(instance, transport=httpx.MockTransport(handler))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.db"


@pytest.fixture
def open_service(path, instance):
    """
    Open services on one log; each gets a tracker, by default with quick sweeps.

    `started=False` leaves the tracker idle, as if its process had not come that far.
    """
    opened = []

    def open_service(*, started=True, instances=(instance,), store=None, sweep=0.05, **how):
        store = store or SqliteRunStore(path)
        tracker = Tracker(store, {one.id: one for one in instances}, sweep=sweep, **how)
        service = RunService(store, tracker, watch_limit=how.get("watch_limit", 60.0))
        opened.append(service)
        if started:
            tracker.start()
        return service

    yield open_service
    for service in opened:
        service.close()


@pytest.fixture
def service(open_service):
    return open_service()


@pytest.fixture
def store(path):
    """The log, as somebody sees it who only reads."""
    opened = SqliteRunStore(path)
    yield opened
    opened.close()
