"""
Python as source text: values as literals, long lines broken, imports collected.

A name or a value from outside gets into code here and nowhere else, by `repr`, which
writes quotes, ends of lines, and signs that do not show or turn a line around, by number.
"""

import enum
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from codika import results

WIDTH = 88  # characters of a line
_STEP = "    "


class Imports:
    """What the code uses, by module."""

    def __init__(self) -> None:
        self._modules: set[str] = set()
        self._names: defaultdict[str, set[str]] = defaultdict(set)

    def module(self, line: str) -> None:
        """Use a module: `import json`, `import pandas as pd`."""
        self._modules.add(line)

    def name(self, module: str, name: str) -> str:
        """Use a name of a module, and return it."""
        self._names[module].add(name)
        return name

    def of(self, thing: type) -> str:
        """Use a class of ours, by way of `codika.results` if it is offered there."""
        name = thing.__name__
        is_offered = getattr(results, name, None) is thing
        return self.name(results.__name__ if is_offered else thing.__module__, name)

    def lines(self) -> list[str]:
        """Return the imports: the standard library, then others, then ours."""
        plain = [(line.split()[1], line) for line in self._modules]
        named = [(module, _from(module, sorted(names))) for module, names in self._names.items()]
        found: list[str] = []
        for group in (_is_standard, _is_foreign, _is_ours):
            lines = [line for part in (plain, named) for name, line in sorted(part) if group(name)]
            found += ["", *lines] if found and lines else lines
        return found


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "codika"


def _is_foreign(module: str) -> bool:
    return module in ("pandas", "plotly")


def _is_standard(module: str) -> bool:
    return not _is_ours(module) and not _is_foreign(module)


def _from(module: str, names: Sequence[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return f"from {module} import (\n" + "".join(f"{_STEP}{name},\n" for name in names) + ")"


def literal(value: Any, imports: Imports) -> str:
    """
    Write a value: JSON, a day, a member of an enumeration, a dataclass.

    Fields of a dataclass that hold their default are not said, so a new one is written as
    soon as something uses it.

    Raises:
        TypeError: There is no literal for it.
    """
    match value:
        case enum.Enum():
            written = f"{imports.of(type(value))}.{value.name}"
        case None | bool() | int():
            written = repr(value)
        case float():
            written = repr(value) if math.isfinite(value) else f'float("{value}")'
        case str():
            written = _text(str(value))
        case date() if not isinstance(value, datetime):
            imports.name("datetime", "date")
            written = f"date({value.year}, {value.month}, {value.day})"
        case list() | tuple():
            written = _items(value, imports)
        case Mapping():
            pairs = (f"{literal(k, imports)}: {literal(v, imports)}" for k, v in value.items())
            written = f"{{{', '.join(pairs)}}}"
        case _ if is_dataclass(value) and not isinstance(value, type):
            written = call(imports.of(type(value)), arguments(value, imports))
        case _:
            raise TypeError(f"no literal for {type(value).__name__}")
    return written


def arguments(value: Any, imports: Imports, without: Iterable[str] = ()) -> list[str]:
    """Write what a dataclass is made from, as `name=value`."""
    return [
        f"{one.name}={literal(getattr(value, one.name), imports)}"
        for one in fields(value)
        if one.init and one.name not in without and not _is_default(one, getattr(value, one.name))
    ]


def call(name: str, given: Sequence[str], *, before: str = "") -> str:
    """Write a call, with a line for each argument if one is too short for all."""
    line = f"{before}{name}({', '.join(given)})"
    if len(line) <= WIDTH or not given:
        return line
    inside = "".join(f"{_STEP}{part},\n" for part in given)
    return f"{before}{name}(\n{inside})"


def assigned(name: str, value: Any, imports: Imports) -> str:
    """Write a value that gets a name: what is too long for a line has lines of its own."""
    return f"{name} = {_laid_out(value, imports, used=len(name) + 3)}"


def _laid_out(value: Any, imports: Imports, *, used: int, indent: str = "") -> str:
    """Write a value over as many lines as it needs, where `used` is taken of the first."""
    written = literal(value, imports)
    if used + len(written) <= WIDTH or not isinstance(value, Mapping | list | tuple) or not value:
        return written
    inside = indent + _STEP
    if isinstance(value, Mapping):
        keys = [f"{literal(key, imports)}: " for key in value]
        lines = [
            key + _laid_out(item, imports, used=len(inside + key) + 1, indent=inside)
            for key, item in zip(keys, value.values(), strict=True)
        ]
    else:
        lines = _filled([literal(item, imports) for item in value], WIDTH - len(inside) - 1)
    text = "".join(f"{inside}{line},\n" for line in lines)
    return f"{written[0]}\n{text}{indent}{written[-1]}"


def _filled(written: Sequence[str], width: int) -> list[str]:
    """Put as many items on a line as there is room for."""
    lines = [written[0]]
    for item in written[1:]:
        longer = f"{lines[-1]}, {item}"
        if len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(item)
    return lines


def _is_default(one: Field[Any], value: Any) -> bool:
    if one.default is not MISSING:
        return bool(type(value) is type(one.default) and value == one.default)
    return one.default_factory is not MISSING and bool(value == one.default_factory())


def _text(value: str) -> str:
    """Write a text in double quotes, as formatters do, unless it holds one."""
    written = repr(value)
    inside = written[1:-1]
    return f'"{inside}"' if written[0] == "'" and '"' not in inside else written


def _items(values: list[Any] | tuple[Any, ...], imports: Imports) -> str:
    written = ", ".join(literal(value, imports) for value in values)
    if isinstance(values, list):
        return f"[{written}]"
    return f"({written},)" if len(values) == 1 else f"({written})"
