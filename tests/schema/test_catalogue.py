"""The workflows of an instance, put together from all that know something."""

import pytest

from codika import schema
from codika.model import DeployedWorkflow, InstanceDetails, Skill, Trigger

TEXT = {"key": "text", "type": "string", "required": True}
OTHER = {"key": "f", "type": "string"}
SCAFFOLD = """\
# Process text

Makes text loud.

## How to trigger

```bash
codika trigger main-workflow --payload-file - <<'EOF'
{"text_input": "hi", "processing_mode": "upper"}
EOF
```

## Input

| Parameter | Type | Required | Description |
|---|---|---|---|
| `text_input` | string | yes | The text |
| `processing_mode` | string | no | The mode |

## Notes

- Cost: 3 credits per execution
- Uses: OpenAI
"""
MANUAL = "```bash\ncodika trigger main-workflow\n```"
SCHEDULE = Trigger(kind="schedule", cron="* * * * *")


def _instance(*workflows, is_active=True):
    return InstanceDetails(
        id="i",
        process_id="p",
        title="I",
        environment="dev",
        is_active=is_active,
        workflows=workflows,
    )


def _deployed(workflow_id="main-workflow", *, triggers=(), **rest):
    return DeployedWorkflow(id=workflow_id, name="Main Workflow", triggers=triggers, **rest)


def _http(*entries):
    return Trigger(kind="http", method="POST", input_schema=entries)


def _skill(text, workflow_id="main-workflow"):
    return Skill(workflow_id=workflow_id, name="n", description="d", content_markdown=text)


def _declared(**entry):
    return schema.read_declared({"workflows": [{"workflowId": "main-workflow", **entry}]})


def _merged(**sources):
    (found,) = schema.merge(**sources)
    return found


def test_a_skill_that_contradicts_the_schema_is_doubted_and_the_schema_wins():
    """
    The scaffold of Codika's own CLI ships such a skill.
    """
    workflow = _merged(
        instance=_instance(_deployed(triggers=(_http(TEXT),), cost=2.0)),
        skills=[_skill(SCAFFOLD)],
    )

    assert (schema.StringField(key="text", required=True),) == workflow.inputs
    assert (
        "skill: asks for processing_mode, text_input, unknown to the schema",
        "skill: leaves out text, required by the schema",
        "skill: says it costs 3, instance says 2",
        "skill: an example is left out: Text is required",
    ) == workflow.doubts
    assert (None, 2.0) == (workflow.example, workflow.cost)


def test_every_part_says_where_it_came_from():
    schedule = Trigger(kind="schedule", cron="0 8 * * *", timezone="UTC")
    workflow = _merged(
        instance=_instance(_deployed(triggers=(_http(TEXT), schedule), cost=0.0, is_active=True)),
        skills=[_skill(SCAFFOLD)],
        declared=_declared(
            description="Ours",
            outputSchema=[{"key": "out", "type": "string"}],
            example={"text": "hi"},
        ),
        seen=[("main-workflow", "Seen")],
    )

    assert {
        "title": "skill",
        "description": "file",
        "inputs": "instance",
        "outputs": "file",
        "cost": "instance",
        "integrations": "skill",
        "schedule": "instance",
        "triggers": "instance",
        "examples": "file",
        "is_active": "instance",
    } == workflow.origins
    assert ("Process text", "Ours", 0.0, True) == (
        workflow.title,
        workflow.description,
        workflow.cost,
        workflow.is_active,
    )
    assert (("http", "schedule"), schema.Schedule(cron="0 8 * * *", timezone="UTC")) == (
        workflow.trigger_kinds,
        workflow.schedule,
    )
    assert (("OpenAI",), {"text": "hi"}, (schema.StringField(key="out"),)) == (
        workflow.integrations,
        workflow.example,
        workflow.outputs,
    )


FROM_SKILL = ("skill", ["text_input", "processing_mode"])


