"""`data/workflows.json`: workflows that a person has written down."""

import json

import pytest

from codika import errors, schema

KNOWN = "workflowId, title, description, inputSchema, outputSchema, cost, example"


def _problems(source):
    with pytest.raises(errors.ConfigurationError) as caught:
        schema.read_declared(source, "w.json")
    return [str(problem) for problem in caught.value.problems]


def test_a_file_in_codikas_own_spelling(tmp_path):
    path = tmp_path / "workflows.json"
    entry = {
        "workflowId": "w",
        "title": "T",
        "description": "D",
        "inputSchema": [{"key": "a", "type": "string"}],
        "outputSchema": [{"key": "b", "type": "colour"}],
        "cost": 0.02,
        "example": {"a": "x"},
    }
    path.write_text(json.dumps({"workflows": [entry, {"workflowId": "v"}]}), "utf-8-sig")

    assert (
        schema.DeclaredWorkflow(
            id="w",
            title="T",
            description="D",
            inputs=schema.SchemaReading(items=(schema.StringField(key="a"),)),
            outputs=schema.SchemaReading(
                items=(schema.UnknownField(key="b", declared_type="colour"),),
                notes=("b: type 'colour' is not known, any JSON is taken",),
            ),
            cost=0.02,
            example={"a": "x"},
        ),
        schema.DeclaredWorkflow(id="v"),
    ) == schema.read_declared(path)


def test_no_file_declares_nothing(tmp_path):
    assert () == schema.read_declared(tmp_path / "workflows.json")


def test_all_mistakes_are_told_at_once_with_their_places():
    entries = [
        5,
        {"title": "T"},
        {
            "workflowId": "w",
            "title": 1,
            "inputSchema": {},
            "outputSchema": "x",
            "cost": -1,
            "example": [],
            "inputs": [],
        },
        {"workflowId": "v", "cost": True},
        {"workflowId": "v"},
    ]

    assert [
        "w.json > workflows[0]: must be an object, not a number",
        "w.json > workflows[1] > workflowId: is missing: the workflowTemplateId, as text",
        f"w.json > workflows[2] > inputs: is not known here; known are {KNOWN}",
        "w.json > workflows[2] > cost: must be a number of credits, from 0",
        "w.json > workflows[2] > title: must be text, not a number",
        "w.json > workflows[2] > inputSchema: must be a list of fields, not an object",
        "w.json > workflows[2] > outputSchema: must be a list of fields, not text",
        "w.json > workflows[2] > example: must be an object, not a list",
        "w.json > workflows[3] > cost: must be a number of credits, from 0",
        "w.json > workflows[4] > workflowId: 'v' is declared twice",
    ] == _problems({"workflows": entries})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "is not valid JSON at line 1, column 2: it ends too early"),
        (b"[]", 'must be {"workflows": [...]}; this is a list'),
        (b'{"workflows": {}}', 'must be {"workflows": [...]}; this is an object'),
        (b'{"workflows": [], "workflows": []}', "has the key 'workflows' twice"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b" " * 8_000_001, "is larger than 8000000 bytes"),
    ],
    ids=["broken", "list", "no list inside", "key twice", "other encoding", "large"],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, content, message):
    path = tmp_path / "workflows.json"
    path.write_bytes(content)

    assert [f"{path}: {message}"] == _problems(path)


def test_a_directory_in_its_place_is_named(tmp_path):
    assert [f"{tmp_path}: cannot be read: Is a directory"] == _problems(tmp_path)
