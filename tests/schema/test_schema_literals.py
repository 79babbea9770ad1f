"""Schemas pasted from a `config.ts`."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codika import errors
from codika.schema import parse_json, read_declared
from codika.schema.literals import literal_to_json

# As the official CLI's template has it, with what else such files hold.
PASTED = """\
{
  "workflows": [
    {
      workflowId: 'main-workflow', // its template id
      cost: 1_000,
      inputSchema: [
        {
          key: 'text',
          type: 'text' as const,
          label: "It's a text",
          description: `Enter "it"`,
          required: true,
          defaultValue: undefined,
          maxLength: 5000,
        },
        /* another { */
        { key: 'amount', type: 'number', min: -1.5e0, } satisfies FormField,
      ] as FormInputSchema,
      outputSchema: [] as Array<Codika.Field<'a' | 'b'>[]>,
      example: { text: 'caf\\u00e9 \\'x\\' \\x41\\u{1F600}' },
    },
  ],
}
"""


def test_a_schema_is_pasted_as_it_stands(tmp_path):
    """
    Quotes, commas, comments and types of TypeScript stay where they are.
    """
    path = tmp_path / "workflows.json"
    path.write_text(PASTED)
    (workflow,) = read_declared(path)
    text, amount = workflow.inputs.items

    assert ("main-workflow", 1000, {"text": "café 'x' A😀"}) == (
        workflow.id,
        workflow.cost,
        workflow.example,
    )
    assert ("text", "It's a text", 'Enter "it"', True, 5000) == (
        text.key,
        text.label,
        text.description,
        text.required,
        text.max_length,
    )
    assert ("amount", -1.5) == (amount.key, amount.minimum)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[getInputSchema()]", "holds code, not a value, in line 1: getInputSchema()]"),
        ("[\n\nprocess.env.HOME]", "in line 3: process.env.HOME]"),
        ("[`${secret}`]", "in line 1: `${secret}`]"),
        ("['a' + 'b']", "in line 1: + 'b']"),
        ("[1, ...more]", "in line 1: ...more]"),
        ("[0x10]", "in line 1: 0x10]"),
        ("[() => 1]", "in line 1: () => 1]"),
        ("['never ends]", "in line 1: 'never ends]"),
        ("[/* never ends ]", "in line 1: /* never ends ]"),
        ("['a' as ]", "in line 1: as ]"),
    ],
)
def test_code_is_refused(text, told):
    """
    What would have to be run is no value; it is told where it stands.
    """
    with pytest.raises(errors.PayloadError) as caught:
        literal_to_json(text)

    assert told in str(caught.value)


def test_a_mistake_is_told_in_its_line(tmp_path):
    """
    What stands before it, in whatever spelling, is not what is blamed.
    """
    path = tmp_path / "workflows.json"
    path.write_text("{ workflows: [\n// fine\n{ workflowId: 'a' cost: 1 }] }")

    with pytest.raises(errors.ConfigurationError, match="at line 3"):
        read_declared(path)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=15,
)


@given(JSON_VALUES, st.sampled_from([None, 2]))
def test_any_json_is_a_literal_too(value, indent):
    """
    Nothing that is JSON changes on the way.
    """
    text = json.dumps(value, indent=indent)

    assert json.dumps(value) == json.dumps(json.loads(literal_to_json(text)))


@given(st.text(st.sampled_from("[]{}:,'\"`\\/*as const<>.|$1-\n x"), max_size=40))
def test_anything_else_is_refused_in_words(text):
    """
    Whatever is pasted gives a value or a refusal.
    """
    with contextlib.suppress(errors.PayloadError):
        text = literal_to_json(text)
        value = parse_json(text)

        assert value == json.loads(text)
