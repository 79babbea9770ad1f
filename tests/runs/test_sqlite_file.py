"""What `SqliteRunStore` promises about its file, beyond the contract of every store."""

import contextlib
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from making import LEASE, NOW, add, full_run, ids, make_run, random_text
from sqlite_utils import Database

from codika import errors
from codika.model import RunEvent, RunStatus
from codika.runs import RunFilter, SqliteRunStore, connection
from codika.runs.migrations import migrations


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.db"


@pytest.fixture
def store(path):
    opened = SqliteRunStore(path)
    yield opened
    opened.close()


@contextlib.contextmanager
def opened(path):
    """A connection of somebody else."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        yield other


def run_program(program, *arguments, **how):
    """Start a Python program that can import what this one can."""
    # sqlite_utils takes pandas along where it finds it, which takes a second.
    light = "import sys; sys.modules['pandas'] = None\n"
    return subprocess.Popen(
        [sys.executable, "-c", light + program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
        **how,
    )


# -- the file -------------------------------------------------------------------


def test_file_is_for_its_owner_alone(tmp_path):
    """
    What people sent and got back is readable by whoever runs the dashboard, nobody else.
    """
    store = SqliteRunStore(tmp_path / "new" / "folder" / "runs.db")
    add(store, make_run())
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "new" / "folder").iterdir()
    }
    store.close()

    assert {"runs.db": 0o600, "runs.db-wal": 0o600, "runs.db-shm": 0o600} == modes


def test_journal_and_durability(store, path):
    """
    Readers and the writer go on side by side, and a commit outlives a loss of power.
    """
    full = 2
    with opened(path) as other:
        journal = other.execute("PRAGMA journal_mode").fetchone()[0]
    written = store._writer.write(
        lambda writing: writing.execute("PRAGMA synchronous").fetchone()[0]
    )

    assert ("wal", full) == (journal, written)


def test_all_is_in_the_file_after_closing(store, path):
    """
    A closed log is one file, which can be copied as it is.
    """
    run = add(store, make_run())
    store.close()

    assert [path] == list(path.parent.iterdir())
    assert run == SqliteRunStore(path).get(run.id)


def test_lists_do_not_read_bodies(store, monkeypatch):
    """
    A list of runs with results of megabytes costs no more than one without.
    """
    run = add(store, make_run())
    store.save(run, result={"n": 1})
    read = set()
    connect = sqlite3.connect

    def watched(*arguments, **how):
        watched_connection = connect(*arguments, **how)

        def note(action, table, *_):
            if action == sqlite3.SQLITE_READ:
                read.add(table)
            return sqlite3.SQLITE_OK

        watched_connection.set_authorizer(note)
        return watched_connection

    monkeypatch.setattr(sqlite3, "connect", watched)
    store.find(RunFilter(text="x", user="Ann", status=frozenset({RunStatus.QUEUED})))
    store.get(run.id)
    store.open_runs()
    store.latest("pi-1", ["lead-scoring"])
    store.usual_times("pi-1", ["lead-scoring"])
    store.workflows_seen("pi-1")
    without_bodies = set(read)
    store.result(run.id)

    assert {"runs"} == without_bodies
    assert "bodies" in read  # the watch works


def test_no_partial_indexes(store, path):
    """
    All indexes are full: a partial one loses rows through cached statements.
    """
    add(store, make_run())
    with opened(path) as other:
        indexes = other.execute("SELECT sql FROM sqlite_master WHERE type = 'index'").fetchall()

    assert [] == [sql for (sql,) in indexes if sql and " where " in sql.lower()]


# -- others on the same file ----------------------------------------------------


def test_reads_while_somebody_writes(store, path):
    """
    A page is drawn although another process is in the middle of a write.
    """
    run = add(store, make_run())
    with opened(path) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM runs")

        assert run == store.get(run.id)
        assert [run.id] == ids(store.find(RunFilter()).runs)


def test_a_locked_log_is_an_error_and_nothing_changes(path, monkeypatch):
    """
    Whoever cannot write is told so, and can once the lock is gone.
    """
    monkeypatch.setattr(connection, "BUSY_TIMEOUT", 0.05)
    store = SqliteRunStore(path)
    run = add(store, make_run())
    with opened(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.RunLogError, match="locked"):
            store.save(run, RunEvent(at=NOW, kind="ended"), result=1)
        with pytest.raises(errors.RunLogError, match="locked"):
            add(store, make_run())
        with pytest.raises(errors.RunLogError, match="locked"):
            store.claim([run.id], "owner", now=NOW, lease=LEASE)
        other.execute("ROLLBACK")

    assert [run.id] == ids(store.find(RunFilter()).runs)
    assert 1 == len(store.events(run.id))

    store.save(run, RunEvent(at=NOW, kind="ended"))

    assert 2 == len(store.events(run.id))
    store.close()


OPEN_AND_ADD = """
import pathlib, sys
from making import LEASE, make_run
from codika.runs import SqliteRunStore
import codika.runs.migrations
print("ready", flush=True)
for line in sys.stdin:
    store = SqliteRunStore(pathlib.Path(line.strip()))
    run, is_new = store.add(make_run(submission_id="one press"), {}, owner=sys.argv[1], lease=LEASE)
    print(run.id, is_new, flush=True)
    store.close()
