"""
Any result of a workflow as tables, charts and files.

    result  ->  read()  ->  Reading: headlines, texts, tables, remainder
                             Table  ->  suggest()  ->  ChartSpec  ->  draw()  ->  figure
                             Table  ->  to_csv()

Importing this is cheap: pandas and plotly, which together take more than half a
second, are loaded when the first result is read and the first chart is drawn.
"""

import importlib
from typing import TYPE_CHECKING, Any

from codika.results.exports import to_csv, to_json
from codika.results.jsontext import parse
from codika.results.kinds import Column, Hint, Kind
from codika.results.reading import Headline, Reading, Remainder, Table, Text, read
from codika.results.specs import Aggregate, ChartSpec
from codika.results.suggestions import suggest
from codika.results.summary import n_rows, number, sentence

if TYPE_CHECKING:
    from codika.results.charts import CHARTS, chart, draw

__all__ = [
    "CHARTS",
    "Aggregate",
    "ChartSpec",
    "Column",
    "Headline",
    "Hint",
    "Kind",
    "Reading",
    "Remainder",
    "Table",
    "Text",
    "chart",
    "draw",
    "n_rows",
    "number",
    "parse",
    "read",
    "sentence",
    "suggest",
    "to_csv",
    "to_json",
]

_IN_CHARTS = ("CHARTS", "chart", "draw")


def __getattr__(name: str) -> Any:
    """Load what needs plotly when it is first asked for."""
    if name in _IN_CHARTS:
        return getattr(importlib.import_module("codika.results.charts"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
