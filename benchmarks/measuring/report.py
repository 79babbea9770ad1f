"""
Figures out of rounds, as a table for people or as JSON.

A comparison holds what was measured of our way and of the others in the same
rounds of the same run.  Only their ratio means anything on another machine:
figures of two runs are never set against each other.

Standard output carries the report and nothing else; progress goes to standard
error.  A bar that is missed is reported and is no failure of the script.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import signal
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

LEAST_ROUNDS = 3
PACKAGES = ("streamlit", "httpx", "aiohttp", "httpx-aiohttp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a figure has to reach."""

    limit: float
    at_least: bool = False
    """Whether more is better; else the limit is the most there may be."""

    def holds(self, value: float) -> bool:
        """Whether the value is on the right side; on the bar is right."""
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the report."""

    name: str
    value: float
    unit: str
    bar: Bar | None = None
    """`None` where nothing is demanded; that holds."""

    @property
    def holds(self) -> bool:
        """Whether the bar, if there is one, is reached."""
        return self.bar is None or self.bar.holds(self.value)

    def as_json(self) -> dict[str, Any]:
        """Return the form in which programs read it."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "bar": None if self.bar is None else self.bar.limit,
            "holds": self.holds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One thing, measured of our way and of others side by side."""

    name: str
    unit: str
    samples: Mapping[str, Sequence[float]]
    """By what was measured, a value a round; ours comes first."""
    bars: Mapping[str, Bar] = field(default_factory=dict)
    """By what was measured beside ours: what the ratio, ours to it, has to reach."""

    @property
    def ours(self) -> str:
        """What ours is called."""
        return next(iter(self.samples))

    @property
    def others(self) -> list[str]:
        """What the others are called."""
        return list(self.samples)[1:]

    def median(self, label: str) -> float:
        """Return the middle of the rounds."""
        return _rounded(statistics.median(self.samples[label]))

    def ratio(self, other: str) -> Figure:
        """Return the ratio of medians, ours to another's."""
        ours, theirs = (statistics.median(self.samples[label]) for label in (self.ours, other))
        return Figure(
            name=f"{self.name}: {self.ours} / {other}",
            value=_rounded(ours / theirs),
            unit="ratio",
            bar=self.bars.get(other),
        )

    def figures(self) -> list[Figure]:
        """Return every median, then every ratio."""
        medians = [
            Figure(name=f"{self.name}: {label}", value=self.median(label), unit=self.unit)
            for label in self.samples
        ]
        return [*medians, *map(self.ratio, self.others)]


def as_json(comparisons: Sequence[Comparison]) -> str:
    """Return the figures as a JSON list."""
    rows = [figure.as_json() for one in comparisons for figure in one.figures()]
    return json.dumps(rows, indent=1, ensure_ascii=False)


def as_table(title: str, comparisons: Sequence[Comparison]) -> str:
    """Return the figures as lines for people; in brackets the lowest and highest round."""
    heads = ("", "ours", "beside it", "ratio", "bar")
    rows = [heads, *(row for one in comparisons for row in _rows(one))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join((title, "", *lines))


def _rows(one: Comparison) -> list[tuple[str, str, str, str, str]]:
    ours = _words(one, one.ours)
    if not one.others:
        return [(one.name, ours, "", "", "")]
    rows = []
    for place, other in enumerate(one.others):
        ratio = one.ratio(other)
        first = (one.name, ours) if place == 0 else ("", "")
        rows.append((*first, _words(one, other), _number(ratio.value), _verdict(ratio)))
    return rows


def _words(one: Comparison, label: str) -> str:
    values = one.samples[label]
    spread = f"({_number(min(values))}–{_number(max(values))})"
    return f"{label} {_number(one.median(label))} {one.unit} {spread}"


def _verdict(figure: Figure) -> str:
    if figure.bar is None:
        return "–"
    sign = "≥" if figure.bar.at_least else "≤"
    return f"{sign} {_number(figure.bar.limit)} {'holds' if figure.holds else 'MISSED'}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits


def _rounded(value: float) -> float:
    """Cut to four digits: nothing measured here is surer than that."""
    return float(f"{value:.4g}")


def machine() -> str:
    """Say in a line what this was measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = (f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{_processor()}, {cores} cores{load}; {platform.system()} {platform.release()};"
        f" Python {platform.python_version()}, {', '.join(packages)}"
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def tell(text: str) -> None:
    """Say how far it is, or what is left out, on standard error."""
    print(text, file=sys.stderr, flush=True)


def run(title: str, measure: Callable[[int], Sequence[Comparison]], *, rounds: int = 5) -> None:
    """
    Be a benchmark script: read the command line, measure, print.

    Args:
        title: What is measured, in a line.
        measure: Gets the number of rounds.
        rounds: Unless the command line says another number.
    """
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--json", action="store_true", help="print a JSON list in place of a table")
    parser.add_argument("--rounds", type=_rounds, default=rounds, help=f"default {rounds}")
    arguments = parser.parse_args()
    end_cleanly_when_asked()
    before = machine()
    comparisons = measure(arguments.rounds)
    if arguments.json:
        print(as_json(comparisons))
        return
    print(as_table(f"{title}; medians of {arguments.rounds} rounds", comparisons))
    print(f"\n{before}\n")


def _rounds(text: str) -> int:
    rounds = int(text)
    if rounds < LEAST_ROUNDS:
        raise argparse.ArgumentTypeError(f"fewer than {LEAST_ROUNDS} rounds have no median")
    return rounds


def end_cleanly_when_asked() -> None:
    """Let SIGTERM end this program as Ctrl-C does, with every `finally` on the way."""

    def end(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)
