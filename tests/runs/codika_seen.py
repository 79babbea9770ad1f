"""The sandbox as the tests of runs see it, and clients that tell or answer for it."""

import json
import urllib.request

import httpx
from httpx_aiohttp import AiohttpTransport

from codika.api.client import AsyncCodika
from codika.model import Endpoints, Environment, ProcessInstance

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


def start(service, codika, workflow="fast", payload=None, **how):
    """Start a workflow of the sandbox by what it is like."""
    return service.start(codika.instance, codika.workflows[workflow], payload or {}, **how)


def kinds(store, run):
    """Return what happened to a run, in order."""
    return [event.kind for event in store.events(run.id)]
