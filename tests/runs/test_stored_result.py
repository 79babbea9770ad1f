"""A result read from the log by its path, beside whoever writes there."""

import sqlite3

import pytest
from making import LEASE, make_run

from codika import errors
from codika.model import RunStatus
from codika.runs import SqliteRunStore, stored_result

RESULT = {"rows": [{"n": 2**70, "text": "é\ud800"}], "long": "x" * 5000, "nan": float("inf")}


@pytest.fixture
def path(tmp_path):
    """A run log, closed, in a folder whose name means something in addresses."""
    return tmp_path / "a ?b#c%20" / "runs.db"


def put(path, **saved):
    """Put a run on record that ended; return its id."""
    store = SqliteRunStore(path)
    run = make_run(status=RunStatus.SUCCESS)
    store.add(run, {}, owner="test", lease=LEASE)
    store.save(run, **saved)
    store.close()
    return run.id


def test_it_is_what_the_log_holds(path):
    """
    To the last digit, and as the store itself gives it.
    """
    run_id = put(path, result=RESULT)
    store = SqliteRunStore(path)

    assert RESULT == stored_result(str(path), run_id) == store.result(run_id)
    store.close()


def test_nothing_is_made_where_nothing_is(path):
    """
    A wrong path is an error, not an empty log.
    """
    path.parent.mkdir()
    with pytest.raises(errors.RunLogError):
        stored_result(path, "a")

    assert [] == list(path.parent.iterdir())


@pytest.mark.parametrize("run_id", ["", "absent", "'; DROP TABLE bodies; --"])
def test_a_run_without_a_result_is_told(path, run_id):
    """
    A run that is not on record, and one that brought nothing.
    """
    without = put(path)
    for asked in (run_id, without):
        with pytest.raises(errors.RunNotFoundError):
            stored_result(path, asked)


def test_another_file_is_no_run_log(tmp_path):
    """
    Somebody's database, or no database at all.
    """
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    sqlite3.connect(tmp_path / "other.db").close()
    for name in ("notes.txt", "other.db"):
        with pytest.raises(errors.RunLogError):
            stored_result(tmp_path / name, "a")


def test_a_log_of_another_version_is_read_as_it_is(path):
    """
    A notebook of tomorrow does not bring up the log of a dashboard of today.
    """
    run_id = put(path, result=[1])
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name > '0001'")
    connection.close()
    before = path.read_bytes()

    assert [1] == stored_result(path, run_id)
    assert before == path.read_bytes()


def test_the_log_is_read_while_it_is_written(path):
    """
    A dashboard in the middle of a change holds nobody up.
    """
    run_id = put(path, result=[1])
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM bodies")

    assert [1] == stored_result(path, run_id)
    writer.close()
