"""
What a program in a process of its own begins and ends with.

It is asked one question on its standard input, answers on its standard output,
and is gone.  Questions and answers are lines of JSON and bytes, never pickles: they
hold what came from outside.
"""

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterable
from typing import BinaryIO, NoReturn

OUT_OF_MEMORY = 70
"""The exit code of a process that met its bound of memory."""
POLITE = 5  # steps of niceness

Work = Callable[[BinaryIO], Iterable[bytes]]


def answer(work: Work) -> NoReturn:
    """Answer the one question with what `work` makes of it, and end."""
    gc.disable()  # nothing that is made here is given up before the end
    try:
        for piece in work(sys.stdin.buffer):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    # Millions of values would be taken apart again one by one.
    os._exit(0)


def let_others_first() -> None:
    """Take what of the processor is left, where the system knows of such manners."""
    if hasattr(os, "nice"):
        os.nice(POLITE)


def bound_memory(most: int) -> None:
    """
    Keep this process from taking more memory than so many bytes, where the system can.

    To be called before any library is loaded: some start a thread a core, and each
    would take its share.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    # Others set whole gigabytes of addresses aside.
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
