"""Charts as text, and what a table allows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codika.results import (
    CHARTS,
    Aggregate,
    ChartSpec,
    choices,
    draw,
    fitted,
    is_drawable,
    kinds_for,
    read,
    spec_in,
    suggest,
)

TABLE = read(
    [
        {
            "city": "abcd"[n % 4],
            "country": ("France", "DE", "USA")[n % 3],
            "state": "open" if n % 3 else "paid",
            "day": f"2026-05-{n + 1:02d}",
            "score": n * 7 % 11,
            "amount_eur": n / 2,
            "lat": 50 + n / 10,
            "lon": 4 + n / 10,
            "tags": ["x"],
            "a:b%=": n,
        }
        for n in range(24)
    ]
).main


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bar:x=city:y=amount_eur:aggregate=sum", "Amount by city"),
        ("Bar:x=city:aggregate=count", "Rows by city"),
        ("Bar:x=city:y=score:color=state:aggregate=mean", "Average score by city and state"),
        ("Line:x=day:y=score:aggregate=max", "Highest score by day"),
        ("Scatter:x=score:y=amount_eur", "Amount against score"),
        ("Histogram:x=score", "Distribution of score"),
        ("Box:x=city:y=score", "Distribution of score by city"),
        ("Heat map:x=city:color=state:aggregate=count", "Rows by city and state"),
        ("Pie:x=city:y=score:aggregate=sum:top=3", "Score by city"),
        ("Treemap:x=city:aggregate=count:order=name", "Rows by city"),
        ("Map:x=lon:y=lat:color=state", "Places of rows by state"),
        ("Country map:x=country:y=score:aggregate=mean", "Average score by country"),
        ("Table with bars:x=city:aggregate=count:top=3", "Rows by city"),
        ("Line:x=day:y=score:facet=state", "Score by day, for each state"),
        (
            "Bar:x=city:y=score:color=state:facet=country:aggregate=sum",
            "Score by city and state, for each country",
        ),
    ],
)
def test_a_chart_in_a_link(text, title):
    """
    Read, named, allowed, and written the same way again.
    """
    spec = spec_in(text, TABLE)

    assert (title, text) == (spec.title, str(spec))
    assert is_drawable(spec, TABLE)


@pytest.mark.parametrize(
    "text",
    [
        "", "Bar", "Bar:x=", "Bar:x=absent", "Bar:x=city:y=absent", "Bar:x=city:top=101",
        "Bar:x=city:top=-1", "Bar:x=city:top=٣", "Bar:x=city:aggregate=drop", "Bar:x=city:z=1",
        "Bar:x=city:order=random", "Bar:x=city:facet=absent", "Bar:x=city:top=" + "9" * 3000,
    ],
)  # fmt: skip
def test_a_link_that_is_no_chart_of_this_table(text):
    """
    It may be of another table or made up.
    """
    assert spec_in(text, TABLE) is None


@pytest.mark.parametrize(
    "text",
    [
        "Donut:x=city", "Line:x=city:y=score", "Bar:x=tags", "Bar:x=city:y=state",
        "Pie:x=city:y=score:aggregate=mean", "Histogram:x=city", "Scatter:x=score",
        "Heat map:x=city", "Heat map:x=state:color=state", "Map:x=score:y=lat", "Box:x=city",
        "Histogram:x=score:top=5", "Country map:x=city:aggregate=count", "Bar:x=city:facet=city",
        "Pie:x=city:aggregate=count:facet=state", "Bar:x=city:aggregate=count:facet=day",
    ],
)  # fmt: skip
def test_a_chart_that_would_say_nothing_is_not_drawn(text):
    """
    A line of names, a pie of averages: known columns, and no chart.
    """
    assert not is_drawable(spec_in(text, TABLE), TABLE)


@given(st.text(max_size=200) | st.builds("{}:x={}:y={}".format, *[st.text(max_size=9)] * 3))
def test_any_text_is_read_without_harm(text):
    """
    A URL may hold anything.
    """
    spec = spec_in(text, TABLE)

    assert spec is None or {spec.x, spec.y, spec.color} <= {
        "", *(column.name for column in TABLE.columns),
    }  # fmt: skip


def test_names_with_separators_survive():
    """
    A column may be called anything.
    """
    spec = ChartSpec(kind="Histogram", x="a:b%=")

    assert "a:b%=" == spec_in(str(spec), TABLE).x


@pytest.mark.parametrize("kind", sorted(CHARTS))
def test_every_kind_is_offered_and_can_be_drawn(kind):
    """
    From nothing but its kind, the nearest chart is found and drawn.
    """
    spec = fitted(ChartSpec(kind=kind, x=""), TABLE)

    assert kind in kinds_for(TABLE)
    assert is_drawable(spec, TABLE)
    assert draw(spec, TABLE).data


@pytest.mark.parametrize("kind", sorted(CHARTS))
def test_every_choice_can_be_drawn(kind):
    """
    Nothing that is offered fails.
    """
    offered = choices(kind, TABLE)
    specs = [
        fitted(
            ChartSpec(kind=kind, x=x, y=y, color=color, facet=facet, aggregate=one, top=2), TABLE
        )
        for facet in offered.facet[:2]
        for x in offered.x
        for y in offered.y
        for color in offered.color
        for one in offered.aggregates[:2]
    ]

    assert len(specs) >= len(offered.x)
    for spec in {str(one): one for one in specs}.values():
        assert draw(spec, TABLE).data


def test_kinds_need_their_columns():
    """
    What a table has no columns for is not offered.
    """
    names = read([{"name": "a"}, {"name": "b"}]).main

    assert ("Bar", "Pie", "Treemap", "Table with bars") == kinds_for(names)
    assert fitted(ChartSpec(kind="Line", x="name"), names) is None


def test_suggestions_can_be_linked_to():
    """
    What is suggested stands in a URL and is drawn from it alike.
    """
    for spec in suggest(TABLE):
        again = spec_in(str(spec), TABLE)

        assert replace(spec, reason="") == again
        assert is_drawable(again, TABLE)


def test_coordinates_suggest_a_map():
    """
    With the reason in words.
    """
    table = read([{"lat": 50 + n, "lon": n, "email": f"a{n}@b.example"} for n in range(5)]).main
    (spec,) = suggest(table)

    assert ("Map", "lon", "lat", "Places of rows") == (spec.kind, spec.x, spec.y, spec.title)
    assert "Lat and Lon are coordinates: where things are." == spec.reason


def test_other_aggregates_of_bars():
    """
    Median, lowest and highest, named at the axis.
    """
    table = read([{"c": "a", "n": n} for n in (1, 2, 9)] + [{"c": "b", "n": 4}]).main
    found = {}
    for aggregate in (Aggregate.MEDIAN, Aggregate.MIN, Aggregate.MAX):
        figure = draw(ChartSpec(kind="Bar", x="c", y="n", aggregate=aggregate), table)
        found[figure.layout.xaxis.title.text] = figure.data[0].x.tolist()

    assert {"N, median": [4, 2], "N, lowest": [4, 1], "N, highest": [9, 4]} == found
