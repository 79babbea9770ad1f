"""What the code is written from: a table, what was asked of it, and where its result is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from codika.language import tag
from codika.results.filters import Condition
from codika.results.reading import Table
from codika.results.specs import Aggregate, ChartSpec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """One table as it stands on screen."""

    table: Table
    """With all its rows and columns."""
    conditions: tuple[Condition, ...] = ()
    words: str = ""
    """That rows must contain, with blanks between them."""
    order: str = ""
    """`up:` or `down:` and a column; empty for the order of the result."""
    columns: tuple[str, ...] = ()
    """Those that are shown; empty for all.  Groups have columns of their own."""
    groups: tuple[str, ...] = ()
    measures: tuple[tuple[str, Aggregate], ...] = ()
    chart: ChartSpec | None = None
    read_with: Mapping[str, Any] = field(default_factory=dict)
    """What `read` is given besides the result."""
    language: str = field(default_factory=tag)
    """A tag such as `fr-BE`: of whoever sees it, as charts say something too."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """The result lies in a file beside the code, as JSON."""

    name: str


@dataclass(frozen=True, slots=True)
class RunLog:
    """The result is read from the run log, on the machine that has it."""

    path: str
    run_id: str


Source = DataFile | RunLog