"""


def test_four_processes_open_a_fresh_file_and_press_once(tmp_path):
    """
    Processes that start together make one log, and one run of one submission.
    """
    programs = [run_program(OPEN_AND_ADD, n) for n in range(4)]
    for program in programs:
        program.stdout.readline()
    for n in range(5):
        path = tmp_path / f"{n}.db"
        for program in programs:
            program.stdin.write(f"{path}\n")
            program.stdin.flush()
        answers = [program.stdout.readline().split() for program in programs]

        assert ["False"] * 3 + ["True"] == sorted(is_new for _, is_new in answers)
        assert 1 == len({run_id for run_id, _ in answers})
    for program in programs:
        program.communicate()


def test_opening_waits_for_another_that_opens(path):
    """
    Of two that find a fresh file at the same moment, the second waits and does not fail.
    """
    with opened(path) as other, ThreadPoolExecutor(1) as pool:
        other.execute("BEGIN IMMEDIATE")
        opening = pool.submit(SqliteRunStore, path)
        with pytest.raises(TimeoutError):
            opening.result(0.3)
        other.execute("ROLLBACK")
        store = opening.result()
    run = add(store, make_run())

    assert run == store.get(run.id)
    store.close()


ADD_FOR_EVER = """
import pathlib, sys
from making import add, make_run
from codika.runs import SqliteRunStore
store = SqliteRunStore(pathlib.Path(sys.argv[1]))
while True:
    print(add(store, make_run(inputs="x" * 500)).id, flush=True)
