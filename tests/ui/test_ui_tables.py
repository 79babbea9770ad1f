"""Lists in a table: what was done to it is laid over the rows, cell by cell."""

import pytest
from form_screens import FormScreen, workflow
from hypothesis import given, settings
from hypothesis import strategies as st
from schema_examples import ANY_JSON

from codika.model import ProcessInstance
from codika.schema import fields_of, read_schema
from ui import filling, tables
from ui.ways import Asked

LINES = {
    "key": "lines",
    "type": "objectArray",
    "label": "Lines",
    "minItems": 2,
    "itemSchema": [
        {"key": "name", "type": "string", "label": "Name", "required": True},
        {"key": "n", "type": "number", "label": "N"},
        {"key": "on", "type": "boolean", "label": "On"},
        {"key": "day", "type": "date", "label": "Day"},
        {"key": "kind", "type": "select", "label": "Kind", "options": ["a", "b", 1]},
        {"key": "more", "type": "object", "label": "More", "schema": []},
    ],
}
ROWS = [
    {"name": "x", "n": 1, "on": False, "day": "2026-01-02", "kind": 1, "more": {"a": [1]}, "z": 0},
    {"name": "", "n": 2.5, "day": None},
]
COLUMNS = [f"c{n}" for n in range(6)]


def field_of(entry):
    (field,) = fields_of(read_schema([{"key": "a", **entry}]).items)
    return field


def changes(*, edited=None, added=(), deleted=()):
    return {"edited_rows": edited or {}, "added_rows": list(added), "deleted_rows": list(deleted)}


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        pytest.param(changes(), ROWS, id="nothing"),
        pytest.param(
            changes(edited={1: {"c0": "y", "c1": 3}}),
            [ROWS[0], {"name": "y", "n": 3, "day": None}],
            id="cells",
        ),
        pytest.param(
            changes(edited={0: {"c2": True, "c3": "2026-02-03", "c4": "b", "c5": '{"b": 2}'}}),
            [{**ROWS[0], "on": True, "day": "2026-02-03", "kind": "b", "more": {"b": 2}}, ROWS[1]],
            id="each type",
        ),
        pytest.param(
            changes(edited={0: {"c1": None, "c4": None}}),
            [{key: ROWS[0][key] for key in ("name", "on", "day", "more", "z")}, ROWS[1]],
            id="emptied cells",
        ),
        pytest.param(
            changes(edited={0: {"c5": "{broken"}}),
            [{**ROWS[0], "more": "{broken"}, ROWS[1]],
            id="broken JSON stays as text",
        ),
        pytest.param(changes(deleted=[0]), [ROWS[1]], id="deleted"),
        pytest.param(
            changes(deleted=[1], edited={1: {"c0": "y"}}), [ROWS[0]], id="edited, then deleted"
        ),
        pytest.param(
            changes(added=[{"c0": "new", "c1": 7.0}, {}, {"c0": None}]),
            [*ROWS, {"name": "new", "n": 7}],
            id="added, empty ones not yet",
        ),
        pytest.param(changes(edited={9: {"c0": "y"}}), ROWS, id="a row that is not there"),
        pytest.param(changes(edited={0: {"c9": "y"}}), ROWS, id="a column that is not there"),
        pytest.param(changes(deleted=[0, 1]), None, id="all deleted"),
    ],
)
def test_rows_are_what_was_done_to_them(done, expected):
    """
    A cell nobody touched keeps its value, and a key no column shows stays.
    """
    assert expected == tables.edited(field_of(LINES), ROWS, done)


@pytest.mark.parametrize(
    ("item", "rows", "done", "expected"),
    [
        pytest.param("string", ["007", ""], {0: {"c0": "08"}}, ["08", ""], id="text"),
        pytest.param("number", [1, 2.5, 2**60], {0: {"c0": "3"}}, [3, 2.5, 2**60], id="big number"),
        pytest.param("number", [1.0, 2], {1: {"c0": 4}}, [1.0, 4], id="number"),
        pytest.param("boolean", [True, False], {0: {"c0": False}}, [False, False], id="flag"),
        pytest.param("date", ["2026-01-02"], {0: {"c0": "2026-01-03"}}, ["2026-01-03"], id="day"),
        pytest.param("string", ["a", "b"], {0: {"c0": None}}, ["b"], id="emptied"),
        pytest.param("string", ["a", 5], {0: {"c0": '"b"'}}, ["b", 5], id="of two types"),
    ],
)
def test_items_are_what_was_done_to_them(item, rows, done, expected):
    """
    Lists of single values of each type; a mixed one is edited as JSON, cell by cell.
    """
    field = field_of({"type": "array", "itemField": {"type": item}})
    now = tables.edited(field, rows, changes(edited=done))

    assert repr(expected) == repr(now)


