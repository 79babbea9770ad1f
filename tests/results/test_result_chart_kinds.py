"""The charts beside bars and lines, by exact numbers."""

import numpy as np
import pytest

from codika.results import Aggregate, ChartSpec, Order, draw, read
from codika.results.parts import MAX_SLICES

CITIES = read(
    [
        {"city": "Ghent", "state": "open", "amount": 5},
        {"city": "Lille", "state": "open", "amount": 20},
        {"city": "Ghent", "state": "paid", "amount": 10},
        {"city": "Ghent", "state": "paid", "amount": 30},
        {"city": None, "state": "paid", "amount": None},
    ]
).main


def drawn(kind, table=CITIES, **spec):
    return draw(ChartSpec(kind=kind, title="T", **spec), table)


def test_bars_by_colour_stand_on_one_another():
    """
    The bars keep their order and together come to the same lengths.
    """
    figure = drawn("Bar", x="city", y="amount", color="state", aggregate=Aggregate.SUM)
    found = {trace.name: np.nan_to_num(trace.x).tolist() for trace in figure.data}

    assert ["Ghent", "Lille", "(empty)"] == list(figure.layout.yaxis.ticktext)
    assert {"paid": [40, 0, 0], "open": [5, 20, 0]} == found
    assert "stack" == figure.layout.barmode


def test_bars_of_averages_stand_side_by_side():
    """
    Averages of parts do not add up.
    """
    figure = drawn("Bar", x="city", y="amount", color="state", aggregate=Aggregate.MEAN)

    assert "group" == figure.layout.barmode


@pytest.mark.parametrize(
    ("order", "top", "names", "note"),
    [
        (Order.LARGEST, 1, ["Ghent", "All others (2)"], "1 of 3 have a bar of their own"),
        (Order.SMALLEST, 1, ["(empty)"], "The 1 lowest of 3"),
        (Order.NAME, 0, ["(empty)", "Ghent", "Lille"], ""),
    ],
)
def test_order_and_number_of_bars(order, top, names, note):
    """
    What is left out is said.
    """
    figure = drawn("Bar", x="city", aggregate=Aggregate.COUNT, order=order, top=top)
    expected = {"Ghent": 3, "Lille": 1, "(empty)": 1, "All others (2)": 2}

    assert names == list(figure.layout.yaxis.ticktext)
    assert [expected[name] for name in names] == figure.data[0].x.tolist()
    assert figure.layout.meta["note"].startswith(note)


def test_the_rest_has_its_colours_too():
    """
    The bar of all others is split like any other.
    """
    figure = drawn("Bar", x="city", color="state", aggregate=Aggregate.COUNT, top=1)

    assert {"paid": [2, 1], "open": [1, 1]} == {t.name: t.x.tolist() for t in figure.data}


def test_a_pie():
    """
    Shares of a whole; what is not above zero is left out, and said.
    """
    figure = drawn("Pie", x="city", y="amount", aggregate=Aggregate.SUM)

    slices = [trace for trace in figure.data if trace.type == "barpolar"]

    assert [("Ghent", 45), ("Lille", 20)] == [
        (one.name, one.customdata.tolist()[0]) for one in slices
    ]
    assert 360 == pytest.approx(sum(one.width.item() for one in slices))
    assert ["69%", "31%"] == figure.data[-1].text.tolist()
    assert "1 without a value above zero are left out" == figure.layout.meta["note"]


@pytest.mark.parametrize(("kind", "limit"), [("Pie", MAX_SLICES), ("Treemap", 40)])
@pytest.mark.parametrize("repeat", [1, 2])
def test_parts_are_few_and_come_to_the_whole(kind, limit, repeat):
    """
    What is left shares one part, so that the whole stays the whole.
    """
    rows = [{"name": f"N{n:02d}", "n": n + 1} for n in range(50)] * repeat
    table = read(rows).main

    figure = drawn(kind, table, x="name", y="n", aggregate=Aggregate.SUM)

    if kind == "Pie":
        parts = {one.name: one.customdata.item() for one in figure.data[:-1]}
    else:
        parts = dict(zip(figure.data[0].labels, figure.data[0]["values"].tolist(), strict=True))

    assert (limit + 1, f"All others ({50 - limit})") == (len(parts), list(parts)[-1])
    assert sum(range(51)) * repeat == sum(parts.values())


def test_a_heat_map():
    """
    A number a pair; a pair that never comes is empty, not zero.
    """
    figure = drawn("Heat map", x="city", y="amount", color="state", aggregate=Aggregate.MAX)
    (cells,) = figure.data

    assert ["(empty)", "Ghent", "Lille"] == list(figure.layout.xaxis.ticktext)
    assert ["open", "paid"] == list(figure.layout.yaxis.ticktext)
    assert [(1, -0.5, 5), (2, -0.5, 20), (1, 0.5, 30)] == list(
        zip(cells.x.tolist(), cells.base.tolist(), cells.marker.color.tolist(), strict=True)
    )
    assert "The colour says Amount, highest" == figure.layout.meta["note"]


def test_a_box():
    """
    Five numbers a name, those with most rows first.
    """
    figure = drawn("Box", x="city", y="amount")
    (boxes,) = figure.data

    assert ["Ghent", "Lille"] == list(figure.layout.xaxis.ticktext)
    assert ([5, 20], [7.5, 20], [10, 20], [20, 20], [30, 20]) == tuple(
        getattr(boxes, name).tolist() for name in ("lowerfence", "q1", "median", "q3", "upperfence")
    )
    assert figure.layout.meta["note"].startswith("1 row without a value is left out")


@pytest.mark.parametrize(
    ("color", "fills", "groups"),
    [("", ["tozeroy"], [None]), ("c", [None, None], ["all", "all"])],
)
def test_areas_stand_on_one_another(color, fills, groups):
    """
    One has the ground below it; several add up.
    """
    table = read([{"day": f"2026-05-0{n}", "c": c, "n": n} for n in range(1, 5) for c in "ab"]).main

    figure = drawn("Area", table, x="day", y="n", color=color, aggregate=Aggregate.SUM)

    assert fills == [trace.fill for trace in figure.data]
    assert groups == [trace.stackgroup for trace in figure.data]


def test_a_map_is_in_proportion_and_fetches_nothing():
    """
    A degree of longitude is half as wide at 60 degrees north; no tiles, no coast lines.
    """
    table = read([{"lat": 60.0, "lon": 10.0}, {"lat": 60.0, "lon": 11.0}]).main

    figure = drawn("Map", table, x="lon", y="lat")

    assert 2 == pytest.approx(figure.layout.yaxis.scaleratio)
    assert ("x", "scatter") == (figure.layout.yaxis.scaleanchor, figure.data[0].type)
