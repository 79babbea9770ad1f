"""
What is on screen, as Python that makes it again: for a script, a notebook, a colleague.

    View, source, origin  ->  cells()  ->  script() or notebook()  ->  bundle()

A `View` holds what was asked of a table: conditions, words, order, columns, groups,
chart.  The code is pandas as people write it wherever that gives exactly the same rows,
and a call of `codika.results` where it would not.  Whatever came from outside stands in
it as a literal or, on one line without signs that hide, in a comment.
"""

from codika.results.code.cells import Cell, cells, script
from codika.results.code.notebooks import DATA, MAX_DATA, bundle, bundle_name, notebook
from codika.results.code.views import DataFile, RunLog, Source, View

__all__ = [
    "DATA",
    "MAX_DATA",
    "Cell",
    "DataFile",
    "RunLog",
    "Source",
    "View",
    "bundle",
    "bundle_name",
    "cells",
    "notebook",
    "script",
]
