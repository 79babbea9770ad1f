"""Whatever comes from elsewhere: nothing but the documented errors is ever raised."""

import subprocess
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schema_examples import ANY_JSON, ANY_TEXT, NEARLY_SCHEMAS

from codika import errors, schema
from codika.model import DeployedWorkflow, InstanceDetails, Skill, Trigger

ANYTHING_GOES = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
PAYLOADS = st.dictionaries(st.sampled_from("abcdefg") | ANY_TEXT, ANY_JSON, max_size=6)

PIECES = [
    *("# T\n", "## Input\n", "## Output\n", "## Schedule\n", "## Notes\n", "---\n", "\n", "```\n"),
    *("```bash\n", "```json\n", "codika trigger w ", "<<'EOF'\n", "EOF\n", "<<< '", "'", '"'),
    *("| a | string | yes | max 5 |\n", "|---|---|---|---|\n", "| Parameter | Type |\n"),
    *('{"a": 1}', "One of: `x`", "Cost: 2 credits\n", "Uses: a, b\n", "0 8 * * *\n", "name: x\n"),
]


def _fill(items):
    """Draw a payload whose values often fit the fields of a schema."""
    return st.fixed_dictionaries(
        {}, optional={field.key: _value(field) for field in schema.fields_of(items)}
    )


def _value(field):
    match field:
        case schema.SelectField() | schema.MultiselectField():
            chosen = st.sampled_from([option.value for option in field.options])
            likely = chosen if isinstance(field, schema.SelectField) else st.lists(chosen)
        case schema.ObjectField():
            likely = _fill(field.items)
        case schema.ObjectArrayField():
            likely = st.lists(_fill(field.items), max_size=3)
        case schema.ArrayField():
            likely = st.lists(_value(field.item), max_size=3)
        case schema.NumberField():
            likely = st.integers(0, 10) | st.floats(0, 10)
        case schema.BooleanField():
            likely = st.booleans()
        case schema.DateField():
            likely = st.dates().map(str)
        case schema.StringField():
            likely = st.text("ab1", max_size=6)
        case _:
            likely = ANY_JSON
    return likely | st.none() | st.just("")


@ANYTHING_GOES
@given(ANY_JSON | NEARLY_SCHEMAS)
def test_any_json_is_a_schema(raw):
    """
    Whose keys are unique, as the payload is flat.
    """
    keys = [field.key for field in schema.fields_of(schema.read_schema(raw).items)]

    assert sorted(set(keys)) == sorted(keys)


@ANYTHING_GOES
@given(NEARLY_SCHEMAS, PAYLOADS)
def test_any_json_is_a_payload_or_a_payload_error(raw, payload):
    items = schema.read_schema(raw).items
    try:
        cleaned = schema.check(items, payload)
    except errors.PayloadError:
        return

    assert repr(cleaned) == repr(schema.check(items, cleaned))


@ANYTHING_GOES
@given(st.data())
def test_a_checked_payload_passes_again_and_stays_the_same(data):
    """
    Drawn by the schema's own rules, so that many pass.
    """
    items = schema.read_schema(data.draw(NEARLY_SCHEMAS)).items
    payload = data.draw(_fill(items))
    try:
        cleaned = schema.check(items, payload)
    except errors.PayloadError:
        return

    assert repr(cleaned) == repr(schema.check(items, cleaned))
    assert set(cleaned) <= set(payload)


@ANYTHING_GOES
@given(NEARLY_SCHEMAS)
def test_what_a_form_begins_with_is_never_wrong(raw):
    """
    Required fields may be missing from the defaults; nothing else is complained about.
    """
    items = schema.read_schema(raw).items
    found = schema.problems(items, schema.defaults(items))

    assert {problem.message for problem in found} <= {"is required"}


@ANYTHING_GOES
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | ANY_TEXT)
def test_any_text_is_a_skill(text):
    skill = Skill(workflow_id="w", name="n", description="d", content_markdown=text)
    (workflow,) = schema.merge(skills=[skill])

    assert schema.read_skill(skill).fields == workflow.inputs


@ANYTHING_GOES
@given(NEARLY_SCHEMAS, st.sampled_from(["http", "schedule", "subworkflow", "?"]))
def test_any_instance_has_a_catalogue(raw, kind):
    trigger = Trigger(kind=kind, input_schema=tuple(raw))
    instance = InstanceDetails(
        id="i",
        process_id="p",
        title="I",
        environment="dev",
        is_active=True,
        workflows=(DeployedWorkflow(id="w", name="", triggers=(trigger,)),),
    )
    (workflow,) = schema.merge(instance)

    assert repr(schema.read_schema(raw).items) == repr(workflow.inputs)


@ANYTHING_GOES
@given(
    st.dictionaries(ANY_TEXT, ANY_JSON, max_size=3)
    | st.fixed_dictionaries({"workflows": st.lists(ANY_JSON, max_size=3)})
    | st.fixed_dictionaries(
        {"workflowId": ANY_TEXT}, optional={"cost": ANY_JSON, "inputSchema": ANY_JSON}
    ).map(lambda entry: {"workflows": [entry]})
)
def test_any_json_is_a_declaration_or_a_configuration_error(content):
    try:
        found = schema.read_declared(content)
    except errors.ConfigurationError:
        return

    assert len(content["workflows"]) == len(found)


def test_import_is_light():
    """
    Forms in a notebook need no screen and no tables.
    """
    code = (
        "import sys, codika.schema;"
        "print(sorted({'streamlit', 'pandas', 'plotly', 'numpy', 'sqlite_utils'} & {*sys.modules}))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == found.stdout