"""


def test_what_was_confirmed_outlives_a_kill(path):
    """
    A run that somebody was told of is on record, whenever the process dies.
    """
    program = run_program(ADD_FOR_EVER, path)
    told = [program.stdout.readline().strip() for _ in range(50)]
    program.kill()
    rest, _ = program.communicate()
    told += [line for line in rest.splitlines(keepends=False) if len(line) == len(told[0])]
    on_record = set(ids(SqliteRunStore(path).find(RunFilter(), limit=100_000).runs))

    assert [] == [run_id for run_id in told if run_id not in on_record]


def test_many_threads_read_while_one_writes(store):
    """
    Sessions are threads; none is refused and none sees half a write.
    """
    run = add(store, make_run(looks=0))

    def write():
        for n in range(1, 60):
            changed = make_run(
                id=run.id, submission_id=run.submission_id, looks=n, inputs=f"looks: {n}"
            )
            store.save(changed)

    def read(_):
        seen = [store.get(run.id) for _ in range(30)]
        return [one for one in seen if one.looks and one.inputs != f"looks: {one.looks}"]

    with ThreadPoolExecutor(9) as pool:
        writing = pool.submit(write)
        torn = list(pool.map(read, range(8)))
        writing.result()

    assert [[]] * 8 == torn


# -- files that are not as they should be ---------------------------------------


def contents(path):
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_a_file_of_something_else_is_refused_and_left_alone(path):
    """
    A wrong path does not plant our tables in another program's database.
    """
    with opened(path) as other:
        other.execute("CREATE TABLE runs (somebody_elses)")
    before = contents(path)
    with pytest.raises(errors.RunLogError, match="no run log"):
        SqliteRunStore(path)

    assert before == contents(path)


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"not a database at all, " * 1000, id="another format"),
        pytest.param(b"SQLite format 3\x00" + b"\xff" * 8000, id="the right start"),
    ],
)
def test_a_corrupt_file_is_refused_and_left_alone(path, garbage):
    """
    What cannot be read is not overwritten either.
    """
    path.write_bytes(garbage)
    with pytest.raises(errors.RunLogError):
        SqliteRunStore(path)

    assert {path.name: garbage} == contents(path)


def test_a_file_that_breaks_later_is_an_error_of_the_log(store, path):
    """
    Damage that shows up in the middle of the day is told as such.
    """
    run = add(store, *[make_run(inputs="x" * 100) for _ in range(200)])
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(errors.RunLogError):
        store.find(RunFilter())
    with pytest.raises(errors.RunLogError):
        store.get(run.id)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE runs SET status = 'nonsense'", id="status"),
        pytest.param("UPDATE runs SET created_at = 'yesterday'", id="time"),
        pytest.param("UPDATE runs SET error = '[]'", id="error"),
        pytest.param("UPDATE runs SET error = '{'", id="half an error"),
    ],
)
def test_a_garbled_row_is_an_error_of_the_log(store, path, damage):
    """
    A row that we never wrote does not pass for a run.
    """
    run = add(store, make_run())
    with opened(path) as other:
        other.execute(damage)
    with pytest.raises(errors.RunLogError, match="garbled"):
        store.get(run.id)


@pytest.mark.parametrize("codec", ["json", "json+zlib"])
def test_a_garbled_body_is_an_error_of_the_log(store, path, codec):
    """
    A result that cannot be read is told as such.
    """
    run = add(store, make_run())
    store.save(run, result=1)
    with opened(path) as other:
        other.execute("UPDATE bodies SET codec = ?, body = x'00ff'", [codec])
    with pytest.raises(errors.RunLogError, match="garbled"):
        store.result(run.id)


def test_a_log_of_a_newer_version_is_refused_and_left_alone(store, path):
    """
    An old program does not write into a file whose meaning it does not know.
    """
    add(store, make_run())
    store.close()
    with opened(path) as other:
        other.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('codika.runs', '9999_future', '2030-01-01')"
        )
    before = contents(path)
    with pytest.raises(errors.RunLogError, match="newer version"):
        SqliteRunStore(path)

    assert before == contents(path)


def test_a_folder_that_cannot_be_made(tmp_path):
    """
    A path that leads nowhere is an error of the log.
    """
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.RunLogError):
        SqliteRunStore(tmp_path / "file" / "runs.db")


def test_a_read_only_log_is_refused(store, path, monkeypatch):
    """
    A log that cannot be written is found out at the start, not at the first run.
    """
    run = add(store, make_run())
    connect = sqlite3.connect

    def read_only(where, **how):
        if where != path:
            return connect(where, **how)
        return connect(f"{path.as_uri()}?mode=ro", uri=True, **how)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    with pytest.raises(errors.RunLogError, match="readonly"):
        SqliteRunStore(path)

    assert run == store.get(run.id)


# -- a full disk ----------------------------------------------------------------


def test_a_full_disk_undoes_the_write_and_is_over_when_there_is_room(path, monkeypatch):
    """
    Whoever finds the disk full is told so; later writes work again.
    """
    connect, most_pages = sqlite3.connect, [0]

    def small(*arguments, **how):
        limited = connect(*arguments, **how)
        if most_pages[0]:
            limited.execute(f"PRAGMA max_page_count = {most_pages[0]}")
        return limited

    monkeypatch.setattr(sqlite3, "connect", small)
    store = SqliteRunStore(path)
    with opened(path) as other:
        most_pages[0] = other.execute("PRAGMA page_count").fetchone()[0] + 4
    first, second, third = make_run(), make_run(), make_run()
    add(store, first)
    with pytest.raises(errors.RunLogError, match="full"):
        store.add(second, {"x": random_text(200_000)}, owner="owner", lease=LEASE)

    assert [first.id] == ids(store.find(RunFilter()).runs)
    assert () == store.events(second.id)

    add(store, third)

    assert [third.id, first.id] == ids(store.find(RunFilter()).runs)
    store.close()


FULL_DISK = """
import pathlib, resource, sys
from concurrent.futures import ThreadPoolExecutor
from making import LEASE, add, ids, make_run, random_text
from codika import errors
from codika.runs import RunFilter, SqliteRunStore
path = pathlib.Path(sys.argv[1])
store = SqliteRunStore(path)
first = add(store, make_run())
wal = path.with_name(path.name + "-wal").stat().st_size
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (wal + 50_000, hard))
def write(_):
    try:
        store.add(make_run(), {"x": random_text(100_000)}, owner="owner", lease=LEASE)
    except errors.RunLogError:
        return "told"
    return "kept"
