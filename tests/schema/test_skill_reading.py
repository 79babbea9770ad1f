"""Skills: what a form can learn from them, and what it must not believe."""

import pytest

from codika import schema
from codika.model import Skill
from codika.schema.skills import read_frontmatter

HTTP = """\
---
name: score-leads
description: Scores leads: all of them
workflowTemplateId: lead-scoring
cost: 9
---

# Score leads

Scores every lead of a **country** by [rules](https://example.org).
One by one.

## How to trigger

```bash
# Not a title
codika trigger lead-scoring --poll --payload-file - <<'EOF'
{"country": "Belgium", "limit": 10, "tags": ["a"]}
EOF
```

## Input

| Parameter | Type | Required | Description |
|-----------|------|----------|-------------|
| `country` | string | yes | Country, max 50 chars |
| `limit` | number | no | Between 1 and 100. Default: 20 |
| `tone` | select | no | One of: "warm", "cold". Default: "warm" |
| `tags` | array of strings | no | Max 5 tags |

## Output

```json
{"total": 3}
```

| Field | Type | Description |
|---|---|---|
| `total` | number | How many |

## Notes

- **Cost:** 2 credits per execution
- Uses: HubSpot, Slack and OpenAI.
"""

UNUSABLE = "cannot be used: The payload is not valid JSON at line 1,"
SCHEDULED = """\
# Weekly report

## Manual trigger (for testing)

```bash
codika trigger weekly-report --poll
```

## Schedule

Every Monday at 08:00: `0 8 * * 1` (Europe/Brussels).

## Notes

Cost: 0.02 credits.
"""


def _skill(text, workflow_id="w"):
    return Skill(workflow_id=workflow_id, name="n", description="d", content_markdown=text)


def _read(text):
    return schema.read_skill(_skill(text))


def _table(*rows):
    head = ("| Parameter | Type | Required | Description |", "|---|---|---|---|")
    return "# T\n\n## Input\n\n" + "\n".join([*head, *rows])


def _field(kind, description="", required="no"):
    (found,) = _read(_table(f"| `x` | {kind} | {required} | {description} |")).fields
    return found


def _example(payload):
    return f"```bash\ncodika trigger w <<'EOF'\n{payload}\nEOF\n```\n"


def test_a_skill_as_the_convention_has_it():
    reading = schema.read_skill(_skill(HTTP, "lead-scoring"))

    assert reading == schema.SkillReading(
        workflow_id="lead-scoring",
        name="n",
        title="Score leads",
        summary="Scores every lead of a country by rules. One by one.",
        fields=(
            schema.StringField(
                key="country", description="Country, max 50 chars", required=True, max_length=50
            ),
            schema.NumberField(
                key="limit",
                description="Between 1 and 100. Default: 20",
                minimum=1,
                maximum=100,
                default=20,
            ),
            schema.SelectField(
                key="tone",
                description='One of: "warm", "cold". Default: "warm"',
                options=(
                    schema.Option(value="warm", label="warm"),
                    schema.Option(value="cold", label="cold"),
                ),
                default="warm",
            ),
            schema.ArrayField(key="tags", description="Max 5 tags", max_items=5),
        ),
        examples=({"country": "Belgium", "limit": 10, "tags": ["a"]},),
        takes_no_input=False,
        has_trigger=True,
        output_sample={"total": 3},
        has_output_sample=True,
        outputs=(schema.NumberField(key="total", description="How many"),),
        cost=2.0,
        integrations=("HubSpot", "Slack", "OpenAI"),
        frontmatter={
            "name": "score-leads",
            "description": "Scores leads: all of them",
            "workflowTemplateId": "lead-scoring",
            "cost": "9",
        },
    )


def test_a_scheduled_skill():
    reading = schema.read_skill(_skill(SCHEDULED, "weekly-report"))

    assert reading == schema.SkillReading(
        workflow_id="weekly-report",
        name="n",
        title="Weekly report",
        summary="d",
        takes_no_input=True,
        has_trigger=True,
        cost=0.02,
        schedule=schema.Schedule(cron="0 8 * * 1", timezone="Europe/Brussels"),
    )