def test_an_empty_list_is_sent_where_it_means_something():
    """
    Required with a least number of 0: no row is an answer.
    """
    field = field_of({"type": "array", "required": True, "minItems": 0})

    assert [] == tables.edited(field, ["a"], changes(deleted=[0]))


@settings(deadline=None)
@given(st.lists(ANY_JSON, max_size=4))
def test_a_table_nobody_touches_changes_nothing(rows):
    """
    Whatever the list holds.
    """
    for kind in ("string", "number", "boolean", "date", "select"):
        field = field_of({"type": "array", "itemField": {"type": kind, "options": ["a"]}})

        assert repr(rows) == repr(tables.edited(field, rows, tables.NO_CHANGES) or [])


def test_a_table_shows_each_type_in_its_own_column():
    """
    Under the field's label, with a star where it must be filled in.
    """
    screen = FormScreen([LINES], {"lines": ROWS})

    assert [
        ["x", 1.0, False, "2026-01-02T00:00:00.000", "1", '{ "a": [ 1 ] }'],
        ["", 2.5, None, None, None, None],
    ] == [[str(cell)[:23] if n == 3 and cell else cell for n, cell in enumerate(row)]
          for row in screen.table]  # fmt: skip


def test_what_is_wrong_in_a_table_is_told_with_its_row():
    """
    On Run; too few rows too.
    """
    screen = FormScreen([LINES], {"lines": [{"n": 1}]}).press("Run")

    assert ["Lines must have at least 2 items", "Lines, row 1, Name is required"] == screen.problems


def test_cells_nobody_has_come_to_yet_are_not_complained_about():
    """
    While a row is filled in, cell by cell, what is typed is judged and what is not yet is not.
    """
    screen = FormScreen([LINES], {"lines": [{"n": 1}, {"kind": "z"}]})
    screen.shown.filling.touched.add("lines")  # AppTest cannot type into a cell
    screen.draw()

    assert ["Lines, row 2, Kind must be one of the options"] == screen.problems


def test_secrets_of_rows_are_asked_for_beside_the_table():
    """
    A cell cannot be masked, so each row has a masked box below.
    """
    schema = [
        {
            "key": "users",
            "type": "objectArray",
            "label": "Users",
            "itemSchema": [
                {"key": "name", "type": "string", "label": "Name"},
                {"key": "password", "type": "string", "label": "Password"},
            ],
        }
    ]
    screen = FormScreen(schema, {"users": [{"name": "Ann", "password": "hunter2"}, {"name": "B"}]})
    screen.type("Users, row 2: Password", "new")

    assert [["Ann"], ["B"]] == screen.table
    assert "new" == screen.payload["users"][1]["password"]
    assert "hunter2" == screen.payload["users"][0]["password"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("text", id="no list"),
        pytest.param([1], id="row that is no object"),
        pytest.param([{}] * 10_001, id="more rows than a table shows"),
    ],
)
def test_what_no_table_can_hold_is_edited_as_json(value):
    screen = FormScreen([LINES], {"lines": value})

    assert value == screen.payload["lines"]
    assert screen.widget("Lines (JSON)").value.startswith(('"', "["))


def test_a_table_goes_on_from_the_rows_it_was_drawn_with(monkeypatch):
    """
    What was done to it is told from its first drawing on, so it is laid over those rows.
    """
    held = {}
    monkeypatch.setattr(filling.st, "session_state", held)
    asking = workflow([{"key": "a", "type": "array"}])
    (field,) = asking.inputs
    one = filling.begun(ProcessInstance(id="i", environment="dev", api_key="x"), asking, {"a": []})

    def draw():
        one.begin_to_draw()
        one.register(
            Asked(
                field=field,
                path=("a",),
                place="a",
                key="k",
                held=tables.NO_CHANGES,
                rows=list(one.payload["a"]),
            )
        )

    draw()
    held["k"] = changes(added=[{"c0": "b"}])
    first = one.take()
    draw()
    again = one.take()
    held["k"] = changes(added=[{"c0": "b"}, {"c0": "c"}])
    last = one.take()

    assert ({"a"}, set(), {"a"}) == (first, again, last)
    assert {"a": ["b", "c"]} == one.payload
