"""
A result on the page: headline numbers, a chart, tables, texts, and the JSON itself.

What a workflow returned came from outside: it is shown as text, its Markdown
without pictures, its links only as links.  Reading a result is done once for
all sessions; what is asked of a table redraws that table's part of the page alone.
"""

import contextlib
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from codika import errors
from codika.language import say, say_many
from codika.model import Run
from codika.results import ChartSpec, Condition, Reading, Table, apart, describe, jsontext
from codika.results.code import View
from codika.runs import Unset
from codika.runs import View as SavedView
from ui import (
    addresses,
    arranging,
    asked,
    charts,
    code,
    decks,
    documents,
    exports,
    filters,
    headlines,
    labels,
    listing,
    notices,
    overruling,
    places,
    profiles,
    resources,
    sessions,
    shown,
    snapshots,
    texts,
    views,
)
from ui.asked import TABLE
from ui.formats import plain, size, viewer_zone

if TYPE_CHECKING:
    import pandas as pd

WORTH_FILTERING = 8  # rows


def show(run: Run, *, wide: bool) -> None:
    """
    Show what a run brought.

    Args:
        run: An ended run.
        wide: Whether the whole page is free, so that table and chart stand side by side.
    """
    if run.result_bytes is None:
        st.info(say("This run ended without a result."), icon=":material/info:")
        return
    with notices.shown():
        with st.spinner(say("Reading the result…")):
            reading = shown.reading_of(*shown.seen(run))
            earlier = shown.earlier(run)
        headlines.show(reading, earlier)
        documents.show_hint(reading.headlines)
        if reading.tables:
            _show_tables(run.id, wide=wide)
        texts.show(reading)
    if not decks.is_on():
        _show_json(run)


@st.fragment
def _show_tables(run_id: str, *, wide: bool) -> None:
    """Show one table of a result; what is asked of it redraws this and nothing else."""
    # By id: what a fragment is given lives as long as the session.
    with notices.shown():
        _show_asked(snapshots.run(run_id), wide=wide)


def _show_asked(run: Run, *, wide: bool) -> None:
    """Show what the URL asks for: a table, which rows of it, and how; an audience gets no tools."""
    has_tools = not decks.is_on()
    seen = shown.seen(run)
    reading = shown.reading_of(*seen)
    view = views.chosen(run)
    table = _chosen_table(reading)
    views.narrow(view, reading, table)
    key = f"{run.id}/{table.path}"
    arrangement = arranging.chosen(table)
    conditions, n_left_out = filters.chosen(table)
    suggestions = shown.suggestions_of(seen, table.path)
    spec = charts.chosen(table, suggestions)
    if has_tools:
        words = _ask(run, reading, table, view, conditions, arrangement, (spec, seen), key)
    else:
        words = asked.value(asked.WORDS)
    n_left_out += arrangement.n_left_out + charts.is_left_out(table)
    filters.show_chips(table, conditions, n_left_out, key)
    overruling.show_misfits(table)
    documents.show_hint(table.columns)

    where = tuple(map(str, conditions))
    rows = shown.rows_of(seen, table.path, where, words, arrangement.order)
    listed = arranging.grouped(rows, arrangement)
    has_chart = spec is not None and rows.n_rows > 0
    if wide and has_chart:
        left, right = st.columns([3, 2], gap="medium")
    else:
        right, left = st.container(), st.container()
    said = [describe(condition, table, viewer_zone()) for condition in conditions]
    said += [say("any column contains “{word}”", word=word) for word in words.split()]
    if has_chart and spec is not None:
        with right:
            origin = exports.parcel_of(run, reading, rows, exports.SHOWN, filters=said).origin
            charts.show(
                rows,
                spec,
                suggestions,
                key,
                asked=_short((where, words)),
                file_name=origin.stem(f"{table.title}-{spec.title}"),
                has_tools=has_tools,
            )
    with left:
        row = _show_rows(
            table, rows, listed, arrangement, (*where, words), wide=wide, run_id=run.id
        )
        if has_tools:
            exports.show(
                run,
                reading,
                _on_screen(listed, arrangement),
                charts=[(spec, rows)] if has_chart and spec is not None else [],
                filters=said,
            )
    if row is not None:
        listing.show_row(listed, row)
    if not has_tools:
        return
    if table.n_rows > 1:
        about = partial(shown.profile_of, seen, table.path, where, words)
        profiles.show(rows, about, partial(overruling.ask, run, seen, table), key)
    on_screen = View(
        table=table,
        conditions=conditions,
        words=words,
        order=arrangement.order,
        columns=arrangement.columns,
        groups=arrangement.groups,
        measures=arrangement.measures,
        chart=spec if has_chart else None,
        read_with=shown.read_with(seen, table.path),
    )
    code.show(run, on_screen, exports.origin_of(run, said))


