"""Process instances for tests, with keys that nobody may see."""

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
