"""Schemas from elsewhere: what survives, what is left out, and what is said about it."""

import pytest
from schema_examples import notes_on, read_field

from codika import schema


def _read(*entries):
    return schema.read_schema(list(entries)).items


def test_fields_and_sections_mix_and_nest():
    """
    Sections group and add nothing to the payload.
    """
    items = _read(
        {"key": "a", "type": "string"},
        {
            "type": "section",
            "title": "More",
            "description": "Rarely needed",
            "collapsible": True,
            "defaultOpen": False,
            "inputSchema": [
                {"key": "b", "type": "number"},
                {"type": "section", "inputSchema": [{"key": "c", "type": "boolean"}]},
            ],
        },
    )

    assert (
        schema.StringField(key="a"),
        schema.Section(
            title="More",
            description="Rarely needed",
            collapsible=True,
            default_open=False,
            items=(
                schema.NumberField(key="b"),
                schema.Section(items=(schema.BooleanField(key="c"),)),
            ),
        ),
    ) == items
    assert ["a", "b", "c"] == [field.key for field in schema.fields_of(items)]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param([{"key": "a", "type": "string"}], id="list"),
        pytest.param(({"key": "a", "type": "string"},), id="tuple"),
        pytest.param({"inputSchema": [{"key": "a", "type": "string"}]}, id="pasted with its name"),
        pytest.param([{"name": "a", "type": "string"}], id="name for key"),
        pytest.param([{"key": "a", "type": "string", "colour": "red"}], id="unknown property"),
        pytest.param([{"key": "a", "type": "string", "label": None}], id="null property"),
    ],
)
def test_one_field_in_all_spellings(raw):
    assert ((schema.StringField(key="a"),), ()) == (
        schema.read_schema(raw).items,
        schema.read_schema(raw).notes,
    )


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("text", "the schema is text, not a list of fields"),
        ({"a": 1}, "the schema is an object, not a list of fields"),
        (7, "the schema is a number, not a list of fields"),
    ],
)
def test_what_is_no_schema_is_an_empty_one_with_a_note(raw, note):
    assert schema.SchemaReading(notes=(note,)) == schema.read_schema(raw)


def test_no_schema_at_all_is_no_reason_for_a_note():
    assert schema.SchemaReading() == schema.read_schema(None)


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        pytest.param("a", "[0]: is text, not a field; left out", id="no object"),
        pytest.param({"type": "string"}, "[0]: has no key, left out", id="no key"),
        pytest.param({"type": "string", "key": " "}, "[0]: has no key, left out", id="blank key"),
        pytest.param(
            {"type": "string", "key": 5}, "[0]: has no key, left out", id="number for key"
        ),
        pytest.param(
            {"type": "string", "key": "k" * 201},
            "[0]: its key is longer than 200 characters, left out",
            id="endless key",
        ),
    ],
)
def test_an_entry_that_cannot_be_used_is_left_out(entry, note):
    assert ((), (note,)) == (_read(entry), notes_on(entry))


def test_of_equal_keys_the_first_counts():
    """
    Also across sections, as the payload is flat; an object has keys of its own.
    """
    entries = [
        {"key": "a", "type": "string"},
        {"type": "section", "inputSchema": [{"key": "a", "type": "number"}]},
        {"key": "o", "type": "object", "schema": [{"key": "a", "type": "date"}]},
    ]

    assert (
        schema.StringField(key="a"),
        schema.Section(),
        schema.ObjectField(key="o", items=(schema.DateField(key="a"),)),
    ) == _read(*entries)
    assert ("[1].a: comes twice, only the first counts",) == notes_on(*entries)


@pytest.mark.parametrize(
    ("properties", "note"),
    [
        ({"type": "string", "label": 5}, "label is not text, left out"),
        ({"type": "string", "label": "\ud800"}, "label holds half a character, left out"),
        ({"type": "string", "required": "yes"}, "required is neither true nor false, left out"),
        ({"type": "string", "minLength": -1}, "minLength is not a whole number from 0, left out"),
        ({"type": "string", "minLength": True}, "minLength is not a whole number from 0, left out"),
        ({"type": "string", "minLength": 3, "maxLength": 2}, "3 to 2 is no range, not checked"),
        ({"type": "string", "regex": "("}, "regex is not checked here: missing ), left out"),
        (
            {"type": "string", "regex": "(a+)+$"},
            "regex is not checked here: it could take forever, left out",
        ),
        ({"type": "number", "min": "1"}, "min is not a number, left out"),
        ({"type": "number", "max": float("nan")}, "max is not a number, left out"),
        ({"type": "number", "step": 0}, "step is not above 0, left out"),
        (
            {"type": "number", "numberType": "big"},
            "numberType is neither integer nor double, left out",
        ),
        ({"type": "date", "minDate": "May"}, "minDate is not a date written YYYY-MM-DD, left out"),
        ({"type": "file", "tags": "a"}, "tags is not a list, left out"),
        ({"type": "object", "schema": {}}, "schema is not a list of fields, left out"),
        (
            {"type": "string", "defaultValue": 5},
            "defaultValue left out: X must be text, not a number",
        ),
        (
            {"type": "array", "itemField": {"type": "number"}, "defaultValue": [1, "a"]},
            "defaultValue left out: X, item 2 must be a number, not text",
        ),
        (
            {"type": "select", "options": ["a"], "defaultValue": "b"},
            "defaultValue left out: X must be one of the options",
        ),
        (
            {"type": "object", "defaultValue": []},
            "defaultValue left out: must be an object, not a list",
        ),
    ],
)
def test_a_property_without_sense_costs_only_itself(properties, note):
    entry = {"key": "x", **properties}
    field = read_field(**properties)

    assert (f"x: {note}",) == notes_on(entry)
    assert (
        getattr(schema, type(field).__name__)(
            key="x",
            **{name: getattr(field, name) for name in ("options", "item") if hasattr(field, name)},
        )
        == field
    )