def _ask(
    run: Run,
    reading: Reading,
    table: Table,
    view: SavedView | None,
    conditions: tuple[Condition, ...],
    arrangement: arranging.Arrangement,
    drawn: tuple[ChartSpec | None, shown.Seen],
    key: str,
) -> str:
    """Show the row of controls, and which view is shown; return the words searched for."""
    spec, seen = drawn
    words = ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if table.n_rows >= WORTH_FILTERING:
            words = filters.ask_words()
            filters.ask(table, conditions, partial(shown.counts_of, seen, table.path), key)
        if table.n_rows > 1:
            arranging.ask_columns(table, arrangement, key)
            arranging.ask_groups(table, arrangement, key)
            charts.ask(table, spec, key)
        views.choose(run, view, key)
        kept = {**asked.now(), **_exactly(table, spec)}
        views.ask_to_save(run, view, kept, key)
    views.show_state(run, view, kept, reading, table, key)
    return words


def _exactly(table: Table, spec: ChartSpec | None) -> dict[str, list[str]]:
    """Return what is shown because nothing else was asked for, and might be another next time."""
    return {TABLE: [table.path]} | ({asked.CHART: [str(spec)]} if spec else {})


def _chosen_table(reading: Reading) -> Table:
    main = reading.main or reading.tables[0]
    if len(reading.tables) == 1:
        return main
    by_path = {table.path: table for table in reading.tables}
    viewed = next(iter(asked.of_view(TABLE)), main.path)
    main = by_path.get(viewed, main)
    path = addresses.chosen(TABLE, list(by_path), main.path)
    called = labels.distinct(
        {
            path: f"{plain(table.title)} · " + say_many("{n} row", "{n} rows", table.n_rows)
            for path, table in by_path.items()
        },
        plain,
    )
    st.segmented_control(
        say("Table"),
        list(called),
        format_func=called.__getitem__,
        key=TABLE,
        required=True,
        label_visibility="collapsed",
        on_change=_forget_choices,
    )
    return by_path[path or main.path]


def _forget_choices() -> None:
    filters.forget()
    arranging.forget()
    charts.forget()
    asked.name_view()
    places.forget()


def _show_rows(
    table: Table,
    rows: Table,
    listed: Table,
    arrangement: arranging.Arrangement,
    asked: tuple[str, ...],
    *,
    wide: bool,
    run_id: str,
) -> "pd.Series[Any] | None":
    groups = listed.n_rows if arrangement.groups else None
    n_columns = len(arrangement.columns)
    st.caption(listing.extent(table, rows.n_rows, n_columns, groups))
    return listing.show(
        listed,
        tuple(column.name for column in _on_screen(listed, arrangement).columns),
        wide=wide,
        # Other rows, another table: page and selected row begin anew.
        key=f"{run_id}/{table.path}",
        asked=_short((asked, arrangement)),
    )


def _short(asked: object) -> str:
    return str(zlib.crc32(repr(asked).encode()))


def _on_screen(listed: Table, arrangement: arranging.Arrangement) -> Table:
    """Return the table as it stands there: its rows, and of its columns those chosen."""
    if arrangement.groups:
        return listed
    names = list(arrangement.columns)
    return replace(listed, columns=tuple(map(listed.column, names)), frame=listed.frame[names])


def _show_json(run: Run) -> None:
    with st.expander(
        f"{say('Raw JSON')} · {size(run.result_bytes)}", on_change="rerun", key=f"raw/{run.id}"
    ) as raw:
        if not raw.open:
            return
        is_wanted = sessions.still_open()
        st.download_button(
            "JSON",
            data=lambda: _json_file(run.id, is_wanted),
            file_name=f"{run.workflow_id}-{run.id}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            key=f"json/{run.id}",
        )
        if (run.result_bytes or 0) > texts.SHOWN_AS_JSON:
            st.caption(say("It is too long to show here; download it instead."))
            return
        with contextlib.suppress(errors.RunLogError):
            text = jsontext.dumps(resources.get().runs.store.result(run.id), indent=True)
            st.code(texts.printable(text), language="json", height=400)


def _json_file(run_id: str, is_wanted: Callable[[], bool]) -> bytes:
    """Return the result as it came; Streamlit calls this in a thread when the button is pressed."""
    text = resources.get().runs.store.result_text(run_id)
    if isinstance(text, Unset):
        return b""
    try:
        return apart.json_file(text, is_wanted=is_wanted)
    except errors.NobodyWaitsError:
        return b""
