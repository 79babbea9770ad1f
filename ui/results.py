"""
A result on the page: headline numbers, a chart, tables, texts, and the JSON itself.

What a workflow returned came from outside: it is shown as text, its Markdown
without pictures, its links only as links.  Reading a result is done once for
all sessions; filtering and drawing are done for each.
"""

import re
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from codika import errors
from codika.model import Run
from codika.results import (
    Column,
    Headline,
    Hint,
    Kind,
    Reading,
    Table,
    draw,
    jsontext,
    read,
    suggest,
    summarize,
    to_json,
)
from codika.results.filters import containing
from codika.runs import Unset
from ui import addresses, exports, resources
from ui.formats import count, moment, number, plain, size, viewer_zone, without_icons

if TYPE_CHECKING:
    import pandas as pd

SHOWN_AS_JSON = 300_000  # bytes; a browser takes long over more
BIG_NUMBERS = 4  # headlines shown large
SHORT = 18  # characters that fit into a large headline
WORTH_FILTERING = 8  # rows
SENT_WHOLE = 5_000  # rows; of a longer table the browser fetches what it shows
TABLE_HEIGHT = 380  # pixels
LOW_TABLE = 240  # pixels, where the chart stands below it


@st.cache_resource(max_entries=8, show_spinner=False)
def reading_of(run_id: str, result_bytes: int) -> Reading:
    """Return the result of an ended run, read into headlines, texts and tables."""
    del result_bytes  # part of the key: a result that came later is another
    result = resources.get().runs.store.result(run_id)
    return Reading() if isinstance(result, Unset) else read(result)


def show(run: Run, *, wide: bool) -> None:
    """
    Show what a run brought.

    Args:
        run: An ended run.
        wide: Whether the whole page is free, so that table and chart stand side by side.
    """
    if run.result_bytes is None:
        st.info("This run ended without a result.", icon=":material/info:")
        return
    with st.spinner("Reading the result…"):
        reading = reading_of(run.id, run.result_bytes)
    if reading.tables or len(reading.headlines) > 1:  # else it would say the same twice
        st.markdown(f"**{plain(summarize(reading))}**")
    _show_headlines(reading)
    _show_tables(run, reading, wide=wide)
    for text in reading.texts:
        with st.container(border=True):
            st.caption(plain(text.label))
            if text.is_markdown:
                st.markdown(tame(text.text))
            else:
                st.text(_printable(text.text))
    for part in reading.remainder:
        st.caption(plain(part.label))
        st.code(_printable(part.text), language="json", height=200)
    _show_json(run)


def tame(markdown: str) -> str:
    """
    Return Markdown from outside that fetches nothing and plays no tricks.

    Pictures become links to them; Streamlit's own signs for colours, icons and
    formulas lose their meaning.  It escapes HTML and script links by itself.
    """
    without_pictures = re.sub(r"!+\[", "[", without_icons(_printable(markdown)))
    return _DIRECTIVE.sub(r"\1\\\2", without_pictures)


# What Streamlit's Markdown would act on: formulas, `:red[…]`, and links defined elsewhere.
# One that is escaped already stays so.
_DIRECTIVE = re.compile(r"(?<!\\)((?:\\\\)*)(\$|:(?=[a-z][a-z-]*\[)|(?<=\]):)")


