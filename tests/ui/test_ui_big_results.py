"""A big result on its page: read elsewhere, shown as any other, and taken away."""

import json

import pytest
import streamlit as st
from runs_on_record import put

from codika import errors
from codika.model import JsonText
from codika.results import apart, read
from ui import exports, resources, results, sessions, shown, texts

RESULT = {
    "orders": [{"customer": f"c{n}", "amount_eur": n * 1.5, "tags": ["a"]} for n in range(40)],
    "total": 40,
    "summary": "It went well.\n" * 20,
}


@pytest.fixture
def on_record(screen):
    """Put a result on record; return its run."""
    screen.open("runs")
    return lambda result: put(resources.get().runs.store, result=result)


@pytest.fixture
def refused(monkeypatch):
    """Have every reading take too much; return the texts that were to be read."""
    asked = []

    def refuse(text, *_, **__):
        asked.append(text)
        raise errors.TooMuchWorkError("reading a result takes too much")

    monkeypatch.setattr(apart, "read_text", refuse)
    return asked


def test_a_big_result_looks_like_any_other(screen, new_screen, on_record, monkeypatch):
    """
    Every word and cell of the page is the same, whichever process has read them.
    """
    run = on_record(RESULT)
    screen.open("runs", run=run.id)
    st.cache_resource.clear()
    monkeypatch.setattr(apart, "READ_FROM", 0)
    monkeypatch.setattr(apart, "read_json", None)
    other = new_screen().open("runs", run=run.id)

    assert screen.text == other.text
    assert "40 rows · 3 columns" in other.text
    assert screen.at.dataframe[0].value.equals(other.at.dataframe[0].value)


def test_a_result_too_large_to_lay_out_says_so(screen, on_record, refused):
    """
    The page says what can be done instead, and offers that.
    """
    run = on_record(RESULT)
    screen.open("runs", run=run.id)

    assert "The result is too large to be laid out here." in "".join(screen.errors)
    assert [f"Raw JSON · {run.result_bytes / 1000:.1f} kB"] == [
        expander.label for expander in screen.at.expander if "Raw JSON" in expander.label
    ]
    assert 1 == len(refused)


def test_what_is_too_large_is_not_tried_again(screen, new_screen, on_record, refused):
    """
    Another look, in whichever session, starts nothing that would fail again.
    """
    run = on_record(RESULT)
    screen.open("runs", run=run.id).again()
    new_screen().open("runs", run=run.id)

    assert 1 == len(refused)


@pytest.mark.usefixtures("refused")
def test_what_is_kept_of_a_refusal_does_not_hold_the_text(screen, on_record):
    """
    A traceback would keep 50 MB in memory for as long as the page is remembered.
    """
    run = on_record(RESULT)
    screen.open("runs", run=run.id)

    assert None is shown._reading_of(*shown.seen(run)).__traceback__


def test_a_comparison_that_takes_too_much_is_left_out(screen, on_record, monkeypatch):
    """
    The page is shown without what changed since the run before.
    """
    on_record(RESULT)
    run = on_record(RESULT)
    real, asked = apart.read_text, []

    def refuse_the_second(text, *said, **more):
        asked.append(text)
        if len(asked) > 1:
            raise errors.TooMuchWorkError("too much")
        return real(text, *said, **more)

    monkeypatch.setattr(apart, "read_text", refuse_the_second)
    screen.open("runs", run=run.id)

    assert 2 == len(asked)
    assert [] == screen.errors
    assert "40 rows in orders; total 40" in screen.text


def test_a_long_text_is_cut_on_the_page(screen, on_record):
    """
    A browser is not sent megabytes to read; what is left out is said, and where it is.
    """
    text = "x" * (texts.LONGEST + 5)
    run = on_record({"summary": text})
    screen.open("runs", run=run.id)

    assert [text[: texts.LONGEST]] == [shown.value for shown in screen.at.text]
    assert "The first 200,000 of 200,005 characters; all of it is in Raw JSON." in (
        screen.text.replace("*", "")
    )


def test_a_text_that_fits_is_not_cut(screen, on_record):
    """
    Nothing is said where nothing is left out.
    """
    run = on_record({"summary": "x" * texts.LONGEST})
    screen.open("runs", run=run.id)

    assert ["x" * texts.LONGEST] == [shown.value for shown in screen.at.text]
    assert "The first" not in screen.text


def test_raw_json_is_the_result(on_record, monkeypatch):
    """
    Small or big, the file holds the value that came; a big one as its text.
    """
    run = on_record(RESULT)
    indented = results._json_file(run.id, lambda: True)
    monkeypatch.setattr(apart, "READ_FROM", 0)

    assert RESULT == json.loads(indented)
    assert JsonText.of(RESULT).utf8 == results._json_file(run.id, lambda: True)


def test_a_file_that_nobody_waits_for_is_not_made(on_record, monkeypatch):
    """
    Whoever closed the page before it was ready gets nothing, and nothing is logged as a bug.
    """
    run = on_record(["NaN", float("nan")])
    reading = read(RESULT)
    parcel = exports.parcel_of(run, reading, reading.tables[0], exports.SHOWN)
    monkeypatch.setattr(apart, "READ_FROM", 0)
    monkeypatch.setattr(apart, "WRITE_FROM", 0)

    assert b"" == results._json_file(run.id, lambda: False)
    assert b"" == exports.made("xlsx", parcel, with_origin=False, is_wanted=lambda: False)


class Server:
    """Streamlit's server, as far as it tells which pages are open."""

    def __init__(self):
        self.open = {"s1"}

    def exists(self):
        return True

    def get_instance(self):
        return self

    def is_active_session(self, session_id):
        return session_id in self.open


class Context:
    session_id = "s1"


def test_a_page_is_waited_for_a_while_after_it_is_gone(monkeypatch):
    """
    A connection that is lost for a moment ends nothing; one that stays away does.
    """
    server = Server()
    monkeypatch.setattr(sessions, "runtime", server)
    monkeypatch.setattr(sessions, "get_script_run_ctx", Context)
    is_open = sessions.still_open()
    there = is_open()
    server.open.clear()
    for_a_moment = is_open()
    monkeypatch.setattr(sessions, "GRACE", 0.0)

    assert (True, True, False) == (there, for_a_moment, is_open())


def test_without_a_server_a_page_is_always_open():
    """
    Tests and bare scripts have no browser that could be closed.
    """
    assert sessions.still_open()()


def test_a_reading_is_shared(screen, new_screen, on_record, monkeypatch):
    """
    Two people who look at the same result have it read once.
    """
    asked = []
    real = apart.read_text
    monkeypatch.setattr(
        apart,
        "read_text",
        lambda text, *said, **more: asked.append(text) or real(text, *said, **more),
    )
    run = on_record(RESULT)
    screen.open("runs", run=run.id)
    new_screen().open("runs", run=run.id)

    assert 1 == len(asked)
    assert 40 == shown.reading_of(*shown.seen(run)).main.n_rows
