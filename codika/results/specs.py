"""
The words in which a chart is described; drawing them is in `charts.py`.

A description can be written as text and read again, so that a URL can hold it:
`Bar:x=country:y=amount_eur:aggregate=sum:top=10`.  Title and reason are not part of
it: the title follows from the rest.
"""

import enum
from dataclasses import dataclass, replace

from codika.language import later, say
from codika.results.kinds import Column
from codika.results.reading import Table

MOST_TOP = 100
"""Bars or slices of one chart, at most."""
_MAX_TEXT = 4000  # characters


class Aggregate(enum.StrEnum):
    """How the rows of one mark become one number."""

    NONE = ""
    """One mark a row."""
    COUNT = "count"
    """How many rows; needs no `y`."""
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    MIN = "min"
    MAX = "max"


class Order(enum.StrEnum):
    """In which order marks with names stand; those of times stand in order of time."""

    LARGEST = ""
    SMALLEST = "smallest"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """What to draw: names of columns and of things here, so that it can stand in a URL."""

    kind: str
    """A key of `codika.results.charts.CHARTS`."""
    x: str
    y: str = ""
    """Empty where rows are counted."""
    color: str = ""
    """Column whose values get a colour each; empty for one colour."""
    facet: str = ""
    """Column whose values get a small chart each; empty for one chart."""
    aggregate: Aggregate = Aggregate.NONE
    order: Order = Order.LARGEST
    top: int = 0
    """How many bars or slices; 0 leaves it to the chart."""
    title: str = ""
    reason: str = ""
    """Why it was suggested, in words a person can read."""

    def __str__(self) -> str:
        parts = {
            "x": self.x,
            "y": self.y,
            "color": self.color,
            "facet": self.facet,
            "aggregate": str(self.aggregate),
            "order": str(self.order),
            "top": str(self.top or ""),
        }
        said = [f"{name}={_escaped(value)}" for name, value in parts.items() if value]
        return ":".join([_escaped(self.kind), *said])


def spec_in(text: str, table: Table) -> ChartSpec | None:
    """
    Read a chart from text, such as a URL's; `None` if it is none of this table.

    Whether there is such a kind is not checked here.
    """
    kind, *parts = text[:_MAX_TEXT].split(":")
    given = dict(part.partition("=")[::2] for part in parts)
    given = {name: value.replace("%3A", ":").replace("%25", "%") for name, value in given.items()}
    if not given.keys() <= {"x", "y", "color", "facet", "aggregate", "order", "top"}:
        return None
    names = {column.name for column in table.columns}
    columns = [given.get(name, "") for name in ("x", "y", "color", "facet")]
    if not columns[0] or not set(columns) - {""} <= names:
        return None
    top = given.get("top", "0")
    if not (top.isascii() and top.isdigit() and int(top[:9]) <= MOST_TOP):
        return None
    try:
        spec = ChartSpec(
            kind=kind,
            x=columns[0],
            y=columns[1],
            color=columns[2],
            facet=columns[3],
            aggregate=Aggregate(given.get("aggregate", "")),
            order=Order(given.get("order", "")),
            top=int(top),
        )
    except ValueError:
        return None
    return replace(spec, title=title_of(spec, table))


_MEASURES = {
    Aggregate.MEAN: later("Average {number}"),
    Aggregate.MEDIAN: later("Median {number}"),
    Aggregate.MIN: later("Lowest {number}"),
    Aggregate.MAX: later("Highest {number}"),
}


def title_of(spec: ChartSpec, table: Table) -> str:
    """Return the title of a chart, from what it draws: `Average score by team and country`."""
    title = _title_of_one(spec, table)
    if not spec.facet:
        return title
    return say("{title}, for each {facet}", title=title, facet=lower(table.column(spec.facet)))


def _title_of_one(spec: ChartSpec, table: Table) -> str:
    x = table.column(spec.x)
    color = table.column(spec.color) if spec.color else None
    if spec.kind == "Histogram" or (spec.kind == "Box" and not spec.y):
        return say("Distribution of {number}", number=lower(x))
    if not spec.y or spec.aggregate is Aggregate.COUNT:
        return say("Rows by {names}", names=_both(x, color))
    y = table.column(spec.y)
    if spec.kind == "Scatter":
        return say("{y} against {x}", y=y.title, x=_both(x, color))
    if spec.kind == "Map":
        return say("Places of rows by {names}", names=lower(color)) if color else say(_PLACES)
    if spec.kind == "Box":
        return say("Distribution of {number} by {names}", number=lower(y), names=lower(x))
    return say("{number} by {names}", number=measure(y, spec.aggregate), names=_both(x, color))


_PLACES = later("Places of rows")


def _both(x: Column, color: Column | None) -> str:
    return say("{one} and {other}", one=lower(x), other=lower(color)) if color else lower(x)


def measure(number: Column, aggregate: Aggregate) -> str:
    """Return what is drawn of a number: `Amount`, `Average score`."""
    word = _MEASURES.get(aggregate)
    return say(word, number=lower(number)) if word else number.title


def lower(column: Column) -> str:
    """Return a title as it stands within a sentence: `Sent at` -> `sent at`, `VAT` stays."""
    text = column.title
    return text[:1].lower() + text[1:] if text[1:2].islower() or len(text) == 1 else text


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace(":", "%3A")
