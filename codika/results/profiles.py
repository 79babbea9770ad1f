"""What a column of a table holds: how many values, which ones, how they are spread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codika.results.filters import accepts_range, written
from codika.results.kinds import Column
from codika.results.reading import Table

if TYPE_CHECKING:
    import pandas as pd

TOP = 10
"""Values that a profile names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One column in numbers."""

    column: Column
    n_rows: int
    n_empty: int
    """Cells without a value, empty texts among them."""
    n_distinct: int
    """Different values; an empty cell is none."""
    top: tuple[tuple[str, int], ...]
    """The most frequent values and how many rows have each; the first in the table first."""
    lowest: Any = None
    """Of numbers, days and moments; else `None`, as in an empty column."""
    highest: Any = None
    mean: float | None = None
    """Of numbers, like the median."""
    median: float | None = None


def profile(table: Table, name: str) -> Profile:
    """
    Describe one column of a table.

    Raises:
        KeyError: There is none of this name.
    """
    column = table.column(name)
    cells = table.frame[name]
    counts = value_counts(table, name)
    n_filled = int(counts.sum())
    there = cells.dropna()
    has_order = accepts_range(column) and len(there) > 0
    is_number = has_order and not column.kind.is_temporal
    return Profile(
        column=column,
        n_rows=table.n_rows,
        n_empty=table.n_rows - n_filled,
        n_distinct=len(counts),
        top=tuple((str(value), int(n)) for value, n in counts.iloc[:TOP].items()),
        lowest=there.min() if has_order else None,
        highest=there.max() if has_order else None,
        mean=float(there.mean()) if is_number else None,
        median=float(there.median()) if is_number else None,
    )


def value_counts(table: Table, name: str) -> "pd.Series[int]":
    """Return how many rows have each value, as `written`, the most frequent first."""
    texts = written(table.frame[name])
    return texts[texts != ""].value_counts()
