"""
A result, or its charts, as one web page that needs no network.

Whatever came from outside is text in it.  The page forbids itself everything but
the two scripts it brings, by their hash: plotly.js, and a few lines that draw with it.
PNG and SVG are made by the reader's own browser, with the buttons beneath a chart.
"""

import base64
import hashlib
import html
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from codika.language import (
    later,
    say,
    say_many,
    spoken,
    write_date,
    write_digits,
    write_moment,
)
from codika.results import jsontext
from codika.results.charts import draw
from codika.results.exports.cells import cells_of, iso
from codika.results.exports.formats import Parcel, file_format
from codika.results.exports.origin import Origin
from codika.results.kinds import Column, Hint, Kind, said_unit
from codika.results.names import encodable
from codika.results.reading import Headline, Reading, Table
from codika.results.summary import number, summarize

MAX_ROWS = 1_000
"""Rows of a table in a report; it is for reading, and a browser takes long over more."""
MAX_COLUMNS = 100
MAX_CELL = 500
"""Characters of a cell in a report."""
MAX_TEXT = 100_000
"""Characters of a text or of JSON in a report."""

_NEUTRAL = Locale("en")  # cells then stand as in the other formats
_UTC = ZoneInfo("UTC")
# Those of the dashboard's light theme, which can be told apart without red or green.
COLORS = (
    "#0b6fb8", "#b47800", "#0f8778", "#b43c4b", "#2d0fa5",
    "#1e96c3", "#781e0f", "#00a578", "#690f3c", "#1e5a69",
)  # fmt: skip

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: #18212b; background: #fff;
  max-width: 75rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
