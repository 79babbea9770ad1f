"""
Columns read as somebody says, in place of what `columns.py` found.

An overrule says any of: what the cells are (`kind`), how they are written (`form`),
what numbers mean (`hint`), their `unit`, and the `title`.  What it leaves open stays as
found.  Overrules are plain JSON, by path of table and name of column:

    {"items": {"amount": {"kind": "number", "form": "decimal comma", "unit": "EUR"}}}

Nothing is lost by it.  A column is read so if *every* cell can be; otherwise it stays
as found, and `Column.misfit` says how many cells are in the way and shows one.  `number`
stands for integers as well, `date` for moments as well: the cells tell which.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codika import errors
from codika.language import later, say
from codika.results.kinds import Hint, Kind
from codika.results.names import plain

if TYPE_CHECKING:
    from codika.results.reading import Table

MAX_TITLE = 80  # characters
MAX_UNIT = 12  # characters

Said = Mapping[str, str]
"""One overrule as plain JSON."""
Overrides = Mapping[str, Mapping[str, Said]]
"""Overrules of a result, by path of table and name of column."""


class Form(enum.StrEnum):
    """How numbers and dates are written in text, where that is not plain."""

    PLAIN = ""
    """Numbers as in JSON, dates as in ISO 8601."""
    POINT = later("decimal point")
    """`1,234.50`."""
    COMMA = later("decimal comma")
    """`1.234,50`."""
    DAY_FIRST = later("day first")
    """`31/12/2026`."""
    MONTH_FIRST = later("month first")
    """`12/31/2026`."""
    SECONDS = later("seconds")
    """Since 1970, as are `MILLISECONDS`."""
    MILLISECONDS = later("milliseconds")


NUMBER_FORMS = (Form.PLAIN, Form.POINT, Form.COMMA)
DATE_FORMS = (
    Form.PLAIN, Form.DAY_FIRST, Form.MONTH_FIRST, Form.SECONDS, Form.MILLISECONDS,
)  # fmt: skip
KINDS: dict[Kind, tuple[Form, ...]] = {
    Kind.TEXT: (Form.PLAIN,),
    Kind.ENUM: (Form.PLAIN,),
    Kind.IDENTIFIER: (Form.PLAIN,),
    Kind.DOCUMENT: (Form.PLAIN,),
    Kind.NUMBER: NUMBER_FORMS,
    Kind.DATE: DATE_FORMS,
    Kind.BOOLEAN: (Form.PLAIN,),
    Kind.COUNTRY: (Form.PLAIN,),
    Kind.URL: (Form.PLAIN,),
    Kind.EMAIL: (Form.PLAIN,),
    Kind.MARKDOWN: (Form.PLAIN,),
    Kind.LONG_TEXT: (Form.PLAIN,),
    Kind.LATITUDE: NUMBER_FORMS,
    Kind.LONGITUDE: NUMBER_FORMS,
}
"""What a column can be said to be, and in which forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrule:
    """What somebody says of one column; `None` and an empty title where they say nothing."""

    kind: Kind | None = None
    form: Form = Form.PLAIN
    hint: Hint | None = None
    unit: str | None = None
    title: str = ""


def overrule_in(said: Any) -> Overrule:
    """
    Read one overrule.

    Raises:
        OverruleError: It says what no column can be, or is too long.
    """
    names = {"kind", "form", "hint", "unit", "title"}
    if not isinstance(said, Mapping) or not said.keys() <= names:
        raise errors.OverruleError("It may say kind, form, hint, unit and title, as texts.")
    given = {name: value for name, value in said.items() if value is not None}
    if not all(isinstance(value, str) for value in given.values()):
        raise errors.OverruleError("It may say kind, form, hint, unit and title, as texts.")
    try:
        kind = Kind(given["kind"]) if given.get("kind") else None
        form = Form(given.get("form", ""))
        hint = Hint(given["hint"]) if "hint" in given else None
    except ValueError as error:
        raise errors.OverruleError(f"{plain(str(error))}.") from error
    kind = {Kind.INTEGER: Kind.NUMBER, Kind.DATETIME: Kind.DATE, Kind.IMAGE: Kind.URL}.get(
        kind or Kind.EMPTY, kind
    )
    if kind is not None and form not in KINDS.get(kind, ()):
        wanted = f"{kind} {form}".strip()
        raise errors.OverruleError(say("No column can be read as {kind}.", kind=wanted))
    return Overrule(
        kind=kind,
        form=form if kind else Form.PLAIN,
        hint=hint,
        unit=_short(given["unit"], MAX_UNIT, later("The unit is longer than {limit} characters."))
        if "unit" in given
        else None,
        title=_short(
            given.get("title", ""),
            MAX_TITLE,
            later("The title is longer than {limit} characters."),
        ),
    )


def _short(text: str, limit: int, too_long: str) -> str:
    line = plain(text, limit + 1)
    if len(line) > limit:
        raise errors.OverruleError(say(too_long, limit=limit))
    return line


def overrules_in(overrides: Any) -> dict[str, dict[str, Overrule]]:
    """
    Read overrules of a whole result.

    Raises:
        OverruleError: One of them says what no column can be.
    """
    if not isinstance(overrides, Mapping):
        raise errors.OverruleError("Overrules stand by path of table and name of column.")
    found: dict[str, dict[str, Overrule]] = {}
    for path, columns in overrides.items():
        if not isinstance(columns, Mapping):
            raise errors.OverruleError("Overrules stand by path of table and name of column.")
        found[path] = {name: overrule_in(said) for name, said in columns.items()}
    return found


def offered(table: "Table", name: str) -> tuple[tuple[Kind, Form], ...]:
    """
    Return what a column can be said to be without losing anything, and in which forms.

    By its first cells; plain forms come before others of the same kind.

    Raises:
        KeyError: There is no such column.
    """
    from codika.results import rereading  # noqa: PLC0415  loads pandas

    return rereading.offered(table, name)


def merged(*all_overrides: Overrides) -> dict[str, dict[str, dict[str, str]]]:
    """Lay overrules over one another, word by word; the last one wins."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for overrides in all_overrides:
        for path, columns in overrides.items():
            for name, said in columns.items():
                found.setdefault(path, {}).setdefault(name, {}).update(said)
    return found
