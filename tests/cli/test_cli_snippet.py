"""The snippet for the official CLI runs as it is."""

import json
import os
import stat
import subprocess

import pytest

from codika import Codika, Endpoints, Environment, ProcessInstance
from codika.snippets import SPELLINGS, Call

PATIENCE = 60  # seconds
ODD = 'it\'s "$HOME" $(id) `id` \\ \\n\n\t{} é中😀 %s !'


@pytest.fixture
def instance(cli):
    return ProcessInstance(
        id=cli.instances["dev"],
        environment=Environment.DEV,
        api_key=cli.keys["organization"],
        endpoints=Endpoints(base_url=cli.sandbox.base_url),
    )


@pytest.fixture
def paste(cli, instance, tmp_path):
    """Run the CLI's snippet of a payload where `codika` is installed."""
    node, entry = cli.program
    program = tmp_path / "codika"
    program.write_text(f'#!/bin/sh\nexec "{node}" "{entry}" "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def paste(workflow_id, payload, **variables):
        call = Call(instance=instance, workflow_id=workflow_id, payload=payload)
        return subprocess.run(
            ["sh", "-c", SPELLINGS["Codika's CLI"](call).text],
            env={
                "PATH": f"{tmp_path}:{os.environ['PATH']}",
                "HOME": str(tmp_path),
                "XDG_CONFIG_HOME": str(tmp_path / "config"),
                "NO_COLOR": "1",
                "CODIKA_API_KEY": instance.api_key,
                **variables,
            },
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return paste


def test_it_brings_the_result(paste, instance):
    """
    Pasted, with a key set, it prints the result that our client is given.
    """
    payload = {"year": 2002, "order_by": "population"}
    with Codika(instance) as codika:
        ours = codika.run("country-statistics", payload).result
    done = paste("country-statistics", payload)

    assert (0, ours) == (done.returncode, json.loads(done.stdout)["resultData"]), done.stderr


def test_odd_texts_arrive(paste):
    """
    What means something to a shell reaches the workflow as text.
    """
    done = paste("main-workflow", {"text": ODD})

    assert ODD.upper() == json.loads(done.stdout)["resultData"]["result"]


def test_a_secret_comes_from_its_variable(paste):
    """
    The CLI is given what the variable holds.
    """
    done = paste("main-workflow", {"text": "x", "token": "hush"}, SECRET_TOKEN="it's")

    assert 0 == done.returncode, done.stderr


def test_a_failed_run_is_a_failed_command(paste):
    """
    Whoever scripts it learns from the exit code.
    """
    done = paste("validate-iban", {"iban": "BE00"})

    assert 1 == done.returncode
    assert "An IBAN of BE has 16 characters, this one has 4" in done.stdout