@pytest.mark.parametrize(
    ("text", "head", "body"),
    [
        pytest.param("---\na: b: c\n---\nx", {"a": "b: c"}, "x", id="split at the first colon"),
        pytest.param('---\n a :  "b" \n---\n', {"a": '"b"'}, "", id="stripped, quotes stay"),
        pytest.param("---\n- a\nno colon\n---\nx", {}, "x", id="lists are not known"),
        pytest.param("---\na: 1\na: 2\n---\n", {"a": "2"}, "", id="the last counts"),
        pytest.param("\ufeff\n---\na: 1\n---\nx", {"a": "1"}, "x", id="after a blank line"),
        pytest.param("---\na: 1\nx", {}, "---\na: 1\nx", id="never closed"),
        pytest.param("x\n---\na: 1\n---", {}, "x\n---\na: 1\n---", id="rules inside the text"),
        pytest.param("", {}, "", id="empty"),
    ],
)
def test_frontmatter_by_the_rules_of_codikas_own_reader(text, head, body):
    assert (head, body) == read_frontmatter(text)


@pytest.mark.parametrize(
    ("block", "examples", "takes_no_input"),
    [
        pytest.param(
            'codika trigger w --payload-file - <<EOF\n{"a": 1}\nEOF',
            [{"a": 1}],
            False,
            id="heredoc without quotes",
        ),
        pytest.param(
            'codika trigger w \\\n  --payload-file - <<"JSON"\n{"a": 1}\nJSON',
            [{"a": 1}],
            False,
            id="other word, second line",
        ),
        pytest.param(
            "codika trigger w --payload-file - <<< '{\"a\": 1}'",
            [{"a": 1}],
            False,
            id="here-string",
        ),
        pytest.param(
            "codika trigger w --payload-file - <<< '{\n  \"a\": 1\n}'\ncodika trigger w <<< '{}'",
            [{"a": 1}],
            False,
            id="here-string of several lines",
        ),
        pytest.param(
            'codika trigger w --payload-file - <<< "{\\"a\\": 1}"',
            [{"a": 1}],
            False,
            id="here-string in double quotes",
        ),
        pytest.param(
            "echo '{\"a\": 1}' | codika trigger w --payload-file -",
            [{"a": 1}],
            False,
            id="echo",
        ),
        pytest.param(
            "codika trigger w <<'EOF'\n{\"a\": 1}\nEOF\ncodika trigger w <<'EOF'\n{\"a\": 2}\nEOF",
            [{"a": 1}, {"a": 2}],
            False,
            id="two examples",
        ),
        pytest.param(
            "codika trigger w --payload-file input.json", [], False, id="a file of one's own"
        ),
        pytest.param("codika trigger w --poll", [], True, id="no input"),
        pytest.param("codika trigger w <<'EOF'\n{}\nEOF", [], True, id="empty payload"),
        pytest.param("npm install codika", [], False, id="no trigger at all"),
        pytest.param("codika trigger w <<'EOF'\n{\"a\": 1}", [{"a": 1}], False, id="never closed"),
    ],
)
def test_example_payload(block, examples, takes_no_input):
    reading = _read(f"# T\n\n## How to trigger\n\n```bash\n{block}\n```\n")

    assert (examples, takes_no_input, ()) == (
        list(reading.examples),
        reading.takes_no_input,
        reading.doubts,
    )


def test_an_indented_fence_is_read_as_if_it_were_not():
    text = "1. Run\n\n   ```bash\n   codika trigger w <<'EOF'\n   {\"a\": 1}\n   EOF\n   ```\n"

    assert ({"a": 1},) == _read(text).examples


def test_nothing_in_an_example_is_expanded_or_run():
    text = '```bash\ncodika trigger w <<EOF\n{"a": "$(touch x) `id` $HOME"}\nEOF\n```'

    assert ({"a": "$(touch x) `id` $HOME"},) == _read(text).examples


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("string", schema.StringField(key="x")),
        ("text", schema.TextField(key="x")),
        ("number", schema.NumberField(key="x")),
        ("number (integer)", schema.NumberField(key="x", whole=True)),
        ("Integer", schema.NumberField(key="x", whole=True)),
        ("boolean", schema.BooleanField(key="x")),
        ("date", schema.DateField(key="x")),
        ("file", schema.FileField(key="x")),
        ("object", schema.ObjectField(key="x")),
        ("JSON object", schema.UnknownField(key="x")),
        ("array", schema.ArrayField(key="x")),
        ("array of strings", schema.ArrayField(key="x")),
        ("array of text", schema.ArrayField(key="x", item=schema.TextField())),
        ("array of numbers", schema.ArrayField(key="x", item=schema.NumberField())),
        ("string[]", schema.ArrayField(key="x")),
        ("list of objects", schema.ObjectArrayField(key="x")),
        ("select", schema.StringField(key="x")),
        ("multiselect", schema.UnknownField(key="x")),
        ("phone", schema.StringField(key="x")),
        ("`string`", schema.StringField(key="x")),
        ("", schema.StringField(key="x")),
    ],
)
def test_type_words(kind, expected):
    """
    An unknown word is text, not JSON: a telephone number keeps its zeros.
    """
    assert expected == _field(kind)


