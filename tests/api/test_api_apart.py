"""A big status reply is read in a process of its own, and says what it says here."""

import asyncio
import json
import logging
import os
import signal
import sys
from dataclasses import replace

import pytest
from any_json import ANY_JSON, PATIENT, with_some_wrong
from api_instances import KEY, ORGANIZATION_KEY, instance_at
from hypothesis import given
from making import until
from raw_servers import answering, serving
from sample_replies import EXECUTION

from codika import errors
from codika.api import apart, replies, reply_program, wire
from codika.api.apart import APART_FROM, AT_ONCE
from codika.api.client import AsyncCodika
from codika.api.replies import Reply, understand
from codika.counting import count_rows
from codika.model import JsonText, TooDeep

PADDING = b" " * APART_FROM
DONE = b'{"execution": {"status": "success", "resultData": [1, 2.5]}}' + PADDING


@pytest.fixture
def warnings(caplog):
    """Tell what was logged, as when a reply had to be read here after all."""
    caplog.set_level(logging.INFO, "codika")
    return lambda: caplog.messages


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Put another program in the place of ours; `note` in it is a file, which is returned."""

    def put(code):
        note = tmp_path / "note"
        monkeypatch.setattr(apart, "_PROGRAM", f"note = {str(note)!r}\n{code}")
        return note

    return put


async def look(body, *, status="200 OK", headers="", **options):
    async with (
        serving(answering(body, status=status, headers=headers)) as server,
        AsyncCodika(instance_at(server.url), **options) as client,
    ):
        return await client.get("e1")


async def outcome(work):
    """Return all that can be told of a look."""
    try:
        return facts(await work)
    except errors.CodikaError as error:
        return facts(error)


def facts(told):
    """Return an execution with its result as it would be kept, or an error with its fields."""
    if isinstance(told, errors.CodikaError):
        return type(told), str(told), vars(told)
    return replace(told, result=None), spelled(told.result)


def spelled(result):
    try:
        return JsonText.of(result).utf8
    except ValueError as error:
        return str(error)


def success(result):
    return b'{"execution": {"status": "success", "resultData": %s}}' % result


def nested(depth):
    return success(b"[" * depth + b"]" * depth)


# -- both ways say the same -------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(json.dumps(EXECUTION).encode(), id="failed"),
        pytest.param(
            b'{"execution": {"status": "error", "errorDetails": "no", "resultData": {"a": 1}}}',
            id="failed with a result",
        ),
        pytest.param(b'{"execution": {"status": "pending"}}', id="pending"),
        pytest.param(b'{"execution": {"status": "paused"}}', id="unknown word"),
        pytest.param(b'{"execution": {"status": "success"}}', id="no result"),
        pytest.param(success(b"null"), id="null"),
        pytest.param(success(b"0"), id="zero"),
        pytest.param(success(b"false"), id="false"),
        pytest.param(success(b'""'), id="empty text"),
        pytest.param(success(b"{}"), id="empty object"),
        pytest.param(
            success(b"[1.0, 1e15, 1E22, -0.0, 5e-324, 0.1, 12345678901234567890123]"), id="numbers"
        ),
        pytest.param(success('{"é": "日本 \U0001f600 \\u0007 \\/"}'.encode()), id="texts"),
        pytest.param(success(b'{"a": 1, "b": 2, "a": 3}'), id="a name twice"),
        pytest.param(success(rb'"cut \ud83d, \ude00, \ud83d\ude00"'), id="half a pair"),
        pytest.param(success(b'"caf\xe9"'), id="Latin-1"),
        pytest.param(b"\xef\xbb\xbf" + success(b"1"), id="byte order mark"),
        pytest.param(success(b"NaN"), id="not a number"),
        pytest.param(nested(900), id="deep"),
        pytest.param(nested(1_010), id="too deep to be kept"),
        pytest.param(nested(5_000), id="too deep to be read"),
        pytest.param(b"\x00\x01\x02", id="garbage"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"<!DOCTYPE html><html>busy</html>", id="a page"),
        pytest.param(success(b"[1")[:-2], id="broken off"),
        pytest.param(b"[1, 2]", id="no object"),
        pytest.param(b'{"execution": {"status": 7}}', id="no status"),
        pytest.param(
            b'{"success": false, "error": {"message": "no\xc3\xa9", "code": 7}, "requestId": "r"}',
            id="refused",
        ),
    ],
)
async def test_both_ways_say_the_same(body, warnings):
    """
    Status, times, failure, the result's spelling to the byte, or the error with its fields.
    """
    here = await outcome(look(body + PADDING, headers="Retry-After: 7\r\n"))
    there = await outcome(look(body + PADDING, headers="Retry-After: 7\r\n", read_apart=True))

    assert here == there
    assert [] == warnings()


@pytest.mark.parametrize("status", ["302 Found", "403 Forbidden", "429 Slow", "503 Busy"])
async def test_big_refusals_are_the_same_as_well(status, warnings):
    """
    The status decides the class in both ways, however big the page around it.
    """
    body = b'{"error": "no"}' + PADDING
    here = await outcome(look(body, status=status))
    there = await outcome(look(body, status=status, read_apart=True))

    assert here == there
    assert [] == warnings()


@PATIENT
@given(with_some_wrong(EXECUTION) | ANY_JSON)
def test_any_reply_survives_the_way_back(reply):
    """
    What the program writes about any reply is read back as what it was.
    """
    body = json.dumps(reply).encode()
    asked = Reply(status_code=200, headers={"retry-after": "7", "x": "y"}, body=body)
    line = reply_program.question(asked, "e1")
    there = reply_program.outcome(reply_program.answer(line, body))
    try:
        here = understand(asked, lambda body: wire.read_execution(body, "e1"))
    except errors.CodikaError as error:
        here = error

    assert facts(here) == facts(there)


def test_an_answer_that_breaks_off_is_none():
    """
    Half a result is not taken for the whole, nor half a line.
    """
    asked = Reply(status_code=200, headers={}, body=DONE)
    line, result = reply_program.answer(reply_program.question(asked, "e1"), DONE)

    for pieces in ([line, result[:-1]], [line[:9]], [line[:-1]], []):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, it is none
            reply_program.outcome(pieces)


def test_an_answer_comes_in_pieces():
    """
    Wherever the pipe cuts it, the answer is the same.
    """
    asked = Reply(status_code=200, headers={}, body=DONE)
    whole = b"".join(reply_program.answer(reply_program.question(asked, "e1"), DONE))
    bytewise = [whole[i : i + 1] for i in range(len(whole))]

    assert JsonText(b"[1,2.5]") == reply_program.outcome([whole]).result
    assert reply_program.outcome([whole]) == reply_program.outcome(bytewise)


# -- what is read apart -----------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "options", "result"),
    [
        (APART_FROM + 1, {"read_apart": True}, JsonText(b"[1,2.5]")),
        (APART_FROM, {"read_apart": True}, [1, 2.5]),
        (APART_FROM + 1, {}, [1, 2.5]),
    ],
    ids=["big", "not so big", "not asked for"],
)
async def test_only_big_replies_are_read_apart(size, options, result):
    """
    A small reply, or a client that did not ask for it, gives values as ever.
    """
    assert result == (await look(DONE[:size], **options)).result


async def test_nothing_of_a_big_reply_is_parsed_or_spelled_here(monkeypatch, warnings):
    """
    What would hold the interpreter lock for seconds is not done in this process at all.
    """
    monkeypatch.setattr(replies, "parse", None)
    monkeypatch.setattr(JsonText, "of", None)

    execution = await look(DONE, read_apart=True)

    assert JsonText(b"[1,2.5]") == execution.result
    assert [] == warnings()


@pytest.mark.parametrize(
    ("result", "rows"),
    [
        pytest.param(b'{"items": [{"n": 1}, {"n": 2}], "tags": ["a", "b", "c"]}', 2, id="a list"),
        pytest.param(b'{"total": 3}', None, id="no list"),
    ],
)
async def test_a_result_read_apart_tells_its_rows(result, rows):
    """
    They are counted where its values are at hand, by the rule for results of any size.
    """
    execution = await look(success(result) + PADDING, read_apart=True)

    assert rows == execution.result.n_rows == count_rows(json.loads(result))


async def test_a_result_too_deep_to_be_kept_is_none():
    """
    It says so where it would be kept, and is no text.
    """
    execution = await look(nested(1_010) + PADDING, read_apart=True)

    assert isinstance(execution.result, TooDeep)
    assert execution.has_result


def test_the_text_of_a_result_is_not_in_its_repr():
    """
    Fifty megabytes do not end up in a log.
    """
    assert "JsonText(n_rows=1)" == repr(JsonText(b"[1]", 1))


# -- the process ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param("raise SystemExit(3)", "ChildProcessError", id="fails"),
        pytest.param("import os; os.kill(os.getpid(), 9)", "MemoryError", id="is killed"),
        pytest.param(
            "import sys; sys.stdin.buffer.read(); print('{}')", "KeyError", id="says nothing"
        ),
        pytest.param(
            "import sys; sys.stdin.buffer.read(); print('no')", "JSONDecodeError", id="nonsense"
        ),
        pytest.param("pass", "ValueError", id="does nothing"),
        pytest.param("import time; time.sleep(600)", "TimeoutError", id="takes too long"),
    ],
)
async def test_a_process_that_fails_costs_no_result(program, monkeypatch, warnings, code, reason):
    """
    The reply is read here then, and the log says why.
    """
    program(code)
    if reason == "TimeoutError":
        monkeypatch.setattr(apart, "WITHIN", 0.3)

    execution = await look(DONE, read_apart=True)

    assert [1, 2.5] == execution.result
    assert [[f"a reply of {len(DONE)} bytes is read in the server's own process", reason]] == [
        warning.split(": ")[:2] for warning in warnings()
    ]


async def test_without_a_python_to_start_it_is_read_here(monkeypatch, warnings):
    """
    A machine that cannot start processes gets its results all the same.
    """
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    execution = await look(DONE, read_apart=True)

    assert [1, 2.5] == execution.result
    assert 1 == len(warnings())


async def test_the_process_gets_the_reply_and_nothing_else(program, monkeypatch):
    """
    No key, none of our environment, no header but those of a refusal.
    """
    monkeypatch.setenv("CODIKA_API_KEY", KEY)
    note = program(
        "import json, os, sys\n"
        "got = [sys.argv, dict(os.environ), sys.stdin.buffer.read().decode()]\n"
        "open(note, 'w').write(json.dumps(got))"
    )

    await look(DONE, headers="Set-Cookie: a=b\r\nRetry-After: 7\r\n", read_apart=True)

    told = note.read_text()
    _, environment, asked = json.loads(told)
    line, _, body = asked.partition("\n")
    assert DONE.decode() == body
    assert {"status_code": 200, "headers": {"retry-after": "7"}, "execution_id": "e1"} == (
        json.loads(line)
    )
    # Python adds LC_CTYPE by itself where no language is set.
    assert environment.keys() <= {"LC_CTYPE", "LD_LIBRARY_PATH", "SYSTEMROOT"}
    assert not [key for key in (KEY, ORGANIZATION_KEY) if key in told]


async def test_modules_of_an_application_do_not_pass_for_pythons_own(
    tmp_path, monkeypatch, warnings
):
    """
    A `json.py` in a folder we import from, or where we were started, is not taken for json.
    """
    for name in ("json.py", "calendar.py"):
        (tmp_path / name).write_text("raise SystemExit(3)")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)

    execution = await look(DONE, read_apart=True)

    assert JsonText(b"[1,2.5]") == execution.result
    assert [] == warnings()


async def test_what_the_process_complains_of_is_not_passed_on(program, capfd, warnings):
    """
    Its standard error might quote the reply: it goes nowhere.
    """
    program("import sys; sys.exit('the secret reply')")

    await look(DONE, read_apart=True)

    assert ("", "") == capfd.readouterr()
    assert "secret" not in "".join(warnings())


async def test_a_cancelled_look_ends_the_process(program):
    """
    Whoever stops waiting leaves no process behind.
    """
    note = program(
        "import os, time\n"
        "with open(note + '.new', 'w') as file: file.write(str(os.getpid()))\n"
        "os.rename(note + '.new', note)\n"
        "time.sleep(60)"
    )
    looking = asyncio.create_task(look(DONE, read_apart=True))
    await asyncio.to_thread(until, note.exists)
    looking.cancel()
    await asyncio.wait([looking])

    assert looking.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), signal.SIG_DFL)


async def test_ctrl_c_is_not_for_the_process(program):
    """
    It is in no terminal's foreground: whoever started it decides when it ends.
    """
    note = program("import os\nopen(note, 'w').write(str(os.getsid(0) == os.getpid()))")

    await look(DONE, read_apart=True)

    assert "True" == note.read_text()


async def test_a_few_processes_at_once_and_no_more(program):
    """
    Many big replies at once do not fill the memory: the others wait their turn.
    """
    note = program(
        "import time\n"
        "def say(word):\n"
        "    with open(note, 'a') as file: file.write(word)\n"
        "say('('); time.sleep(0.1); say(')')"
    )
    async with (
        serving(answering(DONE)) as server,
        AsyncCodika(instance_at(server.url), read_apart=True) as client,
    ):
        await asyncio.gather(*(client.get("e1") for _ in range(3 * AT_ONCE)))
    marks = note.read_text()
    at_once = [marks[:end].count("(") - marks[:end].count(")") for end in range(len(marks) + 1)]

    assert 3 * AT_ONCE == marks.count("(")
    assert max(at_once) <= AT_ONCE
