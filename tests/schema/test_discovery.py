"""Asking an instance what it has; a source that fails leaves the others working."""

import json
import urllib.request
from dataclasses import replace

import pytest

from codika import Codika, Endpoints, Environment, ProcessInstance, errors
from codika.schema import read_declared
from codika.schema.discovery import discover

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
DEPLOYED, SKILLS = "What is deployed", "How to use the workflows"


@pytest.fixture
def instance(sandbox):
    manifest = sandbox.manifest
    return ProcessInstance(
        id=manifest["instances"]["dev"],
        environment=Environment.DEV,
        api_key=manifest["keys"]["dev"],
        organization_key=manifest["keys"]["organization"],
        endpoints=Endpoints(base_url=sandbox.base_url),
    )


@pytest.fixture
def refuse(sandbox):
    """Let the sandbox refuse what it is asked by name."""

    def control(method, content=None):
        request = urllib.request.Request(  # noqa: S310  our own sandbox
            f"{sandbox.base_url}/sandbox/faults",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
        )
        NO_PROXY.open(request, timeout=10).close()

    yield lambda **refusals: control(
        "POST",
        [
            {"on": name, "times": None, "do": {"answer": {"status": status}}}
            for name, status in refusals.items()
        ],
    )
    control("DELETE")


def found(instance, **sources):
    with Codika(instance) as codika:
        catalogue = discover(codika, **sources)
    return catalogue, {name: type(error) for name, error in catalogue.problems}


def test_both_keys_tell_all(instance):
    """
    Schemas and costs by the organization key, texts and examples by the skills.
    """
    catalogue, problems = found(instance)
    origins = catalogue.workflow("lead-scoring").origins

    assert {} == problems
    assert ("instance", "instance", "skill", "skill") == tuple(
        origins[part] for part in ("inputs", "cost", "title", "examples")
    )


def test_an_instance_key_is_enough_for_the_skills(instance):
    """
    Without an organization key nobody asks for what it alone could get.
    """
    catalogue, problems = found(replace(instance, organization_key=None))

    assert {} == problems
    assert "skill" == catalogue.workflow("lead-scoring").origins["inputs"]
    assert catalogue.instance is None


@pytest.mark.parametrize("status", [401, 403, 404])
def test_refused_skills_are_no_problem(instance, refuse, status):
    """
    An instance key may not read them: quiet, and the rest is there.
    """
    refuse(skills=status)
    catalogue, problems = found(instance)
    alone, quiet = found(replace(instance, organization_key=None), seen=[("w", "Weekly")])

    assert ({}, {}) == (problems, quiet)
    assert "instance" == catalogue.workflow("lead-scoring").origins["inputs"]
    assert ["w"] == [workflow.id for workflow in alone.workflows]


def test_a_wrong_key_is_told(instance):
    """
    Quiet where a key may be refused, not where it is none.
    """
    wrong = replace(instance, organization_key=None, api_key="ck_wrong")

    assert {SKILLS: errors.AuthenticationError} == found(wrong)[1]


@pytest.mark.parametrize(
    ("refusals", "told", "origin"),
    [
        pytest.param({"instance": 500}, {DEPLOYED: errors.ServerError}, "skill", id="details"),
        pytest.param({"skills": 500}, {SKILLS: errors.ServerError}, "instance", id="skills"),
        pytest.param(
            {"instance": 403, "skills": 500},
            {DEPLOYED: errors.ForbiddenError, SKILLS: errors.ServerError},
            "file",
            id="both",
        ),
    ],
)
def test_a_source_that_fails_leaves_the_others(instance, refuse, refusals, told, origin):
    """
    What failed is told by name, and the next best source is asked for inputs.
    """
    refuse(**refusals)
    declared = read_declared(
        {"workflows": [{"workflowId": "lead-scoring", "inputSchema": [{"key": "country"}]}]}
    )
    catalogue, problems = found(instance, declared=declared)

    assert told == problems
    assert catalogue.workflow("lead-scoring").origins["inputs"] in (origin, "file")
