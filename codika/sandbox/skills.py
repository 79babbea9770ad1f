"""
The skill of each workflow: the text that tells an agent how to use it.

Written from the workflow's own schema, and the sample of its output is what its
example really gives, so a skill of the sandbox cannot be wrong.  Real ones can.
"""

import datetime as dt
import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from codika.sandbox import fields
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Workflow, workflows

ITEM_WORDS = {
    "text": "array of text",
    "number": "array of numbers",
    "boolean": "array of booleans",
    "date": "array of dates",
}
SAMPLE_ROWS = 2
"""How many items of a list the sample of an output shows."""
SAMPLE_TEXT = 400
"""How many characters of a text it shows."""
SAMPLE_MOMENT = dt.datetime(2026, 5, 4, 8, 12, 31, 4000, tzinfo=dt.UTC)


def skill(one: Workflow) -> dict[str, str]:
    """Return a skill as the API hands it out."""
    return {
        "workflowTemplateId": one.id,
        "name": f"acme-{one.id}",
        "description": one.description,
        "contentMarkdown": content(one.id),
        "relativePath": f"skills/{one.id}/SKILL.md",
    }


@functools.cache
def content(workflow_id: str) -> str:
    """Return the text of a skill."""
    one = workflows()[workflow_id]
    lines = [
        "---",
        f"name: acme-{one.id}",
        f"description: {one.description}",
        f"workflowTemplateId: {one.id}",
        "---",
        "",
        f"# {one.title}",
        "",
        one.description,
        "",
        *_trigger_lines(one),
        *_input_lines(one),
        *_output_lines(one),
        "## Notes",
        "",
        f"- Cost: {one.cost:g} credit{'' if one.cost == 1 else 's'} per execution",
    ]
    if one.integrations:
        lines.append(f"- Uses: {', '.join(one.integrations)}")
    lines += [f"- {note}" for note in one.notes]
    return "\n".join(lines) + "\n"


def _trigger_lines(one: Workflow) -> Iterator[str]:
    scheduled = [trigger for trigger in one.triggers if trigger.kind == "schedule"]
    for trigger in scheduled:
        cron, zone = trigger.properties["cronExpression"], trigger.properties["timezone"]
        yield from ("## Schedule", "", f"Runs by itself: `{cron}` ({zone}).", "")
    yield "## Manual trigger" if scheduled else "## How to trigger"
    yield from ("", "```bash")
    if one.example:
        yield f"codika trigger {one.id} --poll --payload-file - <<'EOF'"
        yield json.dumps(one.example, indent=2, ensure_ascii=False)
        yield "EOF"
    else:
        yield f"codika trigger {one.id} --poll"
    yield from ("```", "")


def _input_lines(one: Workflow) -> Iterator[str]:
    yield from ("## Input", "")
    if not one.inputs:
        yield from ("No input parameters needed.", "")
        return
    yield "| Parameter | Type | Required | Description |"
    yield "|-----------|------|----------|-------------|"
    for item in fields.flat(one.inputs):
        required = "yes" if item.get("required") else "no"
        yield f"| {item['key']} | {_type_words(item)} | {required} | {_about(item)} |"
    yield ""


def _type_words(item: Mapping[str, Any]) -> str:
    if item["type"] == "array":
        kind = item["itemField"]["type"]
        return ITEM_WORDS.get(kind, "array of strings")
    return "array of objects" if item["type"] == "objectArray" else str(item["type"])


def _about(item: Mapping[str, Any]) -> str:
    """Return the description of a field, with its limits in words."""
    text = str(item.get("description", item["label"]))
    limits = [
        template.format(item[name])
        for name, template in (
            ("maxLength", "max {} chars"),
            ("min", "from {}"),
            ("max", "to {}"),
            ("maxItems", "max {} items"),
            ("minDate", "not before {}"),
            ("maxDate", "not after {}"),
            ("defaultValue", "default {}"),
        )
        if name in item and item["type"] not in ("object", "objectArray")
    ]
    if limits:
        text += f" ({', '.join(limits)})"
    if "options" in item:
        text += ". One of: " + ", ".join(f'"{option["value"]}"' for option in item["options"])
    return text.replace("|", "/").replace("\n", " ")


def _output_lines(one: Workflow) -> Iterator[str]:
    yield from ("## Output", "", "```json")
    yield json.dumps(_shortened(sample(one)), indent=2, ensure_ascii=False)
    yield from ("```", "")
    if one.outputs:
        yield "| Field | Type | Description |"
        yield "|-------|------|-------------|"
        for item in fields.flat(one.outputs):
            about = item.get("description", item["label"])
            yield f"| {item['key']} | {_type_words(item)} | {about} |"
        yield ""


def sample(one: Workflow) -> Any:
    """Return what a workflow gives for its example."""
    trace = Trace(
        one.example if one.shows is None else one.shows,
        created=SAMPLE_MOMENT,
        duration=one.takes.median,
        seed="sample",
    )
    return trace.run(one).result


def _shortened(value: Any) -> Any:
    """Return a value with long lists and texts cut, as samples are."""
    if isinstance(value, dict):
        return {key: _shortened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:SAMPLE_ROWS]]
    if isinstance(value, str) and len(value) > SAMPLE_TEXT:
        return value[:SAMPLE_TEXT] + "…"
    return value
