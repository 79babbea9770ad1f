"""What is asked of a result's table: it is in the URL, and holds for all that is shown."""

import datetime as dt
import json

import pytest
from test_ui_results import figure, numbers, shown

from codika.results.filters import parsed
from codika.results.picking import Pick
from ui.charts import news
from ui.filters import toggled

ORDERS = [
    {
        "order": f"SO-{n:03d}",
        "city": ("Ghent", "Lille", "Oslo")[n % 3],
        "amount_eur": n * 2.5,
        "day": f"2026-05-{n % 28 + 1:02d}",
        "note": "late <b>" if n == 7 else None,
    }
    for n in range(60)
]
HOSTILE = "![x](//t.example)"


@pytest.fixture
def orders(screen):
    """A run whose result is sixty orders; returns how to open it with choices in the URL."""
    run = shown(screen, result={"orders": ORDERS})
    return lambda **asked: screen.open("runs", run=run.id, **asked)


def key_of(element):
    """Return the key that an element was drawn with."""
    return element.proto.id.split("-", 2)[-1]


def rows(screen):
    return screen.at.dataframe[0].value


def test_a_filter_in_the_url_holds_for_table_chart_and_count(screen, orders):
    """
    A link shows the same rows to whoever opens it, drawn as listed.
    """
    orders(where=["any:city:Ghent", "range:amount_eur:30:60"])
    expected = [one for one in ORDERS if one["city"] == "Ghent" and 30 <= one["amount_eur"] <= 60]
    (bars,) = figure(screen)["data"]

    assert f"{len(expected)} of 60 rows · 5 columns" in screen.text
    assert [one["order"] for one in expected] == list(rows(screen)["order"])
    assert [sum(one["amount_eur"] for one in expected)] == numbers(bars["x"])


def test_filters_survive_a_reload(screen, orders):
    """
    Drawing the page again changes neither what is shown nor the address.
    """
    orders(where="any:city:Ghent", sort="down:amount_eur", columns=["city", "amount_eur"])
    before, address = rows(screen), dict(screen.at.query_params)
    screen.again()

    assert 20 == len(before)
    assert before.equals(rows(screen))
    assert address == dict(screen.at.query_params)


def test_a_filter_is_set_by_its_widget_and_undone_by_its_chip(screen, orders):
    """
    Choosing values writes the address; the chip says what holds, and takes it away.
    """
    orders()
    values = screen.widget("Is one of")
    values.set_value(["Oslo"])
    screen.again()
    there = screen.text

    assert "any:city:Oslo" == screen.at.query_params["where"]
    assert "20 of 60 rows · 5 columns" in there

    (chip,) = [button for button in screen.at.button if button.label == "City is Oslo"]
    chip.click()
    screen.again()

    assert "where" not in screen.at.query_params
    assert "60 of 60 rows · 5 columns" in screen.text
    assert [] == screen.widget("Is one of").value


def test_numbers_are_filtered_by_their_ends(screen, orders):
    """
    Either end may stay open, and both show what the address holds.
    """
    orders(where="range:amount_eur:100:")
    screen.widget("Column").set_value("amount_eur")
    screen.again()
    ends = [screen.widget("From").value, screen.widget("To").value]
    screen.widget("To").set_value(120.0)
    screen.again()

    assert [100.0, None] == ends
    assert "range:amount_eur:100:120" == screen.at.query_params["where"]
    assert "9 of 60 rows" in screen.text


def test_days_and_emptiness_are_filtered(screen, orders):
    """
    Each type of column has its own question.
    """
    orders()
    screen.widget("Column").set_value("day")
    screen.again()
    screen.widget("From").set_value(dt.date(2026, 5, 27))
    screen.again()
    screen.widget("Column").set_value("note")
    screen.again()
    screen.widget("Cells").set_value("filled")
    screen.again()

    assert ["range:day:2026-05-27:", "filled:note"] == screen.at.query_params["where"]
    assert "0 of 60 rows" in screen.text


