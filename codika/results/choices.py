"""
What each kind of chart can be made of: which columns, and what is said of them.

A chart that somebody puts together, or that a URL asks for, is checked here before
it is drawn: a line of names, or a pie of averages of texts, is not offered.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from codika.language import later
from codika.results.filters import accepts_range
from codika.results.kinds import Column, Hint, Kind
from codika.results.names import words
from codika.results.reading import Table
from codika.results.specs import Aggregate, ChartSpec, Order

_UNNAMED = (Kind.LIST, Kind.JSON, Kind.LONG_TEXT, Kind.MARKDOWN, Kind.EMPTY)
_SPLIT = (Kind.ENUM, Kind.COUNTRY, Kind.BOOLEAN, Kind.TEXT)
_CODES = frozenset({"iso", "iso2", "iso3", "pays"})
"""Words of columns of countries that are called otherwise."""
_SAID = (Aggregate.SUM, Aggregate.MEAN, Aggregate.MEDIAN, Aggregate.MIN, Aggregate.MAX)
Accepts = Callable[[Column], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    x: Accepts
    y: Accepts | None = None
    """`None` where there is none."""
    needs_y: bool = False
    color: bool = False
    needs_color: bool = False
    facet: bool = False
    aggregates: tuple[Aggregate, ...] = (Aggregate.NONE,)
    """Of `y`; without one, rows are counted."""
    has_order: bool = False
    """Whether marks have names, so that order and number can be chosen."""


def _is_number(column: Column) -> bool:
    return column.kind.is_numeric and not column.is_link


def _is_axis(column: Column) -> bool:
    return accepts_range(column) and not column.is_link


def _has_names(column: Column) -> bool:
    return column.kind not in _UNNAMED


def _is_country(column: Column) -> bool:
    if column.kind in (Kind.ENUM, Kind.TEXT):
        return bool(_CODES.intersection(words(column.name)))
    return column.kind is Kind.COUNTRY


def _is_split(column: Column) -> bool:
    return column.kind in _SPLIT or column.hint is Hint.YEAR


_BARS = _Rule(x=_has_names, y=_is_number, color=True, facet=True, aggregates=_SAID, has_order=True)
_PARTS = _Rule(x=_has_names, y=_is_number, aggregates=(Aggregate.SUM,), has_order=True)
_LINES = _Rule(
    x=_is_axis, y=_is_number, color=True, facet=True, aggregates=(Aggregate.NONE, *_SAID)
)
_RULES = {
    later("Bar"): _BARS,
    later("Line"): _LINES,
    later("Area"): _LINES,
    later("Scatter"): _Rule(x=_is_axis, y=_is_number, needs_y=True, color=True, facet=True),
    later("Histogram"): _Rule(x=_is_number, facet=True),
    later("Box"): _Rule(x=_has_names, y=_is_number, needs_y=True, facet=True),
    later("Heat map"): _Rule(
        x=_has_names, y=_is_number, color=True, needs_color=True, facet=True, aggregates=_SAID
    ),
    later("Pie"): _PARTS,
    later("Treemap"): _PARTS,
    later("Table with bars"): replace(_PARTS, aggregates=_SAID),
    later("Country map"): _Rule(x=_is_country, y=_is_number, aggregates=_SAID),
    later("Map"): _Rule(
        x=lambda column: column.kind is Kind.LONGITUDE,
        y=lambda column: column.kind is Kind.LATITUDE,
        needs_y=True,
        color=True,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen for one kind of chart, by names of columns; the likeliest first."""

    x: tuple[str, ...]
    y: tuple[str, ...]
    """`""`, where it is among them, counts rows instead."""
    color: tuple[str, ...]
    facet: tuple[str, ...]
    """`""`, which is always among them, draws one chart."""
    aggregates: tuple[Aggregate, ...]
    has_order: bool

    @property
    def is_possible(self) -> bool:
        """Whether the table has the columns for it."""
        return bool(self.x and self.y and self.color)


def choices(kind: str, table: Table) -> Choices:
    """Return what may be chosen for a kind of chart; nothing for a kind without a rule."""
    rule = _RULES.get(kind)
    if rule is None:
        return Choices(x=(), y=(), color=(), facet=("",), aggregates=(), has_order=False)
    named = [column for column in table.columns if rule.y and rule.y(column)]
    split = [column.name for column in table.columns if _is_split(column)]
    return Choices(
        x=tuple(column.name for column in table.columns if rule.x(column)),
        y=(*([] if rule.needs_y else [""]), *(column.name for column in named)),
        color=(*([] if rule.needs_color else [""]), *(split if rule.color else [])),
        facet=("", *(split if rule.facet else [])),
        aggregates=rule.aggregates,
        has_order=rule.has_order,
    )


def kinds_for(table: Table) -> tuple[str, ...]:
    """Return the kinds of chart that a table has the columns for."""
    return tuple(kind for kind in _RULES if fitted(ChartSpec(kind=kind, x=""), table))


def is_drawable(spec: ChartSpec, table: Table) -> bool:
    """Whether a chart can be drawn of a table and says what its title does."""
    nearest = fitted(spec, table)
    return nearest is not None and str(nearest) == str(spec)


def fitted(spec: ChartSpec, table: Table) -> ChartSpec | None:
    """Return the nearest chart of the same kind that can be drawn; `None` if there is none."""
    offered = choices(spec.kind, table)
    if not offered.is_possible:
        return None
    color = spec.color if spec.color in offered.color else offered.color[0]
    x = spec.x if spec.x in offered.x else offered.x[0]
    if color == x:
        others = [name for name in offered.color if name != x]
        if not others:
            return None
        color = others[0]
    y = spec.y if spec.y in offered.y else offered.y[0]
    rule = _RULES[spec.kind]
    aggregate = spec.aggregate if spec.aggregate in offered.aggregates else offered.aggregates[0]
    if rule.y and not y:
        aggregate = Aggregate.COUNT
    order, top = (spec.order, spec.top) if offered.has_order else (Order.LARGEST, 0)
    facet = spec.facet if spec.facet in offered.facet and spec.facet not in (x, color) else ""
    return replace(
        spec, x=x, y=y, color=color, facet=facet, aggregate=aggregate, order=order, top=top
    )
