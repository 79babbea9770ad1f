"""
What options are called where somebody chooses.

Streamlit's boxes know their options by these words alone: of two that read the same the
last is taken for both, even where nobody touched the box.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from codika.results import Column
from ui.texts import printable

_Key = TypeVar("_Key")


def distinct(
    labels: Mapping[_Key, str], note: Callable[[_Key], str] | None = None
) -> dict[_Key, str]:
    """
    Return labels of which no two are the same, in the same order.

    Args:
        labels: What each option is called.
        note: What tells those apart that are called the same; by default their places.
    """
    counted, places = Counter(labels.values()), {key: str(n) for n, key in enumerate(labels, 1)}
    tell = note or places.__getitem__
    told = {
        key: label if counted[label] == 1 else f"{label} ({tell(key)})"
        for key, label in labels.items()
    }
    if len(set(told.values())) == len(told):
        return told
    return {key: f"{places[key]}. {label}" for key, label in told.items()}


def of_columns(columns: Iterable[Column]) -> dict[str, str]:
    """Return what columns are called, by their names."""
    return distinct({column.name: printable(column.title) for column in columns}, printable)