with ThreadPoolExecutor(8) as pool:
    print(*pool.map(write, range(8)))
print(store.find(RunFilter()).total)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
last = add(store, make_run())
print(ids(store.find(RunFilter()).runs) == [last.id, first.id])
store.close()
"""


def test_a_commit_that_finds_the_disk_full_fails_for_all_in_it(path):
    """
    When the flush itself fails, nobody is told that the run is safe.
    """
    program = run_program(FULL_DISK, path)
    told, total, fine = program.communicate()[0].splitlines()

    assert ["told"] * 8 == told.split()
    assert ("1", "True") == (total, fine)


# -- older files ----------------------------------------------------------------


@pytest.fixture
def first_version(path):
    """A log as the first version left it."""
    run = full_run()
    with contextlib.closing(Database(path)) as db:
        later = [step.name for step in migrations.pending(db)][1:]
        migrations.apply(db, stop_before=later)
    with opened(path) as other:
        other.execute(
            """
            INSERT INTO runs (
                id, submission_id, instance_id, instance_name, environment, workflow_id,
                workflow_title, inputs, user, status, created_at, execution_id, duration_ms,
                looks, is_sample
            ) VALUES (
                ?, 's-1', 'pi-1', 'Acme', 'dev', 'lead-scoring', 'Lead scoring',
                'country: Belgium', 'Ann', 'success', '2026-11-21T10:30:15.123456+00:00', 'e-1',
                100.5, 3, 0
            )
            """,
            [run.id],
        )
        other.execute(
            "INSERT INTO bodies (run_id, part, codec, body) VALUES (?, 'result', 'json', ?)",
            [run.id, b'{"n":1}'],
        )
        other.execute(
            "INSERT INTO events (run_id, at, kind, text) VALUES (?, ?, 'ended', 'success')",
            [run.id, "2026-11-21T10:30:15.123456+00:00"],
        )
    return make_run(
        id=run.id,
        submission_id="s-1",
        status=RunStatus.SUCCESS,
        execution_id="e-1",
        duration_ms=100.5,
        looks=3,
    )


def test_a_log_of_the_first_version_is_brought_up(path, first_version):
    """
    Whoever updates keeps all runs, and new ones can be added.
    """
    store = SqliteRunStore(path)
    new = add(store, make_run())

    assert [new, first_version] == list(store.find(RunFilter()).runs)
    assert {"n": 1} == store.result(first_version.id)
    assert (RunEvent(at=NOW, kind="ended", text="success"),) == store.events(first_version.id)
    store.close()


@pytest.mark.usefixtures("first_version")
def test_an_old_log_ends_as_a_new_one_begins(path, tmp_path):
    """
    It makes no difference from which version a log comes.
    """

    def schema(of):
        SqliteRunStore(of).close()
        with opened(of) as other:
            return sorted(other.execute("SELECT type, name, sql FROM sqlite_master").fetchall())

    assert schema(tmp_path / "fresh.db") == schema(path)


def test_opening_again_changes_nothing(store, path):
    """
    Steps that were taken are not taken again.
    """
    add(store, make_run())
    store.close()
    with opened(path) as other:
        before = list(other.iterdump())
    SqliteRunStore(path).close()
    with opened(path) as other:
        after = list(other.iterdump())

    assert before == after
