"""
Big results read, and big files written, in a process of their own.

Reading a result of 50 MB holds Python's interpreter lock for seconds, writing
100,000 rows as a workbook for a dozen: whoever else is served by this process would wait.
`program.py` does the same work elsewhere; what comes back is moved, hardly
touched.  Small things are done here, which is sooner than a process starts.

Where no process can be started, the work is done here after all.  Where it takes
more time or memory than it may, it is given up: here it would take the same.
"""

import logging
import math
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, wait
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from codika import errors
from codika.apart.processes import answered, program
from codika.language import later
from codika.loop import shared_loop
from codika.model import JsonText
from codika.results import jsontext
from codika.results.exports import FORMATS, File, Parcel, export, to_json
from codika.results.overruling import Overrides
from codika.results.reading import Reading, read_json
from codika.results.shipping import Packer, Unpacker, taking

log = logging.getLogger(__name__)

READ_FROM = 2 * 1024 * 1024  # bytes; reading fewer holds nobody up for 0.1 s
WRITE_FROM = 0.4  # seconds that writing would take; a process takes longer than that to start
AT_ONCE = 2  # processes that read, and as many that write
READ_WITHIN = 120.0  # seconds a process may take; 50 MB of records take three,
WRITE_WITHIN = 600.0  # and a workbook of a million cells thirteen, where nothing else goes on
# Records take nine times their size, many tiny values thirty times theirs.
MEMORY = 512 * 1024 * 1024  # bytes a process may take, libraries included,
MEMORY_BY_SIZE = 32  # and bytes more for each byte that it is given
# We have to hold a reading.  A list of digits becomes four times as long as it was, a
# table mostly of empty cells ten times, which only smaller results may.
READING = 64 * 1024 * 1024  # bytes that any reading may have,
READING_BY_SIZE = 4.5  # or this for each byte of the result, if that is more
POLL = 0.1  # seconds between two looks whether anybody still waits

IsWanted = Callable[[], bool]
_T = TypeVar("_T")

_PROGRAM = program("codika.results.program")
_reading, _writing = threading.Semaphore(AT_ONCE), threading.Semaphore(AT_ONCE)
_PIECE = 1024 * 1024  # bytes
# What Python writes for numbers that JSON does not have, and halves of characters.
_NO_NUMBERS, _HALF = (b"NaN", b"Infinity"), re.compile(rb"\xed[\xa0-\xbf]")


def _always() -> bool:
    return True


def read_text(
    text: JsonText,
    overrides: Overrides | None = None,
    declared: Overrides | None = None,
    *,
    is_wanted: IsWanted = _always,
) -> Reading:
    """
    Read a result from its text; equal to what `read` makes of its value.

    Args:
        text: A whole result.
        overrides: As for `read`.
        declared: As for `read`.
        is_wanted: Asked now and then while a process is at work; once it says no,
            that is ended.

    Raises:
        TooMuchWorkError: It takes more time or memory than it may.
        NobodyWaitsError: It is not wanted any more.
    """
    if len(text.utf8) < READ_FROM:
        return read_json(text.utf8, overrides, declared)

    def there() -> Reading:
        with _turn(_reading, is_wanted):
            most = max(READING, int(READING_BY_SIZE * len(text.utf8)))
            answer = _asked(
                "read",
                _packed(text.utf8),
                is_wanted,
                within=READ_WITHIN,
                most=most,
                overrides=overrides or {},
                declared=declared or {},
            )
        return answer.reading(answer.header["reading"])

    def here() -> Reading:
        return read_json(text.utf8, overrides, declared)

    return _elsewhere(there, here, "reading a result")


def json_file(text: JsonText, *, is_wanted: IsWanted = _always) -> bytes:
    """
    Return a result as a JSON file: a small one as `to_json` has it, a big one as its text.

    Where the text holds what is no JSON, such as NaN, it is written as `to_json` has it,
    in a process of its own.  Raises as `read_text` does.
    """
    if len(text.utf8) < READ_FROM:
        return to_json(jsontext.parse(text.utf8))
    if _is_json(text.utf8):
        return text.utf8

    def there() -> bytes:
        with _turn(_writing, is_wanted):
            return bytes(_asked("spell", _packed(text.utf8), is_wanted).part(0))

    return _elsewhere(there, lambda: to_json(jsontext.parse(text.utf8)), "writing a result")


