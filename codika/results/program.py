"""
The program that reads big results and writes big files, in a process of its own.

What it is asked and what it answers are shipments (`shipping.py`).  The work
itself is done by the very code that does it elsewhere.
"""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from codika.apart.program import answer, bound_memory, let_others_first
from codika.results import jsontext
from codika.results.exports import export, to_json
from codika.results.reading import read_json
from codika.results.shipping import Packer, Unpacker


def main() -> None:
    """Answer the one question on the standard input."""
    answer(answered)


def answered(stdin: BinaryIO) -> Iterator[bytes]:
    """Do what is asked: the header names the work, and the most memory it may take."""
    asked = Unpacker(stdin.read)
    bound_memory(asked.header["memory"])
    return _WORKS[asked.header["work"]](asked)


def _read(asked: Unpacker) -> Iterator[bytes]:
    wanted = asked.header
    reading = read_json(bytes(asked.part(0)), wanted["overrides"], wanted["declared"])
    packer = Packer()
    return packer.shipped(reading=packer.reading(reading))


def _spell(asked: Unpacker) -> Iterator[bytes]:
    let_others_first()
    return _shipped(to_json(jsontext.parse(bytes(asked.part(0)))))


def _export(asked: Unpacker) -> Iterator[bytes]:
    let_others_first()  # a file takes long, and nobody looks at a page that waits for it
    wanted = asked.header
    parcel = asked.parcel(wanted["parcel"])
    file = export(wanted["ending"], parcel, with_origin=wanted["with_origin"])
    return _shipped(file.content, name=file.name, mime=file.mime)


def _shipped(content: bytes, **header: Any) -> Iterator[bytes]:
    packer = Packer()
    packer.part(content)
    return packer.shipped(**header)


_WORKS: dict[str, Callable[[Unpacker], Iterator[bytes]]] = {
    "read": _read,
    "spell": _spell,
    "export": _export,
}
