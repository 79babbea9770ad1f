"""
Skills, mined for what a form needs.

A skill is Markdown that tells an agent how to use one workflow.  Its shape is a
convention that nobody enforces, and it can be plain wrong: the scaffold of
Codika's own CLI ships a skill that asks for other keys than its workflow does.
So everything found here is a hint.  The catalogue lets the schema win, and what
contradicts itself is told as a doubt.

Examples are read, never run: a `$(…)` inside one stays the text it is.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from codika.errors import PayloadError
from codika.language import in_english, later, speaking
from codika.model import Skill
from codika.schema import limits
from codika.schema.fields import Field
from codika.schema.infer import infer_field
from codika.schema.markdown import Block, blocks, plain, rows_of
from codika.schema.payloads import parse_json
from codika.schema.skill_commands import commands_in
from codika.schema.skill_tables import field_of

_COST = re.compile(
    r"\bcosts?\b[^\w.]{0,8}([0-9][0-9,]{0,9}(?:\.[0-9]{1,6})?)[ \t]*credits?", re.IGNORECASE
)
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_USES = re.compile(r"(?:^|[\s*_-])uses[*_]{0,3}[ \t]*:[*_]{0,3}(.{1,500})", re.IGNORECASE)
_CRON_TIME = re.compile(r"[0-9*][0-9*/,-]{0,40}")
_CRON_DAY = re.compile(r"[0-9*?][0-9*/,?#L-]{0,40}|[A-Za-z]{3}(?:[,-][A-Za-z]{3}){0,11}")
_ZONE = re.compile(
    r"\b(?:UTC|[A-Z][A-Za-z]{2,20}/[A-Z][A-Za-z_]{2,30}(?:/[A-Z][A-Za-z_]{2,30})?)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a workflow runs by itself."""

    cron: str
    timezone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillReading:
    """What a skill says about its workflow."""

    workflow_id: str
    name: str = ""
    title: str = ""
    """Its first heading; empty without one."""
    summary: str = ""
    """The paragraph below the title, else the description."""
    fields: tuple[Field, ...] = ()
    """From the input table, completed by the examples."""
    examples: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    takes_no_input: bool = False
    """Whether it shows how to trigger the workflow, and that without a payload."""
    has_trigger: bool = False
    """Whether it shows how to trigger the workflow at all."""
    output_sample: Any = field(default=None, hash=False)
    has_output_sample: bool = False
    """Whether there is one, be it `null`."""
    outputs: tuple[Field, ...] = ()
    """From the output table."""
    cost: float | None = None
    """Credits a run."""
    integrations: tuple[str, ...] = ()
    schedule: Schedule | None = None
    frontmatter: Mapping[str, str] = field(default_factory=dict, hash=False)
    doubts: tuple[str, ...] = ()
    """What does not fit together, or could not be read."""


def read_skill(skill: Skill) -> SkillReading:
    """Read what a skill says about its workflow; never raises."""
    with speaking("en"):  # doubts are kept, and read by many
        return _read(skill)


def _read(skill: Skill) -> SkillReading:
    doubts: list[str] = []
    text = skill.content_markdown
    if len(text) > limits.MAX_SKILL_TEXT:
        text = text[: limits.MAX_SKILL_TEXT]
        most = str(limits.MAX_SKILL_TEXT)
        doubts.append(in_english("longer than {most} characters, the rest is not read", most=most))
    frontmatter, body = read_frontmatter(text)
    declared_id = frontmatter.get("workflowTemplateId", skill.workflow_id)
    if declared_id != skill.workflow_id:
        other = declared_id[: limits.MAX_KEY]
        doubts.append(in_english("its head names another workflow, {other}", other=other))
    parts = [*itertools.islice(blocks(body), limits.MAX_SKILL_BLOCKS)]
    commands = [*commands_in(parts, skill.workflow_id, doubts)]
    examples = [payload for payload in commands if payload]
    sample = _output_sample(parts, doubts)
    rows = [*_table(parts, "input", "parameter")]
    return SkillReading(
        workflow_id=skill.workflow_id,
        name=skill.name,
        title=_title(parts),
        summary=_summary(parts) or skill.description[: limits.MAX_PROSE],
        fields=_completed(_fields(rows, doubts), examples, doubts),
        examples=tuple(examples),
        takes_no_input=bool(commands) and not examples and None not in commands and not rows,
        has_trigger=bool(commands),
        output_sample=sample[0] if sample else None,
        has_output_sample=bool(sample),
        outputs=_fields([*_table(parts, "output", "result")], doubts),
        cost=_cost(parts, frontmatter),
        integrations=_integrations(parts),
        schedule=_schedule(parts, frontmatter),
        frontmatter=frontmatter,
        doubts=tuple(dict.fromkeys(doubts))[: limits.MAX_NOTES],
    )


