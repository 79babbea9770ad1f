"""An instance, and a client whose server is a `respx.Router`."""

import httpx
import pytest
import respx

from codika.api.client import AsyncCodika
from codika.model import Endpoints, Environment, ProcessInstance

BASE = "http://127.0.0.1:9"
KEY = "ck_thisIsTheInstanceKeyThatNobodyMaySee"
ORGANIZATION_KEY = "cko_thisIsTheOrganizationKeyThatNobodyMaySee"


def instance_at(base_url=BASE, **changes):
    """Return a process instance with both keys, unless changed."""
    return ProcessInstance(
        **{
            "id": "pi-1",
            "environment": Environment.DEV,
            "api_key": KEY,
            "organization_key": ORGANIZATION_KEY,
            "name": "acme-dev",
            "source": "a test",
            "endpoints": Endpoints(base_url=base_url),
        }
        | changes
    )


@pytest.fixture
def make_instance():
    return instance_at


@pytest.fixture
def instance():
    return instance_at()


@pytest.fixture
def router():
    return respx.Router(base_url=BASE, assert_all_called=False)


@pytest.fixture
def transport(router):
    return httpx.MockTransport(router.async_handler)


@pytest.fixture
async def client(instance, transport):
    async with AsyncCodika(instance, transport=transport) as client:
        yield client


@pytest.fixture
async def bare_client(transport):
    """A client with an instance key and no other."""
    async with AsyncCodika(instance_at(organization_key=None), transport=transport) as client:
        yield client
