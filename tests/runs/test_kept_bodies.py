"""How payloads and results are kept, whether as values or as text."""

import contextlib
import sqlite3
from functools import partial

import pytest
from codika_seen import start
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codika.api import client
from codika.api.client import AsyncCodika
from codika.counting import count_rows
from codika.model import JsonText, RunStatus, TooDeep
from codika.runs import rows

# How long an example takes says nothing on a shared machine.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# With surrogates, which JSON can spell and UTF-8 cannot.
TEXTS = st.text(st.characters(), max_size=20)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
)


@UNHURRIED
@given(ANY_JSON)
def test_a_text_is_kept_as_its_value_would_be(value):
    """
    Codec, bytes and size are the same, to the byte.
    """
    assert rows.to_body(value) == rows.to_body(JsonText.of(value))


@pytest.mark.parametrize(
    ("size", "codec"), [(rows.COMPRESS_FROM - 1, "json"), (rows.COMPRESS_FROM, "json+zlib")]
)
def test_a_text_is_not_spelled_again(size, codec):
    """
    A text is kept as it is, be it spelled in another way than ours, and comes back as its value.
    """
    text = JsonText(b"[ 1 ]".ljust(size))
    kept, body, kept_size = rows.to_body(text)

    assert (codec, size) == (kept, kept_size)
    assert [1] == rows.from_body(kept, body)


def test_half_a_pair_comes_back_as_it_was():
    """
    What JSON can carry, a result may be.
    """
    codec, body, size = rows.to_body("\ud83d")

    assert "\ud83d" == rows.from_body(codec, body)
    assert 5 == size


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (TooDeep("cannot be kept"), "^cannot be kept$"),
        ({1, 2}, "^cannot be kept as JSON: Object of type set is not JSON serializable$"),
    ],
)
def test_what_cannot_be_kept(value, problem):
    """
    A value that is no JSON, or is nested too deeply, is refused with the reason.
    """
    with pytest.raises(ValueError, match=problem):
        rows.to_body(value)


async def test_a_run_ends_the_same_with_its_result_read_apart(
    open_service, codika, path, monkeypatch, caplog
):
    """
    What the log holds of a result does not tell which process has read it.
    """
    monkeypatch.setattr(client, "APART_FROM", 0)
    service = open_service(connect=partial(AsyncCodika, read_apart=True))
    run = service.wait(start(service, codika, payload={"year": 2002}).id)
    async with AsyncCodika(codika.instance) as here:
        value = (await here.get(run.execution_id)).result
    with contextlib.closing(sqlite3.connect(path)) as log:
        kept = log.execute("SELECT codec, body FROM bodies WHERE part = 'result'").fetchone()

    assert rows.to_body(value) == (*kept, run.result_bytes)
    assert (RunStatus.SUCCESS, count_rows(value)) == (run.status, run.result_rows)
    assert "own process" not in caplog.text
