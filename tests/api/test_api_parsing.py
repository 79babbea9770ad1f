import contextlib
import gc
import json

import pytest
from any_json import ANY_JSON, PATIENT
from hypothesis import given
from hypothesis import strategies as st

from codika import errors
from codika.api.parsing import BIG, parse


@pytest.mark.parametrize(
    ("body", "value"),
    [
        pytest.param(b'{"a": [1, null]}', {"a": [1, None]}, id="plain"),
        pytest.param(b"0", 0, id="bare value"),
        pytest.param(rb'"\ud83d\ude00"', "\U0001f600", id="whole pair"),
        pytest.param(rb'"cut \ud83d"', "cut \ufffd", id="first half of a pair"),
        pytest.param(rb'"\ude00 cut \ud83d\ude00"', "\ufffd cut \U0001f600", id="second half"),
        pytest.param(rb'"\\ud83d \ud83d"', "\\ud83d \ufffd", id="escaped backslash"),
        pytest.param(b'\xef\xbb\xbf{"a": 1}', {"a": 1}, id="byte order mark"),
        pytest.param(b'"caf\xe9"', "caf\ufffd", id="Latin-1"),
    ],
)
def test_json_as_workflows_write_it(body, value):
    """
    A result is not lost for half an emoji or a stray byte.
    """
    assert value == parse(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<!DOCTYPE html><html>", id="a page"),
        pytest.param(b'{"a": 1', id="broken off"),
        pytest.param(b'{"a": NaN}', id="not a number"),
        pytest.param(b"[" * 100_000, id="very deep"),
        pytest.param(b"[" * 5_000 + b"]" * 5_000, id="deep"),
        pytest.param(b"\x00\x01\x02", id="bytes"),
    ],
)
def test_what_is_no_json(body):
    """
    Anything that is not JSON is one kind of error, which tells the HTTP status.
    """
    with pytest.raises(errors.UnexpectedReplyError) as caught:
        parse(body, status_code=200)

    assert 200 == caught.value.status_code


@PATIENT
@given(st.binary(max_size=200) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes(body):
    """
    Any bytes are a value or an `UnexpectedReplyError`, and every text in it is UTF-8.
    """
    try:
        value = parse(body)
    except errors.UnexpectedReplyError:
        return

    json.dumps(value, ensure_ascii=False).encode()


@pytest.mark.parametrize("body", [b'"%s"' % (b"x" * BIG), b"x" * (BIG + 2)], ids=["good", "bad"])
def test_the_garbage_collector_is_on_again_after_a_big_reply(body):
    """
    The collector rests while a big reply is parsed, and no longer.
    """
    assert gc.isenabled()

    with contextlib.suppress(errors.UnexpectedReplyError):
        parse(body)

    assert gc.isenabled()