@pytest.mark.parametrize(
    ("instance", "file", "skill", "expected"),
    [
        pytest.param([TEXT], [OTHER], SCAFFOLD, ("instance", ["text"]), id="instance first"),
        pytest.param(None, [OTHER], SCAFFOLD, ("file", ["f"]), id="then the file"),
        pytest.param(None, None, SCAFFOLD, FROM_SKILL, id="then the skill"),
        pytest.param(None, None, MANUAL, ("skill", []), id="the skill says there are none"),
        pytest.param(None, None, "# T", (None, []), id="else nobody knows"),
        pytest.param([], None, "# T", ("instance", []), id="the instance says there are none"),
        pytest.param([], None, SCAFFOLD, FROM_SKILL, id="an empty schema is weak: skill"),
        pytest.param([], [OTHER], SCAFFOLD, ("file", ["f"]), id="an empty schema is weak: file"),
        pytest.param(None, [], SCAFFOLD, ("file", []), id="the file is never weak"),
    ],
)
def test_whose_inputs_are_asked_for(instance, file, skill, expected):
    triggers = () if instance is None else (_http(*instance),)
    workflow = _merged(
        instance=_instance(_deployed(triggers=triggers)),
        skills=[_skill(skill)],
        declared=() if file is None else _declared(inputSchema=file),
    )
    source, keys = expected

    assert (source, keys, source is not None) == (
        workflow.origins.get("inputs"),
        [item.key for item in schema.fields_of(workflow.inputs)],
        workflow.knows_inputs,
    )


def test_against_an_empty_schema_a_skill_demands_nothing():
    workflow = _merged(
        instance=_instance(_deployed(triggers=(_http(),))), skills=[_skill(SCAFFOLD)]
    )

    assert [False, False] == [item.required for item in workflow.inputs]
    assert ("the instance lists no inputs, another source does",) == workflow.doubts


@pytest.mark.parametrize(("entries", "key"), [((TEXT,), "text"), ((), "event")])
def test_of_several_triggers_the_http_one_is_asked_for(entries, key):
    """
    If its schema says anything.
    """
    event = Trigger(kind="service_event", input_schema=({"key": "event", "type": "string"},))
    workflow = _merged(instance=_instance(_deployed(triggers=(event, _http(*entries)))))

    assert [key] == [item.key for item in workflow.inputs]


def test_an_example_in_the_file_is_enough_for_a_form():
    workflow = _merged(declared=_declared(example={"n": 1}))

    assert ((schema.NumberField(key="n"),), {"n": 1}) == (workflow.inputs, workflow.example)


def test_notes_on_the_schema_are_doubts():
    workflow = _merged(declared=_declared(inputSchema=[{"key": "x", "type": "colour"}]))

    assert ("schema: x: type 'colour' is not known, any JSON is taken",) == workflow.doubts


def test_doubts_of_the_skill_are_doubts():
    workflow = _merged(skills=[_skill("```bash\ncodika trigger other\n```")])

    assert ("skill: its example triggers another workflow, other",) == workflow.doubts


def test_an_example_with_a_key_too_many_is_left_out():
    workflow = _merged(declared=_declared(inputSchema=[TEXT], example={"text": "a", "b": 1}))

    assert (None, ("file: an example is left out: b not in the schema",)) == (
        workflow.example,
        workflow.doubts,
    )