@pytest.mark.parametrize(
    ("entry", "declared_type", "note"),
    [
        ({"type": "colour"}, "colour", "x: type 'colour' is not known, any JSON is taken"),
        ({}, "", "x: has no type, any JSON is taken"),
        ({"type": 5}, "5", "x: has no type, any JSON is taken"),
        ({"type": "select"}, "select", "x: has no options, any JSON is taken"),
        ({"type": "radio", "options": []}, "radio", "x: has no options, any JSON is taken"),
    ],
)
def test_what_we_do_not_know_is_any_json(entry, declared_type, note):
    expected = schema.UnknownField(key="x", declared_type=declared_type)

    assert (expected, (note,)) == (read_field(**entry), notes_on({"key": "x", **entry}))


def test_an_option_without_value_or_told_twice_is_left_out():
    entry = {"key": "x", "type": "select", "options": ["a", "a", {"label": "b"}, None, 1, True]}

    assert ["a", 1, True] == [option.value for option in _read(entry)[0].options]
    assert (
        "x: options[1] comes twice, only the first counts",
        "x: options[2] has no usable value, left out",
        "x: options[3] has no usable value, left out",
    ) == notes_on(entry)


@pytest.mark.parametrize("kind", ["multiselect", "file", "array", "object", "objectArray"])
def test_a_list_holds_no_lists_objects_or_files(kind):
    """
    Codika's database takes no list inside a list.
    """
    entry = {"key": "x", "type": "array", "itemField": {"type": kind}}

    assert schema.UnknownField(declared_type=kind) == _read(entry)[0].item
    assert (f"x[]: a list cannot hold type {kind!r}, any JSON is taken",) == notes_on(entry)


def test_items_have_no_label_and_no_required_of_their_own():
    """
    One guide gives them a label; it means nothing.
    """
    entry = {
        "type": "array",
        "itemField": {"type": "number", "label": "N", "required": True, "min": 1},
    }

    assert schema.NumberField(minimum=1) == read_field(**entry).item


def test_a_list_without_item_field_is_one_of_texts():
    assert schema.ArrayField(key="x", item=schema.StringField()) == read_field(type="array")


def test_an_object_may_begin_with_a_part_of_itself():
    """
    A default need not hold what is required: that is for a person to fill in.
    """
    inner = [{"key": "a", "type": "string", "required": True}]
    field = read_field(type="object", schema=inner, defaultValue={"b": 1})

    assert {"b": 1} == field.default


def test_empty_default_is_no_default():
    assert (None, ()) == (
        read_field(type="string", defaultValue="").default,
        notes_on({"key": "x", "type": "string", "required": True, "defaultValue": ""}),
    )


def test_reserved_key_gets_a_note():
    """
    Codika puts `executionMetadata` beside the fields itself.
    """
    entry = {"key": "executionMetadata", "type": "string"}

    assert ("executionMetadata: Codika adds a value of this name itself",) == notes_on(entry)


def test_texts_are_cut():
    field = read_field(type="string", label="l" * 1_000, description="d" * 10_000)

    assert (300, 5_000) == (len(field.label), len(field.description))


def test_a_label_is_one_line():
    assert "a b" == read_field(type="string", label=" a\n\tb ").label


def test_more_fields_than_anyone_fills_in_are_left_out():
    reading = schema.read_schema([{"key": f"k{n}", "type": "string"} for n in range(2_500)])

    assert 2_000 == len(reading.items)
    assert ("more than 2000 fields in all, the rest is left out",) == reading.notes


def test_more_options_than_anyone_reads_are_left_out():
    entries = [
        {"key": f"k{n}", "type": "select", "options": [str(m) for m in range(15_000)]}
        for n in range(2)
    ]
    items = _read(*entries)

    assert [15_000, 5_000] == [len(item.options) for item in items]


def test_a_schema_nested_without_end_ends():
    """
    Twelve levels are read; a schema that holds itself is no endless loop.
    """
    entry = {"key": "o", "type": "object"}
    entry["schema"] = [entry]
    (item,) = _read(entry)
    depth = 0
    while item.items:
        depth += 1
        (item,) = item.items

    assert 11 == depth
    assert 1 == len(notes_on(entry))


def test_notes_are_bounded():
    assert 100 == len(notes_on(*range(1_000)))
