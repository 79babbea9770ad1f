"""Examples that people pasted: kept, bounded, dropped again."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from codika import errors, schema
from codika.model import DeployedWorkflow, InstanceDetails, Skill, Trigger
from codika.schema import pasted
from codika.schema.pasted import PastedExamples

EXAMPLE = {"country": "Belgium", "limit": 20}


@pytest.fixture
def examples(tmp_path):
    return PastedExamples(tmp_path / "data" / "examples.json")


def test_nothing_was_pasted_yet(examples):
    """
    The file need not be there.
    """
    examples.drop("w")

    assert {} == examples.all()


def test_an_example_is_kept_and_dropped(examples, tmp_path):
    """
    Another process finds it; dropping one leaves the others.
    """
    examples.keep("w", EXAMPLE)
    examples.keep("v", {"n": 2**60, "text": "é 中\n"})
    other = PastedExamples(tmp_path / "data" / "examples.json")
    before = other.all()
    other.drop("w")

    assert {"w": EXAMPLE, "v": {"n": 2**60, "text": "é 中\n"}} == before
    assert {"v"} == set(examples.all())


def test_secrets_are_not_kept(examples, tmp_path):
    """
    The form still asks for a password; the file holds none.
    """
    secret = {"user": "ann", "password": "hunter2", "login": [{"apiToken": "hunter2", "n": 1}],
              "secrets": ["hunter2"]}  # fmt: skip
    examples.keep("w", secret)

    assert {"user": "ann", "password": "", "login": [{"apiToken": "", "n": 1}], "secrets": []} == (
        examples.all()["w"]
    )
    assert "hunter2" not in (tmp_path / "data" / "examples.json").read_text()


def test_what_is_too_large_is_refused(examples):
    """
    An example shows a shape; a megabyte of one shows no more.
    """
    with pytest.raises(errors.PayloadError, match="longer than 100 kB"):
        examples.keep("w", {"text": "x" * 100_000})

    assert {} == examples.all()


def test_there_is_an_end_to_what_is_kept(examples, monkeypatch):
    """
    A full file says so; what is in it may be replaced.
    """
    monkeypatch.setattr(pasted, "MAX_EXAMPLES", 2)
    for name in ("a", "b", "a"):
        examples.keep(name, EXAMPLE)

    with pytest.raises(errors.ConfigurationError, match="holds 2 examples"):
        examples.keep("c", EXAMPLE)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"examples": []}', "\xff", '{"a": 1e999}'])
def test_a_file_that_is_none_is_told_and_left_alone(tmp_path, content):
    """
    Whatever stands there is not written over.
    """
    path = tmp_path / "examples.json"
    path.write_bytes(content.encode("latin-1"))
    examples = PastedExamples(path)

    for work in (examples.all, lambda: examples.keep("w", EXAMPLE), lambda: examples.drop("w")):
        with pytest.raises(errors.ConfigurationError, match=r"examples\.json"):
            work()

    assert content == path.read_bytes().decode("latin-1")


def test_what_is_no_example_is_passed_over(tmp_path):
    """
    One entry that somebody spoiled does not take the others along.
    """
    path = tmp_path / "examples.json"
    path.write_text(json.dumps({"examples": {"a": [1], "b": EXAMPLE}}))

    assert {"b": EXAMPLE} == PastedExamples(path).all()


def test_eight_at_once_are_all_kept(examples):
    """
    Two people who paste at the same moment both find their forms.
    """
    together = threading.Barrier(8)

    def keep(n):
        together.wait()
        examples.keep(f"w{n}", {"n": n})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep, range(8)))

    assert {f"w{n}": {"n": n} for n in range(8)} == examples.all()


# -- in the catalogue -------------------------------------------------------------


def merged(instance=None, skills=(), example=EXAMPLE):
    (workflow,) = schema.merge(instance, skills, (), [("w", "Weekly")], {"w": example, "x": {}})
    return workflow


def test_an_example_makes_a_form_where_nobody_knows():
    """
    Its keys are asked for, nothing is required, and it is an example to fill in.
    """
    workflow = merged()

    assert {"inputs": "pasted", "examples": "pasted", "title": "runs"} == workflow.origins
    assert [("country", False), ("limit", False)] == [
        (field.key, field.required) for field in workflow.inputs
    ]
    assert (EXAMPLE,) == workflow.examples


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ("instance", [{"key": "text", "type": "string"}]),
        ("instance", []),
    ],
)
def test_the_instance_wins(source, given):
    """
    Once Codika tells, be it that there is no input, the guess is over.
    """
    trigger = Trigger(kind="http", method="POST", input_schema=tuple(given))
    instance = InstanceDetails(
        id="i",
        process_id="p",
        title="I",
        environment="dev",
        is_active=True,
        workflows=(DeployedWorkflow(id="w", name="W", triggers=(trigger,)),),
    )
    workflow = merged(instance)

    assert source == workflow.origins["inputs"]
    assert len(given) == len(workflow.inputs)
    assert () == workflow.doubts


def test_a_skill_wins():
    """
    What a skill tells is nearer to the truth than what somebody once sent.
    """
    text = "## Input\n\n| Parameter | Type | Required |\n|---|---|---|\n| `a` | string | yes |\n"
    skill = Skill(workflow_id="w", name="n", description="d", content_markdown=text)

    assert "skill" == merged(skills=(skill,)).origins["inputs"]
