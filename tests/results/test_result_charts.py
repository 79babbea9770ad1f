import json
import re
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest
from any_view import charts
from hypothesis import example, given, settings
from hypothesis import strategies as st
from json_strategies import ANY_JSON

from codika.results import CHARTS, Aggregate, ChartSpec, chart, draw, fitted, points, read
from codika.results.bars import MAX_BARS
from codika.results.bins import counted, edges_of
from codika.results.marks import Marks, safe
from codika.results.points import MAX_COLORS, thinned


def table_of(records):
    (table,) = read(records).tables
    return table


def figure_of(records, kind, **spec):
    return draw(ChartSpec(kind=kind, title="T", **spec), table_of(records))


def bars(figure):
    """Return the labels of horizontal bars, and how long they are."""
    return list(zip(figure.layout.yaxis.ticktext, figure.data[0].x.tolist(), strict=True))


CITIES = [
    {"city": "Ghent", "amount_eur": 5},
    {"city": "Lille", "amount_eur": 20},
    {"city": "Ghent", "amount_eur": 10},
    {"city": None, "amount_eur": 1},
]


@pytest.mark.parametrize(
    ("y", "aggregate", "expected"),
    [
        pytest.param(
            "amount_eur", Aggregate.SUM, [("Lille", 20), ("Ghent", 15), ("(empty)", 1)], id="sum"
        ),
        pytest.param(
            "amount_eur", Aggregate.MEAN, [("Lille", 20), ("Ghent", 7.5), ("(empty)", 1)], id="mean"
        ),
        pytest.param("", Aggregate.COUNT, [("Ghent", 2), ("(empty)", 1), ("Lille", 1)], id="count"),
    ],
)
def test_bars(y, aggregate, expected):
    """
    A bar a value, the longest first, empty cells with a bar of their own.
    """
    assert expected == bars(figure_of(CITIES, "Bar", x="city", y=y, aggregate=aggregate))


@pytest.mark.parametrize(
    ("y", "aggregate", "title"),
    [
        ("amount_eur", Aggregate.SUM, "Amount (EUR)"),
        ("amount_eur", Aggregate.MEAN, "Amount (EUR), average"),
        ("", Aggregate.COUNT, "Rows"),
    ],
)
def test_axes_have_names_and_units(y, aggregate, title):
    """
    A chart can be read without the table.
    """
    figure = figure_of(CITIES, "Bar", x="city", y=y, aggregate=aggregate)

    assert ("T", "City", title) == (
        figure.layout.title.text,
        figure.layout.yaxis.title.text,
        figure.layout.xaxis.title.text,
    )


@pytest.mark.parametrize(
    ("aggregate", "others"),
    [(Aggregate.SUM, 2 * (3 + 2 + 1)), (Aggregate.MEAN, 2.0), (Aggregate.COUNT, 6)],
)
def test_more_bars_than_fit(aggregate, others):
    """
    The rest is one bar of the same kind, and the subtitle says so.
    """
    records = 2 * [{"name": f"N{n:02d}", "n": MAX_BARS + 3 - n} for n in range(MAX_BARS + 3)]

    figure = figure_of(records, "Bar", x="name", y="n", aggregate=aggregate)

    assert MAX_BARS + 1 == len(bars(figure))
    assert ("All others (3)", others) == bars(figure)[-1]
    assert "20 of 23 have a bar of their own, the others share one" == figure.layout.meta["note"]
    assert figure.layout.meta["note"] == figure.layout.title.subtitle.text


def test_a_ranking_has_no_bar_for_the_rest():
    """
    Where every row is a bar of its own, only the highest are shown, and it is said.
    """
    records = [{"name": f"N{n:02d}", "n": MAX_BARS + 3 - n} for n in range(MAX_BARS + 3)]

    figure = figure_of(records, "Bar", x="name", y="n", aggregate=Aggregate.SUM)

    assert ("N19", 4) == bars(figure)[-1]
    assert "The 20 highest of 23" == figure.layout.meta["note"]