def read_frontmatter(text: str) -> tuple[dict[str, str], str]:
    """
    Split a skill into its head and its body, as Codika's own reader does.

    The head stands between the first two `---` lines; each line of it is split
    at its first colon.  Quotes stay, lists are not known, the last of two equal
    names counts.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[first].rstrip() != "---":
        return {}, "\n".join(lines)
    end = next((at for at in range(first + 1, len(lines)) if lines[at].rstrip() == "---"), None)
    if end is None:
        return {}, "\n".join(lines)
    head = {}
    for line in lines[first + 1 : end]:
        name, colon, value = line[: limits.MAX_PROSE].partition(":")
        if colon:
            head[name.strip()] = value.strip()
    return head, "\n".join(lines[end + 1 :])


def _title(parts: Iterable[Block]) -> str:
    titles = (part for part in parts if part.kind == "heading" and len(part.headings) == 1)
    return next((part.text[: limits.MAX_LINE] for part in titles), "")


def _summary(parts: list[Block]) -> str:
    for before, part in zip([None, *parts], parts, strict=False):
        is_below_title = before is not None and len(before.headings) == 1
        if part.kind == "paragraph" and is_below_title:
            return plain(" ".join(part.lines))[: limits.MAX_PROSE]
    return ""


def _table(parts: Iterable[Block], *words: str) -> Iterator[dict[str, str]]:
    for part in parts:
        if part.kind == "table" and part.is_under(*words):
            yield from rows_of(part)
            return


def _fields(rows: Iterable[Mapping[str, str]], doubts: list[str]) -> tuple[Field, ...]:
    by_key: dict[str, Field] = {}
    for row in rows:
        found = field_of(row)
        if found is None:
            doubts.append(later("a row of its table has no name"))
        elif any(mark in found.key for mark in ".[]"):
            # `lines[].amount` explains a part of `lines`, which has a row of its own.
            doubts.append(
                in_english(
                    "{key} is a part of another parameter, not asked for by itself", key=found.key
                )
            )
        else:
            by_key.setdefault(found.key, found)
    return tuple(by_key.values())


def _completed(
    fields: tuple[Field, ...], examples: Iterable[Mapping[str, Any]], doubts: list[str]
) -> tuple[Field, ...]:
    """Add what only the examples know; where table and example differ, the example is right."""
    by_key = {item.key: item for item in fields}
    for example in examples:
        for key, value in example.items():
            known = by_key.get(key)
            if known is None and 0 < len(key) <= limits.MAX_KEY:
                by_key[key] = infer_field(key, value)
                if fields:
                    doubts.append(
                        in_english("{key} is in its example and not in its table", key=key)
                    )
            elif known is not None and any(True for _ in known.problems(value)):
                doubts.append(in_english("{key} in its example does not fit its table", key=key))
                guess = infer_field(key, value)
                by_key[key] = replace(guess, description=known.description, required=known.required)
    return tuple(by_key.values())


def _output_sample(parts: Iterable[Block], doubts: list[str]) -> tuple[Any, ...]:
    for part in parts:
        is_json = part.kind == "fence" and part.language in ("json", "json5", "jsonc", "")
        if is_json and part.is_under("output", "result"):
            try:
                return (parse_json(part.text),)
            except PayloadError as error:
                wrong = error.problems[0].message
                doubts.append(
                    in_english("its output sample cannot be used: The payload {wrong}", wrong=wrong)
                )
    return ()


def _prose(parts: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    for part in parts:
        if part.kind == "paragraph":
            yield from ((part, line) for line in part.lines)


def _cost(parts: Iterable[Block], frontmatter: Mapping[str, str]) -> float | None:
    for _, line in _prose(parts):
        if found := _COST.search(plain(line)):
            return float(found[1].replace(",", ""))
    found = _NUMBER.match(frontmatter.get("cost", ""))
    return float(found[0]) if found else None


def _integrations(parts: Iterable[Block]) -> tuple[str, ...]:
    for _, line in _prose(parts):
        if found := _USES.search(line):
            text = plain(found[1]).partition(". ")[0]
            names = re.split(r",|;|\band\b|\+", text.rstrip("."))
            return tuple(name.strip()[: limits.MAX_LINE] for name in names if name.strip())
    return ()


def _schedule(parts: Iterable[Block], frontmatter: Mapping[str, str]) -> Schedule | None:
    told = [
        line
        for part, line in _prose(parts)
        if part.is_under("schedule", "automatic", "trigger", "when")
    ]
    head = frontmatter.get("schedule", "")[: limits.MAX_SKILL_LINE]
    for text in (*told, head):
        if found := _cron(text):
            zone = next(
                (match[0] for line in (text, *told) for match in _ZONE.finditer(line)), None
            )
            return Schedule(cron=found, timezone=zone)
    return None


def _cron(text: str) -> str | None:
    """Find five words that are a schedule in cron's spelling."""
    words = [word.strip("`.,;:()") for word in text.split()]
    for at in range(len(words) - 4):
        parts = words[at : at + 5]
        shapes = (_CRON_TIME, _CRON_TIME, _CRON_DAY, _CRON_DAY, _CRON_DAY)
        if all(shape.fullmatch(part) for shape, part in zip(shapes, parts, strict=True)):
            return " ".join(parts)
    return None
