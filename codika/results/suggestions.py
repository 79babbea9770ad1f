"""
Which charts a table invites, best first: rules on the kinds and on how many values differ.

| The table has                        | Chart                                        |
|--------------------------------------|----------------------------------------------|
| rows in order of time, and a number  | a line, one a value of a small category      |
| a category and a number              | bars of sums, or of averages for rates       |
| a time, in no order                  | a line                                       |
| a category and at most one number    | bars of how many rows                        |
| two numbers                          | a cloud of points, coloured by a category    |
| a number                             | a histogram                                  |
| a latitude and a longitude           | a map, coloured by a category                |
| countries, most of them known        | a map of countries                           |

Identifiers, links, texts and columns with a single value are never charted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from codika.language import say
from codika.results import countries, kinds
from codika.results.kinds import Column, Hint, Kind
from codika.results.names import words
from codika.results.reading import Table
from codika.results.specs import Aggregate, ChartSpec, title_of

if TYPE_CHECKING:
    import pandas as pd

MAX_SUGGESTIONS = 3
MAX_LINES = 6
"""Colours of a chart that is suggested."""

_MAX_ROWS_NAMED = 30  # rows of a table in which each may have a bar, by name
_MAX_CATEGORIES = 200
_MIN_POINTS = 10  # fewer make no cloud and no distribution
_CATEGORIES = (Kind.ENUM, Kind.COUNTRY, Kind.BOOLEAN, Kind.TEXT)


@dataclass(frozen=True, slots=True)
class _Roles:
    """What the columns of a table can be in a chart, the likeliest of each first."""

    times: list[Column]
    numbers: list[Column]
    categories: list[Column]
    differing: dict[str, int]
    """How many different values a column has."""
    n_rows: int

    def repeats(self, column: Column) -> bool:
        """Whether some value comes more than once, so that there is something to add up."""
        return self.differing[column.name] < self.n_rows


def suggest(table: Table) -> tuple[ChartSpec, ...]:
    """Return the charts that fit a table, best first; none where no chart would help."""
    if table.n_rows <= 1:
        return ()
    found = islice(dict.fromkeys(_rules(_roles(table), table)), MAX_SUGGESTIONS)
    return tuple(replace(spec, title=title_of(spec, table)) for spec in found)


def _roles(table: Table) -> _Roles:
    chartable = [
        column
        for column in table.columns
        if column.kind.is_temporal or column.kind.is_numeric or column.kind in _CATEGORIES
    ]
    differing = {column.name: int(table.frame[column.name].nunique()) for column in chartable}
    usable = [column for column in chartable if differing[column.name] > 1]
    return _Roles(
        times=sorted(filter(_is_time, usable), key=lambda column: column.hint is Hint.YEAR),
        numbers=sorted(
            (
                column
                for column in usable
                if column.kind.is_numeric
                and not _is_time(column)
                and not _is_count_of_rows(column, table)
            ),
            key=lambda column: column.hint is not Hint.MONEY,
        ),
        categories=sorted(
            (
                column
                for column in usable
                if column.kind in _CATEGORIES
                and (column.kind is not Kind.TEXT or _is_nameable(column, differing, table.n_rows))
            ),
            key=lambda column: (column.kind is Kind.TEXT, column.kind is Kind.BOOLEAN),
        ),
        differing=differing,
        n_rows=table.n_rows,
    )


def _is_time(column: Column) -> bool:
    return column.kind.is_temporal or column.hint is Hint.YEAR


def _is_nameable(column: Column, differing: dict[str, int], n_rows: int) -> bool:
    n_different = differing[column.name]
    return n_rows <= _MAX_ROWS_NAMED or (
        n_different <= _MAX_CATEGORIES and 2 * n_different <= n_rows
    )


def _rules(roles: _Roles, table: Table) -> Iterator[ChartSpec]:
    lines = list(_lines(roles))
    is_series = bool(roles.times) and _is_series(roles, table)
    yield from lines if is_series else ()
    if roles.categories and roles.numbers:
        yield _bars(roles.categories[0], roles.numbers[0], roles)
    yield from () if is_series else lines
    yield from _maps(roles, table)
    repeated = [column for column in roles.categories if roles.repeats(column)]
    if repeated and len(roles.numbers) <= 1:
        yield ChartSpec(
            kind="Bar",
            x=repeated[0].name,
            aggregate=Aggregate.COUNT,
            reason=say(
                "{column} has {n} different values: how often each comes.",
                column=repeated[0].title,
                n=roles.differing[repeated[0].name],
            ),
        )
    if len(roles.numbers) > 1 and roles.n_rows >= _MIN_POINTS:
        yield _cloud(roles.numbers[0], roles.numbers[1], roles)
    if roles.numbers and roles.n_rows >= _MIN_POINTS:
        yield ChartSpec(
            kind="Histogram",
            x=roles.numbers[0].name,
            reason=say(
                "{column} is a number: which values are common.", column=roles.numbers[0].title
            ),
        )
    yield from _country_maps(roles, table)


def _country_maps(roles: _Roles, table: Table) -> Iterator[ChartSpec]:
    country = next((one for one in roles.categories if one.kind is Kind.COUNTRY), None)
    if country is None:
        return
    names = table.frame[country.name].dropna().unique()[:_MAX_CATEGORIES]
    if 2 * sum(bool(countries.code_of(str(name))) for name in names) <= len(names):
        return
    number = roles.numbers[0] if roles.numbers else None
    aggregate = _aggregate(number) if number else Aggregate.COUNT
    yield ChartSpec(
        kind="Country map",
        x=country.name,
        y=number.name if number else "",
        aggregate=aggregate,
        reason=say("{column} names countries: where things are.", column=country.title),
    )


def _is_series(roles: _Roles, table: Table) -> bool:
    """Whether the rows tell of a time each, in order, rather than of things that have a date."""
    time = roles.times[0].name
    color = _color(roles)
    if _is_sorted(table.frame[time]):
        return True
    if color is None:
        return False
    return all(_is_sorted(times) for _, times in table.frame.groupby(color.name)[time])


def _is_sorted(times: "pd.Series[Any]") -> bool:
    there = times.dropna()
    return there.is_monotonic_increasing or there.is_monotonic_decreasing


def _is_count_of_rows(column: Column, table: Table) -> bool:
    """Whether an integer column just numbers the rows."""
    if column.kind is not Kind.INTEGER or table.n_rows < _MIN_POINTS:
        return False
    return bool((table.frame[column.name].diff().iloc[1:] == 1).fillna(value=False).all())


def _lines(roles: _Roles) -> Iterator[ChartSpec]:
    if not roles.times:
        return
    time = roles.times[0]
    if not roles.numbers:
        if roles.repeats(time):
            yield ChartSpec(
                kind="Line",
                x=time.name,
                aggregate=Aggregate.COUNT,
                reason=say("{column} is a time: how many rows, and when.", column=time.title),
            )
        return
    number = roles.numbers[0]
    color = _color(roles) if roles.repeats(time) else None
    aggregate = _aggregate(number) if roles.repeats(time) else Aggregate.NONE
    yield ChartSpec(
        kind="Line",
        x=time.name,
        y=number.name,
        color=color.name if color else "",
        aggregate=aggregate,
        reason=say(
            "{time} is a time and {number} a number: how it went.",
            time=time.title,
            number=number.title,
        ),
    )


def _bars(category: Column, number: Column, roles: _Roles) -> ChartSpec:
    aggregate = _aggregate(number) if roles.repeats(category) else Aggregate.SUM
    return ChartSpec(
        kind="Bar",
        x=category.name,
        y=number.name,
        aggregate=aggregate,
        reason=say(
            "{column} has {n} different values and {number} is a number: which has most.",
            column=category.title,
            n=roles.differing[category.name],
            number=number.title,
        ),
    )


def _cloud(x: Column, y: Column, roles: _Roles) -> ChartSpec:
    color = _color(roles)
    return ChartSpec(
        kind="Scatter",
        x=x.name,
        y=y.name,
        color=color.name if color else "",
        reason=say("{x} and {y} are numbers: whether they go together.", x=x.title, y=y.title),
    )


def _maps(roles: _Roles, table: Table) -> Iterator[ChartSpec]:
    """Suggest a map of the first latitude and longitude, if places differ."""
    placed = {column.kind: column for column in reversed(table.columns)}
    latitude, longitude = placed.get(Kind.LATITUDE), placed.get(Kind.LONGITUDE)
    if latitude and longitude and len(table.frame[longitude.name].dropna().unique()) > 1:
        color = _color(roles)
        yield ChartSpec(
            kind="Map",
            x=longitude.name,
            y=latitude.name,
            color=color.name if color else "",
            reason=say(
                "{latitude} and {longitude} are coordinates: where things are.",
                latitude=latitude.title,
                longitude=longitude.title,
            ),
        )


def _color(roles: _Roles) -> Column | None:
    """Return a category with few values, each of them in several rows."""
    return next(
        (
            column
            for column in roles.categories
            if roles.differing[column.name] <= MAX_LINES and roles.repeats(column)
        ),
        None,
    )


def _aggregate(number: Column) -> Aggregate:
    """Choose sums for what adds up, averages for what does not."""
    name = frozenset(words(number.name))
    if number.hint in (Hint.PERCENT, Hint.SHARE) or name & kinds.MEANT:
        return Aggregate.MEAN
    adds_up = number.hint is Hint.MONEY or number.kind is Kind.INTEGER or name & kinds.SUMMED
    return Aggregate.SUM if adds_up else Aggregate.MEAN