def test_bars_of_years_are_in_order():
    """
    Time runs from left to right, not from much to little.
    """
    figure = figure_of(
        [{"year": 2003, "n": 5}, {"year": 2001, "n": 1}, {"year": 2003, "n": 2}],
        "Bar",
        x="year",
        y="n",
        aggregate=Aggregate.SUM,
    )

    assert ([2001, 2003], [1, 7], "d") == (
        figure.data[0].x.tolist(),
        figure.data[0].y.tolist(),
        figure.layout.xaxis.tickformat,
    )


def test_labels_that_look_alike_have_bars_of_their_own():
    """
    A label is cut, the bar is not shared.
    """
    records = [{"name": "x" * 50 + end, "n": n} for n, end in enumerate("ab", start=1)]

    figure = figure_of(records, "Bar", x="name", y="n", aggregate=Aggregate.SUM)

    assert [("x" * 35 + "…", 2.0), ("x" * 35 + "…", 1.0)] == bars(figure)


def test_a_line_is_in_order_and_in_utc():
    """
    Rows are joined by time, however they came.
    """
    records = [
        {"at": "2026-05-04T10:00:00+02:00", "n": 2},
        {"at": None, "n": 9},
        {"at": "2026-05-03T10:00:00Z", "n": 1},
    ]

    figure = figure_of(records, "Line", x="at", y="n")

    assert ["2026-05-03T10:00", "2026-05-04T08:00"] == [
        str(np.datetime_as_string(x, unit="m")) for x in figure.data[0].x
    ]
    assert ([1, 2], "At (UTC)") == (figure.data[0].y.tolist(), figure.layout.xaxis.title.text)
    assert "1 row without a value is left out" == figure.layout.meta["note"]


def test_a_line_of_sums_by_colour():
    """
    Rows of the same day and colour are one point.
    """
    records = [
        {"day": "2026-05-04", "c": "a", "n": 1},
        {"day": "2026-05-04", "c": "a", "n": 2},
        {"day": "2026-05-05", "c": "a", "n": 4},
        {"day": "2026-05-04", "c": "b", "n": 8},
    ]

    figure = figure_of(records, "Line", x="day", y="n", color="c", aggregate=Aggregate.SUM)

    assert [("a", [3, 4]), ("b", [8])] == [(trace.name, trace.y.tolist()) for trace in figure.data]


def test_rare_colours_share_one():
    """
    A chart has as many colours as can be told apart, and says so.
    """
    records = [{"x": n, "y": n, "c": f"c{max(0, n - 5)}"} for n in range(20)]

    figure = figure_of(records, "Scatter", x="x", y="y", color="c")

    assert MAX_COLORS == len(figure.data)
    assert "All others (8)" in [trace.name for trace in figure.data]
    assert "The 7 most frequent of 15 have a colour" == figure.layout.meta["note"]


@pytest.mark.parametrize(
    ("values", "centres", "counts"),
    [
        pytest.param([1, 1, 2, 4], [1, 2, 3, 4], [2, 1, 0, 1], id="a bar an integer"),
        pytest.param(
            [0.0, 1.0, None, 1.0], [0.1, 0.3, 0.5, 0.7, 0.9], [1, 0, 0, 0, 2], id="numbers"
        ),
        pytest.param(
            [float("inf"), 1.5], [1.1, 1.3, 1.5, 1.7, 1.9], [0, 0, 1, 0, 0], id="infinity"
        ),
    ],
)
def test_histogram(values, centres, counts):
    """
    Every finite value is counted once.
    """
    figure = figure_of(values, "Histogram", x="value")

    assert (centres, counts) == (
        [round(x, 6) for x in figure.data[0].x.tolist()],
        figure.data[0].y.tolist(),
    )


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=50), st.booleans())
@example([0.1, 0.10000000000000002], False)
@example([1e17, 1e17 + 16], False)
@example([-1.7e308, 1.7e308], False)
@example([0.0, 1.7976931348623157e308], False)
@example([1.7e308, 1.7e308], False)
@example([5e-324, 0.0], False)
def test_any_numbers_have_a_histogram(values, is_whole):
    """
    However near or far they are, every one is counted, in a bar that can be drawn.
    """
    numbers = np.array([round(value) % 2**53 if is_whole else value for value in values], float)

    centres, counts, widths = counted(numbers, edges_of(numbers, is_whole=is_whole))

    assert len(numbers) == counts.sum()
    assert (np.diff(centres) > 0).all()
    assert np.isfinite(widths).all()
    assert (widths > 0).all()


