"""Lists that need no table: texts a line each, options to choose from."""

import pytest
from form_screens import FormScreen
from hypothesis import given, settings
from hypothesis import strategies as st
from schema_examples import ANY_JSON
from streamlit.proto.TextInput_pb2 import TextInput

from codika.schema import fields_of, read_schema
from ui import lists, ways

TEAMS = {"key": "teams", "type": "array", "label": "Teams", "itemField": {"type": "string"}}
SIZES = {
    "key": "sizes",
    "type": "array",
    "label": "Sizes",
    "maxItems": 3,
    "itemField": {"type": "select", "options": ["S", "M", "L"]},
}


def field_of(entry):
    (field,) = fields_of(read_schema([entry]).items)
    return field


def test_texts_have_a_line_each():
    """
    As they are in the payload, and no table is drawn.
    """
    screen = FormScreen([TEAMS], {"teams": ["platform", "on-call"]})

    assert "platform\non-call" == screen.widget("Teams").value
    assert (0, 0) == (len(screen.at.dataframe), len(screen.at.get("arrow_data_frame")))


@pytest.mark.parametrize(
    ("typed", "teams"),
    [
        pytest.param("a\nb", ["a", "b"], id="lines"),
        pytest.param("  a \n\n\tb\r\n", ["a", "b"], id="blanks and empty lines"),
        pytest.param("a, b; c", ["a, b; c"], id="a comma ends no line"),
        pytest.param("a\u2028b", ["a\u2028b"], id="nor does what ends one elsewhere"),
        pytest.param("a\na", ["a", "a"], id="the same twice"),
        pytest.param(" \n ", None, id="nothing"),
    ],
)
def test_what_is_typed_is_an_item_a_line(typed, teams):
    """
    What nobody means to be part of an item is left out.
    """
    screen = FormScreen([TEAMS], {"teams": ["x"]}).type("Teams", typed)

    assert teams == screen.payload.get("teams")
    assert [] == screen.problems


def test_an_empty_list_is_sent_where_it_means_something():
    """
    Required with a least number of 0: no line is an answer.
    """
    asking = {**TEAMS, "required": True, "minItems": 0}
    screen = FormScreen([asking], {"teams": ["x"]}).type("Teams", "")

    assert [] == screen.payload["teams"]


@pytest.mark.parametrize(
    "teams",
    [
        pytest.param(["a\nb"], id="of several lines"),
        pytest.param(["a "], id="with a blank at its end"),
        pytest.param(["", "a"], id="empty"),
        pytest.param(["a\rb"], id="carriage return"),
        pytest.param(["a", 1], id="no text"),
        pytest.param(["a"] * 1001, id="too many"),
    ],
)
def test_texts_that_lines_would_change_are_a_table(teams):
    """
    So nothing is changed by being shown.
    """
    screen = FormScreen([TEAMS], {"teams": teams})

    assert teams == screen.payload["teams"]
    assert len(teams) == len(screen.table)


def test_half_a_character_is_a_table_with_a_cell_of_json():
    """
    No browser can be sent it as text, so it is spelled out.
    """
    screen = FormScreen([TEAMS], {"teams": ["\ud800"]})

    assert [['"\\ud800"']] == screen.table
    assert ["\ud800"] == screen.payload["teams"]


def test_a_table_stays_one_while_somebody_works_in_it():
    """
    What was an odd text is mended there, and the table is not taken from under the hands;
    it goes on from the rows it was drawn with.
    """
    screen = FormScreen([TEAMS], {"teams": ["a "]})
    screen.payload["teams"] = ["a"]  # AppTest cannot type into a cell
    screen.draw()

    assert [["a "]] == screen.table


def test_options_are_chosen():
    """
    In the order in which they stand in the payload.
    """
    screen = FormScreen([SIZES], {"sizes": ["L", "S"]})
    before = screen.widget("Sizes").value
    screen.type("Sizes", [1])

    assert [2, 0] == before
    assert ["M"] == screen.payload["sizes"]


@pytest.mark.parametrize(
    ("schema", "sizes"),
    [
        pytest.param(SIZES, ["S", "S"], id="one twice"),
        pytest.param(SIZES, ["XL"], id="not among them"),
        pytest.param({**SIZES, "maxItems": 4}, ["S"], id="room for one twice"),
        pytest.param({**SIZES, "maxItems": None}, ["S"], id="room for any number"),
    ],
)
def test_options_that_may_repeat_are_a_table(schema, sizes):
    """
    A box to choose from holds each of them once.
    """
    screen = FormScreen([schema], {"sizes": sizes})

    assert len(sizes) == len(screen.table)
    assert sizes == screen.payload["sizes"]


def test_bounds_are_said_and_checked():
    """
    Below the box, and when it was left with too few.
    """
    screen = FormScreen([{**TEAMS, "minItems": 2, "maxItems": 4}], {"teams": ["a", "b"]})
    screen.type("Teams", "a")

    assert [
        "One to a line; a column of a spreadsheet can be pasted.  2 to 4 rows."
    ] == screen.captions
    assert ["Teams must have at least 2 items"] == screen.problems


@settings(deadline=None)
@given(st.lists(st.text() | ANY_JSON, max_size=4))
def test_what_comes_back_is_what_was_shown(items):
    """
    Whatever the list holds.
    """
    for field in map(field_of, (TEAMS, SIZES)):
        if items and lists.can_show(field, items):
            assert repr(items) == repr(ways.answer(field, ways.shown(field, items)))


def test_a_secret_list_is_masked():
    """
    Lines would show it to whoever stands behind.
    """
    screen = FormScreen([{**TEAMS, "key": "passwords", "label": "Passwords"}], {"passwords": ["x"]})

    box = screen.widget("Passwords (JSON)")

    assert TextInput.Type.PASSWORD == box.proto.type
