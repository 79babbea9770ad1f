"""Snippets run as they are, and bring what the library brings."""

import json
from dataclasses import replace

import pytest
from snippet_runs import ran

from codika import Codika, Endpoints, Environment, PathSpelling, ProcessInstance
from codika.snippets import SPELLINGS, Call

HERE = ["curl", "Python, this library", "Python, httpx"]
PAYLOAD = {"year": 2002, "order_by": "population"}


@pytest.fixture
def instance(sandbox):
    manifest = sandbox.manifest
    return ProcessInstance(
        id=manifest["instances"]["dev"],
        environment=Environment.DEV,
        api_key=manifest["keys"]["dev"],
        endpoints=Endpoints(base_url=sandbox.base_url),
    )


@pytest.fixture
def ours(instance):
    """What our own client is given for the payload."""
    with Codika(instance) as codika:
        return codika.run("country-statistics", PAYLOAD).result


def run(title, instance, folder, *, key=None, **how):
    call = Call(instance=instance, workflow_id="country-statistics", payload=PAYLOAD)
    return ran(SPELLINGS[title](call), folder, CODIKA_API_KEY=key or instance.api_key, **how)


@pytest.mark.parametrize("title", HERE)
def test_a_snippet_brings_the_result(title, instance, ours, tmp_path):
    """
    Pasted, with a key set, it starts the workflow, waits, and prints its result as JSON.
    """
    done = run(title, instance, tmp_path)

    assert (0, ours) == (done.returncode, json.loads(done.stdout)), done.stderr
    assert "" == done.stderr


def test_curl_runs_in_the_smallest_shell(instance, ours, tmp_path):
    """
    No shell of a particular make is needed.
    """
    done = run("curl", instance, tmp_path, interpreter="dash")

    assert ours == json.loads(done.stdout)


@pytest.mark.parametrize("title", HERE)
@pytest.mark.parametrize("spelling", PathSpelling)
def test_every_spelling_of_the_paths_runs(title, spelling, instance, ours, tmp_path):
    """
    The address that is set up is the address that is called.
    """
    endpoints = replace(instance.endpoints, spelling=spelling)
    done = run(title, replace(instance, endpoints=endpoints), tmp_path)

    assert ours == json.loads(done.stdout), done.stderr


@pytest.mark.parametrize("title", HERE)
def test_a_refusal_is_told(title, instance, tmp_path):
    """
    A wrong key ends it with Codika's words, or the status they came with.
    """
    done = run(title, instance, tmp_path, key="ck_wrong")

    assert 0 != done.returncode
    assert "401" in done.stderr
    assert "" == done.stdout


def test_an_organization_key_runs_it_too(sandbox, instance, ours, tmp_path):
    """
    Where the connection has no other key, its header is the one that is written.
    """
    key = sandbox.manifest["keys"]["organization"]
    done = run("curl", replace(instance, api_key=key), tmp_path)

    assert ours == json.loads(done.stdout), done.stderr