def test_a_long_line_is_thinned_and_says_so():
    """
    A peak among a million points is still there.
    """
    values = np.sin(np.arange(100_000) / 1000)
    values[54_321] = 50.0

    figure = figure_of({"t": list(range(100_000)), "v": values.tolist()}, "Line", x="t", y="v")

    assert 50.0 == figure.data[0].y.max()
    assert values.min() == figure.data[0].y.min()
    assert len(figure.data[0].y) <= 2000
    assert (
        f"{len(figure.data[0].y):,} of 100,000 points shown: the lowest and highest of each of"
        " 1,000 slices"
    ) == figure.layout.meta["note"]


@pytest.mark.parametrize("n", [0, 1, 5000])
def test_few_points_are_all_shown(n):
    """
    Nothing is thinned without need.
    """
    assert list(range(n)) == thinned(np.zeros(n)).tolist()


@pytest.mark.parametrize("n", [5001, 6000, 99_999])
def test_every_slice_keeps_its_extremes(n):
    """
    The envelope of the thinned line is that of the whole.
    """
    ys = np.random.default_rng(1).normal(size=n)
    ys[::7] = np.nan
    kept = thinned(ys)
    width = -(-n // points.SLICES)

    for start in range(0, n, width):
        here = kept[(kept >= start) & (kept < start + width)]
        part = ys[start : start + width]
        if not np.isnan(part).all():
            assert (np.nanmin(part), np.nanmax(part)) == (np.nanmin(ys[here]), np.nanmax(ys[here]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("a & b", "a &amp; b"),
        ("$x^2$", "&#36;x^2&#36;"),
        ("%{x}", "&#37;{x}"),
        ("a<br>b\nc", "a&lt;br&gt;b c"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_safe(text, expected):
    """
    Plotly shows the text, and does nothing it says.
    """
    assert expected == safe(text)


EVIL = "<a href='javascript:alert(1)'>%{x}</a><b>$x$</b>\x1b\u202e"


@pytest.mark.parametrize("kind", sorted(CHARTS))
def test_no_markup_from_the_data(kind):
    """
    Neither keys nor values nor titles bring a tag into any text of any chart.
    """
    records = [{EVIL: n, f"y{EVIL}": n * 2, f"c{EVIL}": EVIL} for n in range(4)]
    table = table_of(records)
    x, y, color = (column.name for column in table.columns)
    spec = ChartSpec(kind=kind, x=color if kind == "Bar" else x, y=y, color=color, title=EVIL)

    text = draw(spec, table).to_json()

    found = set(re.findall(r"<[^<>]*>", text.replace("\\u003c", "<")))
    assert found <= {"<br>", "<extra></extra>", "<extra>", "</extra>"}
    assert "javascript" in json.loads(text)["layout"]["title"]["text"]


@pytest.mark.parametrize("kind", sorted(CHARTS))
def test_arrays_not_lists(kind):
    """
    Points travel as typed arrays: a list would cost ten times the time and bytes.
    """
    records = [{"x": n / 2, "y": n * 1.5} for n in range(4)]

    color = "x" if kind == "Heat map" else ""
    trace = figure_of(records, kind, x="x", y="y", color=color).to_plotly_json()["data"][0]
    arrays = {
        name: trace[name]
        for name in ("x", "y", "r", "theta", "lon", "lat", "values", "q1", "median", "q3")
        if name in trace
    }

    assert {"x", "r", "lon", "values"} & arrays.keys()
    assert [True] * len(arrays) == ["bdata" in array for array in arrays.values()]


def test_colours_are_the_themes():
    """
    No trace has a colour of its own.
    """
    figure = figure_of(CITIES, "Bar", x="city", y="amount_eur", aggregate=Aggregate.SUM)

    assert "color" not in json.dumps(json.loads(figure.to_json())["data"])


@pytest.mark.parametrize(
    ("default", "dark", "paper"),
    [("plotly", True, "rgb(17,17,17)"), ("plotly", False, "white"), ("ggplot2", True, "white")],
)
def test_dark(monkeypatch, default, dark, paper):
    """
    A dark figure has a dark ground, unless a theme was chosen for all figures.
    """
    monkeypatch.setattr(plotly.io.templates, "default", default)
    spec = ChartSpec(kind="Bar", x="city", aggregate=Aggregate.COUNT)

    figure = draw(spec, table_of(CITIES), dark=dark)

    assert paper == figure.layout.template.layout.paper_bgcolor


@settings(deadline=None, max_examples=20)
@given(st.data(), st.lists(st.fixed_dictionaries({"a": ANY_JSON, "n": st.floats()}), min_size=2))
def test_any_chart_is_what_plotly_takes(data, records):
    """
    A figure is not looked at when it is drawn; here it is, every part of it.
    """
    for table in read(records).tables:
        spec = data.draw(charts(table))
        figure = spec and draw(spec, table, dark=data.draw(st.booleans()))
        if figure:
            whole = json.loads(figure.to_json())

            assert whole == json.loads(go.Figure(whole).to_json())


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("facet", ["", "state"])
def test_a_chart_of_each_kind_is_what_plotly_takes(kind, facet):
    """
    As of any table, so of one that each kind has something to draw of.
    """
    records = [
        {"at": f"2026-05-{n + 1:02}", "country": "BEFR"[n % 2 * 2 :][:2], "state": "ab"[n % 3 // 2],
         "v": n, "lat": n / 2, "lon": n / 4} for n in range(28)
    ]  # fmt: skip
    table = table_of(records)
    x = {"Histogram": "v", "Scatter": "v", "Map": "lon", "Line": "at", "Area": "at"}
    spec = ChartSpec(
        kind=kind,
        x=x.get(kind, "country"),
        y="lat" if kind == "Map" else "v",
        color="state",
        facet=facet,
    )
    figure = draw(fitted(spec, table), table, colors=("#123456",))
    whole = json.loads(figure.to_json())

    assert 0 < len(figure.data)
    assert whole == json.loads(go.Figure(whole).to_json())


def test_shares_are_percentages():
    """
    An axis of shares reads in percent.
    """
    figure = figure_of(
        [{"a": 0.5, "share": 0.25}, {"a": 1.5, "share": 1.0}], "Scatter", x="a", y="share"
    )

    assert ".0%" == figure.layout.yaxis.tickformat


@pytest.mark.parametrize("spec", [{"kind": "Donut", "x": "city"}, {"kind": "Bar", "x": "country"}])
def test_what_does_not_exist_is_an_error(spec):
    """
    A spec from a link may be of another table, or of another version.
    """
    with pytest.raises(KeyError):
        draw(ChartSpec(**spec), table_of(CITIES))


def test_a_new_kind_of_chart_is_one_function():
    """
    Registering it is all there is to do.
    """

    @chart("Dots")
    def dots(spec, table, rows):
        assert ("city", 4) == (spec.x, len(rows))
        return Marks(traces=[{"type": "scatter", "y": np.arange(table.n_rows)}], xaxis={}, yaxis={})

    try:
        assert [0, 1, 2, 3] == figure_of(CITIES, "Dots", x="city").data[0].y.tolist()
    finally:
        del CHARTS["Dots"]


def test_a_filtered_table_draws_its_rows_only():
    """
    The frame of a table may be a part of the whole, with the index of the whole.
    """
    table = table_of(CITIES)
    some = replace(table, frame=table.frame[table.frame["city"] == "Ghent"])

    figure = draw(ChartSpec(kind="Bar", x="city", y="amount_eur", aggregate=Aggregate.SUM), some)

    assert [("Ghent", 15.0)] == bars(figure)


def test_a_figure_brings_the_style_of_what_it_shows_alone(monkeypatch):
    """
    What a template says of charts in general and of this kind is that of plotly, to the letter.
    """
    monkeypatch.setattr(plotly.io.templates, "default", "plotly")
    figure = json.loads(figure_of(CITIES, "Bar", x="city", y="amount_eur").to_json())

    whole = json.loads(json.dumps(plotly.io.templates["plotly"].to_plotly_json()))
    assert {
        "layout": whole["layout"],
        "data": {"bar": whole["data"]["bar"]},
    } == figure["layout"]["template"]
