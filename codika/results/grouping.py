"""Rows of a table put together by their values, a number or more a group."""

from collections.abc import Sequence
from dataclasses import replace

from codika.language import later, say
from codika.results.kinds import Column, Kind
from codika.results.reading import Table
from codika.results.specs import Aggregate, lower

ROWS = "rows"
_WORDS = {
    Aggregate.SUM: later("Total {number}"),
    Aggregate.MEAN: later("Average {number}"),
    Aggregate.MEDIAN: later("Median {number}"),
    Aggregate.MIN: later("Lowest {number}"),
    Aggregate.MAX: later("Highest {number}"),
}
_SHIFTED = (Aggregate.MEAN, Aggregate.MEDIAN)  # whole numbers become fractions


def group(table: Table, by: Sequence[str], measures: Sequence[tuple[str, Aggregate]] = ()) -> Table:
    """
    Put rows together whose values are the same; the largest group comes first.

    Empty cells make a group of their own.

    Args:
        table: What to group.
        by: Columns whose values make a group, at least one.
        measures: Columns of numbers, and what to say of each.

    Returns:
        A table of the columns `by`, then `rows` and a column a measure, such as
        `sum of amount_eur`.

    Raises:
        KeyError: There is no such column.
        ValueError: No column to group by, or no measure of that name.
    """
    import pandas as pd  # noqa: PLC0415  loads slowly; a reader of the model does not need it

    if not by:
        raise ValueError("name a column to group by")
    keys = list(dict.fromkeys(by))
    columns = [table.column(name) for name in keys]
    frame = table.frame
    # What cannot be compared, such as lists, is grouped as it is written.
    parts = [
        frame[column.name].astype("string") if column.kind is Kind.LIST else frame[column.name]
        for column in columns
    ]
    groups = frame.groupby(parts, dropna=False, sort=False)
    found = {_free(ROWS, keys): groups.size()}
    described = [Column(name=next(iter(found)), title=say("Rows"), kind=Kind.INTEGER)]
    for name, aggregate in dict.fromkeys(measures):
        column = table.column(name)
        if aggregate not in _WORDS or not column.kind.is_numeric:
            raise ValueError(f"there is no {aggregate.value or 'such measure'} of {name}")
        spelled = _free(f"{aggregate} of {name}", [*keys, *found])
        found[spelled] = groups[name].agg(aggregate.value)
        described.append(
            replace(
                column,
                name=spelled,
                title=say(_WORDS[aggregate], number=lower(column)),
                kind=Kind.NUMBER if aggregate in _SHIFTED else column.kind,
                note="",
                our_title="",
            )
        )
    values = pd.DataFrame(found).sort_values(next(iter(found)), ascending=False, kind="stable")
    index = values.index.to_frame(index=False)
    index.columns = pd.Index(keys)
    grouped = pd.concat([index, values.reset_index(drop=True)], axis=1)
    return replace(table, columns=(*columns, *described), frame=grouped)


def _free(name: str, taken: Sequence[str]) -> str:
    """Return a name that no column has yet."""
    while name in taken:
        name += "_"
    return name