@pytest.mark.parametrize(
    ("kind", "description", "options"),
    [
        ("select", 'One of: "a", "b"', ["a", "b"]),
        ("select", "Tone: `a` or `b`", ["a", "b"]),
        ("select", "“a” or 'b', don't use others", ["a", "b"]),
        ("select", "One of: a, b or c. More text.", ["a", "b", "c"]),
        ("radio", '"a", "a", "b"', ["a", "b"]),
        ("multiselect", 'Any of "a", "b"', ["a", "b"]),
        ("string", 'One of "a", "b"', ["a", "b"]),
    ],
)
def test_options_stand_in_the_description(kind, description, options):
    assert options == [option.value for option in _field(kind, description).options]


@pytest.mark.parametrize(
    ("kind", "description", "bounds"),
    [
        ("string", "max 5000 chars", (None, 5_000)),
        ("string", "Max 500", (None, 500)),
        ("string", "Maximum of 4,096 characters", (None, 4_096)),
        ("string", "At least 3 characters, at most 9 characters", (3, 9)),
        ("string", "Up to 5 sentences", (None, None)),
        ("string", "Max 1.5", (None, None)),
        ("string", "at least 9, at most 3", (None, None)),
        ("text", "between 10 and 20 characters", (10, 20)),
        ("number", "Up to 100 leads", (None, 100)),
        ("number", "min 0.5", (0.5, None)),
        ("number", "max 20 chars", (None, None)),
        ("array of strings", "max 500 recipients", (None, 500)),
        ("array of strings", "each max 20 characters", (None, None)),
    ],
)
def test_limits_stand_in_the_description(kind, description, bounds):
    field = _field(kind, description)

    assert bounds == tuple(getattr(field, name) for pair in field.ranges for name in pair)


@pytest.mark.parametrize(
    ("kind", "description", "default"),
    [
        ("number", "Default: 20.", 20),
        ("number", "defaults to 0.5", 0.5),
        ("number", "default: many", None),
        ("number", "max 10. Default: 20", None),
        ("boolean", "Default: false", False),
        ("boolean", "Default: maybe", None),
        ("string", 'Default: "warm"', "warm"),
        ("string", "Defaults to the sender's name", None),
        ("select", 'One of: "a", "b". Default: b', "b"),
        ("date", "Default: today", None),
    ],
)
def test_default_stands_in_the_description(kind, description, default):
    assert default == _field(kind, description).default


@pytest.mark.parametrize(
    ("word", "required"),
    [
        *(("yes", True), ("**Yes**", True), ("true", True), ("Required", True), ("✓", True)),
        *(("no", False), ("No", False), ("optional", False), ("", False), ("-", False)),
    ],
)
def test_required(word, required):
    assert required is _field("string", required=word).required


@pytest.mark.parametrize(
    "table",
    [
        "Name | Type\n--- | ---\na | date",
        "| Field | Type | Description |\n|:--|:-:|--:|\n| **a** | `date` | |",
        "Some words above.\n| Key | Type |\n|---|---|\n| [a](#a) | date |\n",
    ],
)
def test_tables_in_all_spellings(table):
    reading = _read(f"# T\n\n## Input parameters\n\n{table}\n")

    assert (schema.DateField(key="a"),) == reading.fields


def test_a_star_marks_what_is_required():
    (field,) = _read(_table("| `a`* | string | | |")).fields

    assert ("a", True) == (field.key, field.required)


def test_a_bar_in_a_cell():
    assert "a|b" == _field("string", "a\\|b").description


def test_the_example_knows_better_than_the_table():
    """
    A row that refuses the example's value gives way to it; both are told.
    """
    rows = ("| a | number | yes | A |", "| b | date | no | B |")
    reading = _read(_table(*rows) + "\n\n" + _example('{"a": "x", "c": true}'))

    assert (
        schema.StringField(key="a", description="A", required=True),
        schema.DateField(key="b", description="B"),
        schema.BooleanField(key="c"),
    ) == reading.fields
    assert (
        "a in its example does not fit its table",
        "c is in its example and not in its table",
    ) == reading.doubts


