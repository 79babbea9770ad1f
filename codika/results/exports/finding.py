"""
Finding the run in a file that somebody brings back.

The file may be anybody's: nothing in it is opened by a program that could be
tricked.  Its bytes are searched for the mark that our own formats carry; of a ZIP,
which an Excel workbook is too, at most one small member is unpacked.
"""

import io
import re
import zipfile
import zlib

from codika import errors
from codika.language import in_english
from codika.results.exports.formats import SIDECAR
from codika.results.exports.origin import MARK
from codika.results.exports.xlsx import PROPERTY

MAX_MEMBER = 100_000
"""Bytes of a member of a ZIP that are read."""

_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"
_ID = r"[0-9a-hjkmnp-tv-z]{26}"
_MARKED = re.compile(
    rf'"{MARK}":\s{{0,9}}[0-9]{{1,4}},\s{{0,99}}"run_ids":\s{{0,9}}\[([0-9a-z",\s]{{0,9999}})\]'.encode()
)
_IN_PROPERTY = re.compile(rf'name="{PROPERTY}"[^>]{{0,99}}><vt:lpwstr>([^<]{{0,999}})<'.encode())
_ID_IN_BYTES = re.compile(_ID.encode())
_ID_IN_NAME = re.compile(rf"(?<![0-9a-z]){_ID}(?![0-9a-z])")


def run_ids(name: str, content: bytes) -> tuple[str, ...]:
    """
    Return the runs that a file says it came from: it says so inside, or else in its name.

    Whether they are on record here is for others to see.

    Args:
        name: As the browser gave it.
        content: The whole file.

    Raises:
        ForeignFileError: It names none.
    """
    found = _ids_in(content) or tuple(_ID_IN_NAME.findall(name)[-1:])
    if not found:
        raise errors.ForeignFileError(in_english("looked through {n} bytes", n=len(content)))
    return found


def _ids_in(content: bytes) -> tuple[str, ...]:
    if content.startswith(_ZIP):
        return _in_zip(content)
    marks = list(_MARKED.finditer(content))
    if not marks:
        return ()
    # Parquet ends with what it says of itself; all others begin with it.  Cells lie in between.
    mark = marks[-1] if content.startswith(_PARQUET) else marks[0]
    return _ids(mark[1])


def _in_zip(content: bytes) -> tuple[str, ...]:
    for member, pattern in ((SIDECAR, _MARKED), ("docProps/custom.xml", _IN_PROPERTY)):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(member) as file:
                found = pattern.search(file.read(MAX_MEMBER))
        except KeyError:
            continue
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError):
            return ()  # broken, encrypted, or packed in a way that Python does not know
        if found:
            return _ids(found[1])
    return ()


def _ids(text: bytes) -> tuple[str, ...]:
    return tuple(found.decode() for found in _ID_IN_BYTES.findall(text))
