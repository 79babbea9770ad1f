"""
Taking a result away: what is on screen, or all of it, as a file.

A file is made when its button is pressed, a large one in a process of its own, and
never by a redraw.  How large it will be and how long that takes is estimated beforehand.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

import codika
from codika import errors
from codika.language import say, say_many, speaking, tag
from codika.model import Run
from codika.results import ChartSpec, Reading, Table
from codika.results.apart import export_file
from codika.results.exports import FORMATS, ZIP, FileFormat, Origin, Parcel, file_name
from ui import sessions
from ui.formats import duration, size

log = logging.getLogger(__name__)

SHOWN, EVERYTHING = "shown", "everything"
CHARTS_ONLY = "charts.html"
OFFERED = ("csv", "xlsx", "html", CHARTS_ONLY, "json", "ndjson", "parquet")
"""All formats there are, what most people want first."""
SLOW = 1.0  # seconds; below, nobody has to be told


def show(
    run: Run,
    reading: Reading,
    shown: Table,
    *,
    charts: Sequence[tuple[ChartSpec, Table]] = (),
    filters: Sequence[str] = (),
) -> None:
    """
    Offer the files.

    Args:
        run: Where the result came from.
        reading: The whole result.
        shown: The table as it stands on the page: its rows, its columns.
        charts: What is drawn on the page, and of which rows.
        filters: In words, what a row must be to be shown.
    """
    key = f"{run.id}/{shown.path}"
    with st.popover(say("Download"), icon=":material/download:", key=f"download/{key}"):
        scope = _scope(reading, shown, key, is_filtered=bool(filters))
        parcel = parcel_of(run, reading, shown, scope, charts=charts, filters=filters)
        offered = [ending for ending in OFFERED if ending != CHARTS_ONLY or charts]
        ending = st.selectbox(
            say("Format"),
            offered,
            format_func=lambda ending: say(FORMATS[ending].name),
            key=f"format/{key}",
        )
        form = FORMATS[ending]
        with_origin = False
        if not form.holds_origin and len(parcel.tables) == 1:
            with_origin = st.checkbox(
                say("In a ZIP, with a note of where it came from"),
                key=f"origin/{key}",
                help=say(
                    "{format} has no place for that; the name of the file tells the run.",
                    format=say(form.name),
                ),
            )
        st.caption(" ".join(_remarks(form, parcel)))
        name = file_name(ending, parcel, with_origin=with_origin)
        is_wanted, language = sessions.still_open(), tag()
        st.download_button(
            say("Make the file"),
            data=lambda: made(
                ending, parcel, with_origin=with_origin, is_wanted=is_wanted, language=language
            ),
            file_name=name,
            mime=ZIP if name.endswith(".zip") else form.mime,
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            key=f"file/{key}/{ending}",  # a press meant for one format never makes another
        )


def parcel_of(
    run: Run,
    reading: Reading,
    shown: Table,
    scope: str,
    *,
    charts: Sequence[tuple[ChartSpec, Table]] = (),
    filters: Sequence[str] = (),
) -> Parcel:
    """Return what goes into the file: what is on screen, or the whole result."""
    origin = origin_of(run, filters if scope == SHOWN else ())
    if scope == SHOWN:
        return Parcel(tables=(shown,), origin=origin, charts=tuple(charts), reading=reading)
    whole = {table.path: table for table in reading.tables}
    return Parcel(
        tables=reading.tables,
        origin=origin,
        charts=tuple((spec, whole.get(table.path, table)) for spec, table in charts),
        reading=reading,
    )


def origin_of(run: Run, filters: Sequence[str] = ()) -> Origin:
    """Return where a file that is made now came from."""
    connection = run.instance_name
    if run.is_sample:
        connection = say("{connection} (sample run)", connection=connection)
    return Origin(
        run_ids=(run.id,),
        workflow_id=run.workflow_id,
        workflow_title=run.workflow_title,
        environment=run.environment,
        connection=connection,
        ended_at=run.ended_at,
        made_at=datetime.now(UTC),
        filters=tuple(filters),
        app_version=codika.__version__,
    )


def made(
    ending: str,
    parcel: Parcel,
    *,
    with_origin: bool,
    is_wanted: Callable[[], bool] = lambda: True,
    language: str = "en",
) -> bytes:
    """
    Make the file; Streamlit calls this in a thread when the button is pressed.

    Args:
        ending: Of the file's name; a key of `FORMATS`.
        parcel: What goes into it.
        with_origin: Whether a format that does not say where it came from is to.
        is_wanted: Whether somebody still waits for it.
        language: The tag of the language it is written in; that thread has no reader.
    """
    began = time.perf_counter()
    parcel = replace(parcel, origin=replace(parcel.origin, made_at=datetime.now(UTC)))
    try:
        with speaking(language):
            file = export_file(ending, parcel, with_origin=with_origin, is_wanted=is_wanted)
    except errors.NobodyWaitsError:
        return b""
    took = (time.perf_counter() - began) * 1000  # ms
    log.info("made %s: %s in %s", file.name, size(len(file.content)), duration(took))
    return file.content


def _scope(reading: Reading, shown: Table, key: str, *, is_filtered: bool) -> str:
    whole = next((table for table in reading.tables if table.path == shown.path), shown)
    is_less = is_filtered or shown.n_rows < whole.n_rows or shown.columns != whole.columns
    if len(reading.tables) <= 1 and not is_less:
        return EVERYTHING
    n_rows = sum(table.n_rows for table in reading.tables)
    words = {
        SHOWN: say("What is shown: {rows}", rows=say_many("{n} row", "{n} rows", shown.n_rows)),
        EVERYTHING: say(
            "Everything: {tables}, {rows}",
            tables=say_many("{n} table", "{n} tables", len(reading.tables)),
            rows=say_many("{n} row", "{n} rows", n_rows),
        ),
    }
    picked = st.radio(say("What"), list(words), format_func=words.__getitem__, key=f"scope/{key}")
    return picked or SHOWN


def _remarks(form: FileFormat, parcel: Parcel) -> list[str]:
    cells = sum(table.n_rows * len(table.columns) for table in parcel.tables)
    remarks = []
    if not form.holds_many and len(parcel.tables) > 1:
        remarks.append(say("A ZIP with a file for each table."))
    seconds = cells / form.cells_per_second
    if seconds >= SLOW:
        length = duration(seconds * 1000, coarse=True)
        large = size(round(cells * form.bytes_per_cell))
        remarks.append(say("About {size}; takes about {length}.", size=large, length=length))
    return [*remarks, say(form.remark)]
