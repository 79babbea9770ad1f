"""
What pages read of the run log, shared by all sessions for a second.

Any number of people may watch the same run; the log is asked once a second for
all of them, and Codika never from here.
"""

import json
from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from codika.model import Run, RunEvent
from codika.runs import RunFilter, RunPage, UsualTime, View
from codika.runs.record import TrackRecord
from ui import resources

TICK = 1.0  # seconds between two looks at one run
LIST_TICK = 3.0  # seconds between two looks at a list


@st.cache_data(ttl=TICK * 0.8, max_entries=1000, show_spinner=False)
def run(run_id: str) -> Run:
    """Return a run as it was within the last second."""
    return resources.get().runs.store.get(run_id)


@st.cache_data(ttl=TICK * 0.8, max_entries=1000, show_spinner=False)
def events(run_id: str) -> tuple[RunEvent, ...]:
    """Return a run's timeline as it was within the last second."""
    return resources.get().runs.store.events(run_id)


@st.cache_data(ttl=TICK * 0.8, max_entries=2, show_spinner=False)
def open_runs() -> tuple[Run, ...]:
    """Return what is in flight, oldest first."""
    return resources.get().runs.store.open_runs()


@st.cache_data(ttl=TICK * 0.8, max_entries=200, show_spinner=False)
def page(wanted: RunFilter, limit: int, before: str | None) -> RunPage:
    """Return one page of a list of runs."""
    return resources.get().runs.store.find(wanted, limit=limit, before=before)


@st.cache_data(ttl=TICK * 0.8, max_entries=200, show_spinner=False)
def beside(wanted: RunFilter, run_id: str) -> tuple[str | None, str | None]:
    """Return the next newer and the next older run of a list."""
    return resources.get().runs.store.beside(wanted, run_id)


@st.cache_data(ttl=TICK * 0.8, max_entries=200, show_spinner=False)
def usual_times(instance_id: str, workflow_ids: tuple[str, ...]) -> Mapping[str, UsualTime]:
    """Return how long workflows usually take here."""
    return dict(resources.get().runs.store.usual_times(instance_id, workflow_ids))


@st.cache_data(ttl=TICK * 0.8, max_entries=200, show_spinner=False)
def latest(instance_id: str, workflow_ids: tuple[str, ...]) -> Mapping[str, Run]:
    """Return the newest run of each workflow."""
    return dict(resources.get().runs.store.latest(instance_id, workflow_ids))


@st.cache_data(ttl=TICK * 0.8, max_entries=200, show_spinner=False)
def track_record(instance_id: str, workflow_id: str, payload_hash: str) -> TrackRecord:
    """Return how the latest runs turned out, with one payload or, without a hash, with any."""
    store = resources.get().runs.store
    return TrackRecord.of(store.ended_runs(instance_id, workflow_id, payload_hash=payload_hash))


@st.cache_data(ttl=TICK * 0.8, max_entries=200, show_spinner=False)
def same_payload(
    instance_id: str, workflow_id: str, payload_hash: str, since: datetime
) -> Run | None:
    """Return the newest run with this payload since then that is good or under way."""
    store = resources.get().runs.store
    return store.same_payload(instance_id, workflow_id, payload_hash, since=since)


@st.cache_data(ttl=TICK * 0.8, max_entries=200, show_spinner=False)
def views(workflow_id: str, owner: str) -> tuple[tuple[View, ...], View | None]:
    """Return the views of a workflow that somebody may use, and the one that results open with."""
    store = resources.get().views
    return store.find(workflow_id, owner), store.opening(workflow_id, owner)


@st.cache_data(ttl=TICK * 0.8, max_entries=200, show_spinner=False)
def overruled(workflow_id: str) -> str:
    """Return what people say of the columns of a workflow's results, as JSON."""
    return json.dumps(resources.get().overruled.find(workflow_id), sort_keys=True)


def forget() -> None:
    """Read anew what somebody just changed."""
    for snapshot in (
        run, events, open_runs, page, beside, latest, track_record, same_payload, views,
        overruled,
    ):  # fmt: skip
        snapshot.clear()
