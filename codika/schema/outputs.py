"""
What an output schema says of the columns of a result.

As plain JSON, by path of table and name of column, as `codika.results.read` takes it;
single values stand under an empty path.  Nothing makes a workflow keep to its output
schema, so it is what somebody said of it, not what a result is.
"""

from collections.abc import Iterable, Iterator

from codika.schema.choices import SelectField
from codika.schema.composite import ArrayField, Item, ObjectArrayField, ObjectField, fields_of
from codika.schema.fields import BooleanField, DateField, Field, NumberField, StringField
from codika.schema.files import FileField

MAX_TITLE = 80  # characters
_ITEM = "value"  # the column of a list of single values
_WRAPPER = "results"  # workflows may put all their output under it
_KINDS: tuple[tuple[type[Field], str], ...] = (
    (SelectField, "enum"),
    (NumberField, "number"),
    (BooleanField, "boolean"),
    (DateField, "date"),
    (FileField, "document"),
    (StringField, "text"),
)


def told_of(outputs: Iterable[Item]) -> dict[str, dict[str, dict[str, str]]]:
    """Return titles and kinds by table and column; nothing of what the schema leaves open."""
    told: dict[str, dict[str, dict[str, str]]] = {}
    for table, column, said in _told(tuple(outputs), table="", column=""):
        if said:
            for path, name in _spellings(table, column):
                told.setdefault(path, {}).setdefault(name, said)
    return told


def _told(
    items: Iterable[Item], *, table: str, column: str
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """
    Give path of table, name of column and what is said, for each value.

    Args:
        items: Fields of one object.
        table: The table whose rows are such objects; empty for the result itself.
        column: Where the object stands in a row; empty for the row itself.
    """
    for item in fields_of(items):
        place = f"{column}.{item.key}" if column else item.key
        path = f"{table}.{place}" if table else place
        if isinstance(item, ObjectField):
            yield from _told(item.items, table=table, column=place)
        elif isinstance(item, ObjectArrayField):
            yield from _told(item.items, table=path, column="")
        elif isinstance(item, ArrayField) and not table:
            yield path, _ITEM, _said(item.item)
        else:
            yield table, place, _said(item)


def _said(item: Field) -> dict[str, str]:
    kind = next((word for kind, word in _KINDS if isinstance(item, kind)), "")
    said = {"kind": kind, "title": item.label[:MAX_TITLE]}
    return {part: text for part, text in said.items() if text}


def _spellings(table: str, column: str) -> tuple[tuple[str, str], ...]:
    """Return where a value may stand: at the top, or under `results`."""
    if table:
        return (table, column), (f"{_WRAPPER}.{table}", column)
    return ("", column), ("", f"{_WRAPPER}.{column}")
