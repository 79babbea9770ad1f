"""What earlier runs say about the next."""

import contextlib

import pytest
from codika_seen import start
from making import NOW, make_run

from codika.model import RunStatus
from codika.runs import SqliteRunStore, sqlite
from codika.runs.payloads import payload_hash
from codika.runs.record import TrackRecord

GOOD, BAD = RunStatus.SUCCESS, RunStatus.FAILED


def test_a_record_of_nothing():
    """
    Without runs nothing is claimed.
    """
    assert TrackRecord(n=0, succeeded=0, rows=None, last_failure=None) == TrackRecord.of([])


def test_a_record_counts_and_names_the_last_failure():
    """
    Successes by number; of the failures the newest is at hand.
    """
    newest, older = make_run(status=BAD), make_run(status=BAD)
    record = TrackRecord.of([make_run(status=GOOD), newest, make_run(status=GOOD), older])

    assert (4, 2, newest) == (record.n, record.succeeded, record.last_failure)


def test_rows_are_of_successes_that_have_some():
    """
    Fewest, middle and most; runs nobody counted, and failed ones, are no zeroes.
    """
    runs = [make_run(status=GOOD, result_rows=n) for n in (30, 0, 31, None)]
    record = TrackRecord.of([*runs, make_run(status=BAD, result_rows=500)])

    assert (0, 30, 31) == record.rows


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        pytest.param(lambda store: store.ended_runs("pi-1", "w"), "runs_instance", id="ended runs"),
        pytest.param(
            lambda store: store.ended_runs("pi-1", "w", payload_hash="h"),
            "runs_payload",
            id="with one payload",
        ),
        pytest.param(
            lambda store: store.same_payload("pi-1", "w", "h", since=NOW),
            "runs_payload",
            id="the same payload",
        ),
    ],
)
def test_the_log_is_asked_by_index(path, monkeypatch, ask, index):
    """
    The newest few are read and no more, however long the log: nothing is sorted or scanned.
    """
    store = SqliteRunStore(path)
    asked = []
    connect = sqlite.connect

    def listening(path):
        connection = connect(path)
        connection.set_trace_callback(asked.append)
        return connection

    monkeypatch.setattr(sqlite, "connect", listening)
    ask(store)
    store.close()
    (query,) = [text for text in asked if text.startswith("SELECT")]
    with contextlib.closing(connect(path)) as connection:
        plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]

    assert 1 == len(plan)
    assert f"USING INDEX {index} (" in plan[0]


def test_a_run_keeps_how_many_rows_it_brought(service, codika):
    """
    A list of runs tells the rows of each result without reading it.
    """
    run = service.wait(start(service, codika, payload={"year": 2002}).id)

    assert len(service.store.result(run.id)["countries"]) == run.result_rows


def test_a_run_keeps_what_it_was_asked_for_as_a_hash(service, codika):
    """
    The next one with equal inputs finds it.
    """
    first = service.wait(start(service, codika, payload={"year": 2002}).id)
    record = service.store.ended_runs(
        first.instance_id, first.workflow_id, payload_hash=payload_hash({"year": 2002})
    )

    assert [first] == list(record)
