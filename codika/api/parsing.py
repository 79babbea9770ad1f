r"""
Bytes to JSON, whatever the bytes are.

orjson is strict where n8n is not: a text cut in the middle of an emoji reaches
us as half a pair (`"\ud83d"`), which JavaScript writes and no UTF-8 can hold.
A result is not lost for that: the half becomes the replacement character.
"""

import codecs
import contextlib
import gc
import re
import threading
from typing import Any

import orjson

from codika.errors import UnexpectedReplyError
from codika.language import in_english

# A pair of surrogates, a lone one, any other escape; in this order, so that
# neither `\\ud83d` (an escaped backslash) nor a whole pair is touched.
_ESCAPE = re.compile(
    rb"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\."
)


BIG = 256 * 1024  # bytes; above, parsing takes long enough to be felt elsewhere


class _CollectorAtRest:
    """
    Keeps the garbage collector off while anybody is in here.

    Up to Python 3.11 it runs while a parser makes its objects and takes longer
    than the parser itself: 2.2 s against 0.8 s for 40 MB.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside and self._was_on:
                gc.enable()


_collector_at_rest = _CollectorAtRest()


def parse(body: bytes, *, status_code: int | None = None) -> Any:
    """
    Return the JSON value in a reply's body.

    Raises:
        UnexpectedReplyError: When it is none, or nested more than 1,024 deep.
    """
    with _collector_at_rest if len(body) > BIG else contextlib.nullcontext():
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            pass
        try:
            return orjson.loads(_mended(body))
        except orjson.JSONDecodeError as error:
            problem = in_english("reply is not JSON: {reason}", reason=error.msg)
    raise UnexpectedReplyError(problem, status_code=status_code)


def _mended(body: bytes) -> bytes:
    body = body.removeprefix(codecs.BOM_UTF8)
    body = _ESCAPE.sub(lambda found: rb"\ufffd" if found[2] else found[0], body)
    return body.decode(errors="replace").encode()
