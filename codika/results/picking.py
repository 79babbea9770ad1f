"""
What a click on a mark of a chart asks of the rows: the same conditions as a filter.

A chart keeps one `Pick` a trace, which knows what its marks stand for; what a browser
reports of a click or of a box that was drawn becomes conditions here.  A mark that
stands for more than conditions can say, such as a bar of all others, asks nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import floor, isfinite, log10
from typing import Any, TypeAlias

from codika.language import later, say
from codika.results.filters import Condition, Test, parsed
from codika.results.kinds import Column, Kind

Asked: TypeAlias = tuple[Condition, ...] | None
"""What all rows of a mark meet, and no other row does; `None` where nothing says that."""

EMPTY = later("(empty)")
"""How an empty cell is called among the names of a chart."""
_PARTS_OF_A_BOX = 1000  # a box is drawn by hand: its ends are rounded to this share of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What the marks of one trace stand for."""

    marks: Sequence[Asked] = ()
    """One a mark, in their order; empty where the axes tell."""
    axes: tuple[tuple[str, Column], ...] = ()
    """`x`, `y`, and the columns whose values stand along them."""
    color: Asked = ()
    """What the rows of the whole trace meet."""
    facet: Asked = ()
    """What the rows of its panel meet."""
    xref: str = "x"
    """The horizontal axis it stands on."""


def named(column: Column, names: Sequence[str]) -> Asked:
    """Return what the rows meet that a chart calls by one of these names."""
    words = {say("Yes"): "true", say("No"): "false"} if column.kind is Kind.BOOLEAN else {}
    values = [words.get(name, name) for name in names]
    # An empty cell, and one that says so in words, share a mark.
    values += [""] if say(EMPTY) in names else []
    asked = Condition(column=column.name, test=Test.ANY_OF, given=tuple(values))
    return (asked,) if values and parsed(str(asked)) == asked else None


def between(column: Column, low: Any, high: Any) -> Asked:
    """Return what the rows meet whose value is neither below nor above."""
    given = (_spelled(low, column), _spelled(high, column))
    return (Condition(column=column.name, test=Test.RANGE, given=given),) if all(given) else None


def asked_by(picks: Sequence[Pick], selection: Mapping[str, Any]) -> Asked:
    """
    Return what a selection in a chart asks of the rows.

    Args:
        picks: Of the chart's traces, in their order.
        selection: `points` and `box`, as Streamlit reports them.

    Returns:
        `None` where nothing is asked: nothing is selected, or the mark has no condition.
    """
    try:
        if selection.get("box"):
            return _in_box(picks, selection["box"][-1])
        if selection.get("points"):
            return _at_point(picks, selection["points"][-1])
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
        return None  # what a browser sends may be anything
    return None


def _in_box(picks: Sequence[Pick], box: Mapping[str, Any]) -> Asked:
    xref = box.get("xref", "x")
    (pick, *_) = (one for one in picks if one.axes and one.xref == xref)
    asked: list[Asked] = [pick.facet]
    for axis, column in pick.axes:
        low, high = sorted(box[axis])
        asked.append(between(column, *_rounded(low, high, column)))
    return _all_of(asked)


def _at_point(picks: Sequence[Pick], point: Mapping[str, Any]) -> Asked:
    pick = picks[point["curve_number"]]
    asked = [pick.facet, pick.color]
    if pick.marks:
        asked.append(pick.marks[point["point_number"]])
    asked += [between(column, point[axis], point[axis]) for axis, column in pick.axes]
    return _all_of(asked)


def _all_of(asked: Sequence[Asked]) -> Asked:
    """Return all conditions, if there are any and each part has its own."""
    parts = [part for part in asked if part is not None]
    found = tuple(dict.fromkeys(condition for part in parts for condition in part))
    return found if found and len(parts) == len(asked) else None


def _rounded(low: Any, high: Any, column: Column) -> tuple[Any, Any]:
    """Return the ends of a box as a person would give them."""
    if column.kind is Kind.DATE:  # whole days within
        first, last = _moment(low), _moment(high)
        return (first + timedelta(days=first.time() > time.min)).date(), last.date()
    if column.kind is Kind.DATETIME:
        return _moment(low).replace(microsecond=0), _moment(high).replace(microsecond=0)
    span = float(high) - float(low)
    digits = -floor(log10(span / _PARTS_OF_A_BOX)) if span > 0 else 15
    return round(float(low), digits), round(float(high), digits)


def _spelled(value: Any, column: Column) -> str:
    """Return a value as conditions give it; moments in UTC."""
    if column.kind is Kind.DATE:
        return (value if type(value) is date else _moment(value).date()).isoformat()
    if column.kind is Kind.DATETIME:
        return _moment(value).isoformat()
    number = float(value)
    if not isfinite(number):
        return ""
    return str(int(number)) if number.is_integer() else repr(number)


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
