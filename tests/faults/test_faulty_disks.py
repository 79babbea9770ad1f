"""Whatever becomes of the run log's disk, the record stays true and nothing starts twice."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys

import crash
import pytest
from codika_seen import spying, start
from making import ids, random_text, until

from codika import errors
from codika.model import RunStatus
from codika.runs import RunFilter, SqliteRunStore
from ui.notices import notice_for

FULL, READ_ONLY = "max_page_count = 1", "query_only = ON"


class Disk:
    """The disk under the run log, as far as SQLite can tell."""

    def __init__(self, monkeypatch):
        self._trouble = ""
        connect = sqlite3.connect

        def troubled(*where, **how):
            connection = connect(*where, **how)
            if self._trouble:
                connection.execute(f"PRAGMA {self._trouble}")
            return connection

        monkeypatch.setattr(sqlite3, "connect", troubled)

    def breaks(self, store, trouble):
        """From now on no write works, and the connection at work is replaced by such a one."""
        self._trouble = trouble
        with contextlib.suppress(errors.RunLogError):
            store._writer.write(_break_off)

    def heals(self):
        self._trouble = ""


def _break_off(connection):
    connection.execute("ROLLBACK")
    raise sqlite3.OperationalError("disk I/O error")


@pytest.fixture
def disk(monkeypatch):
    return Disk(monkeypatch)


troubles = pytest.mark.parametrize(
    "trouble", [pytest.param(FULL, id="full"), pytest.param(READ_ONLY, id="read-only")]
)


@troubles
def test_a_run_that_finds_no_room_is_not_sent(service, codika, disk, trouble):
    """
    Whoever presses Run is told at once; when there is room again, the next one works.
    """
    disk.breaks(service.store, trouble)
    with pytest.raises(errors.RunLogError) as failure:
        start(service, codika, payload={"note": random_text(200_000)})

    assert (0, 0) == (codika.triggers, service.store.find(RunFilter()).total)
    assert "The run log cannot be read or written." == notice_for(failure.type).headline

    disk.heals()
    run = service.wait(start(service, codika).id)

    assert (RunStatus.SUCCESS, 1) == (run.status, codika.triggers)


def test_an_answer_that_finds_the_disk_read_only_is_kept(open_service, codika, disk, caplog):
    """
    Codika has answered when the disk fails: the answer is saved as soon as it can be.
    """

    def fail(request):
        if request.method == "POST":
            disk.breaks(service.store, READ_ONLY)

    service = open_service(connect=spying(fail))
    run = start(service, codika)
    until(lambda: caplog.text.count("could not save 'accepted'") >= 3)

    assert RunStatus.TRIGGERING is service.store.get(run.id).status

    disk.heals()

    assert RunStatus.SUCCESS is service.wait(run.id).status
    assert (1, 1) == (codika.triggers, codika.started)


LOCK = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


@pytest.mark.slow
def test_a_log_that_another_process_locks_for_twelve_seconds(open_service, codika, path, caplog):
    """
    That is longer than a write waits: the run in the middle still ends, sent once.
    """
    codika.misbehave("trigger", stay_pending=True)
    service = open_service()
    run = start(service, codika)
    until(lambda: service.store.get(run.id).looks > 3)
    with subprocess.Popen(
        [sys.executable, "-c", LOCK, path, "12"], stdout=subprocess.PIPE, text=True
    ) as other:
        other.stdout.readline()
        codika.misbehave("status", times=None, fail="Out of paper")
        ended = service.wait(run.id)

    assert RunStatus.FAILED is ended.status
    assert "trying again" in caplog.text
    assert 1 == codika.triggers

    codika.behave()

    assert RunStatus.SUCCESS is service.wait(start(service, codika).id).status


# -- power ----------------------------------------------------------------------


def test_what_was_told_of_is_on_a_disk_that_lost_its_power(service, codika, tmp_path, store):
    """
    With the last write torn, a copy of the files holds every run that was told of.
    """
    told = [start(service, codika).id for _ in range(10)]
    found = set()
    for n in range(5):
        # A copy takes a moment; nothing is brought home meanwhile.
        with contextlib.closing(sqlite3.connect(store.path)) as reading:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM runs").fetchone()
            copy = crash.power_cut(store.path, tmp_path / f"{n}" / "runs.db", Torn())
        with contextlib.closing(sqlite3.connect(copy)) as after:
            found.add(after.execute("PRAGMA integrity_check").fetchone())
        with contextlib.closing(SqliteRunStore(copy)) as after:
            assert set(told) == set(ids(after.find(RunFilter()).runs))

    assert {("ok",)} == found


class Torn:
    """Chance that tears every last write in its middle."""

    def randrange(self, most):
        return most // 2

    def randbytes(self, size):
        return b"\xa5" * size


def test_a_restart_without_the_shared_memory(open_service, codika, path, tmp_path):
    """
    On the machine that comes up again, pending runs are watched on, and sent no second time.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    before = open_service(lease=0.0, sweep=3600.0)
    runs = [start(before, codika) for _ in range(3)]
    until(lambda: all(before.store.get(run.id).looks > 1 for run in runs))
    before._tracker._loop.stop()
    shutil.copytree(path.parent, tmp_path / "after", ignore=shutil.ignore_patterns("*-shm"))
    codika.behave()
    after = open_service(store=SqliteRunStore(tmp_path / "after" / path.name))

    assert [RunStatus.SUCCESS] * 3 == [after.wait(run.id).status for run in runs]
    assert (3, 3) == (codika.triggers, codika.started)
