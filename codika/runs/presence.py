"""
How trackers of one machine know of each other that they are gone.

A lease tells by the clock, so a killed process would keep its runs until it has
run out.  The system knows better: a lock on a file ends with the process that
holds it, however that ends, and neither a process id that is given out again
nor a clock that jumps can feign it.  Each tracker holds a lock on a file of its
own beside the run log; a file whose lock is free was left by one that is gone.

Where there are no such locks (Windows, some network file systems), nobody is
ever taken for gone, and leases alone decide.
"""

import contextlib
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

LONGEST_OWNER = 1000  # bytes


class Presence:
    """
    A sign beside the run log that an owner of leases lives.

    Args:
        log: The run log's file; without one there is no sign.
        owner: `host:pid:token`, as the leases have it.
    """

    def __init__(self, log: Path | None, owner: str) -> None:
        self._owner = owner
        self._prefix = f"{log.name}.tracker-" if log else ""
        self._path = log and log.with_name(self._prefix + owner.rpartition(":")[2])
        self._file: BinaryIO | None = None

    def enter(self) -> None:
        """Put up the sign; where there are no locks or no room for it, there is none."""
        if self._path is None:
            return
        with contextlib.suppress(OSError):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            file = self._file = os.fdopen(descriptor, "r+b", buffering=0)
            if _locked(file, wait=True) and _is_locked(self._path):
                # Locked first, named afterwards: who finds it unlocked and nameless
                # has come in between.
                file.write(self._owner.encode())
                return
        self.leave()

    def leave(self) -> None:
        """Take the sign down."""
        file, self._file = self._file, None
        if self._path and file:
            with contextlib.suppress(OSError), file:
                self._path.unlink()

    def clear_up(self, release: Callable[[str], object]) -> None:
        """Call `release` with each owner of this machine that is gone, and remove its sign."""
        if self._path is None or self._file is None:
            return  # who cannot hold a lock cannot tell whether others do
        with contextlib.suppress(OSError):
            for path in list(self._path.parent.iterdir()):
                if path.name.startswith(self._prefix) and path != self._path:
                    self._clear_up(path, release)

    @staticmethod
    def _clear_up(path: Path, release: Callable[[str], object]) -> None:
        with contextlib.suppress(OSError), path.open("rb") as file:
            owner = file.read(LONGEST_OWNER).decode(errors="replace")
            is_of_this_machine = owner.startswith(f"{socket.gethostname()}:")
            if is_of_this_machine and _locked(file, wait=False):
                release(owner)
                path.unlink()


def _locked(file: BinaryIO, *, wait: bool) -> bool:
    """Lock a file until it is closed, and say whether that could be done."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _is_locked(path: Path) -> bool:
    """Whether a lock on a file keeps others out; not every file system does as it says."""
    with path.open("rb") as other:
        return not _locked(other, wait=False)
