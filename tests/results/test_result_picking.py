"""A click on a mark asks for exactly its rows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codika.results import (
    Aggregate,
    ChartSpec,
    asked_by,
    conditions_in,
    describe,
    drawn,
    passing,
    read,
)

TABLE = read(
    [
        {
            "city": ("Ghent", "Lille", None, "", "(empty)", "a:b%")[n % 6],
            "country": ("France", "FR", "Germany")[n % 3],
            "paid": (True, False, None)[n % 3],
            "rank": n % 4,
            "year": 2000 + n % 5,
            "day": f"2026-05-{n % 9 + 1:02d}",
            "at": f"2026-05-04T1{n % 7}:30:00.125+02:00",
            "amount": n * 1.1,
            "shop": "AB"[n % 2],
            "lat": 50 + n / 10,
            "lon": 4 + n / 10,
        }
        for n in range(48)
    ]
).main


def picked(drawing, curve, point, **at):
    """Return the rows that a click on a mark leaves."""
    selection = {"points": [{"curve_number": curve, "point_number": point, **at}]}
    return rows(asked_by(drawing.picks, selection))


def rows(asked):
    """Return the rows that pass, once the conditions went through an address."""
    if asked is None:
        return None
    conditions, n_left_out = conditions_in([str(one) for one in asked], TABLE)

    assert 0 == n_left_out
    return passing(TABLE, conditions)


@pytest.mark.parametrize("facet", ["", "shop"])
@pytest.mark.parametrize("color", ["", "shop", "paid"])
@pytest.mark.parametrize("x", ["city", "country", "paid", "rank"])
def test_a_bar(x, color, facet):
    """
    As many rows as the bar counts, of whatever column, colour and panel.
    """
    facet = facet if facet != color else ""
    spec = ChartSpec(kind="Bar", x=x, color=color, facet=facet, aggregate=Aggregate.COUNT)
    drawing = drawn(spec, TABLE)
    counted = 0
    for curve, trace in enumerate(drawing.figure.data):
        for point, length in enumerate(np.nan_to_num(trace.x).tolist()):
            assert length == len(picked(drawing, curve, point))
            counted += length

    assert TABLE.n_rows == counted


NUMBERS = {
    "Pie": lambda slice_: slice_.customdata,
    "Treemap": lambda tiles: tiles["values"],
    "Table with bars": lambda bars: bars.x,
    "Heat map": lambda cells: cells.marker.color,
    "Histogram": lambda bars: bars.y,
}
"""Where the number of each mark stands."""


@pytest.mark.parametrize("kind", NUMBERS)
def test_slices_tiles_lines_cells_and_ranges(kind):
    """
    As many rows as each shows.
    """
    x = "amount" if kind == "Histogram" else "city"
    color = "paid" if kind == "Heat map" else ""
    drawing = drawn(ChartSpec(kind=kind, x=x, color=color, aggregate=Aggregate.COUNT), TABLE)
    counted = 0
    for curve, (trace, pick) in enumerate(zip(drawing.figure.data, drawing.picks, strict=True)):
        for point in range(len(pick.marks)):
            shown = NUMBERS[kind](trace)[point]

            assert shown == len(picked(drawing, curve, point))
            counted += shown

    assert TABLE.n_rows == counted


@pytest.mark.parametrize("x", ["year", "day", "at"])
def test_a_bar_of_a_time(x):
    """
    Days, moments and years are told by where they stand on the axis.
    """
    drawing = drawn(ChartSpec(kind="Bar", x=x, aggregate=Aggregate.COUNT), TABLE)
    (bars,) = drawing.figure.data
    for point, (place, length) in enumerate(zip(bars.x, bars.y.tolist(), strict=True)):
        at = place.item() if x == "year" else str(place)

        assert length == len(picked(drawing, 0, point, x=at, y=length))


def test_a_country_by_all_its_names():
    """
    `France` and `FR` are one country on the map, and one click.
    """
    spec = ChartSpec(kind="Country map", x="country", aggregate=Aggregate.COUNT)
    drawing = drawn(spec, TABLE)
    place = drawing.figure.data[1].locations.tolist().index("FRA")

    assert {"France", "FR"} == set(picked(drawing, 1, place)["country"])


def test_a_point_is_its_row():
    """
    In a cloud both numbers tell, to the last digit.
    """
    drawing = drawn(ChartSpec(kind="Scatter", x="amount", y="lat"), TABLE)
    (cloud,) = drawing.figure.data

    assert [1] * 48 == [
        len(picked(drawing, 0, point, x=x, y=y))
        for point, (x, y) in enumerate(zip(cloud.x.tolist(), cloud.y.tolist(), strict=True))
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.floats(-1e9, 1e9).filter(lambda value: not value.is_integer()), min_size=3, max_size=60
    )
    | st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=60)
)
def test_the_ranges_of_any_bars_count_their_rows(values):
    """
    However short they are written: none is dropped, none counted twice.
    """
    table = read([{"name": f"n{n}", "price": value} for n, value in enumerate(values)]).main
    drawing = drawn(ChartSpec(kind="Histogram", x="price"), table)
    ((bars,), (pick,)) = drawing.figure.data, drawing.picks

    assert bars.y.tolist() == [len(passing(table, asked)) for asked in pick.marks]


def test_the_range_of_a_bar_is_short():
    """
    A tenth of a bar is told, and no more digits than that takes.
    """
    table = read([{"name": f"n{n}", "price": n * 123.456789} for n in range(50)]).main
    (pick,) = drawn(ChartSpec(kind="Histogram", x="price"), table).picks
    said = [describe(*asked, table) for asked in pick.marks]

    assert "Price from 860 to 1,720" == said[1]
    assert "Price from 5,180 to 6,050" == said[-1]


def test_a_box_is_a_range():
    """
    Of both axes where each row is a point; rounded as a hand draws it.
    """
    drawing = drawn(ChartSpec(kind="Map", x="lon", y="lat"), TABLE)
    box = {"xref": "x", "yref": "y", "x": [5.0512345678, 4.5512345678], "y": [40, 90]}
    asked = asked_by(drawing.picks, {"points": [], "box": [box]})

    assert ["range:lon:4.5512:5.0512", "range:lat:40:90"] == list(map(str, asked))
    assert 5 == len(rows(asked))


def test_a_box_of_sums_is_a_range_of_what_is_summed_over():
    """
    A total is no value of any row.
    """
    spec = ChartSpec(kind="Line", x="at", y="amount", facet="shop", aggregate=Aggregate.SUM)
    drawing = drawn(spec, TABLE)
    box = {
        "xref": "x2", "yref": "y2",
        "x": ["2026-05-04 09:10:12.7654", "2026-05-04 11:00"], "y": [0, 1],
    }  # fmt: skip
    asked = asked_by(drawing.picks, {"box": [box]})

    shop, time = asked

    assert ("any:shop:B", "at") == (str(shop), time.column)
    assert ("2026-05-04T09:10:12+00:00", "2026-05-04T11:00:00+00:00") == time.given


def test_a_box_of_days_holds_whole_days():
    """
    Half a day at either end is none.
    """
    drawing = drawn(ChartSpec(kind="Line", x="day", aggregate=Aggregate.COUNT), TABLE)
    box = {"xref": "x", "x": ["2026-05-02 06:00", "2026-05-04 18:00"], "y": [0, 9]}

    assert ["range:day:2026-05-03:2026-05-04"] == [
        str(one) for one in asked_by(drawing.picks, {"box": [box]})
    ]


def test_a_mark_that_no_condition_can_say_asks_nothing():
    """
    The bar of all others, a box of a number's spread, a place without a mark.
    """
    spec = ChartSpec(kind="Bar", x="city", aggregate=Aggregate.COUNT, top=1)
    bars, boxes = drawn(spec, TABLE), drawn(ChartSpec(kind="Box", x="city", y="amount"), TABLE)

    assert picked(bars, 0, 1) is None
    assert picked(boxes, 0, 0) is None
    assert picked(bars, 0, 99) is None
    assert asked_by(bars.picks, {"points": [], "box": []}) is None


PLAIN = st.none() | st.integers() | st.floats() | st.text(max_size=9)
JSON = st.recursive(PLAIN, lambda some: st.lists(some, max_size=3) | st.dictionaries(
    st.sampled_from(["curve_number", "point_number", "x", "y", "xref"]), some, max_size=5
), max_leaves=9)  # fmt: skip
DRAWING = drawn(ChartSpec(kind="Scatter", x="at", y="amount", color="shop"), TABLE)


@given(points=JSON, box=JSON)
def test_any_report_of_a_browser_is_read_without_harm(points, box):
    """
    A browser may send anything: it asks nothing, or something of this table.
    """
    rows(asked_by(DRAWING.picks, {"points": points, "box": box}))


def test_a_click_in_a_chart_of_some_rows():
    """
    It asks for the mark's rows among all: what else is asked, the filters hold already.
    """
    some = replace(TABLE, frame=TABLE.frame[TABLE.frame["shop"] == "A"])
    drawing = drawn(ChartSpec(kind="Bar", x="rank", aggregate=Aggregate.COUNT), some)
    (bars,) = drawing.figure.data

    assert [12, 12] == bars.x.tolist()
    assert [0, 2] == sorted(picked(drawing, 0, point)["rank"].iloc[0] for point in (0, 1))
