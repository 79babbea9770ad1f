"""
Reading the records of a long JSON text a piece at a time.

A result of 100,000 records is a short text around one long list.  Read as a whole,
it becomes millions of objects that are all held at once, only to be laid out and
thrown away.  So the list is cut between two records, again and again, and each piece
is read when the last one has been laid out.

Where to cut is guessed, and every guess is proved.  What stands around the list is
read with a mark in its place: if that is JSON, the mark a value of it, and the list
by itself is JSON too, then the whole is the one with the list for the mark.  A piece
begins between two items; if it is JSON in brackets, it ends between two as well,
since within an item or a text some bracket or quote would be open.  Without proof the
text is read as a whole.
"""

import contextlib
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from codika.results import jsontext

SHORTEST = 1 << 20  # bytes; a shorter text is read as a whole
PIECE = 1 << 17  # bytes, at least; what is made of it fits into the processor's cache
PIECE_RECORDS = 400  # that are as long as the first
AROUND = 1 << 14  # bytes before and after the list in which its ends are sought
LONGEST_FIRST = 1 << 16  # bytes of the first record
LEVELS = 4
"""Objects, one in another, in which the list may stand."""

_MAX_LISTS = 4  # that are tried
_MAX_ENDS = 8  # of one list that are tried
_MAX_INNER = 64  # objects within a record that begin as records do
_MAX_MISSES = 3  # wrong cuts of one piece
_MAX_KEY = 200  # bytes
_OPENING = re.compile(rb"\[\s*(?=\{)")
_BETWEEN = re.compile(rb"\s*,\s*(?=\{)")
_FIRST_KEY = re.compile(rb'\{\s*"[^"\\]*"\s*:')


class UncutError(ValueError):
    """No way to cut this text was found; it may be JSON all the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """A list of records within a JSON text, which stands for it until it is read."""

    text: bytes
    start: int
    """Where the first record begins."""
    end: int
    """Where the bracket stands that closes the list."""
    between: bytes
    """How the next record begins, from the comma before it on."""
    keys: frozenset[str]
    """Of the first record: objects within records may begin as records do."""
    length: int
    """Bytes that are read at once, about."""

    def pieces(self) -> Iterator[list[Any]]:
        """
        Read the records, some at a time.

        Raises:
            UncutError: They cannot be told apart.
        """
        at = self.start
        while at < self.end:
            items, at = self.piece(at)
            yield items

    def end_after(self, at: int) -> int:
        """Return where, at some byte or after it, records may end: that is not proved."""
        likely = at
        for _ in range(_MAX_INNER):
            likely = self.text.find(self.between, likely, self.end)
            if likely < 0:
                return self.end
            record = _object_at(self.text, likely + self.between.index(b"{"))
            if record and len(self.keys & record[0].keys()) * 2 > len(self.keys):
                return likely
            likely += 1
        return self.text.find(self.between, at, self.end)

    def piece(self, at: int) -> tuple[list[Any], int]:
        """
        Return the records that begin here, some of them, and where those after them begin.

        Raises:
            UncutError: They cannot be told apart.
        """
        cut = at + self.length
        for _ in range(_MAX_MISSES):
            cut = self.end_after(cut)
            if cut == self.end:
                return _items(self.text[at:cut]), cut
            try:
                return _items(self.text[at:cut]), cut + 1  # after the comma
            except UncutError:
                cut += 1
        raise UncutError


def cut(text: bytes) -> Any:
    """
    Read all of a JSON text but its long list of records, for which a `Records` stands.

    Raises:
        UncutError: It has none, or none that is easily found.
    """
    if len(text) < SHORTEST:
        raise UncutError
    for opening in islice(_OPENING.finditer(text, 0, AROUND), _MAX_LISTS):
        end = len(text)
        for _ in range(_MAX_ENDS):
            end = text.rfind(b"]", len(text) - AROUND, end)
            if end < 0:
                break
            place = _place(text, opening.start(), end)
            records = place and _records(text, opening.end(), end)
            if place and records:
                holder, key, whole = place
                holder[key] = records
                return whole[0]
    raise UncutError


def _items(text: bytes) -> list[Any]:
    try:
        items: list[Any] = jsontext.parse(b"[" + text + b"]")
    except ValueError:
        raise UncutError from None
    return items


def _place(text: bytes, start: int, end: int) -> tuple[Any, Any, list[Any]] | None:
    """
    Read a text but for a value in it.

    Returns:
        What holds the value, and where in it; and a list of the whole; `None` if no value is
        there, or one in another list.
    """
    mark = uuid.uuid4().hex
    try:
        whole = [jsontext.parse(text[:start] + f'{{"{mark}":0}}'.encode() + text[end + 1 :])]
    except ValueError:
        return None
    level: list[tuple[Any, Any]] = [(whole, 0)]
    for _ in range(LEVELS):
        found = [(holder[key], key, holder) for holder, key in level]
        for value, key, holder in found:
            if isinstance(value, dict) and mark in value:
                return holder, key, whole
        level = [(value, key) for value, _, _ in found if isinstance(value, dict) for key in value]
    return None  # within a text or a list, or under a key that comes twice


def _records(text: bytes, start: int, end: int) -> Records | None:
    """Return the records of a list, if its first and its last ones can be told apart."""
    found = _object_at(text, start)
    if found is None:
        return None
    first, length = found
    comma = _BETWEEN.match(text, start + length)
    key = comma and _FIRST_KEY.match(text, comma.end(), comma.end() + _MAX_KEY)
    if not comma or not key:
        return None
    between = text[comma.start() : key.end()].lstrip()
    last = end
    for _ in range(_MAX_INNER):
        last = text.rfind(between, start, last)
        if last < 0:
            break
        with contextlib.suppress(UncutError):
            _items(text[last + 1 : end])
            keys = frozenset(first)
            return Records(text, start, end, between, keys, max(PIECE, PIECE_RECORDS * length))
    return None


def _object_at(text: bytes, start: int) -> tuple[dict[str, Any], int] | None:
    """Return the object that begins here and how many bytes it takes, if it is a short one."""
    opening = text[start : start + LONGEST_FIRST].decode(errors="ignore")
    try:
        found, length = json.JSONDecoder().raw_decode(opening)
    except (ValueError, RecursionError):
        return None
    return (found, len(opening[:length].encode())) if isinstance(found, dict) else None
