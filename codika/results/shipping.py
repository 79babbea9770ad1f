"""
Readings and parcels as bytes, to be handed from one process to another.

A shipment is a header of JSON and the parts that it speaks of, each with its
length before it.  Columns travel as Arrow, of which the other side uses the very
bytes that came; texts as UTF-8; lists in cells as JSON, some thousands at a time,
so that other threads get their turn.  What is unpacked equals what was packed,
types and all, but for the numbers of rows, which begin at 0 again.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from codika.results import jsontext
from codika.results.exports import Origin, Parcel
from codika.results.kinds import Column, Hint, Kind
from codika.results.reading import Headline, Reading, Remainder, Table, Text
from codika.results.specs import Aggregate, ChartSpec, Order

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 4096
"""Lists of a column that are spelled together."""

Content: TypeAlias = bytes | bytearray
_LENGTH = 8  # bytes, before each part
# In place of the name of a type, where it has none that says all.
_LISTS, _ARROW = "lists", "arrow"


class Packer:
    """Packs a shipment; what its methods return stands for the thing in the header."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._tables: list[dict[str, Any]] = []
        self._known: dict[int, int] = {}

    @property
    def size(self) -> int:
        """How many bytes are packed."""
        return sum(map(len, self._parts))

    def shipped(self, **header: Any) -> Iterator[bytes]:
        """Give the whole shipment, piece by piece."""
        first = json.dumps({**header, "shipped": self._tables}, ensure_ascii=False)
        for part in (_utf8(first), *self._parts):
            yield len(part).to_bytes(_LENGTH, "big")
            yield part

    def part(self, content: bytes) -> int:
        """Add bytes as they are."""
        self._parts.append(content)
        return len(self._parts) - 1

    def reading(self, reading: Reading) -> dict[str, Any]:
        """Add a whole reading."""
        return {
            "headlines": [asdict(line) for line in reading.headlines],
            "texts": [self._text(text) for text in reading.texts],
            "tables": [self.table(table) for table in reading.tables],
            "remainder": [self._text(rest) for rest in reading.remainder],
        }

    def parcel(self, parcel: Parcel) -> dict[str, Any]:
        """Add what is to go into a file."""
        origin = asdict(parcel.origin)
        for name in ("ended_at", "made_at"):
            origin[name] = origin[name] and origin[name].isoformat()
        return {
            "tables": [self.table(table) for table in parcel.tables],
            "origin": origin,
            "charts": [(asdict(spec), self.table(table)) for spec, table in parcel.charts],
            "reading": parcel.reading and self.reading(parcel.reading),
            "language": parcel.language,
        }

    def table(self, table: Table) -> int:
        """Add a table, unless this very one is there already."""
        if id(table) not in self._known:
            described = {
                "path": table.path,
                "title": table.title,
                "our_title": table.our_title,
                "parent": table.parent,
                "columns": [asdict(column) for column in table.columns],
                "n_rows": table.n_rows,
                "cells": [self._cells(table.frame[column.name]) for column in table.columns],
            }
            self._known[id(table)] = len(self._tables)
            self._tables.append(described)
        return self._known[id(table)]

    def _text(self, text: Text | Remainder) -> dict[str, Any]:
        return {**asdict(text), "text": self.part(_utf8(text.text))}

    def _cells(self, series: "pd.Series[Any]") -> tuple[str, list[int]]:
        """Add the cells of a column; return their type and in which parts they are."""
        import pandas as pd  # noqa: PLC0415 - takes half a second to load
        import pyarrow as pa  # noqa: PLC0415

        if series.dtype == "object":
            lists = series.tolist()
            blocks = (lists[start : start + BLOCK] for start in range(0, len(lists), BLOCK))
            return _LISTS, [
                self.part(_utf8(json.dumps(block, ensure_ascii=False))) for block in blocks
            ]
        # Among floats NaN is a value like others, and stays what it is.
        array = pa.array(series, from_pandas=False)
        whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        batch = pa.record_batch([whole], names=["cells"])
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        name = _ARROW if isinstance(series.dtype, pd.ArrowDtype) else str(series.dtype)
        return name, [self.part(sink.getvalue().to_pybytes())]


