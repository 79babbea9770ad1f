"""Small charts side by side: they can be compared, and say what they leave out."""

import numpy as np
import pytest

from codika.results import Aggregate, ChartSpec, draw, read

ORDERS = read(
    [
        {
            "city": ("Ghent", "Lille", "Oslo")[n % 3],
            "state": "open" if n % 3 else "paid",
            "shop": ("A", "A", "B", "A", "B", "C")[n % 6],
            "amount": n,
            "score": n / 2,
        }
        for n in range(12)
    ]
).main


def drawn(kind, table=ORDERS, **spec):
    return draw(ChartSpec(kind=kind, title="T", **spec), table, colors=("#111111", "#222222"))


def headings(figure):
    return [one.text for one in figure.layout.annotations]


def panel(figure, number):
    """Return the traces of a panel; the first is number 1."""
    axis = "x" if number == 1 else f"x{number}"
    return [trace for trace in figure.data if trace.xaxis == axis]


def test_a_panel_for_each_value_with_the_same_names_in_the_same_places():
    """
    The most frequent first; a name without rows there keeps its place, and has no bar.
    """
    figure = drawn("Bar", x="city", y="amount", facet="shop", aggregate=Aggregate.SUM)
    found = {
        heading: np.nan_to_num(panel(figure, place + 1)[0].x).tolist()
        for place, heading in enumerate(headings(figure))
    }
    axes = (figure.layout.yaxis, figure.layout.yaxis2, figure.layout.yaxis3)

    # Oslo 2+5+8+11, Lille 1+4+7+10, Ghent 0+3+6+9
    assert {"A": [0, 8, 18], "B": [10, 14, 0], "C": [16, 0, 0]} == found
    assert [["Oslo", "Lille", "Ghent"]] * 3 == [list(axis.ticktext) for axis in axes]


def test_panels_share_their_scales():
    """
    Numbers and names stand at the outer axes alone, and say the same for all.
    """
    figure = drawn("Scatter", x="amount", y="score", facet="shop")
    layout = figure.layout

    assert ["x", "x", "y", "y"] == [
        layout.xaxis2.matches, layout.xaxis3.matches, layout.yaxis2.matches, layout.yaxis3.matches,
    ]  # fmt: skip
    assert [True, False, True] == [
        axis.showticklabels for axis in (layout.yaxis, layout.yaxis2, layout.yaxis3)
    ]
    assert ["Score", None, None] == [
        axis.title.text for axis in (layout.yaxis, layout.yaxis2, layout.yaxis3)
    ]


def test_a_value_has_the_same_colour_in_each_panel():
    """
    Also where a panel has no row of it; the legend names each once.
    """
    figure = drawn("Line", x="amount", y="score", color="state", facet="shop")
    found = {(trace.name, trace.marker.color) for trace in figure.data}

    assert {("open", "#111111"), ("paid", "#222222")} == found
    assert [True, True, False, False, False, False] == [one.showlegend for one in figure.data]
    assert figure.layout.showlegend is True


def test_histograms_have_the_same_bars():
    """
    Bars of different panels count the same ranges, and together all rows.
    """
    figure = drawn("Histogram", x="amount", facet="shop")

    assert 1 == len({tuple(trace.x.tolist()) for trace in figure.data})
    assert [6, 4, 2] == [int(trace.y.sum()) for trace in figure.data]


def test_at_most_nine_panels():
    """
    More could not be read; which are left out, and how many rows they have, is said.
    """
    rows = [{"city": "abcdefghijk"[n % 11], "n": n} for n in range(33)] + [{"city": "k", "n": 1}]
    figure = drawn("Histogram", read(rows).main, x="n", facet="city")

    assert 9 == len(headings(figure))
    assert "k" == headings(figure)[0]
    assert (
        "The 9 most frequent of 11 have a chart; the others, 6 rows, are left out"
        == figure.layout.meta["note"]
    )


@pytest.mark.parametrize("n_values", range(1, 10))
def test_panels_do_not_overlap(n_values):
    """
    However many there are, each has a place of its own within the figure.
    """
    table = read([{"city": "abcdefghi"[n % n_values], "n": n} for n in range(18)]).main
    layout = drawn("Histogram", table, x="n", facet="city").layout
    places = [
        (*layout[f"xaxis{end}"].domain, *layout[f"yaxis{end}"].domain)
        for end in ("", *range(2, n_values + 1))
    ]

    assert all(0 <= low < high <= 1 for place in places for low, high in (place[:2], place[2:]))
    for at, one in enumerate(places):
        for other in places[at + 1 :]:
            is_beside = one[1] <= other[0] or other[1] <= one[0]
            assert is_beside or one[3] <= other[2] or other[3] <= one[2]


def test_names_of_panels_are_text():
    """
    What a value says is no markup.
    """
    table = read([{"city": "<a href='x'>y</a>", "n": n} for n in range(9)]).main
    figure = drawn("Histogram", table, x="n", facet="city")

    assert ["&lt;a href='x'&gt;y&lt;/a&gt;"] == headings(figure)
