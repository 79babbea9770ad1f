"""Big results are read, and big files written, in a process of their own."""

import asyncio
import io
import json
import logging
import os
import signal
import sys
import threading
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from making import until
from parcels import parcel_of
from same_readings import assert_same_readings

from codika import errors
from codika.apart import program
from codika.model import JsonText
from codika.results import apart, jsontext, read, suggest, to_json
from codika.results.exports import FORMATS, export

RESULT = {
    "items": [
        {"id": n, "at": "2026-05-04T08:00:00Z", "name": f"n{n}", "tags": ["a"], "x": n / 3}
        for n in range(500)
    ],
    "total": 500,
    "note": "é" * 100,
}
TEXT = JsonText.of(RESULT)
SAYS_WHERE = (
    "with open(note + '.new', 'w') as file: file.write(str(os.getpid()))\n"
    "os.rename(note + '.new', note)\n"
)


@pytest.fixture(autouse=True)
def everything_is_big(monkeypatch):
    """Have even small things done elsewhere."""
    monkeypatch.setattr(apart, "READ_FROM", 0)
    monkeypatch.setattr(apart, "WRITE_FROM", 0)


@pytest.fixture
def warnings(caplog):
    """Tell what was logged, as when something had to be done here after all."""
    caplog.set_level(logging.INFO, "codika")
    return lambda: caplog.messages


@pytest.fixture
def other_program(monkeypatch, tmp_path):
    """Put another program in the place of ours; `note` in it is a file, which is returned."""

    def put(code):
        note = tmp_path / "note"
        monkeypatch.setattr(apart, "_PROGRAM", f"note = {str(note)!r}\nimport os, sys\n{code}")
        return note

    return put


@pytest.fixture
def parcel():
    made = parcel_of(RESULT)
    table = replace(made.tables[0], frame=made.tables[0].frame.iloc[::2])
    return replace(made, tables=(table,), charts=((suggest(table)[0], table),))


# -- both ways give the same ------------------------------------------------------


def test_a_text_is_read_as_its_value_is(warnings):
    """
    The other process reads what would be read here, and hands back the same.
    """
    reading = apart.read_text(TEXT)

    assert_same_readings(read(RESULT), reading)
    assert [] == warnings()


def test_nothing_of_a_big_text_is_read_here(monkeypatch, warnings):
    """
    What would hold the interpreter lock for seconds is not done in this process at all.
    """
    monkeypatch.setattr(apart, "read_json", None)
    big = []
    monkeypatch.setattr(jsontext, "parse", lambda text: big.append(len(text)) or json.loads(text))

    apart.read_text(TEXT)

    assert max(big) < len(TEXT.utf8) / 2  # lists in cells alone
    assert [] == warnings()


def test_small_texts_are_read_here(monkeypatch, other_program):
    """
    No process is started for what is read sooner than that.
    """
    note = other_program("open(note, 'w').close()")
    monkeypatch.setattr(apart, "READ_FROM", len(TEXT.utf8) + 1)

    assert_same_readings(read(RESULT), apart.read_text(TEXT))
    assert not note.exists()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_is_the_one_that_is_written_here(ending, parcel, warnings):
    """
    Name, kind and content, in every format.
    """
    here, there = export(ending, parcel), apart.export_file(ending, parcel)

    assert (here.name, here.mime) == (there.name, there.mime)
    if ending == "xlsx":  # a workbook says when it was made
        assert cells_of(here.content) == cells_of(there.content)
    else:
        assert here.content == there.content
    assert [] == warnings()


def cells_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_a_zip_is_the_one_that_is_written_here(parcel, warnings):
    """
    What stands beside the file is there as well.
    """
    files = [
        zipfile.ZipFile(io.BytesIO(write("csv", parcel, with_origin=True).content))
        for write in (export, apart.export_file)
    ]
    here, there = ({name: file.read(name) for name in file.namelist()} for file in files)

    assert here == there
    assert [] == warnings()


