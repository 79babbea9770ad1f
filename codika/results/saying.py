"""
The words of ours in a reading, said to whoever reads it.

A reading is shared by all who look at a result, so what is ours in it stays English:
titles of columns that we add, remarks on how cells were read, why a column is not read
as somebody said.  What the data call things is never translated.
"""

from dataclasses import replace

from codika.language import retold, say, spoken
from codika.results.kinds import Column
from codika.results.names import said_title
from codika.results.reading import Headline, Reading, Table


def said(reading: Reading) -> Reading:
    """Return a reading in the reader's language; its frames are those of the one given."""
    if spoken().language == "en":
        return reading
    return replace(
        reading,
        headlines=tuple(map(_headline, reading.headlines)),
        tables=tuple(map(_table, reading.tables)),
    )


def _headline(line: Headline) -> Headline:
    return replace(line, label=say(line.our_label)) if line.our_label else line


def _table(table: Table) -> Table:
    title = said_title(table.our_title) if table.our_title else table.title
    return replace(table, title=title, columns=tuple(map(_column, table.columns)))


def _column(column: Column) -> Column:
    if not (column.our_title or column.note or column.misfit):
        return column
    return replace(
        column,
        title=said_title(column.our_title) if column.our_title else column.title,
        note=retold(column.note),
        misfit=retold(column.misfit),
    )
