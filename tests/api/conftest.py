"""An instance, and a client whose server is a `respx.Router`."""

import httpx
import pytest
import respx
from api_instances import BASE, instance_at

from codika.api.client import AsyncCodika


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