def test_small_files_are_written_here(monkeypatch, other_program, parcel):
    """
    No process is started for what is written sooner than that.
    """
    note = other_program("open(note, 'w').close()")
    monkeypatch.setattr(apart, "WRITE_FROM", 60.0)

    assert export("csv", parcel).content == apart.export_file("csv", parcel).content
    assert not note.exists()


# -- a result as a JSON file ------------------------------------------------------


def test_a_big_text_is_its_own_file(other_program):
    """
    It is JSON as it is; nothing is taken apart and nothing started.
    """
    note = other_program("open(note, 'w').close()")

    assert TEXT.utf8 is apart.json_file(TEXT)
    assert not note.exists()


def test_a_small_text_is_indented(monkeypatch):
    """
    What people open in an editor reads well.
    """
    monkeypatch.setattr(apart, "READ_FROM", 100)

    assert b'{\n  "a": 1\n}' == apart.json_file(JsonText(b'{"a":1}'))


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("-inf"), "\ud83d", ["NaN in a text"]],
    ids=["NaN", "infinite", "half a pair", "a text"],
)
def test_what_is_no_json_is_spelled_as_json(value, warnings):
    """
    Wherever in the text it stands, a program that reads the file finds what it can read.
    """
    result = ["é" * apart._PIECE, value]

    assert to_json(result) == apart.json_file(JsonText.of(result))
    assert [] == warnings()


# -- the process ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param("sys.exit(3)", "ChildProcessError", id="fails"),
        pytest.param("sys.stdin.buffer.read()", "ValueError", id="says nothing"),
        pytest.param(
            "sys.stdin.buffer.read(); os.write(1, b'no' * 99)", "ValueError", id="nonsense"
        ),
    ],
)
def test_a_process_that_fails_costs_nothing(other_program, warnings, code, reason):
    """
    The result is read here then, and the log says why.
    """
    other_program(code)

    assert_same_readings(read(RESULT), apart.read_text(TEXT))
    assert [["reading a result is done in the server's own process", reason]] == [
        warning.split(": ")[:2] for warning in warnings()
    ]


def test_without_a_python_to_start_it_is_done_here(monkeypatch, parcel, warnings):
    """
    A machine that cannot start processes shows results and makes files all the same.
    """
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert_same_readings(read(RESULT), apart.read_text(TEXT))
    assert export("csv", parcel).content == apart.export_file("csv", parcel).content
    assert 2 == len(warnings())


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param("import time; time.sleep(600)", "TimeoutError", id="takes too long"),
        pytest.param("os.kill(os.getpid(), 9)", "ended with -9", id="is killed"),
        pytest.param(
            f"os._exit({program.OUT_OF_MEMORY})", "ended with 70", id="has no more memory"
        ),
        pytest.param(
            "os.write(1, bytes(50_000)); os.write(1, bytes(9_999_999)); sys.stdin.read()",
            "more than",
            id="says too much",
        ),
    ],
)
def test_what_takes_too_much_is_given_up(other_program, monkeypatch, warnings, code, reason):
    """
    It is not tried here: it would take the same, and everybody with it.  The log says why.
    """
    other_program(code)
    monkeypatch.setattr(apart, "read_json", None)
    monkeypatch.setattr(apart, "READING", 100_000)
    if reason == "TimeoutError":
        monkeypatch.setattr(apart, "READ_WITHIN", 0.3)

    with pytest.raises(errors.TooMuchWorkError):
        apart.read_text(TEXT)

    (told,) = warnings()
    assert told.startswith("reading a result is given up: ")
    assert reason in told


def test_small_results_may_grow():
    """
    Records that share few keys make a table mostly of empty cells, many times their size.
    """
    result = [{f"k{n % 500}": n} for n in range(3000)]
    text = JsonText.of(result)
    reading = apart.read_text(text)

    assert (3000, 500) == reading.tables[0].frame.shape
    assert reading.tables[0].frame.memory_usage().sum() > 2 * apart.READING_BY_SIZE * len(text.utf8)


