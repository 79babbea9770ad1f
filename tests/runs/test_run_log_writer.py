"""One thread commits together what waits together."""

import contextlib
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from making import until

from codika import errors
from codika.runs import writer
from codika.runs.writer import Writer


@pytest.fixture
def path(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "file.db")) as made:
        made.execute("CREATE TABLE parents (name PRIMARY KEY)")
        made.execute(
            "CREATE TABLE things (name PRIMARY KEY,"
            " parent REFERENCES parents (name) DEFERRABLE INITIALLY DEFERRED)"
        )
    return tmp_path / "file.db"


class Connections:
    """Opens connections, and counts them and what they are told."""

    def __init__(self, path):
        self.path = path
        self.opened = 0
        self.statements = []
        self.fails = False

    def __call__(self):
        if self.fails:
            raise sqlite3.OperationalError("unable to open database file")
        self.opened += 1
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.set_trace_callback(self.statements.append)
        return connection

    @property
    def commits(self):
        return self.statements.count("COMMIT")


@pytest.fixture
def connections(path):
    return Connections(path)


@pytest.fixture
def writing(connections):
    made = Writer(connections)
    yield made
    made.close()


def insert(name, parent=None):
    return lambda connection: connection.execute("INSERT INTO things VALUES (?, ?)", (name, parent))


def names(path):
    with contextlib.closing(sqlite3.connect(path)) as reading:
        return [name for (name,) in reading.execute("SELECT name FROM things ORDER BY rowid")]


def write_together(writing, *works):
    """Have all works wait at once; return what each caller was told."""
    in_the_way, go_on = threading.Event(), threading.Event()

    def block(_):
        in_the_way.set()
        go_on.wait()

    def told(work):
        try:
            writing.write(work)
        except Exception as error:  # noqa: BLE001  what it is, the test asks
            return error
        return "written"

    with ThreadPoolExecutor(len(works) + 1) as pool:
        blocking = pool.submit(writing.write, block)
        in_the_way.wait()
        waiting = []
        for n, work in enumerate(works, start=1):
            waiting.append(pool.submit(told, work))
            # One after the other, so that the order is known.
            until(lambda n=n: writing._queue.qsize() == n)
        go_on.set()
        blocking.result()
        return [one.result() for one in waiting]


def test_what_waits_together_is_committed_together(writing, connections, path):
    """
    Ten callers cost one flush of the disk.
    """
    told = write_together(writing, *[insert(n) for n in range(10)])

    assert ["written"] * 10 == told
    assert list(range(10)) == names(path)
    assert 2 == connections.commits  # the one that was in the way, and all others


def test_a_mistake_undoes_its_own_work_alone(writing, path):
    """
    Of three that are committed together, the second fails after writing something.
    """

    def half(connection):
        insert("half")(connection)
        raise errors.RunStateError("too late")

    first, second, third = write_together(writing, insert("first"), half, insert("third"))

    assert ("written", errors.RunStateError, "written") == (first, type(second), third)
    assert ["first", "third"] == names(path)


def test_an_error_of_sqlite_becomes_ours(writing, path):
    """
    A statement that fails is told to its caller as an error of the log.
    """
    first, second, third = write_together(writing, insert("a"), insert("a"), insert("b"))

    assert ("written", errors.RunLogError, "written") == (first, type(second), third)
    assert isinstance(second.__cause__, sqlite3.IntegrityError)
    assert ["a", "b"] == names(path)


def test_a_commit_that_fails_fails_for_all_in_it(writing, connections, path):
    """
    Nobody is told that a write is safe when it is not; the next ones work again.
    """
    told = write_together(writing, insert("a"), insert("orphan", parent="nobody"), insert("b"))

    assert [errors.RunLogError] * 3 == [type(one) for one in told]
    assert [] == names(path)

    writing.write(insert("later"))

    assert ["later"] == names(path)
    assert 2 == connections.opened  # what failed is not used again


def test_a_connection_that_cannot_be_opened(writing, connections, path):
    """
    Callers are told, and nobody waits for ever; the next one may succeed.
    """
    connections.fails = True
    with pytest.raises(errors.RunLogError, match="unable to open"):
        writing.write(insert("a"))
    connections.fails = False
    writing.write(insert("b"))

    assert ["b"] == names(path)


def test_a_commit_holds_so_much_and_no_more(writing, connections, path, monkeypatch):
    """
    A flood of writes is cut into pieces, so that the first need not wait for the last.
    """
    monkeypatch.setattr(writer, "BATCH", 4)
    write_together(writing, *[insert(n) for n in range(10)])

    assert list(range(10)) == names(path)
    assert 1 + 3 == connections.commits


def test_closing_writes_what_waits(connections, path):
    """
    Nothing that somebody still waits for is dropped.
    """
    writing = Writer(connections)
    in_the_way, go_on = threading.Event(), threading.Event()

    def block(_):
        in_the_way.set()
        go_on.wait()

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(writing.write, block)]
        in_the_way.wait()
        waiting += [pool.submit(writing.write, insert(n)) for n in range(2)]
        until(lambda: writing._queue.qsize() == len(waiting) - 1)
        closing = pool.submit(writing.close)
        go_on.set()
        closing.result()
        for one in waiting:
            one.result()

    assert [0, 1] == sorted(names(path))
    with pytest.raises(errors.RunLogError, match="closed"):
        writing.write(insert("late"))


def test_whatever_work_returns_comes_back(writing):
    """
    Also nothing, and also what looks like an error and was not raised.
    """
    assert None is writing.write(lambda _: None)
    assert 7 == writing.write(lambda _: 7)