def test_moments_are_filtered_by_the_days_of_the_viewer(screen):
    """
    A day begins at midnight where the reader is; the address names the moment.
    """
    records = [{"n": n, "at": f"2026-05-0{n % 9 + 1}T22:30:00Z"} for n in range(9)]
    shown(screen, result=records)
    screen.widget("Column").set_value("at")
    screen.again()
    screen.widget("From").set_value(dt.date(2026, 5, 9))
    screen.again()

    assert "range:at:2026-05-09T00%3A00%3A00+02%3A00:" == screen.at.query_params["where"]
    assert [7, 8] == list(rows(screen)["n"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"where": "any:absent:1"}, "1 filter in the address does not fit this table"),
        ({"where": ["any:absent:1", "soon"]}, "2 filters in the address do not fit this table"),
        ({"columns": "absent"}, "1 filter in the address does not fit this table"),
        ({"sort": "up:absent"}, "1 filter in the address does not fit this table"),
        ({"group": "absent"}, "1 filter in the address does not fit this table"),
        ({"chart": "Line:x=absent"}, "1 filter in the address does not fit this table"),
        ({"chart": "Line:x=city"}, "1 filter in the address does not fit this table"),
    ],
)
def test_what_does_not_fit_is_left_out_with_a_quiet_word(screen, orders, asked, said):
    """
    A link to another table breaks nothing: all rows are there, and a line says so.
    """
    orders(**asked)

    assert [] == screen.errors
    assert said in screen.text
    assert "60 of 60 rows · 5 columns" in screen.text


def test_order_and_columns(screen, orders):
    """
    All rows are sorted, not those that are listed; columns are as chosen.
    """
    orders(sort="down:amount_eur", columns=["amount_eur", "city"])

    assert ["amount_eur", "city"] == list(rows(screen).columns)
    assert [147.5, 145.0] == list(rows(screen)["amount_eur"][:2])
    assert "60 of 60 rows · 2 of 5 columns" in screen.text


def test_order_is_asked_for_by_name(screen, orders):
    """
    The widgets write the address.
    """
    orders()
    screen.widget("Sort all rows by").set_value("amount_eur")
    screen.again()

    assert "down:amount_eur" == screen.at.query_params["sort"]

    screen.widget("Direction").set_value("up")
    screen.again()

    assert "up:amount_eur" == screen.at.query_params["sort"]
    assert [0.0, 2.5] == list(rows(screen)["amount_eur"][:2])


def test_groups_with_figures(screen, orders):
    """
    Groups of the rows that pass, and of how many rows they are made.
    """
    orders(group="city", measure="sum:amount_eur", where="range:amount_eur::50")
    groups = rows(screen)

    assert ["Ghent", "Lille", "Oslo"] == list(groups["city"])
    assert [7, 7, 7] == list(groups["rows"])
    assert [157.5, 175.0, 192.5] == list(groups["sum of amount_eur"])
    assert "3 groups of 21 of 60 rows" in screen.text


def test_a_chart_of_ones_own(screen, orders):
    """
    Put together from the one that is there; its choices are in the address.
    """
    orders()
    screen.widget("Kind").set_value("Pie")
    screen.again()

    assert "Pie:x=city:y=amount_eur:aggregate=sum" == screen.at.query_params["chart"]
    assert "Amount by city" == figure(screen)["layout"]["title"]["text"]
    assert "barpolar" == figure(screen)["data"][0]["type"]

    screen.widget("Value").set_value("")
    screen.again()

    assert "Pie:x=city:aggregate=count" == screen.at.query_params["chart"]


def test_a_suggested_chart_says_why(screen, orders):
    """
    Why it is there stands below it; a chart of one's own needs no reason.
    """
    orders()

    assert "Suggested: City has 3 different values and Amount is a number" in screen.text

    orders(chart="Box:x=city:y=amount_eur")

    assert "Suggested:" not in screen.text


def test_several_tables_are_a_choice_with_their_counts(screen):
    """
    The table is in the address; what was asked of another is forgotten with it.
    """
    run = shown(
        screen,
        result={"orders": ORDERS, "people": [{"name": f"P{n}", "age": n} for n in range(9)]},
    )
    screen.open("runs", run=run.id, where="any:city:Oslo")
    tables = screen.widget("Table")

    assert ["Orders · 60 rows", "People · 9 rows"] == list(tables.options)

    tables.set_value("people")
    screen.again()

    assert "people" == screen.at.query_params["table"]
    assert "where" not in screen.at.query_params
    assert "9 of 9 rows · 2 columns" in screen.text


def test_a_row_in_full(screen, orders):
    """
    A row that is selected shows every column, its texts letter by letter.
    """
    orders(where="filled:note", columns="order")
    (table,) = screen.at.dataframe
    screen.at.session_state[key_of(table)] = {
        "selection": {"rows": [0], "columns": [], "cells": []}
    }
    screen.again()

    assert "**late <b>**" in screen.text
    assert "**SO-007**" in screen.text