def test_a_skill_without_a_table_asks_for_what_its_example_has():
    reading = _read(_example('{"a": 1}'))

    assert ((schema.NumberField(key="a"),), ()) == (reading.fields, reading.doubts)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("---\nworkflowTemplateId: other\n---\n# T", "its head names another workflow, other"),
        ("```bash\ncodika trigger other\n```", "its example triggers another workflow, other"),
        (
            _example('{"a": <number>}'),
            f"its example {UNUSABLE} column 7: a value is missing or misspelled",
        ),
        (_example("[1]"), "its example is no object"),
        (_table("|  | string | no | |"), "a row of its table has no name"),
        (
            _table("| lines[].amount | number | no | |"),
            "lines[].amount is a part of another parameter, not asked for by itself",
        ),
        (
            "# T\n## Output\n```json\n{...}\n```",
            f"its output sample {UNUSABLE} column 2: a key in double quotes is missing",
        ),
        ("# T" + " " * 200_000, "longer than 200000 characters, the rest is not read"),
    ],
)
def test_doubts(text, doubt):
    assert (doubt,) == _read(text).doubts


@pytest.mark.parametrize(
    ("line", "cost"),
    [
        ("Cost: 1 credit", 1.0),
        ("- Cost: 2 credits per execution", 2.0),
        ("**Cost**: 0.02 credits", 0.02),
        ("Costs 1,500 credits a run", 1_500.0),
        ("Cost: free", None),
        ("The cost of 3 items", None),
    ],
)
def test_cost(line, cost):
    assert cost == _read(f"# T\n\n## Notes\n\n{line}\n").cost


def test_cost_in_the_head_is_the_last_resort():
    assert 3.0 == _read("---\ncost: 3 credits\n---\n# T\n").cost


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("## Schedule\n\n`*/5 * * * *` UTC", ("*/5 * * * *", "UTC")),
        ("## Automatic execution\n\nAt 0 9 1 * *.", ("0 9 1 * *", None)),
        (
            "## Schedule\n\nTime zone: America/Argentina/Ushuaia\n\n`0 0 * * 0`",
            ("0 0 * * 0", "America/Argentina/Ushuaia"),
        ),
        ("## Schedule\n\nRuns every day of the week at noon.", None),
        ("## Notes\n\n`0 9 1 * *`", None),
    ],
)
def test_schedule(text, schedule):
    found = _read(f"# T\n\n{text}\n").schedule

    assert schedule == (found and (found.cron, found.timezone))


def test_schedule_in_the_head():
    text = "---\nschedule: 0 8 * * * Europe/Paris\n---\n# T"

    assert schema.Schedule(cron="0 8 * * *", timezone="Europe/Paris") == _read(text).schedule


def test_a_title_is_not_looked_for_in_code():
    reading = _read("```bash\n# install\n```\n\n# Real\n\nWords.\n")

    assert ("Real", "Words.") == (reading.title, reading.summary)


def test_an_output_sample_may_be_null():
    reading = _read("# T\n\n## Output\n\n```json\nnull\n```\n")

    assert (True, None) == (reading.has_output_sample, reading.output_sample)


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 190_000, "|" * 190_000, "`" * 190_000, "# " * 90_000, "<<<'" * 45_000),
        *("```bash\n" + "codika trigger " * 12_000, "```bash\n" + "codika trigger w <<A\n" * 9_000),
        *("## Input\n\n" + "|-" * 90_000, "\n|a|\n" * 38_000, "a|\n-|\n" * 31_000),
        *(
            "cost cost " * 19_000,
            "## Schedule\n\n" + "0 " * 90_000,
            "uses" * 47_000,
            "\n" * 190_000,
        ),
        "## Input\n\n|name|description|\n|-|-|\n|a|" + "max " * 40_000 + "|\n",
        "## Input\n\n|name|type|description|\n|-|-|-|\n|a|select|" + "'\"`“" * 40_000 + "|\n",
        "```bash\ncodika trigger w <<'EOF'\n" + '"' + '\\"' * 90_000 + "\nEOF\n```",
    ],
)
def test_hostile_markdown_is_read_in_no_time(text):
    """
    The time-out of the test run would end a reader that looks at lines over and over.
    """
    assert "n" == _read(text).name
