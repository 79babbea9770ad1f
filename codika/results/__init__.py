"""
Any result of a workflow as tables, charts and files.

    result  ->  read()  ->  Reading: headlines, texts, tables, remainder
                offered()  ->  what columns can be said to be; read() takes it as overrides
                             Table  ->  suggest()  ->  ChartSpec  ->  draw()  ->  figure
                             Table  ->  passing(), group(), profile()
                             Table  ->  to_csv(), exports.export()

Importing this is cheap: pandas and plotly, which together take more than half a
second, are loaded when the first result is read and the first chart is drawn.
"""

from codika.counting import count_rows
from codika.results import bars as _bars  # noqa: F401  charts register themselves
from codika.results import lines as _lines  # noqa: F401
from codika.results import maps as _maps  # noqa: F401
from codika.results import parts as _parts  # noqa: F401
from codika.results.charts import CHARTS, chart, draw, drawn
from codika.results.choices import choices, fitted, is_drawable, kinds_for
from codika.results.comparing import Change, changes, more_rows
from codika.results.exports import to_csv, to_json
from codika.results.filters import Condition, Test, conditions_in, describe, passing
from codika.results.grouping import group
from codika.results.jsontext import parse
from codika.results.kinds import Column, Hint, Kind
from codika.results.overruling import Form, offered
from codika.results.picking import Pick, asked_by
from codika.results.profiles import Profile, profile
from codika.results.reading import Headline, Reading, Remainder, Table, Text, read, read_json
from codika.results.saying import said
from codika.results.specs import Aggregate, ChartSpec, Order, spec_in
from codika.results.suggestions import suggest
from codika.results.summary import n_rows, summarize

__all__ = [
    "CHARTS",
    "Aggregate",
    "Change",
    "ChartSpec",
    "Column",
    "Condition",
    "Form",
    "Headline",
    "Hint",
    "Kind",
    "Order",
    "Pick",
    "Profile",
    "Reading",
    "Remainder",
    "Table",
    "Test",
    "Text",
    "asked_by",
    "changes",
    "chart",
    "choices",
    "conditions_in",
    "count_rows",
    "describe",
    "draw",
    "drawn",
    "fitted",
    "group",
    "is_drawable",
    "kinds_for",
    "more_rows",
    "n_rows",
    "offered",
    "parse",
    "passing",
    "profile",
    "read",
    "read_json",
    "said",
    "spec_in",
    "suggest",
    "summarize",
    "to_csv",
    "to_json",
]
