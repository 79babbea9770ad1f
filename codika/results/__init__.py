"""
Any result of a workflow as tables, charts and files.

    result  ->  read()  ->  Reading: headlines, texts, tables, remainder
                             Table  ->  suggest()  ->  ChartSpec  ->  draw()  ->  figure
                             Table  ->  to_csv(), exports.export()

Importing this is cheap: pandas and plotly, which together take more than half a
second, are loaded when the first result is read and the first chart is drawn.
"""

from codika.results.charts import CHARTS, chart, draw
from codika.results.counting import count_rows
from codika.results.exports import to_csv, to_json
from codika.results.jsontext import parse
from codika.results.kinds import Column, Hint, Kind
from codika.results.reading import Headline, Reading, Remainder, Table, Text, read
from codika.results.specs import Aggregate, ChartSpec
from codika.results.suggestions import suggest
from codika.results.summary import n_rows, summarize

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
    "count_rows",
    "draw",
    "n_rows",
    "parse",
    "read",
    "suggest",
    "summarize",
    "to_csv",
    "to_json",
]
