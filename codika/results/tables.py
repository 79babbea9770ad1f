"""
What a layout holds, as headlines, texts and tables with a kind for every column.

This module needs pandas, which takes half a second to load, so it is imported when the
first result is read.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from codika.results import columns, layout, names, rereading, texts
from codika.results.kinds import Column, Hint, Kind
from codika.results.names import Own, Path
from codika.results.overruling import Overrule
from codika.results.reading import Headline, Table, Text

HEADLINE_LENGTH = 80
"""Characters; a longer text is no headline."""

_NOTHING = Overrule()


def single_values(
    scalars: Sequence[tuple[Path, Any]], told: dict[str, Overrule]
) -> tuple[list[Headline], list[Text]]:
    """
    Return single values, the short ones and the texts.

    Args:
        scalars: The values by path.
        told: What an output schema says of them.
    """
    paths = [path for path, _ in scalars]
    spelled = names.unique(paths)
    labels = names.unique_titles(paths, spelled)
    headlines, longer = [], []
    for (path, value), name, label in zip(scalars, spelled, labels, strict=True):
        declared = told.get(name, _NOTHING)
        shown = declared.title or (names.VALUE if not path else label)
        if isinstance(value, str) and (
            len(value) > HEADLINE_LENGTH or "\n" in value or texts.is_markdown(value)
        ):
            longer.append(
                Text(path=name, label=shown, text=value, is_markdown=texts.is_markdown(value))
            )
            continue
        cells = columns.kind_of(path[-1] if path else "", value)
        headlines.append(
            Headline(
                path=name,
                label=declared.title or names.without_unit(shown, cells.unit),
                value=value,
                kind=_declared_kind(cells.kind, declared),
                hint=cells.hint,
                unit=cells.unit,
                our_label="" if path or declared.title else names.VALUE,
            )
        )
    return headlines, longer


def tables(
    found: Sequence[layout.Rows],
    said: dict[str, dict[str, Overrule]],
    told: dict[str, dict[str, Overrule]],
) -> tuple[Table, ...]:
    """
    Return tables whose columns have a kind.

    Args:
        found: What was laid out; its cells are let go one by one.
        said: What somebody says of their columns, by table and column.
        told: What an output schema says of them.
    """
    paths = [rows.path for rows in found]
    spelled = names.unique(paths)
    titles = names.unique_titles(paths, spelled)
    name_of = dict(zip(paths, spelled, strict=True))
    return tuple(
        _table(
            rows,
            name,
            title,
            None if rows.parent is None else name_of[rows.parent],
            said.get(name, {}),
            told.get(name, {}),
        )
        for rows, name, title in zip(found, spelled, titles, strict=True)
    )


def _table(
    rows: layout.Rows,
    path: str,
    title: str,
    parent: str | None,
    said: dict[str, Overrule],
    told: dict[str, Overrule],
) -> Table:
    paths = list(rows.columns)
    spelled = names.unique(paths)
    titles = names.unique_titles(paths, spelled)
    described, series = [], {}
    titled: set[str] = set()
    for place, name, column_title in zip(paths, spelled, titles, strict=True):
        is_link = place[0] in (Own.PARENT_ROW, Own.PARENT_KEY)
        # Cells are let go one by one, so that a table is not held twice.
        came = rows.columns.pop(place)
        cells = columns.typed(place[-1], came)
        asked, misfit = said.get(name, _NOTHING), ""
        declared = told.get(name, _NOTHING)
        if not is_link and (name in said or name in told):
            cells = rereading.declared(place[-1], came, cells, declared)
            cells, misfit = rereading.overruled(place[-1], came, cells, asked)
        given_title = "" if is_link else asked.title or declared.title
        titled |= {name} if given_title else set()
        series[name] = cells.series
        described.append(
            Column(
                name=name,
                title=given_title or names.without_unit(column_title, cells.unit),
                kind=Kind.IDENTIFIER if is_link else cells.kind,
                hint=Hint.PLAIN if is_link else cells.hint,
                unit="" if is_link else cells.unit,
                note=cells.note,
                is_link=is_link,
                misfit=misfit,
                our_title="" if given_title else names.our_title(place, column_title),
            )
        )
    if len({column.title for column in described}) < len(described):
        # Amounts in two currencies: their titles differ by the unit only.
        described = [
            column if column.name in titled else replace(column, title=text)
            for column, text in zip(described, titles, strict=True)
        ]
    frame = pd.DataFrame(series, index=pd.RangeIndex(rows.n_rows))
    return Table(
        path=path,
        title=title,
        columns=tuple(described),
        frame=frame,
        parent=parent,
        our_title=names.our_title(rows.path, title),
    )


def _declared_kind(found: Kind, declared: Overrule) -> Kind:
    """Return what a single value is; a schema alone can tell the id of a document."""
    is_id = declared.kind is Kind.DOCUMENT and found in (Kind.TEXT, Kind.IDENTIFIER)
    return Kind.DOCUMENT if is_id else found
