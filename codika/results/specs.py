"""The words in which a chart is described; drawing them is in `charts.py`."""

import enum
from dataclasses import dataclass


class Aggregate(enum.StrEnum):
    """How the rows of one mark become one number."""

    NONE = ""
    """One mark a row."""
    COUNT = "count"
    """How many rows; needs no `y`."""
    SUM = "sum"
    MEAN = "mean"


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
    aggregate: Aggregate = Aggregate.NONE
    title: str = ""
    reason: str = ""
    """Why it was suggested, in words a person can read."""