def test_a_file_that_takes_too_much_is_given_up(other_program, parcel):
    """
    The same holds for writing.
    """
    other_program("os.kill(os.getpid(), 9)")

    with pytest.raises(errors.TooMuchWorkError):
        apart.export_file("csv", parcel)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process so")
def test_a_process_takes_no_more_memory_than_it_may(monkeypatch):
    """
    A result that would fill the machine's memory meets a bound.
    """
    monkeypatch.setattr(apart, "MEMORY", 250_000_000)  # more than the libraries take
    monkeypatch.setattr(apart, "MEMORY_BY_SIZE", 0)
    monkeypatch.setattr(apart, "read_json", None)
    many = JsonText(b"[%s[]]" % (b"[]," * 5_000_000))  # as values, 64 bytes each

    with pytest.raises(errors.TooMuchWorkError):
        apart.read_text(many)


def test_the_process_gets_the_question_and_nothing_else(other_program, monkeypatch):
    """
    Nothing of our environment, and nothing of the working directory.
    """
    monkeypatch.setenv("CODIKA_API_KEY", "ck_never")
    note = other_program(
        "import json\n"
        "got = [sys.argv, dict(os.environ), len(sys.stdin.buffer.read())]\n"
        "open(note, 'w').write(json.dumps(got))"
    )

    apart.read_text(TEXT)

    arguments, environment, size = json.loads(note.read_text())
    assert environment.keys() <= {"LC_CTYPE", "LD_LIBRARY_PATH", "SYSTEMROOT"}
    assert "ck_never" not in "".join(arguments)
    assert 0 < size - len(TEXT.utf8) < 300


def test_when_nobody_waits_the_process_ends(other_program):
    """
    A page that was left keeps no process at work.
    """
    note = other_program(SAYS_WHERE + "import time; time.sleep(60)")

    with pytest.raises(errors.NobodyWaitsError):
        apart.read_text(TEXT, is_wanted=lambda: not note.exists())

    pid = int(note.read_text())
    until(lambda: not is_alive(pid))


def is_alive(pid):
    try:
        os.kill(pid, signal.SIG_DFL)
    except ProcessLookupError:
        return False
    return True


def test_a_program_that_ends_does_nothing_more(monkeypatch):
    """
    Its event loop has stopped: what was under way is not begun anew in its last moments.
    """

    async def cancelled(*_, **__):
        raise asyncio.CancelledError

    monkeypatch.setattr(apart, "answered", cancelled)
    monkeypatch.setattr(apart, "read_json", None)

    with pytest.raises(errors.NobodyWaitsError):
        apart.read_text(TEXT)


def test_who_waits_for_a_turn_may_leave(monkeypatch):
    """
    Nobody has to stay because all processes are at work.
    """
    monkeypatch.setattr(apart, "_reading", threading.Semaphore(0))

    with pytest.raises(errors.NobodyWaitsError):
        apart.read_text(TEXT, is_wanted=lambda: False)


def test_a_few_processes_at_once_and_no_more(other_program):
    """
    Many who look at big results at once do not fill the memory: the others wait their turn.
    """
    note = other_program(
        "import time\n"
        "def say(word):\n"
        "    with open(note, 'a') as file: file.write(word)\n"
        "say('('); time.sleep(0.1); say(')'); os.kill(os.getpid(), 9)"
    )

    def look():
        with pytest.raises(errors.TooMuchWorkError):
            apart.read_text(TEXT)

    people = [threading.Thread(target=look) for _ in range(3 * apart.AT_ONCE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    marks = note.read_text()
    at_once = [marks[:end].count("(") - marks[:end].count(")") for end in range(len(marks) + 1)]

    assert 3 * apart.AT_ONCE == marks.count("(")
    assert max(at_once) <= apart.AT_ONCE
