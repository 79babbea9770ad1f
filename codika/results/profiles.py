"""What a column of a table holds: how many values, which ones, how they are spread."""

from dataclasses import dataclass
from typing import Any

from codika.results.filters import accepts_range, written
from codika.results.kinds import Column
from codika.results.reading import Table

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
    top, n_distinct, n_filled = frequent(table, name, TOP)
    there = cells.dropna()
    has_order = accepts_range(column) and len(there) > 0
    is_number = has_order and not column.kind.is_temporal
    return Profile(
        column=column,
        n_rows=table.n_rows,
        n_empty=table.n_rows - n_filled,
        n_distinct=n_distinct,
        top=top,
        lowest=there.min() if has_order else None,
        highest=there.max() if has_order else None,
        mean=float(there.mean()) if is_number else None,
        median=float(there.median()) if is_number else None,
    )


def frequent(table: Table, name: str, most: int) -> tuple[tuple[tuple[str, int], ...], int, int]:
    """
    Return the most frequent values of a column, as `written`, and how many rows have each.

    With them how many different values there are, and how many cells have one.
    """
    cells = table.frame[name]
    if accepts_range(table.column(name)):
        # Written once they are counted: pandas takes seconds to write 200,000 moments.
        counts = cells.value_counts()
    else:
        texts = written(cells)
        counts = texts[texts != ""].value_counts()
    first = counts.iloc[:most]
    values = written(first.index.to_series())
    top = tuple((str(value), int(n)) for value, n in zip(values, first, strict=True))
    return top, len(counts), int(counts.sum())
