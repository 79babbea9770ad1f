"""The formats there are, and how one of them becomes a file."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from codika.language import speaking, tag
from codika.results import jsontext
from codika.results.exports.origin import Origin
from codika.results.reading import Reading, Table
from codika.results.specs import ChartSpec

SIDECAR = "origin.json"
"""In a ZIP: where the files beside it came from."""
ZIP = "application/zip"
_READABLE = 0o644  # for the owner to change, for others to read


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parcel:
    """What is to go into a file."""

    tables: tuple[Table, ...]
    """Their frames may hold only some of the rows, and their columns only some."""
    origin: Origin
    charts: tuple[tuple[ChartSpec, Table], ...] = ()
    """What to draw of which table."""
    reading: Reading | None = None
    """The whole result: what stands beside tables, for formats that show that too."""
    language: str = field(default_factory=tag)
    """A tag such as `fr-BE`: of whoever asked, for a file is made when nobody is there to ask."""


@dataclass(frozen=True, slots=True)
class File:
    """A finished file."""

    name: str
    mime: str
    content: bytes


Write = Callable[[Parcel], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """One way to write a parcel."""

    name: str
    """What people call it."""
    ending: str
    mime: str
    write: Write
    holds_many: bool = True
    """Whether one file holds several tables; else they come as a ZIP."""
    holds_origin: bool = True
    """Whether a file says where it came from; else a ZIP says it beside it."""
    shows_reading: bool = False
    """Whether it shows what stands beside tables as well."""
    cells_per_second: float
    """Roughly, on one core of an ordinary server; for telling how long it will take."""
    bytes_per_cell: float
    """Roughly, with cells of ten characters."""
    remark: str
    """What a reader should know before choosing it."""


FORMATS: dict[str, FileFormat] = {}


def file_format(  # noqa: PLR0913 - one for each field of a format
    name: str,
    ending: str,
    mime: str,
    *,
    holds_many: bool = True,
    holds_origin: bool = True,
    shows_reading: bool = False,
    cells_per_second: float,
    bytes_per_cell: float,
    remark: str,
) -> Callable[[Write], Write]:
    """Register a function as the way to write files with this ending."""

    def register(function: Write) -> Write:
        FORMATS[ending] = FileFormat(
            name=name,
            ending=ending,
            mime=mime,
            write=function,
            holds_many=holds_many,
            holds_origin=holds_origin,
            shows_reading=shows_reading,
            cells_per_second=cells_per_second,
            bytes_per_cell=bytes_per_cell,
            remark=remark,
        )
        return function

    return register


def export(ending: str, parcel: Parcel, *, with_origin: bool = False) -> File:
    """
    Write a parcel as one file.

    Several tables in a format that holds one become a ZIP with a file each.

    Args:
        ending: A key of `FORMATS`.
        parcel: What to write.
        with_origin: Whether a format that cannot say where it came from is put into a
            ZIP with a note that does.

    Raises:
        KeyError: There is no such format.
    """
    form = FORMATS[ending]
    name = file_name(ending, parcel, with_origin=with_origin)
    with speaking(parcel.language):
        if _is_zipped(form, parcel, with_origin=with_origin):
            return File(name, ZIP, _zipped(form, parcel))
        return File(name, form.mime, form.write(parcel))


def file_name(ending: str, parcel: Parcel, *, with_origin: bool = False) -> str:
    """Return the name that `export` gives its file: workflow, table, environment, run."""
    title = parcel.tables[0].title_for_files if len(parcel.tables) == 1 else ""
    stem = parcel.origin.stem(title)
    if _is_zipped(FORMATS[ending], parcel, with_origin=with_origin):
        return f"{stem}-{ending}.zip"
    return f"{stem}.{ending}"


def _is_zipped(form: FileFormat, parcel: Parcel, *, with_origin: bool) -> bool:
    is_many = len(parcel.tables) != 1 and not form.holds_many
    return is_many or (with_origin and not form.holds_origin)


def zipped(members: dict[str, bytes], at: datetime) -> bytes:
    """Pack files, by name, into a ZIP that says they are of this moment, in UTC."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
            member.external_attr = _READABLE << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, compresslevel=4)
    return packed.getvalue()


def sidecar(origin: Origin) -> bytes:
    """Return the note that says where the files beside it came from."""
    return jsontext.dumps(origin.as_json(), indent=True).encode()


def _zipped(form: FileFormat, parcel: Parcel) -> bytes:
    members = {SIDECAR: sidecar(parcel.origin)}
    for number, table in enumerate(parcel.tables, start=1):
        # Numbered, as two titles may look the same when only plain letters are left.
        stem = parcel.origin.stem(f"{number}-{table.title_for_files}")
        members[f"{stem}.{form.ending}"] = form.write(replace(parcel, tables=(table,)))
    return zipped(members, parcel.origin.made_at)