def test_a_long_table_is_listed_by_the_page(screen):
    """
    The browser gets a thousand rows, and is told of how many.
    """
    shown(screen, result=[{"n": n, "text": "x" * 5000} for n in range(2500)])

    assert "2,500 of 2,500 rows · 2 columns" in screen.text
    assert "Rows 1 to 1,000 are listed." in screen.text
    assert (1000, 300) == (len(rows(screen)), len(rows(screen)["text"].iloc[0]))


def test_the_columns_are_described_when_asked(screen, orders):
    """
    Empty cells, different values, the ends and the most frequent value of each.
    """
    orders(where="any:city:Ghent")
    screen.at.session_state[f"about/{screen.run_id}/orders"] = True
    screen.again()
    overview = screen.at.dataframe[1].value.set_index("Column")

    assert ["Ghent", 1] == overview.loc["City", ["Most frequent", "Different"]].tolist()
    assert [1.0, "—"] == overview.loc["Note", ["Empty", "Lowest"]].tolist()


def test_the_sentence_compares_with_the_run_before(screen):
    """
    Same workflow, same inputs: what changed is said once in words and at the numbers.
    """
    inputs = {"n": 1}
    shown(screen, payload=inputs, result={"total": 100, "items": [{"a": n} for n in range(9)]})
    shown(screen, payload={"n": 2}, result={"total": 5, "items": []})
    shown(screen, payload=inputs, result={"total": 112, "items": [{"a": n} for n in range(10)]})
    (total,) = screen.at.metric

    assert "**10 rows in items, 1 more than" in screen.text
    assert "total 112, +12 %**" in screen.text
    assert "+12 % since" in total.delta.replace("\\", "")


def test_hostile_names_and_values_are_text(screen):
    """
    Titles, chips, options, rows: nothing of the data is read as Markdown.
    """
    records = [{HOSTILE: f":red[{n % 2}]", "url": "javascript:alert(1)"} for n in range(9)]
    run = shown(screen, result={HOSTILE: records})
    column = next(iter(rows(screen).columns))
    screen.open("runs", run=run.id, where=f"any:{column}:{':red[0]'.replace(':', '%3A')}")
    at = screen.at
    texts = [element.value for kind in (at.markdown, at.caption) for element in kind]
    texts += [button.label for button in at.button]
    config = json.loads(at.dataframe[0].proto.columns)

    assert "5 of 9 rows" in screen.text
    assert [] == [text for text in texts if HOSTILE in text or ":red[0]" in text]
    assert "text" == config["url"]["type_config"]["type"]


LONG = [{"n": n, "kind": "odd" if n % 2 else "even"} for n in range(2500)]


def select(screen, row):
    """Select a row of the table that is listed, by its place on the page."""
    screen.at.session_state[key_of(screen.at.dataframe[0])] = {
        "selection": {"rows": [row], "columns": [], "cells": []}
    }
    screen.again()


def turn(screen, page):
    """Go to a page of the table."""
    (pages,) = screen.at.get("pagination")
    screen.at.session_state[key_of(pages)] = page
    screen.again()


@pytest.fixture
def numbers_listed(screen):
    """A run with 2,500 rows; returns how to open it with choices in the URL."""
    run = shown(screen, result=LONG)
    return lambda **asked: screen.open("runs", run=run.id, **asked)


def test_page_and_row_are_in_the_address(screen, numbers_listed):
    """
    Whoever opens the link sees the same page, and the same row in full.
    """
    numbers_listed()
    turn(screen, 2)
    assert ["2"] == [screen.at.query_params["page"]]
    assert 1000 == rows(screen)["n"].iloc[0]

    select(screen, 5)
    assert ("1006", False) == (screen.at.query_params["row"], "page" in screen.at.query_params)

    numbers_listed(row="1006")
    assert 1000 == rows(screen)["n"].iloc[0]
    assert "**1005**" in screen.text


def test_other_rows_begin_anew(screen, numbers_listed):
    """
    What was page 2 of all is not page 2 of some.
    """
    numbers_listed()
    turn(screen, 2)
    screen.at.query_params["where"] = "any:kind:odd"
    screen.again()

    assert "page" not in screen.at.query_params
    assert 1 == rows(screen)["n"].iloc[0]


def test_a_link_may_name_page_and_filter_together(screen, numbers_listed):
    """
    The page is then one of what is filtered.
    """
    numbers_listed(where="any:kind:odd", page="2")

    assert 2001 == rows(screen)["n"].iloc[0]
    assert "2" == screen.at.query_params["page"]