h1, h2, p, dd { overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; margin: 0 0 .25rem; } .note { color: #4c5866; margin: 0 0 .5rem; }
.prod { color: #a02020; font-weight: 650; }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0; }
.figures div { border: 1px solid #d5dbe3; border-radius: .5rem; padding: .6rem 1rem; }
.figures dt { color: #4c5866; font-size: .9rem; } .figures dd { margin: 0; font-size: 1.35rem; }
.scroll { overflow: auto; max-height: 36rem; border: 1px solid #d5dbe3; border-radius: .5rem; }
table { border-collapse: collapse; font-size: .9rem; width: 100%; }
th, td { padding: .3rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid
  #e8ecf1; unicode-bidi: isolate; overflow-wrap: anywhere; min-width: 4rem; max-width: 26rem; }
thead th { position: sticky; top: 0; background: #f3f5f8; white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f3f5f8; padding: 1rem;
  border-radius: .5rem; max-height: 36rem; overflow: auto; }
.chart { margin-top: 1rem; } figure { margin: 0 0 1rem; }
button { font: inherit; font-size: .9rem; padding: .25rem .8rem; margin-right: .4rem;
  border: 1px solid #8593a3; border-radius: .4rem; background: #fff; cursor: pointer; }
.origin th { width: 12rem; font-weight: 600; }
@media print { .scroll { max-height: none; overflow: visible; } button { display: none; } }
"""
_SCRIPT = """
for (const place of document.querySelectorAll(".chart")) {
  const name = place.dataset.name;
  const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  const image = {format: "png", filename: name, scale: 2};
  Plotly.newPlot(place, figure.data, figure.layout,
    {responsive: true, displaylogo: false, toImageButtonOptions: image});
  for (const button of place.parentElement.querySelectorAll("button")) {
    const format = button.dataset.format;
    button.addEventListener("click", () => Plotly.downloadImage(place, {format: format,
      filename: name, width: place.offsetWidth, height: place.offsetHeight,
      scale: format === "png" ? 2 : 1}));
  }
}
"""


@file_format(
    later("Report (HTML)"),
    "html",
    "text/html",
    shows_reading=True,
    cells_per_second=2_000_000,
    bytes_per_cell=5,
    remark=later("One page for reading, with charts, that needs no network."),
)
def write_report(parcel: Parcel) -> bytes:
    """Write a whole result for reading: numbers, charts, rows, texts, and where it came from."""
    reading = parcel.reading or Reading()
    body = [
        *_head(parcel, summarize(reading) if parcel.reading else ""),
        *_figures(reading.headlines),
        *_charts(parcel),
        *(part for table in parcel.tables for part in _table(table)),
        *(part for text in reading.texts for part in _text(text.label, text.text)),
        *(part for rest in reading.remainder for part in _text(rest.label, rest.text)),
        *_origin(parcel.origin),
    ]
    return _page(parcel, body)


@file_format(
    later("Charts (HTML)"),
    "charts.html",
    "text/html",
    cells_per_second=4_000_000,
    bytes_per_cell=1,
    remark=later("Opens without a network; each chart can be saved there as PNG or SVG."),
)
def write_charts(parcel: Parcel) -> bytes:
    """Write the charts alone: they can be hovered over, zoomed, and saved as PNG and SVG."""
    return _page(parcel, [*_head(parcel, ""), *_charts(parcel), *_origin(parcel.origin)])


def _page(parcel: Parcel, body: Iterable[str]) -> bytes:
    scripts = []
    if parcel.charts:
        from plotly.offline import get_plotlyjs  # noqa: PLC0415 - only charts need it

        scripts = [get_plotlyjs(), _SCRIPT]
    allowed = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts) or "'none'"
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline';"
        " img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    title = _shown(f"{parcel.origin.workflow_title} · {', '.join(parcel.origin.run_ids)}")
    page = [
        f'<!doctype html><html lang="{spoken().language}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{title}</title><style>{_STYLE}</style>",
        _json_block("codika-origin", jsontext.dumps(parcel.origin.as_json())),
        "</head><body><main>",
        *body,
        "</main>",
        *(f"<script>{script}</script>" for script in scripts),
        "</body></html>\n",
    ]
    return "\n".join(page).encode()


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _json_block(name: str, text: str) -> str:
    """Return JSON as a block that no parser of HTML finds an end in but ours."""
    safe = encodable(text)
    for sign in "<>&\u2028\u2029":
        safe = safe.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="{name}">{safe}</script>'


def _shown(text: str, limit: int = MAX_TEXT) -> str:
    """Return text from outside as HTML shows it: nothing in it is markup."""
    cut = text if len(text) <= limit else f"{text[: limit - 1]}…"
    # An HTML parser takes none of these.
    return html.escape(encodable(cut).replace("\0", "\ufffd").replace("\r", "\n"))


def _head(parcel: Parcel, summary: str) -> Iterator[str]:
    origin = parcel.origin
    yield f"<header><h1>{_shown(origin.workflow_title)}</h1>"
    if summary:
        yield f'<p class="lead">{_shown(summary)}</p>'
    look = ' class="prod"' if origin.environment == "prod" else ""
    ended = say("run ended {when}", when=origin.ended)
    yield (
        f'<p class="note"><span{look}>{_shown(origin.environment.upper())}</span>'
        f" · {_shown(ended)}</p>"
    )
    if origin.filters:
        asked = "; ".join(origin.filters)
        shown = say("Shown here: only rows where {asked}.", asked=asked)
        yield f'<p class="note">{_shown(shown)}</p>'
    yield "</header>"


def _figures(headlines: Iterable[Headline]) -> Iterator[str]:
    lines = list(headlines)
    if lines:
        yield '<dl class="figures">'
        for line in lines:
            value = _shown(_value(line))
            yield f"<div><dt>{_shown(line.label)}</dt><dd>{value}</dd></div>"
        yield "</dl>"


def _value(line: Headline) -> str:
    if line.value is None:
        return say("nothing")
    if isinstance(line.value, bool):
        return say("Yes") if line.value else say("No")
    if line.kind.is_numeric:
        return f"{number(line.value, line.hint)} {said_unit(line.unit)}".strip()
    return str(line.value) or say("empty text")


def _charts(parcel: Parcel) -> Iterator[str]:
    for index, (spec, table) in enumerate(parcel.charts):
        figure = draw(spec, table, colors=COLORS)
        # Within the dashboard plotly's default is a template that only its page can fill in.
        figure.layout.template = "plotly_white"
        name = f"figure-{index}"
        saved = html.escape(parcel.origin.stem(f"{table.title}-{spec.title}"))
        named = say("{kind} chart: {title}", kind=say(spec.kind), title=spec.title)
        label = _shown(named, MAX_CELL)
        yield (
            f'<figure><div class="chart" role="img" aria-label="{label}" data-figure="{name}"'
            f' data-name="{saved}"></div>'
        )
        for ending in ("png", "svg"):
            words = _shown(say("Save as {format}", format=ending.upper()))
            yield f'<button type="button" data-format="{ending}">{words}</button>'
        yield f"</figure>{_json_block(name, figure.to_json())}"


def _table(table: Table) -> Iterator[str]:
    first = replace(table, frame=table.frame.iloc[:MAX_ROWS])
    columns = table.columns[:MAX_COLUMNS]
    if table.n_rows <= MAX_ROWS:
        notes = [say_many("{n} row", "{n} rows", table.n_rows)]
    else:
        notes = [say("The first {shown} of {n} rows", shown=MAX_ROWS, n=table.n_rows)]
    if len(columns) < len(table.columns):
        n_columns = len(table.columns)
        notes.append(say("the first {shown} of {n} columns", shown=len(columns), n=n_columns))
    note = _shown(" · ".join(notes))
    yield f'<section><h2>{_shown(table.title)}</h2><p class="note">{note}</p>'
    yield '<div class="scroll" tabindex="0"><table><thead><tr>'
    for column in columns:
        zone = " (UTC)" if column.kind is Kind.DATETIME else ""
        yield f"<th{_look(column)}>{_shown(column.label + zone, MAX_CELL)}</th>"
    yield "</tr></thead><tbody>"
    cells = [
        [
            f"<td{_look(column)}>{_shown(_cell(cell, column), MAX_CELL)}</td>"
            for cell in cells_of(first, column.name)
        ]
        for column in columns
    ]
    for row in zip(*cells, strict=True):
        yield f"<tr>{''.join(row)}</tr>"
    yield "</tbody></table></div></section>"


def _look(column: Column) -> str:
    return ' class="n"' if column.kind.is_numeric else ""


def _cell(cell: Any, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return say("yes") if cell else say("no")
    if isinstance(cell, list):
        return jsontext.dumps(cell)
    return str(iso(cell)) if spoken() == _NEUTRAL else _as_read(cell, column)


def _as_read(cell: Any, column: Column) -> str:
    """Return a cell as people write it where the reader lives; the values stay what they are."""
    if isinstance(cell, datetime):
        return write_moment(cell, _UTC)
    if isinstance(cell, date):
        return write_date(cell)
    is_number = isinstance(cell, int | float) and math.isfinite(cell)
    return write_digits(str(cell)) if is_number and column.hint is not Hint.YEAR else str(cell)


def _text(label: str, text: str) -> Iterator[str]:
    yield f"<section><h2>{_shown(label)}</h2>"
    if len(text) > MAX_TEXT:
        note = say("The first {shown} of {n} characters", shown=MAX_TEXT, n=len(text))
        yield f'<p class="note">{_shown(note)}</p>'
    yield f"<pre>{_shown(text)}</pre></section>"


def _origin(origin: Origin) -> Iterator[str]:
    heading = _shown(say("Where this came from"))
    yield f'<section><h2>{heading}</h2><table class="origin"><tbody>'
    for what, value in origin.lines():
        yield f'<tr><th scope="row">{_shown(what)}</th><td>{_shown(value)}</td></tr>'
    yield "</tbody></table></section>"
