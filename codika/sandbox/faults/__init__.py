"""
Misbehaviour on demand: rules that make answers late, lost, broken or untrue.

A rule is an object in a JSON list:

    {"on": "status", "workflow": "lead-scoring", "after": 1, "times": 2,
     "do": {"delay": 0.5, "answer": {"status": 503, "shape": "html"}}}

`on` names the endpoint, or `*`; `workflow`, `instance` and `execution` narrow it
and may be left out; `after` lets that many matching requests pass first; `times`
is how often it strikes, `null` for ever.  The first rule that matches and is not
used up strikes, alone.  `do` holds one or more of the faults in
`delivery.py` and `content.py`.
"""

import abc
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

if TYPE_CHECKING:
    from codika.sandbox.platform import Call

MAX_RULES = 1000
MAX_SECONDS = 24 * 3600.0
ENDPOINT_NAMES = frozenset(
    {
        "trigger",
        "status",
        "details",
        "executions",
        "skills",
        "instance",
        "instances",
        "activate",
        "deactivate",
        "verify",
        "*",
    }
)
NARROWING = ("workflow", "instance", "execution")


class Fault(abc.ABC):
    """
    One kind of misbehaviour; it does nothing where a subclass says nothing.

    Attributes:
        is_last: Whether the answer it makes is not to be touched any more.
    """

    is_last = False

    @abc.abstractmethod
    def problem(self, value: Any) -> str | None:
        """Return what is wrong with the value a rule gives it, or `None`."""

    async def before(self, call: "Call", value: Any) -> Response | None:  # noqa: ARG002
        """Act before a request takes effect; an answer keeps it from taking effect."""
        return None

    async def after(self, call: "Call", value: Any, response: Response) -> Response:  # noqa: ARG002
        """Return what is answered in place of the true response."""
        return response


KINDS: dict[str, Fault] = {}


def fault(name: str) -> Callable[[type[Fault]], type[Fault]]:
    """Register the class below as a kind of fault."""

    def register(kind: type[Fault]) -> type[Fault]:
        KINDS[name] = kind()
        return kind

    return register


class Seconds(Fault):
    """A kind that takes a time."""

    def problem(self, value: Any) -> str | None:  # noqa: D102 - as above
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "takes seconds"
        return None if 0 <= value <= MAX_SECONDS else f"takes 0 to {MAX_SECONDS:.0f} seconds"


class Flag(Fault):
    """A kind that takes nothing but `true`."""

    def problem(self, value: Any) -> str | None:  # noqa: D102 - as above
        return None if value is True else "takes true"


class Text(Fault):
    """A kind that takes a text."""

    def problem(self, value: Any) -> str | None:  # noqa: D102 - as above
        return None if isinstance(value, str) and value else "takes a text"


class RuleError(ValueError):
    """A rule that cannot be followed; says which and why."""


@dataclass(slots=True)
class Rule:
    """One rule, and how often it was met."""

    on: str
    do: dict[str, Any]
    workflow: str | None = None
    instance: str | None = None
    execution: str | None = None
    after: int = 0
    times: int | None = 1
    seen: int = 0
    """Requests that matched."""
    struck: int = 0
    """Requests that it spoiled."""

    def matches(self, endpoint: str, about: Mapping[str, str]) -> bool:
        """Whether a request is the rule's business."""
        return self.on in ("*", endpoint) and all(
            getattr(self, name) in (None, about.get(name)) for name in NARROWING
        )

    @property
    def is_used_up(self) -> bool:
        """Whether it will not strike again."""
        return self.times is not None and self.struck >= self.times


class Faults:
    """The rules in force."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, rules: Any) -> None:
        """
        Put rules in force, behind those that are.

        Raises:
            RuleError: One of them makes no sense; none is taken.
        """
        if not isinstance(rules, list):
            raise RuleError("rules come as a list")
        if len(self._rules) + len(rules) > MAX_RULES:
            raise RuleError(f"more than {MAX_RULES} rules")
        self._rules += [read_rule(rule) for rule in rules]

    def clear(self) -> None:
        """Behave again."""
        self._rules = []

    def told(self) -> list[dict[str, Any]]:
        """Return the rules with how often each was met."""
        return [asdict(rule) for rule in self._rules]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be spoiled."""
        return not self._rules

    def strike(self, endpoint: str, about: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what to do to a request, by kind of fault; empty for nothing."""
        for rule in self._rules:
            if rule.is_used_up or not rule.matches(endpoint, about):
                continue
            rule.seen += 1
            if rule.seen > rule.after:
                rule.struck += 1
                return rule.do
        return {}


def read_rule(rule: Any) -> Rule:
    """
    Return a rule as it came in, checked.

    Raises:
        RuleError: It makes no sense.
    """
    if not isinstance(rule, dict):
        raise RuleError("a rule is an object")
    problem = _scope_problem(rule) or _do_problem(rule.get("do"))
    if problem:
        raise RuleError(problem)
    return Rule(**rule)


def _scope_problem(rule: Mapping[str, Any]) -> str | None:
    """Return what is wrong with when and where a rule strikes, or `None`."""
    unknown = set(rule) - {"on", "do", "after", "times", *NARROWING}
    if unknown:
        return f"a rule has no {min(unknown)!r}"
    if rule.get("on") not in ENDPOINT_NAMES:
        return f"'on' is one of {', '.join(sorted(ENDPOINT_NAMES))}"
    for name in NARROWING:
        if not isinstance(rule.get(name), str | None):
            return f"{name!r} is text"
    if not _is_count(rule.get("after", 0)):
        return "'after' is a number from 0 on"
    if rule.get("times", 1) is not None and not _is_count(rule.get("times", 1)):
        return "'times' is a number from 0 on, or null"
    return None


def _do_problem(do: Any) -> str | None:
    """Return what is wrong with what a rule does, or `None`."""
    if not isinstance(do, dict) or not do:
        return "'do' is an object with at least one fault"
    for kind, value in do.items():
        if kind not in KINDS:
            return f"no such fault: {kind!r}; there is {', '.join(sorted(KINDS))}"
        problem = KINDS[kind].problem(value)
        if problem:
            return f"{kind!r} {problem}"
    return None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


async def before(call: "Call", do: Mapping[str, Any]) -> Response | None:
    """Do what is to be done before a request takes effect; an answer keeps it from it."""
    for kind, value in do.items():
        response = await KINDS[kind].before(call, value)
        if response is not None:
            return response
    return None


async def after(call: "Call", do: Mapping[str, Any], response: Response) -> Response:
    """Do what is to be done to the answer of a request that took effect."""
    for kind, value in do.items():
        response = await KINDS[kind].after(call, value, response)
        if KINDS[kind].is_last:
            break
    return response