def _printable(text: str) -> str:
    """Return text that can be sent to a browser: JSON may hold half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()


def _show_headlines(reading: Reading) -> None:
    large = [line for line in reading.headlines if len(_value(line)) <= SHORT][:BIG_NUMBERS]
    small = [line for line in reading.headlines if line not in large]
    if large:
        with st.container(horizontal=True):
            for line in large:
                st.metric(plain(line.label), plain(_value(line)), border=True, width="content")
    if small:
        st.markdown(" · ".join(f"{plain(line.label)} **{plain(_value(line))}**" for line in small))


def _value(line: Headline) -> str:
    """Return a single value as people read it."""
    value = line.value
    match line.kind:
        case Kind.DATETIME if isinstance(line.moment, datetime):
            return moment(line.moment, viewer_zone())
        case Kind.BOOLEAN:
            return "Yes" if value else "No"
        case Kind.INTEGER | Kind.NUMBER if line.hint is Hint.YEAR:
            return str(value)
        case Kind.INTEGER | Kind.NUMBER if line.hint is Hint.SHARE:
            return f"{value:.0%}"
        case Kind.INTEGER | Kind.NUMBER:
            unit = f" {line.unit}" if line.unit else " %" if line.hint is Hint.PERCENT else ""
            return f"{number(value)}{unit}"
    return "nothing" if value is None else _printable(str(value)) or "empty text"


def _show_tables(run: Run, reading: Reading, *, wide: bool) -> None:
    if not reading.tables:
        return
    if len(reading.tables) == 1:
        _show_table(run, reading, reading.tables[0], wide=wide)
        return
    labels = [f"{table.title} · {count(table.n_rows, 'row')}" for table in reading.tables]
    labels = [plain(label) for label in labels]
    main = reading.main or reading.tables[0]
    tabs = st.tabs(
        labels,
        default=labels[reading.tables.index(main)],
        on_change="rerun",
        key=f"tables/{run.id}",
    )
    for tab, table in zip(tabs, reading.tables, strict=True):
        with tab:
            if tab.open:
                _show_table(run, reading, table, wide=wide)


def _show_table(run: Run, reading: Reading, table: Table, *, wide: bool) -> None:
    frame = _filtered(table)
    left, right = st.columns([3, 2], gap="medium") if wide else (st.container(), st.container())
    with right:
        _show_chart(run, table, frame)
    with left:
        shown = f"{len(frame):,} of " if len(frame) != table.n_rows else ""
        st.caption(f"{shown}{count(table.n_rows, 'row')} · {count(len(table.columns), 'column')}")
        st.dataframe(
            frame,
            hide_index=True,
            lazy=len(frame) > SENT_WHOLE,
            height=(TABLE_HEIGHT if wide else LOW_TABLE) if len(frame) > 9 else "auto",  # noqa: PLR2004  rows that fit
            column_config={column.name: _column(column) for column in table.columns},
            key=f"table/{run.id}/{table.path}",
            alt=f"Table {table.title} with {count(len(frame), 'row')}",
        )
        seen = replace(table, frame=frame)
        words = st.query_params.get("rows", "") if table.n_rows >= WORTH_FILTERING else ""
        exports.show(
            run,
            reading,
            seen,
            charts=[(spec, seen) for spec in suggest(table)[:1]],
            filters=[f"any column contains “{word}”" for word in words.split()],
        )


def _filtered(table: Table) -> "pd.DataFrame":
    """Return the rows that contain the words in the filter; the filter is in the URL."""
    if table.n_rows < WORTH_FILTERING:
        return table.frame
    addresses.chosen_text("rows")
    wanted = st.text_input(
        "Filter rows",
        key="rows",
        type="search",
        placeholder="Rows that contain…",
        label_visibility="collapsed",
        icon=":material/filter_alt:",
    )
    return containing(table, wanted or "")


def _show_chart(run: Run, table: Table, frame: "pd.DataFrame") -> None:
    suggestions = suggest(table)
    if not suggestions or frame.empty:
        return
    titles = [spec.title for spec in suggestions]
    spec = suggestions[0]
    if len(suggestions) > 1:
        picked = st.selectbox(
            "Chart",
            range(len(titles)),
            format_func=lambda n: titles[n],
            key=f"chart/{run.id}/{table.path}",
            label_visibility="collapsed",
        )
        spec = suggestions[picked or 0]
    figure = draw(spec, replace(table, frame=frame), dark=st.context.theme.type == "dark")
    st.plotly_chart(
        figure,
        key=f"figure/{run.id}/{table.path}/{spec.title}",
        config={"displayModeBar": False},
        alt=f"{spec.kind} chart: {spec.title}",
    )


def _column(column: Column) -> Any:
    """Return how Streamlit shows a column."""
    common: dict[str, Any] = {"label": _printable(column.label), "help": column.note or None}
    if column.kind.is_numeric:
        return st.column_config.NumberColumn(**common, format=_NUMBER_FORMATS[column.hint])
    if column.kind is Kind.DATETIME:
        zone = viewer_zone().key
        common["label"] += f" ({zone})"
        return st.column_config.DatetimeColumn(
            **common, timezone=zone, format="YYYY-MM-DD HH:mm:ss"
        )
    make = _COLUMNS.get(column.kind, st.column_config.TextColumn)
    return make(**common)


_NUMBER_FORMATS: dict[Hint, Any] = {
    Hint.PLAIN: "localized",
    Hint.MONEY: "localized",
    Hint.PERCENT: "localized",
    Hint.SHARE: "percent",
    Hint.YEAR: "plain",
}
# Pictures from outside are links: nothing is fetched without a click.
_COLUMNS: dict[Kind, Any] = {
    Kind.BOOLEAN: st.column_config.CheckboxColumn,
    Kind.DATE: partial(st.column_config.DateColumn, format="YYYY-MM-DD"),
    Kind.URL: st.column_config.LinkColumn,
    Kind.IMAGE: st.column_config.LinkColumn,
    Kind.LIST: st.column_config.ListColumn,
}


def _show_json(run: Run) -> None:
    with st.expander(
        f"Raw JSON · {size(run.result_bytes)}", on_change="rerun", key=f"raw/{run.id}"
    ) as raw:
        if not raw.open:
            return
        try:
            result = resources.get().runs.store.result(run.id)
        except errors.RunLogError:
            return
        st.download_button(
            "JSON",
            data=lambda: to_json(result),
            file_name=f"{run.workflow_id}-{run.id}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            key=f"json/{run.id}",
        )
        if (run.result_bytes or 0) <= SHOWN_AS_JSON:
            text = jsontext.dumps(result, indent=True)
            st.code(_printable(text), language="json", height=400)
        else:
            st.caption("It is too long to show here; download it instead.")
