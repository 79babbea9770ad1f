"""Any schema, payload and address: a form that can be used, which changes nothing by itself."""

import pytest
from form_screens import FormScreen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schema_examples import ANY_JSON, ANY_TEXT, NEARLY_SCHEMAS

from codika import schema as schemas
from codika.errors import PayloadError
from codika.schema import fields_of, read_schema
from ui import widgets
from ui.problems import found_in

A_FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
PAYLOADS = st.dictionaries(st.sampled_from("abcdefg") | ANY_TEXT, ANY_JSON, max_size=6)


@pytest.mark.timeout(300)
@A_FEW
@given(NEARLY_SCHEMAS, PAYLOADS)
def test_a_form_nobody_touches_holds_what_filled_it(raw, payload):
    """
    To the last digit, whatever the schema says of it, drawn once or twice, as form or as JSON.
    """
    screen = FormScreen(raw, payload)
    screen.draw()
    in_form = repr(screen.payload)
    if screen.workflow.inputs:
        screen.view("JSON").view("Form")

    assert [repr(payload)] * 2 == [in_form, repr(screen.payload)]


@pytest.mark.timeout(300)
@A_FEW
@given(NEARLY_SCHEMAS, PAYLOADS)
def test_a_form_says_what_the_schema_says(raw, payload):
    """
    Pressing Run on what nobody touched tells the problems the library finds, and no others.
    """
    screen = FormScreen(raw, payload)
    expected = {str(one) for one in schemas.problems(screen.workflow.inputs, payload)}
    assert expected == {str(one) for one in found_in(screen.shown.filling)}


@pytest.mark.timeout(300)
@A_FEW
@given(
    NEARLY_SCHEMAS,
    st.dictionaries(
        st.sampled_from(["p.a", "p.b", "p.c.d", "p.", "draft", "from", "preset", "run"]) | ANY_TEXT,
        st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=3),
        max_size=4,
    ),
)
def test_any_address_gives_a_form(raw, params):
    """
    What a stranger's link says is text in a form, at most.
    """
    params = {name.encode("utf-8", "replace").decode(): texts for name, texts in params.items()}
    screen = FormScreen(raw, params=params)

    assert "Run" in [button.label for button in screen.at.button]


def _typed(field):
    """Return what a person could do to the field's own widget."""
    match field:
        case schemas.MultiselectField():
            return st.lists(st.sampled_from(range(len(field.options))), unique=True)
        case schemas.SelectField():
            return st.none() | st.sampled_from(range(len(field.options)))
        case schemas.BooleanField():
            return st.none() | st.booleans()
        case schemas.NumberField():
            return st.none() | st.integers(-(2**53), 2**53).map(float) | st.floats(-1e6, 1e6)
        case schemas.DateField():
            return st.none() | st.dates(widgets.FIRST_DAY, widgets.LAST_DAY)
        case _:
            return st.text(st.characters(codec="utf-8"), max_size=20)


ONE_OF_EACH = [
    {"key": "t", "type": "string", "minLength": 2},
    {"key": "x", "type": "text", "required": True, "minLength": 0},
    {"key": "n", "type": "number", "min": 0, "max": 10, "step": 0.5},
    {"key": "b", "type": "boolean", "required": True},
    {"key": "d", "type": "date", "minDate": "2026-01-01"},
    {"key": "s", "type": "select", "options": ["", "a", 1, True]},
    {"key": "r", "type": "radio", "options": ["a", "b"], "required": True},
    {"key": "m", "type": "multiselect", "options": ["a", "b", "c"], "minSelections": 2},
    {"key": "f", "type": "file"},
    {"key": "u", "type": "colour"},
    {"key": "o", "type": "object", "schema": [{"key": "p", "type": "number", "required": True}]},
]


@pytest.mark.timeout(300)
@A_FEW
@given(st.data())
def test_what_is_typed_is_what_is_sent(data):
    """
    One field of any type is edited: its value is what its widget says, the others stay, and
    what is wrong with it is what the schema says.
    """
    items = read_schema(ONE_OF_EACH).items
    field = data.draw(st.sampled_from([one for one in fields_of(items) if one.key != "o"]))
    before = {"t": "ab", "n": 2, "unknown": [1], "o": {"p": 0, "q": None}}
    screen = FormScreen(ONE_OF_EACH, before)
    typed = data.draw(_typed(field))
    label = field.title + {"f": " (file)", "u": " (text or JSON)"}.get(field.key, "")
    screen.type(label, typed)
    try:
        value = widgets.answer(field, typed)
        expected = {key: kept for key, kept in before.items() if key != field.key}
        expected |= {} if value is None else {field.key: value}
    except PayloadError:
        expected = before  # what cannot be read is told, and nothing is sent

    shown = widgets.shown(field, before.get(field.key))
    if typed == shown and isinstance(typed, type(shown)):
        expected = before

    assert expected == screen.payload
