"""
Any result, ready to be shown: headlines, texts, tables, and what is none of these.

    result (any JSON)  ->  layout  ->  typed columns  ->  Reading

Every value of the result is in the reading, once.  A list of records at any depth is a
table, named by its path; single values are headlines, longer ones texts; empty
objects, and what goes beyond the bounds of `layout`, are kept as JSON text.  Codika
lets workflows put their output under `results`: that level is left out of titles.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from codika.results import jsontext, layout, names, overruling, piecewise
from codika.results.kinds import Column, Hint, Kind
from codika.results.overruling import Overrides

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A single value of a result."""

    path: str
    label: str
    value: Any
    """As Codika sent it."""
    kind: Kind
    hint: Hint = Hint.PLAIN
    unit: str = ""
    our_label: str = ""
    """The label in English, where it is ours and not of the data."""

    @property
    def moment(self) -> datetime | date | None:
        """The point in time that a `DATE` or `DATETIME` names; aware, in UTC."""
        if self.kind is Kind.DATE:
            return date.fromisoformat(self.value)
        if self.kind is Kind.DATETIME:
            moment = datetime.fromisoformat(self.value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of a result that is to be read.  It came from outside: render it safely."""

    path: str
    label: str
    text: str
    is_markdown: bool


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True, eq=False)
class Table:
    """Rows and columns; columns and frame have the same names in the same order."""

    path: str
    """Where the rows stand in the result: `items`, `results.documents`, `$` for the whole."""
    title: str
    columns: tuple[Column, ...]
    frame: "pd.DataFrame"
    parent: str | None = None
    """The table whose rows these rows belong to; see the columns that are links."""
    our_title: str = ""
    """The title in English, where it is ours and not of the data."""

    @property
    def title_for_files(self) -> str:
        """The title as programs read it, which is the same in every language."""
        return self.our_title or self.title

    @property
    def n_rows(self) -> int:
        """How many rows it has."""
        return len(self.frame)

    @property
    def has_numbers(self) -> bool:
        """Whether there is something to sum up or draw."""
        return any(column.kind.is_numeric and not column.is_link for column in self.columns)

    def column(self, name: str) -> Column:
        """
        Return the column of this name.

        Raises:
            KeyError: There is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """A part of a result that is shown as what it is: JSON."""

    path: str
    label: str
    text: str
    """Valid JSON."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """A whole result, in the order of the document."""

    headlines: tuple[Headline, ...] = ()
    texts: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()
    remainder: tuple[Remainder, ...] = ()

    @property
    def main(self) -> Table | None:
        """
        The table that a result is about.

        The longest with numbers of those that are no child of another; without any,
        the longest: a list of sources may be longer than what was found in them.
        """
        own = [table for table in self.tables if table.parent is None]
        return max(own, key=lambda table: (table.has_numbers, table.n_rows), default=None)


def read(
    result: Any, overrides: Overrides | None = None, declared: Overrides | None = None
) -> Reading:
    """
    Read a result.

    Args:
        result: `resultData` as Codika sent it: any JSON value.
        overrides: What somebody says of its columns (`codika.results.overruling`), as
            plain JSON; what the result does not have is passed over.
        declared: What an output schema says of them, likewise, and of single values
            under an empty path.  It yields to `overrides`, and to cells that are otherwise.

    Raises:
        OverruleError: One of them says what no column can be.
    """
    from codika.results import columnar, tables  # noqa: PLC0415 - load pandas and pyarrow
    from codika.results.held import Held  # noqa: PLC0415 - loads pyarrow

    said = overruling.overrules_in(overrides or {})
    told = overruling.overrules_in(declared or {})
    # Laying out and typing make many small objects and no cycles.
    with jsontext.collector_paused():
        found = layout.lay_out(result, hold=Held, pieces=columnar.pieces)
        laid = tables.tables(found.tables, said, told)
        headlines, longer = tables.single_values(found.scalars, told.get("", {}))
    rest = [path for path, _ in found.remainder]
    rest_names = names.unique(rest)
    return Reading(
        headlines=tuple(headlines),
        texts=tuple(longer),
        tables=laid,
        remainder=tuple(
            Remainder(path=name, label=label, text=jsontext.dumps(value))
            for name, label, (_, value) in zip(
                rest_names, names.unique_titles(rest, rest_names), found.remainder, strict=True
            )
        ),
    )


def read_json(
    text: bytes | str, overrides: Overrides | None = None, declared: Overrides | None = None
) -> Reading:
    """
    Read a result from JSON: what `read(parse(text))` gives, sooner and in less memory.

    Raises:
        ValueError: It is no JSON, or nested deeper than the interpreter can follow.
        OverruleError: As by `read`.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    with jsontext.collector_paused():
        try:
            return read(piecewise.cut(data), overrides, declared)
        except piecewise.UncutError:
            return read(jsontext.parse(data), overrides, declared)
