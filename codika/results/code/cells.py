"""Code that makes a table and a chart again, in the cells of a notebook or as a script."""

import inspect
from dataclasses import dataclass, replace

from codika.language import speaking, spoken
from codika.results.charts import CHARTS, separators
from codika.results.code.conditions import row_lines
from codika.results.code.python import Imports, arguments, assigned, call, literal
from codika.results.code.views import RunLog, Source, View
from codika.results.exports.origin import Origin
from codika.results.grouping import group
from codika.results.kinds import Kind
from codika.results.names import plain
from codika.results.specs import ChartSpec

LINE = 200  # characters of a line that tells where the result came from
FIGURE = "figure.html"
_FEW = 12  # names that are written out although they are just the first of all
_TITLE = "What Codika Dashboard shows of a run, made again with pandas and plotly"
_NEEDS = (
    "It needs `codika`, the dashboard's own library, which brings pandas and plotly:"
    "\n`pip install -e path/to/the/dashboard`"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a notebook: code, or Markdown."""

    text: str
    is_code: bool = True
    shows: str = ""
    """The name of what is shown beneath it: `shown` or `figure`."""


def cells(view: View, origin: Origin, source: Source) -> tuple[Cell, ...]:
    """
    Write what is on screen as the cells of a notebook.

    Once they ran, `frame` holds the rows on screen with all their columns, `shown` the
    table as it stands there, `figure` the chart.

    Args:
        view: What is on screen.
        origin: Where it came from; told in the first cell.
        source: Where the code finds the result.

    Raises:
        KeyError: The table lacks a column that the view names.
    """
    imports = Imports()
    load = _load(view, source, imports)
    rows = row_lines(view, imports)
    table = _grouped(view, imports) if view.groups else _columns(view, imports)
    parts = [("The result", load, ""), ("The rows", rows, ""), ("The table", table, "shown")]
    if view.chart:
        chart = _chart(view.chart, imports, is_whole=not rows)
        parts.append(("The chart", chart, "figure"))
    found = [Cell(_introduction(origin), is_code=False), Cell("\n".join(imports.lines()))]
    for title, lines, shows in parts:
        if lines:
            found.append(Cell(f"## {title}", is_code=False))
            found.append(Cell("\n".join(lines), shows=shows))
    return tuple(found)


def script(view: View, origin: Origin, source: Source) -> str:
    """Write what is on screen as a program: it prints the table and saves the chart."""
    introduction, imports, *rest = cells(view, origin, source)
    lines = [_commented(introduction.text), "", imports.text]
    for cell in rest:
        if cell.is_code:
            lines += [cell.text, *_SHOWN.get(cell.shows, ())]
        else:  # a mark that editors take for the beginning of a cell
            lines += ["", f"# %% {cell.text.lstrip('# ')}"]
    return "\n".join(lines) + "\n"


_SHOWN = {
    "shown": ["print(shown)"],
    "figure": [f'figure.write_html("{FIGURE}")  # opens in any browser, without a network'],
}


def _introduction(origin: Origin) -> str:
    # What is the same stays the same text, whenever it is written.
    with speaking("en"):  # as the rest of the code
        lines_of_origin = origin.lines()
    told = [(what, plain(value, LINE)) for what, value in lines_of_origin if what != "File made"]
    width = max(len(what) for what, _ in told)
    # In a fence: no sign of a title or a filter means anything to Markdown there.
    lines = "\n".join(f"{what:{width}}  {value}" for what, value in told)
    return f"# {_TITLE}\n\n```text\n{lines}\n```\n\n{_NEEDS}"


def _commented(markdown: str) -> str:
    lines = [line.lstrip("# ") for line in markdown.splitlines() if not line.startswith("```")]
    return "\n".join(f"# {line}".rstrip() for line in lines)


def _load(view: View, source: Source, imports: Imports) -> list[str]:
    if isinstance(source, RunLog):
        stored = imports.name("codika.runs", "stored_result")
        given = [literal(source.path, imports), literal(source.run_id, imports)]
        lines = [
            "# Opened for reading alone: the dashboard goes on beside it.",
            call(stored, given, before="result = "),
        ]
    else:
        imports.module("import json")
        imports.name("pathlib", "Path")
        lines = [f"result = json.loads(Path({literal(source.name, imports)}).read_bytes())"]
    read = imports.name("codika.results", "read")
    language, said = _language(view, imports)
    lines = [*language, *lines]
    given = ["result"]
    for name, value in view.read_with.items():
        lines += ["", assigned(name, value, imports)]
        given.append(f"{name}={name}")
    return [
        *lines,
        "",
        "# Each list of records in it is a table; a column's type comes from all its cells.",
        call(read, given, before="reading = "),
        *said,
        "tables = {table.path: table for table in reading.tables}",
        f"table = tables[{literal(view.table.path, imports)}]",
        "frame = table.frame",
    ]


def _language(view: View, imports: Imports) -> tuple[list[str], list[str]]:
    """Return what makes the words and numbers of a chart those on screen; English needs none."""
    with speaking(view.language):
        is_english = spoken().language == "en"
        if not view.chart or (is_english and not separators()):
            return [], []
    whose = imports.name("codika.language", "whose_language")
    lines = [f"{whose}(lambda: {literal(view.language, imports)})", ""]
    said = imports.name("codika.results", "said")
    return lines, [f"reading = {said}(reading)"]


def _columns(view: View, imports: Imports) -> list[str]:
    names = [column.name for column in view.table.columns]
    chosen = list(view.columns) or names
    if chosen == names:
        return ["shown = frame"]
    if len(chosen) > _FEW and chosen == names[: len(chosen)]:
        return [f"shown = frame[frame.columns[:{len(chosen)}]]"]
    return [assigned("columns", chosen, imports), "shown = frame[columns]"]


def _grouped(view: View, imports: Imports) -> list[str]:
    keys = list(dict.fromkeys(view.groups))
    if any(view.table.column(name).kind is Kind.LIST for name in keys):
        imports.name("dataclasses", "replace")
        grouping = imports.name("codika.results", "group")
        return [
            "# Lists cannot be compared, so they are grouped by how they are written.",
            call(
                grouping, ["replace(table, frame=frame)", *_by(view, imports)], before="groups = "
            ),
            "shown = groups.frame",
        ]
    imports.module("import pandas as pd")
    empty = replace(view.table, frame=view.table.frame.iloc[:0])
    rows, *figures = group(empty, keys, view.measures).columns[len(keys) :]
    measures = [f"    {literal(rows.name, imports)}: groups.size(),"]
    for figure, (name, aggregate) in zip(figures, dict.fromkeys(view.measures), strict=True):
        measured = f"groups[{literal(name, imports)}].{aggregate.value}()"
        measures.append(f"    {literal(figure.name, imports)}: {measured},")
    order = [literal(rows.name, imports), "ascending=False", 'kind="stable"']
    return [
        "# dropna=False: empty cells make a group of their own.",
        call(
            "frame.groupby",
            [literal(keys, imports), "dropna=False", "sort=False"],
            before="groups = ",
        ),
        "figures = {",
        *measures,
        "}",
        "shown = pd.DataFrame(figures)",
        "# The largest group first.",
        call("shown.sort_values", order, before="shown = ") + ".reset_index()",
    ]


def _by(view: View, imports: Imports) -> list[str]:
    given = [list(view.groups), list(view.measures)]
    return [literal(part, imports) for part in given if part]


def _chart(spec: ChartSpec, imports: Imports, *, is_whole: bool) -> list[str]:
    draw = imports.name("codika.results", "draw")
    # Why it was suggested is for people, and nothing that is drawn.
    given = arguments(spec, imports, without=("reason",))
    rows = "table" if is_whole else "replace(table, frame=frame)"
    if not is_whole:
        imports.name("dataclasses", "replace")
    why = [f"# Suggested: {plain(spec.reason, LINE)}"] if spec.reason else []
    return [
        *why,
        call(imports.of(type(spec)), given, before="spec = "),
        *_drawn_as(spec.kind),
        "# It is a plotly figure, to go on with: figure.update_layout(…), figure.add_hline(…).",
        f"figure = {draw}(spec, {rows})",
    ]


def _drawn_as(kind: str) -> list[str]:
    """Say what a kind of chart makes of rows, in the words of the function that draws it."""
    first, _, _ = (inspect.getdoc(CHARTS[kind]) or "").partition("\n\n")
    return [f"# {line}" for line in first.splitlines()]