def export_file(
    ending: str, parcel: Parcel, *, with_origin: bool = False, is_wanted: IsWanted = _always
) -> File:
    """
    Write a parcel as one file, as `export` does.

    Args:
        ending: A key of `FORMATS`.
        parcel: What to write.
        with_origin: As for `export`.
        is_wanted: As for `read_text`.

    Raises:
        KeyError: There is no such format.
        TooMuchWorkError: It takes more time or memory than it may.
        NobodyWaitsError: It is not wanted any more.
    """
    form = FORMATS[ending]
    cells = sum(table.n_rows * len(table.columns) for table in parcel.tables)
    if cells / form.cells_per_second < WRITE_FROM:
        return export(ending, parcel, with_origin=with_origin)

    def there() -> File:
        with _turn(_writing, is_wanted):
            packer = Packer()
            answer = _asked(
                "export",
                packer,
                is_wanted,
                ending=ending,
                with_origin=with_origin,
                parcel=packer.parcel(
                    parcel if form.shows_reading else replace(parcel, reading=None)
                ),
            )
        return File(answer.header["name"], answer.header["mime"], bytes(answer.part(0)))

    return _elsewhere(
        there, lambda: export(ending, parcel, with_origin=with_origin), f"writing {ending}"
    )


@contextmanager
def _turn(turns: threading.Semaphore, is_wanted: IsWanted) -> Iterator[None]:
    while not turns.acquire(timeout=POLL):
        _check(is_wanted)
    try:
        yield
    finally:
        turns.release()


def _asked(
    work: str,
    packer: Packer,
    is_wanted: IsWanted,
    *,
    within: float = WRITE_WITHIN,
    most: float = math.inf,
    **header: Any,
) -> Unpacker:
    """Let a process do some work, and return its answer."""
    memory = MEMORY + MEMORY_BY_SIZE * packer.size
    question = packer.shipped(work=work, memory=memory, **header)
    loop = shared_loop()
    loop.start()
    answer = loop.submit(answered(_PROGRAM, question, within=within, most=most))
    try:
        while not wait([answer], POLL).done:
            _check(is_wanted)
    finally:
        answer.cancel()  # which ends the process, unless it has ended
    return Unpacker(taking(answer.result()))


def _packed(content: bytes) -> Packer:
    packer = Packer()
    packer.part(content)
    return packer


def _check(is_wanted: IsWanted) -> None:
    if not is_wanted():
        raise errors.NobodyWaitsError("nobody waits for it any more")


def _elsewhere(there: Callable[[], _T], here: Callable[[], _T], what: str) -> _T:
    try:
        return there()
    except errors.NobodyWaitsError:
        raise
    except CancelledError as error:  # by the loop, which stops with the program
        raise errors.NobodyWaitsError(f"{what} was given up: the program ends") from error
    except (MemoryError, TimeoutError) as error:
        log.warning("%s is given up: %s: %s", what, type(error).__name__, error)
        raise errors.TooMuchWorkError(
            later("It takes more time or memory than one result may take.")
        ) from error
    except Exception as error:  # noqa: BLE001 - whatever it was, we can do it ourselves
        log.warning(
            "%s is done in the server's own process: %s: %s", what, type(error).__name__, error
        )
    return here()


def _is_json(text: bytes) -> bool:
    """Whether a text as we keep it is what others call JSON; looked for piece by piece."""
    overlap = max(map(len, _NO_NUMBERS))
    for start in range(0, len(text), _PIECE):
        end = start + _PIECE + overlap
        # Three times as fast as one expression for all.
        if any(text.find(word, start, end) >= 0 for word in _NO_NUMBERS):
            return False
        if _HALF.search(text, start, end):
            return False
    return True