class Unpacker:
    """
    Unpacks a shipment.

    Args:
        take: Gives the next bytes, as many as asked for.

    Raises:
        ValueError: It breaks off, here or in any method.
    """

    def __init__(self, take: Callable[[int], Content]) -> None:
        self._take = take
        self._parts: list[Content | None] = []
        self._tables: dict[int, Table] = {}
        self.header: dict[str, Any] = json.loads(self._next())

    def part(self, number: int) -> Content:
        """Return bytes as they are; once, for they are not kept."""
        while len(self._parts) <= number:
            self._parts.append(self._next())
        content, self._parts[number] = self._parts[number], None
        if content is None:
            raise ValueError(f"part {number} is asked for twice")
        return content

    def reading(self, told: dict[str, Any]) -> Reading:
        """Return a reading."""
        return Reading(
            headlines=tuple(Headline(**_described(line)) for line in told["headlines"]),
            texts=tuple(Text(**self._with_text(text)) for text in told["texts"]),
            tables=tuple(map(self.table, told["tables"])),
            remainder=tuple(Remainder(**self._with_text(rest)) for rest in told["remainder"]),
        )

    def parcel(self, told: dict[str, Any]) -> Parcel:
        """Return what is to go into a file."""
        origin = told["origin"]
        for name in ("ended_at", "made_at"):
            origin[name] = origin[name] and datetime.fromisoformat(origin[name])
        for name in ("run_ids", "filters"):
            origin[name] = tuple(origin[name])
        # In the order in which they were packed, so that no part has to wait for its turn.
        return Parcel(
            tables=tuple(map(self.table, told["tables"])),
            origin=Origin(**origin),
            charts=tuple((_spec(spec), self.table(number)) for spec, number in told["charts"]),
            reading=told["reading"] and self.reading(told["reading"]),
            language=told["language"],
        )

    def table(self, number: int) -> Table:
        """Return a table, the same one each time."""
        import pandas as pd  # noqa: PLC0415 - takes half a second to load

        if number not in self._tables:
            told = self.header["shipped"][number]
            columns = tuple(Column(**_described(column)) for column in told["columns"])
            cells = [self._cells(*each) for each in told["cells"]]
            names = [column.name for column in columns]
            self._tables[number] = Table(
                path=told["path"],
                title=told["title"],
                our_title=told["our_title"],
                parent=told["parent"],
                columns=columns,
                # Not copied, or they would be put together by type.
                frame=pd.DataFrame(
                    dict(zip(names, cells, strict=True)),
                    index=pd.RangeIndex(told["n_rows"]),
                    copy=False,
                ),
            )
        return self._tables[number]

    def _next(self) -> Content:
        return self._exactly(int.from_bytes(self._exactly(_LENGTH), "big"))

    def _exactly(self, size: int) -> Content:
        content = self._take(size)
        if len(content) < size:
            raise ValueError("the shipment breaks off")
        return content

    def _with_text(self, told: dict[str, Any]) -> dict[str, Any]:
        return {**told, "text": self.part(told["text"]).decode("utf-8", "surrogatepass")}

    def _cells(self, name: str, parts: list[int]) -> "pd.Series[Any]":
        import pandas as pd  # noqa: PLC0415 - takes half a second to load
        import pyarrow as pa  # noqa: PLC0415

        if name == _LISTS:
            lists: list[Any] = []
            with jsontext.collector_paused():
                for number in parts:
                    lists += jsontext.parse(bytes(self.part(number)))
            return pd.Series(lists, dtype="object")
        batch = pa.ipc.open_stream(pa.py_buffer(self.part(parts[0]))).read_next_batch()
        array = batch.column(0)
        dtype: Any = (
            pd.ArrowDtype(array.type) if name == _ARROW else pd.api.types.pandas_dtype(name)
        )
        is_extension = pd.api.types.is_extension_array_dtype(dtype)
        cells = (
            dtype.__from_arrow__(array) if is_extension else array.to_numpy(zero_copy_only=False)
        )
        series: pd.Series[Any] = pd.Series(cells, dtype=dtype, copy=False)
        return series


def taking(pieces: list[bytes]) -> Callable[[int], bytearray]:
    """
    Return what takes bytes out of pieces, wherever these were cut.

    The list is emptied, and a piece let go as soon as it is taken: 200 MB are never
    there twice.
    """
    waiting = deque(pieces)
    pieces.clear()
    left = sum(map(len, waiting))
    begun = memoryview(b"")

    def take(size: int) -> bytearray:
        nonlocal begun, left
        found, end = bytearray(min(size, left)), 0
        left -= len(found)
        while end < len(found):
            begun = begun or memoryview(waiting.popleft())
            now = min(len(found) - end, len(begun))
            found[end : end + now] = begun[:now]
            begun, end = begun[now:], end + now
        return found

    return take


def _utf8(text: str) -> bytes:
    # surrogatepass: half a surrogate pair is legal in JSON and must come back as it was.
    return text.encode("utf-8", "surrogatepass")


def _described(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "kind": Kind(told["kind"]), "hint": Hint(told["hint"])}


def _spec(told: dict[str, Any]) -> ChartSpec:
    words = {"aggregate": Aggregate(told["aggregate"]), "order": Order(told["order"])}
    return ChartSpec(**{**told, **words})
