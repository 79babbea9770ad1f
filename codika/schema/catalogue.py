"""
The workflows of an instance, put together from whoever knows something.

Five sources, any of which may be missing: what Codika says about the instance
(needs an organization key), a file of our own, the skills, the runs in our log,
and examples that people pasted.  Each part of a workflow says where it came from.
Where they contradict each other the one nearer to the deployment wins and a doubt is kept:

- inputs: instance, then file, then skill, then a pasted example; nobody knows ->
  the JSON editor;
- title: file, then skill, then instance: Codika's is a name for developers;
- cost, integrations, schedule: instance, then file, then skill.

An empty schema in the instance's answer is weak, as it may mean "not kept": if
a file or a skill tells of inputs they are asked for, those of a skill without
being demanded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from codika.language import in_english, later, speaking
from codika.model import DeployedWorkflow, InstanceDetails, Skill, Trigger
from codika.schema import limits
from codika.schema.composite import Item, fields_of, payload_key_order
from codika.schema.declared import DeclaredWorkflow
from codika.schema.fields import in_words
from codika.schema.infer import infer_fields
from codika.schema.reading import SchemaReading, read_schema
from codika.schema.skills import Schedule, SkillReading, read_skill
from codika.schema.validation import problems
from codika.schema.workflow import FILE, INSTANCE, PASTED, RUNS, SKILL, Workflow

NO_TRIGGER = later("It is started by other workflows or by events, not by hand.")


def merge(
    instance: InstanceDetails | None = None,
    skills: Iterable[Skill] = (),
    declared: Iterable[DeclaredWorkflow] = (),
    seen: Iterable[tuple[str, str]] = (),
    pasted: Mapping[str, Mapping[str, Any]] | None = None,
) -> tuple[Workflow, ...]:
    """
    Put together all workflows that any source knows, by title.

    Args:
        instance: What Codika says about the instance, best with workflow details.
        skills: Its skills.
        declared: What `read_declared` found.
        seen: Id and title of workflows in the run log, the latest first.
        pasted: An example by workflow id, where somebody gave one; it makes no
            workflow known that no other source knows.
    """
    with speaking("en"):  # doubts are kept, and read by many
        return _merged(instance, skills, declared, seen, pasted or {})


def _merged(
    instance: InstanceDetails | None,
    skills: Iterable[Skill],
    declared: Iterable[DeclaredWorkflow],
    seen: Iterable[tuple[str, str]],
    pasted: Mapping[str, Mapping[str, Any]],
) -> tuple[Workflow, ...]:
    deployed = {workflow.id: workflow for workflow in (instance.workflows if instance else ())}
    readings: dict[str, SkillReading] = {}
    for skill in skills:
        readings.setdefault(skill.workflow_id, read_skill(skill))
    told = {workflow.id: workflow for workflow in declared}
    titles: dict[str, str] = {}
    for workflow_id, title in seen:
        titles.setdefault(workflow_id, title)
    found = [
        _Sources(
            id=workflow_id,
            instance=instance,
            deployed=deployed.get(workflow_id),
            skill=readings.get(workflow_id),
            declared=told.get(workflow_id),
            seen=titles.get(workflow_id),
            pasted=pasted.get(workflow_id),
        ).merged()
        for workflow_id in dict.fromkeys([*deployed, *told, *readings, *titles])
        if workflow_id
    ]
    return tuple(sorted(found, key=lambda workflow: (workflow.title.casefold(), workflow.id)))


@dataclass(slots=True, kw_only=True)
class _Sources:
    """All that is known about one workflow, while it is put together."""

    id: str
    instance: InstanceDetails | None
    deployed: DeployedWorkflow | None
    skill: SkillReading | None
    declared: DeclaredWorkflow | None
    seen: str | None
    pasted: Mapping[str, Any] | None = None
    origins: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def merged(self) -> Workflow:
        if self.skill:
            self.doubts.extend(f"skill: {doubt}" for doubt in self.skill.doubts)
        if self.instance and not self.deployed:
            self.doubts.append(later("not among the workflows that are deployed here"))
        inputs = self._inputs()
        triggers = self.deployed.triggers if self.deployed else ()
        reason = self._reason(triggers)
        return Workflow(
            id=self.id,
            title=self._title(),
            description=self._description(),
            inputs=inputs,
            outputs=self._outputs(),
            cost=self._cost(),
            integrations=self._integrations(),
            trigger_kinds=tuple(dict.fromkeys(trigger.kind for trigger in triggers)),
            schedule=self._schedule(triggers),
            triggerable=not reason,
            reason=reason,
            examples=self._examples(inputs),
            is_active=self._is_active(),
            origins=self.origins,
            doubts=tuple(dict.fromkeys(self.doubts))[: limits.MAX_NOTES],
        )

    def _first(self, part: str, *candidates: tuple[str, Any]) -> Any:
        """Return the first candidate that says something, and remember its source."""
        for source, value in candidates:
            if value:
                self.origins[part] = source
                return value
        return None

    def _title(self) -> str:
        found: str | None = self._first(
            "title",
            (FILE, self.declared and self.declared.title),
            (SKILL, self.skill and self.skill.title),
            (INSTANCE, self.deployed and self.deployed.name.strip()),
            (RUNS, self.seen and self.seen.strip()),
        )
        return (found or in_words(self.id))[: limits.MAX_LINE]

    def _description(self) -> str:
        found: str | None = self._first(
            "description",
            (FILE, self.declared and self.declared.description),
            (SKILL, self.skill and self.skill.summary),
        )
        return found or ""

    def _inputs(self) -> tuple[Item, ...]:
        from_instance = _instance_schema(self.deployed)
        from_file = self.declared.inputs if self.declared else None
        is_weak = from_instance is not None and not from_instance.items
        guess = self._guessed_inputs()
        # A pasted example was asked for where nobody knew; now somebody does.
        is_told = bool(guess) and self.origins.get("inputs") != PASTED
        if is_weak and ((from_file and from_file.items) or is_told):
            self.doubts.append(later("the instance lists no inputs, another source does"))
            from_instance, guess = None, _optional(guess)
        for source, reading in ((INSTANCE, from_instance), (FILE, from_file)):
            if reading is not None:
                self.origins["inputs"] = source
                self.doubts.extend(f"schema: {note}" for note in reading.notes)
                self._compare(reading.items)
                return reading.items
        return guess

    def _guessed_inputs(self) -> tuple[Item, ...]:
        if self.skill and (self.skill.fields or self.skill.takes_no_input):
            self.origins["inputs"] = SKILL
            return self.skill.fields
        if self.declared and self.declared.example:
            self.origins["inputs"] = FILE
            return infer_fields(self.declared.example)
        if self.pasted:
            self.origins["inputs"] = PASTED
            return infer_fields(self.pasted)
        return ()

    def _compare(self, items: tuple[Item, ...]) -> None:
        """Doubt a skill that asks for other keys than the schema; the schema wins."""
        if not self.skill or not self.skill.fields:
            return
        known = {item.key: item for item in fields_of(items)}
        asked = {item.key for item in self.skill.fields}
        strange = [key for key in asked if key not in known]
        missing = [key for key, item in known.items() if item.required and key not in asked]
        if strange:
            told = in_english("asks for {keys}, unknown to the schema", keys=_listed(strange))
            self.doubts.append(f"{SKILL}: {told}")
        if missing:
            told = in_english("leaves out {keys}, required by the schema", keys=_listed(missing))
            self.doubts.append(f"{SKILL}: {told}")

    def _outputs(self) -> tuple[Item, ...]:
        found: tuple[Item, ...] | None = self._first(
            "outputs",
            (FILE, self.declared and self.declared.outputs and self.declared.outputs.items),
            (SKILL, self.skill and self.skill.outputs),
        )
        return found or ()

    def _cost(self) -> float | None:
        costs = {
            INSTANCE: self.deployed.cost if self.deployed else None,
            FILE: self.declared.cost if self.declared else None,
            SKILL: self.skill.cost if self.skill else None,
        }
        known = {source: cost for source, cost in costs.items() if cost is not None}
        if not known:
            return None
        source, cost = next(iter(known.items()))
        self.origins["cost"] = source
        for other, differing in known.items():
            if differing != cost:
                told = in_english(
                    "says it costs {differing}, {source} says {cost}",
                    differing=f"{differing:g}",
                    source=source,
                    cost=f"{cost:g}",
                )
                self.doubts.append(f"{other}: {told}")
        return cost

    def _integrations(self) -> tuple[str, ...]:
        found: tuple[str, ...] | None = self._first(
            "integrations",
            (INSTANCE, self.deployed and self.deployed.integrations),
            (SKILL, self.skill and self.skill.integrations),
        )
        return found or ()

    def _schedule(self, triggers: Sequence[Trigger]) -> Schedule | None:
        told = next(
            (
                Schedule(cron=trigger.cron, timezone=trigger.timezone)
                for trigger in triggers
                if trigger.kind == "schedule" and trigger.cron
            ),
            None,
        )
        found: Schedule | None = self._first(
            "schedule",
            (INSTANCE, told),
            # Triggers that are known and hold no schedule are an answer too.
            (SKILL, not triggers and self.skill and self.skill.schedule),
        )
        return found

    def _reason(self, triggers: Sequence[Trigger]) -> str:
        """Return why the workflow cannot be started by hand; empty when it can."""
        kinds = {trigger.kind for trigger in triggers}
        if triggers:
            self.origins["triggers"] = INSTANCE
        if not kinds or "http" in kinds:
            return ""
        if "schedule" in kinds:
            # Codika's answer does not always carry the manual URL; a refusal will tell.
            if not any(trigger.manual_url for trigger in triggers) and not self.skill:
                self.doubts.append(later("runs by schedule, may refuse to be started by hand"))
            return ""
        if self.skill and self.skill.has_trigger:
            self.doubts.append(
                later("its triggers say it is not started by hand, its skill says it is")
            )
            return ""
        return NO_TRIGGER

    def _examples(self, inputs: tuple[Item, ...]) -> tuple[Mapping[str, Any], ...]:
        """Return the examples that fit; one that does not would only mislead."""
        candidates = [(FILE, self.declared.example)] if self.declared else []
        candidates += [(SKILL, example) for example in (self.skill.examples if self.skill else ())]
        if self.origins.get("inputs") == PASTED:
            candidates.append((PASTED, self.pasted))
        found: list[Mapping[str, Any]] = []
        for source, example in candidates:
            if example is None or example in found:
                continue
            if message := self._misfit(inputs, example):
                told = in_english("an example is left out: {reason}", reason=message)
                self.doubts.append(f"{source}: {told}")
                continue
            self.origins.setdefault("examples", source)
            found.append(example)
        return tuple(found)

    def _misfit(self, inputs: tuple[Item, ...], example: Mapping[str, Any]) -> str:
        if "inputs" not in self.origins:
            return ""
        if problem := next(problems(inputs, example), None):
            return str(problem)
        known = {item.key for item in fields_of(inputs)}
        strange = [key for key in payload_key_order(inputs, example) if key not in known]
        return in_english("{keys} not in the schema", keys=_listed(strange)) if strange else ""

    def _is_active(self) -> bool | None:
        if self.instance is None or self.deployed is None:
            return None
        self.origins["is_active"] = INSTANCE
        return self.instance.is_active and self.deployed.is_active is not False


def _instance_schema(deployed: DeployedWorkflow | None) -> SchemaReading | None:
    """Read the schema of the trigger that a person uses: an HTTP one first, an empty one last."""
    triggers = deployed.triggers if deployed else ()
    by_use = sorted(triggers, key=lambda one: (not one.input_schema, one.kind != "http"))
    schema = next((one.input_schema for one in by_use if one.input_schema is not None), None)
    return None if schema is None else read_schema(schema)


def _optional(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(replace(item, required=False) for item in fields_of(items))


def _listed(keys: Iterable[str]) -> str:
    keys = sorted(keys)
    shown = ", ".join(key[:60] for key in keys[:5])
    if len(keys) <= 5:  # noqa: PLR2004
        return shown
    return f"{shown} and {len(keys) - 5} more"
