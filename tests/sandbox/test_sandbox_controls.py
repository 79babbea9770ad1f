"""Manifest, statistics and faults answer to programs on this machine only."""

import httpx
import pytest

from codika.sandbox import app, control
from codika.sandbox.platform import Platform

PATHS = ["/sandbox/manifest", "/sandbox/stats", "/sandbox/faults"]


@pytest.fixture
def remote():
    """A caller on another machine, of a sandbox that has no socket at all."""

    def call(client, host, path="/sandbox/manifest"):
        transport = httpx.ASGITransport(app.application(Platform(None)), client=(client, 5000))
        return httpx.AsyncClient(transport=transport, base_url=f"http://{host}").get(path)

    return call


def test_the_manifest_has_the_agreed_fields(api):
    """
    Base URL, organization, keys, instances and workflows, by agreed names.
    """
    manifest = api.sandbox.manifest

    assert {"baseUrl", "organizationId", "keys", "instances", "workflows"} == set(manifest)
    assert {"organization", "limited", "dev", "prod", "otherOrganization"} <= set(manifest["keys"])
    assert {"dev", "prod", "inactive", "archived"} <= set(manifest["instances"])
    assert {"fast", "failing", "slow", "scheduled", "parent"} <= set(manifest["workflows"])


def test_keys_look_as_they_should(api):
    """
    A prefix by kind and 384 bits in base64url.
    """
    for name, key in api.keys.items():
        prefix, rest = key.split("_", 1)
        is_organization = name in ("organization", "limited", "otherOrganization")

        assert ("cko" if is_organization else "ck", 64) == (prefix, len(rest))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.0.2.1", "", "a:b:c"]
)
def test_a_rebound_name_gets_nothing(api, path, host):
    """
    A browser that was told that a foreign name is this machine still sends that name.
    """
    answer = api.http.get(api.base + path, headers={"Host": host})

    assert 403 == answer.status_code
    assert not any(key in answer.text for key in api.keys.values())


@pytest.mark.parametrize("path", PATHS)
def test_a_web_page_gets_nothing(api, path):
    """
    What carries an `Origin` comes from a page, of this machine or not.
    """
    answer = api.http.get(api.base + path, headers={"Origin": "http://localhost:8501"})

    assert 403 == answer.status_code


@pytest.mark.parametrize(
    ("client", "host", "expected"),
    [
        ("127.0.0.1", "localhost:80", 200),
        ("127.9.9.9", "127.0.0.1", 200),
        ("::1", "[::1]:80", 200),
        ("192.0.2.7", "127.0.0.1", 403),
        ("127.0.0.1", "evil.example", 403),
    ],
)
async def test_both_sides_must_be_this_machine(remote, client, host, expected):
    """
    The caller's address and the name it called count, both.
    """
    assert expected == (await remote(client, host)).status_code


def test_a_forwarded_address_does_not_count(api):
    """
    A header may not make a caller local, nor another one foreign.
    """
    answer = api.http.get(f"{api.base}/sandbox/stats", headers={"X-Forwarded-For": "192.0.2.7"})

    assert 200 == answer.status_code


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("a", False)],  # noqa: S104
)
def test_what_is_loopback(host, expected):
    """
    Addresses of this machine and its name.
    """
    assert expected == control.is_loopback(host)


def test_statistics_count_triggers_and_requests(new_api):
    """
    Triggers that started something, by workflow; refused ones are none; requests for the status.
    """
    api = new_api()
    api.run("main-workflow", {"text": "a"})
    started = api.start("awkward-shapes")
    before = api.stats()
    api.trigger("nope")
    api.status(started)
    after = api.stats()

    assert (2, {"awkward-shapes": 1, "main-workflow": 1}) == (
        after["triggers"],
        after["triggersByWorkflow"],
    )
    assert before["statusRequests"] + 1 == after["statusRequests"]
    assert 3 == after["requests"]["trigger"]
