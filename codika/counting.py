"""
How many rows a result has, without laying it out.

Told of every run, in lists too, so it must cost next to nothing: lists are
measured, not read.  The full reading may know better (`results.n_rows`): it
sees numbers in texts, and records that are no list.  It stands beneath
`codika.results`, for the process that reads big replies counts too.
"""

from typing import Any

from codika import embedded

MAX_DEPTH = 16  # levels of objects, as in `results.sheets`
MAX_VALUES = 20_000  # single values that are looked at
_SAMPLE = 20  # records that tell whether a list has numbers


def count_rows(result: Any) -> int | None:
    """
    Return the length of the list that a result is about; `None` without a list.

    The longest whose records hold numbers, else the longest of all, as
    `Reading.main` has it.  What is not plain JSON values is not looked into.
    """
    found: list[tuple[bool, int]] = []
    waiting, seen = [(result, 0)], 0
    while waiting and seen < MAX_VALUES:
        value, depth = waiting.pop()
        seen += 1
        if isinstance(value, str):
            value = embedded.container(value)
        if isinstance(value, list | tuple):
            found.append((_has_numbers(value), len(value)))
        elif isinstance(value, dict) and depth < MAX_DEPTH:
            waiting.extend((inner, depth + 1) for inner in value.values())
    return max(found)[1] if found else None


def _has_numbers(items: list[Any] | tuple[Any, ...]) -> bool:
    return any(
        isinstance(cell, int | float) and not isinstance(cell, bool)
        for item in items[:_SAMPLE]
        for cell in (item.values() if isinstance(item, dict) else [item])
    )
