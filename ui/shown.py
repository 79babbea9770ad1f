"""
What stands on a result's page, worked out once for all sessions that ask the same.

Keyed by the result, what people say of its columns and what was asked of it; each keeps
a bounded number, so that memory does not grow with the runs that people look at.
"""

import json
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from codika import errors
from codika.language import spoken
from codika.model import Run, RunStatus
from codika.results import (
    ChartSpec,
    Form,
    Kind,
    Profile,
    Reading,
    Table,
    apart,
    conditions_in,
    offered,
    passing,
    profile,
    said,
    suggest,
)
from codika.results.profiles import frequent
from codika.runs import RunFilter, Unset
from codika.schema import told_of
from ui import resources, sessions, snapshots

COMPARED = 5_000_000  # bytes; a longer earlier result is not read just to compare
COUNTED = 201  # values of a column; one more than a list of them offers
LOOKED_BACK = 20  # earlier runs that are looked at for one that can be compared


class Seen(NamedTuple):
    """A result, and how its columns are to be read: what everything here is of."""

    run_id: str
    result_bytes: int
    """A result that came later is another."""
    overruled: str
    """What people say of its columns, as JSON."""
    declared: str
    """What the workflow's output schema says of them, likewise."""


def seen(run: Run) -> Seen:
    """Return how the result of a run is read now."""
    try:
        overruled = snapshots.overruled(run.workflow_id)
    except errors.RunLogError:  # the result can be read as it is found
        overruled = "{}"
    return Seen(run.id, run.result_bytes or 0, overruled, _declared(run))


def _declared(run: Run) -> str:
    """Return what is known of the workflow's output; nothing is asked for that."""
    catalogue = resources.get().catalogues.known(run.instance_id)
    workflows = catalogue.workflows if catalogue else ()
    outputs = next((one.outputs for one in workflows if one.id == run.workflow_id), ())
    return json.dumps(told_of(outputs))


def read_with(seen: Seen, path: str) -> dict[str, Any]:
    """Return what `read` is given beside the result, as far as one table needs it."""
    given = {"overrides": json.loads(seen.overruled), "declared": json.loads(seen.declared)}
    return {name: {path: said[path]} for name, said in given.items() if path in said}


def reading_of(
    run_id: str, result_bytes: int, overruled: str = "{}", declared: str = "{}"
) -> Reading:
    """
    Return the result of an ended run, read into headlines, texts and tables.

    Raises:
        TooMuchWorkError: It is too large for that.
    """
    key = (run_id, result_bytes, overruled, declared)
    reading = _said_reading_of(*key, str(spoken()))
    if isinstance(reading, errors.TooMuchWorkError):
        raise errors.TooMuchWorkError(str(reading))
    return reading


@st.cache_resource(max_entries=8, show_spinner=False)
def _said_reading_of(
    run_id: str, result_bytes: int, overruled: str, declared: str, language: str
) -> Reading | errors.TooMuchWorkError:
    # The same tables each time: what is kept beside them goes by which they are.
    del language  # part of the key
    reading = _reading_of(run_id, result_bytes, overruled, declared)
    return reading if isinstance(reading, errors.TooMuchWorkError) else said(reading)


@st.cache_resource(max_entries=8, show_spinner=False)
def _reading_of(
    run_id: str, result_bytes: int, overruled: str, declared: str
) -> Reading | errors.TooMuchWorkError:
    del result_bytes  # part of the key
    text = resources.get().runs.store.result_text(run_id)
    if isinstance(text, Unset):
        return Reading()
    try:
        return apart.read_text(
            text, json.loads(overruled), json.loads(declared), is_wanted=sessions.still_open()
        )
    except errors.TooMuchWorkError as error:
        # Kept as well: every look would take as much again.  Not the error itself, whose
        # traceback holds the text.
        return errors.TooMuchWorkError(str(error))


def table_of(seen: Seen, path: str) -> Table:
    """Return a table of a result by its path."""
    return next(table for table in reading_of(*seen).tables if table.path == path)


def rows_of(seen: Seen, path: str, where: tuple[str, ...], words: str, order: str) -> Table:
    """
    Return a table with the rows that pass the filters, in the order asked for.

    The order is `up:` or `down:` and a column, or empty for that of the result; the
    conditions are those that fit the table.
    """
    return _rows_of(seen, path, where, words, order, str(spoken()))


@st.cache_resource(max_entries=16, show_spinner=False)
def _rows_of(
    seen: Seen, path: str, where: tuple[str, ...], words: str, order: str, language: str
) -> Table:
    del language  # part of the key: titles are said in it
    table = table_of(seen, path)
    conditions, _ = conditions_in(where, table)
    frame = passing(table, conditions, words)
    direction, _, name = order.partition(":")
    if name:
        frame = frame.sort_values(name, ascending=direction == "up", kind="stable")
    return replace(table, frame=frame)


def suggestions_of(seen: Seen, path: str) -> tuple[ChartSpec, ...]:
    """Return the charts that suit a table, all its rows considered."""
    return _suggestions_of(seen, path, str(spoken()))


@st.cache_data(max_entries=64, show_spinner=False)
def _suggestions_of(seen: Seen, path: str, language: str) -> tuple[ChartSpec, ...]:
    del language  # part of the key: titles and reasons are said in it
    return suggest(table_of(seen, path))


@st.cache_data(max_entries=256, show_spinner=False)
def counts_of(seen: Seen, path: str, name: str) -> tuple[tuple[str, int], ...]:
    """Return the most frequent values of a column and how many rows have each."""
    top, _, _ = frequent(table_of(seen, path), name, COUNTED)
    return top


@st.cache_data(max_entries=256, show_spinner=False)
def offered_of(seen: Seen, path: str, name: str) -> tuple[tuple[Kind, Form], ...]:
    """Return what a column can be said to be."""
    return offered(table_of(seen, path), name)


def profile_of(seen: Seen, path: str, where: tuple[str, ...], words: str, name: str) -> Profile:
    """Return what a column holds, in the rows that pass the filters."""
    return _profile_of(seen, path, where, words, name, str(spoken()))


@st.cache_resource(max_entries=256, show_spinner=False)
def _profile_of(
    seen: Seen, path: str, where: tuple[str, ...], words: str, name: str, language: str
) -> Profile:
    del language  # part of the key: titles are said in it
    return profile(rows_of(seen, path, where, words, ""), name)


def earlier(run: Run) -> tuple[Run, Reading] | None:
    """Return the last run that this one can be compared with, and what it brought."""
    try:
        found = _earlier_id(run, run.id)
        if found is None:
            return None
        before = resources.get().runs.store.get(found)
        return before, reading_of(*seen(before))
    except (errors.RunLogError, errors.TooMuchWorkError):  # the page can do without
        return None


@st.cache_data(max_entries=1000, show_spinner=False)
def _earlier_id(_run: Run, run_id: str) -> str | None:
    """Return the last good run of the same workflow, there, with the same inputs."""
    store = resources.get().runs.store
    wanted = RunFilter(
        workflow_id=_run.workflow_id,
        instance_id=_run.instance_id,
        status=frozenset({RunStatus.SUCCESS}),
    )
    payload = store.payload(run_id)
    for before in store.find(wanted, limit=LOOKED_BACK, before=run_id).runs:
        is_same = before.inputs == _run.inputs and store.payload(before.id) == payload
        if is_same and before.result_bytes and before.result_bytes <= COMPARED:
            return before.id
    return None