@pytest.mark.parametrize(
    "asked", [{"page": "4"}, {"page": "0"}, {"page": "-1"}, {"row": "2501"}, {"row": "9" * 400},
              {"row": "x"}, {"page": "٢"}],
)  # fmt: skip
def test_a_place_that_is_not_there(screen, numbers_listed, asked):
    """
    The table begins at its beginning.
    """
    numbers_listed(**asked)

    assert 0 == rows(screen)["n"].iloc[0]
    assert not {"page", "row"} & set(screen.at.query_params)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([], ["any:city:Oslo", "range:n:1:2"]),
        (["any:city:Oslo", "range:n:1:2"], []),
        (["has:note:x", "range:n:1:2", "any:city:Oslo"], ["has:note:x"]),
        (["any:city:Oslo"], ["any:city:Oslo", "range:n:1:2"]),
        (["any:city:Ghent:Oslo", "range:m:1:2"], ["range:m:1:2", "any:city:Oslo", "range:n:1:2"]),
    ],
)
def test_what_a_click_asks_replaces_its_like_and_is_taken_back_by_the_next(now, expected):
    """
    Filters on other columns stay.
    """
    given = [parsed(text) for text in ("any:city:Oslo", "range:n:1:2")]

    assert expected == [str(one) for one in toggled([parsed(text) for text in now], given)]


BAR = (Pick(marks=[(parsed("any:city:Ghent"),), (parsed("any:city:Oslo"),), None]),)


def heard(*events):
    """Return what each event asks: a chart, and the mark that is selected there, if one is."""
    known, found = {}, []
    for name, place in events:
        points = [] if place is None else [{"curve_number": 0, "point_number": place}]
        asked, known = news(known, name, BAR, {"points": points, "box": []})
        found.append(str(asked[0]) if asked else None)
    return found


def test_a_selection_that_is_sent_again_is_no_click():
    """
    Also when the chart is gone, and the next one was clicked on.
    """
    asked = heard(("first", 0), ("first", 0), ("second", 1), ("first", 0), ("second", 1))

    assert ["any:city:Ghent", None, "any:city:Oslo", None, None] == asked


def test_a_second_click_before_the_next_chart_is_there_counts():
    """
    The browser then tells only that nothing is selected; a third click is one more.
    """
    asked = heard(("first", 0), ("first", None), ("first", None), ("first", 0), ("first", 1))

    assert ["any:city:Ghent", "any:city:Ghent", None, "any:city:Ghent", "any:city:Oslo"] == asked


def test_what_asks_nothing_is_not_taken_back():
    """
    Neither an empty chart nor a mark of all others undoes a filter.
    """
    asked = heard(("first", None), ("first", 0), ("second", None), ("first", 2), ("first", None))

    assert [None, "any:city:Ghent", None, None, None] == asked


def test_what_was_heard_is_bounded():
    """
    A session remembers the last charts only, however often somebody clicks.
    """
    known = {}
    for n in range(100):
        selection = {"points": [{"curve_number": 0, "point_number": 0}]}
        _, known = news(known, f"chart {n}", BAR, selection)

    assert [f"chart {n}" for n in range(92, 100)] == list(known)


def test_marks_can_be_clicked(screen, orders):
    """
    Points of every chart, and a box where a range can be drawn.
    """
    modes = []
    for chart in ("Bar:x=city:aggregate=count", "Scatter:x=amount_eur:y=amount_eur"):
        orders(chart=chart)
        modes.append(list(screen.at.get("plotly_chart")[0].proto.selection_mode))

    assert [[0], [0, 1]] == modes


def test_the_camera_names_its_picture(screen, orders):
    """
    The file tells workflow, chart and run, and a PNG is sharp in print.
    """
    orders(chart="Bar:x=city:aggregate=count", where="any:city:Ghent")
    config = json.loads(screen.at.get("plotly_chart")[0].proto.config)
    picture = config["toImageButtonOptions"]

    assert config["displayModeBar"] is True
    assert ("png", 2) == (picture["format"], picture["scale"])
    assert picture["filename"].endswith(f"{screen.run_id}-filtered")
    assert "Orders-Rows-by-city" in picture["filename"]

    (camera,) = (one for one in screen.at.button_group if one.label == "The camera saves")
    camera.set_value("svg")
    screen.again()
    config = json.loads(screen.at.get("plotly_chart")[0].proto.config)

    assert "svg" == config["toImageButtonOptions"]["format"]