@pytest.mark.parametrize(
    ("triggers", "skill", "triggerable", "doubts"),
    [
        pytest.param([Trigger(kind="http")], None, True, (), id="http"),
        pytest.param([], None, True, (), id="nobody told"),
        pytest.param(
            [Trigger(kind="schedule", cron="* * * * *", manual_url="https://x")],
            None,
            True,
            (),
            id="schedule with a manual URL",
        ),
        pytest.param([SCHEDULE], MANUAL, True, (), id="schedule with a skill"),
        pytest.param(
            [SCHEDULE],
            None,
            True,
            ("runs by schedule, may refuse to be started by hand",),
            id="schedule alone",
        ),
        pytest.param([Trigger(kind="subworkflow")], None, False, (), id="sub-workflow"),
        pytest.param([Trigger(kind="data_ingestion")], "# T", False, (), id="ingestion"),
        pytest.param([Trigger(kind="service_event")], None, False, (), id="event"),
        pytest.param(
            [Trigger(kind="service_event")],
            MANUAL,
            True,
            ("its triggers say it is not started by hand, its skill says it is",),
            id="event with a skill",
        ),
        pytest.param(
            [Trigger(kind="subworkflow"), Trigger(kind="http")], None, True, (), id="either way"
        ),
    ],
)
def test_what_can_be_started_by_hand(triggers, skill, triggerable, doubts):
    workflow = _merged(
        instance=_instance(_deployed(triggers=tuple(triggers))),
        skills=[_skill(skill)] if skill else [],
    )
    reason = "" if triggerable else "It is started by other workflows or by events, not by hand."

    assert (triggerable, reason, doubts) == (
        workflow.triggerable,
        workflow.reason,
        workflow.doubts,
    )


@pytest.mark.parametrize(
    ("instance_is_active", "workflow_is_active", "expected"),
    [(True, True, True), (True, None, True), (True, False, False), (False, True, False)],
)
def test_active_is_a_workflow_in_an_active_instance(
    instance_is_active, workflow_is_active, expected
):
    workflow = _merged(
        instance=_instance(_deployed(is_active=workflow_is_active), is_active=instance_is_active)
    )

    assert expected is workflow.is_active


def test_without_an_instance_nobody_knows_whether_it_is_active():
    assert _merged(seen=[("w", "W")]).is_active is None


@pytest.mark.parametrize(
    ("sources", "title", "origin"),
    [
        pytest.param(
            {"seen": [("main-workflow", "Newest"), ("main-workflow", "Older")]},
            "Newest",
            "runs",
            id="the latest run",
        ),
        pytest.param(
            {"instance": _instance(_deployed()), "seen": [("main-workflow", "Seen")]},
            "Main Workflow",
            "instance",
            id="instance before runs",
        ),
        pytest.param(
            {"instance": _instance(_deployed()), "skills": [_skill("# From skill")]},
            "From skill",
            "skill",
            id="skill before instance",
        ),
        pytest.param(
            {"skills": [_skill("# From skill")], "declared": _declared(title="Ours")},
            "Ours",
            "file",
            id="file before skill",
        ),
        pytest.param({"declared": _declared()}, "Main workflow", None, id="the id in words"),
    ],
)
def test_whose_title_is_shown(sources, title, origin):
    workflow = _merged(**sources)

    assert (title, origin) == (workflow.title, workflow.origins.get("title"))


def test_workflows_of_all_sources_come_by_title():
    found = schema.merge(
        instance=_instance(_deployed("a")),
        skills=[_skill("# beta", "b")],
        declared=schema.read_declared({"workflows": [{"workflowId": "c", "title": "Alpha"}]}),
        seen=[("d", "Gamma"), ("a", "x")],
    )

    assert [("c", "Alpha"), ("b", "beta"), ("d", "Gamma"), ("a", "Main Workflow")] == [
        (workflow.id, workflow.title) for workflow in found
    ]


@pytest.mark.parametrize(
    ("instance", "doubts"),
    [(_instance(), ("not among the workflows that are deployed here",)), (None, ())],
)
def test_what_is_not_deployed_is_doubted_where_the_deployment_is_known(instance, doubts):
    assert doubts == _merged(instance=instance, seen=[("w", "W")]).doubts


def test_no_sources_no_workflows():
    assert () == schema.merge()


@pytest.mark.parametrize(
    ("triggers", "expected"),
    [((Trigger(kind="http"),), None), ((), schema.Schedule(cron="0 8 * * *"))],
)
def test_known_triggers_without_a_schedule_beat_the_skills(triggers, expected):
    workflow = _merged(
        instance=_instance(_deployed(triggers=triggers)),
        skills=[_skill("# T\n\n## Schedule\n\n`0 8 * * *`\n")],
    )

    assert expected == workflow.schedule
