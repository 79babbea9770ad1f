"""The cells of a column as pandas holds them, and what is known of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codika.results.kinds import Hint, Kind

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column and what they are."""

    kind: Kind
    series: "pd.Series[Any]"
    hint: Hint = Hint.PLAIN
    unit: str = ""
    note: str = ""
