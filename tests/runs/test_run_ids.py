"""Ids sort by time."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from codika.runs import ids, is_id, new_id


def test_later_ids_sort_behind_earlier_ones():
    """
    In one process every id is greater than the one before, however quick.
    """
    made = [new_id() for _ in range(10_000)]

    assert sorted(set(made)) == made


def test_ids_go_on_when_the_clock_is_set_back(monkeypatch):
    """
    A clock that jumps back does not put new runs among the old ones.
    """
    before = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)

    assert before < new_id() < new_id()


def test_ids_of_threads_differ():
    """
    Two sessions that start a run in the same moment get two ids.
    """
    together = threading.Barrier(8)

    def make(_):
        together.wait()
        return [new_id() for _ in range(500)]

    with ThreadPoolExecutor(8) as pool:
        made = [one for some in pool.map(make, range(8)) for one in some]

    assert 8 * 500 == len(set(made))


def test_an_id_tells_its_time(monkeypatch):
    """
    The first ten characters are the milliseconds, as in a ULID.
    """
    monkeypatch.setattr(time, "time_ns", lambda: 1_469_918_176_385_000_000)
    monkeypatch.setattr(ids, "_last", 0)

    assert "01ARYZ6S41".lower() == new_id()[:10]  # the example of the ULID specification


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(new_id(), True, id="an id"),
        pytest.param("", False, id="nothing"),
        pytest.param(new_id().upper(), False, id="upper case"),
        pytest.param(new_id()[:-1], False, id="too short"),
        pytest.param(new_id() + "0", False, id="too long"),
        pytest.param("../" + "0" * 23, False, id="a path"),
        pytest.param("i" * 26, False, id="a letter ids do not have"),
        pytest.param("\uff10" * 26, False, id="digits of another script"),
    ],
)
def test_what_could_be_an_id(text, expected):
    """
    Of what comes by URL, only what looks like our ids is looked up.
    """
    assert expected is is_id(text)
