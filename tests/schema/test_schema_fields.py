"""The rules of the field types: exact values, exact words."""

import pytest
from schema_examples import notes_on, read_field

from codika import schema

NAN = float("nan")


def _options(*values):
    return [{"value": value, "label": str(value).title()} for value in values]


@pytest.mark.parametrize(
    ("entry", "value", "expected"),
    [
        pytest.param({"type": "string"}, "a", None, id="text"),
        pytest.param({"type": "string"}, 1, "must be text, not a number", id="number for text"),
        pytest.param({"type": "string"}, False, "must be text, not true or false", id="false"),
        pytest.param({"type": "text"}, "a\nb", None, id="several lines"),
        pytest.param(
            {"type": "string", "minLength": 2}, "a", "must have at least 2 characters", id="short"
        ),
        pytest.param({"type": "string", "minLength": 2}, "ab", None, id="just long enough"),
        pytest.param(
            {"type": "string", "maxLength": 1}, "ab", "must have at most 1 character", id="long"
        ),
        pytest.param({"type": "string", "maxLength": 1}, "é", None, id="counted in characters"),
        pytest.param(
            {"type": "string", "regex": "^[0-9]+$"},
            "a",
            "does not have the expected form",
            id="regex",
        ),
        pytest.param(
            {"type": "string", "regex": "^[0-9]+$", "regexError": "Digits only"},
            "a",
            "Digits only",
            id="regexError",
        ),
        pytest.param({"type": "string", "regex": "["}, "a", None, id="broken regex"),
        pytest.param({"type": "number"}, 0, None, id="zero"),
        pytest.param({"type": "number"}, 2**53 + 1, None, id="beyond doubles"),
        pytest.param(
            {"type": "number"}, 10**4000, "holds a number with too many digits", id="huge"
        ),
        pytest.param(
            {"type": "number"}, True, "must be a number, not true or false", id="true is no number"
        ),
        pytest.param({"type": "number"}, "5", "must be a number, not text", id="digits in a text"),
        pytest.param({"type": "number"}, NAN, "must be a number, not NaN or Infinity", id="nan"),
        pytest.param(
            {"type": "number"}, float("inf"), "must be a number, not NaN or Infinity", id="infinity"
        ),
        pytest.param(
            {"type": "number", "numberType": "integer"}, 1.5, "must be a whole number", id="integer"
        ),
        pytest.param({"type": "number", "numberType": "integer"}, 5.0, None, id="5.0 is whole"),
        pytest.param({"type": "number", "numberType": "double"}, 1.5, None, id="double"),
        pytest.param({"type": "number", "numberType": "float"}, 1.5, None, id="float"),
        pytest.param({"type": "number", "min": 1.0}, 0, "must be at least 1", id="min"),
        pytest.param({"type": "number", "min": 0}, -0.5, "must be at least 0", id="min of 0"),
        pytest.param({"type": "number", "max": 1}, 1.5, "must be at most 1", id="max"),
        pytest.param(
            {"type": "number", "max": 2**53}, 2**53 + 1, f"must be at most {2**53}", id="exact max"
        ),
        pytest.param({"type": "number", "step": 0.1}, 0.3, None, id="step without float trouble"),
        pytest.param(
            {"type": "number", "step": 5}, 7, "must go in steps of 5 from 0", id="off the step"
        ),
        pytest.param({"type": "number", "step": 5, "min": 2}, 7, None, id="step from the minimum"),
        pytest.param(
            {"type": "number", "step": 5, "min": 2},
            10,
            "must go in steps of 5 from 2",
            id="off the step from the minimum",
        ),
        pytest.param({"type": "number", "step": 2}, 10**400, None, id="step of a huge number"),
        pytest.param({"type": "boolean"}, False, None, id="no"),
        pytest.param({"type": "boolean"}, 0, "must be true or false", id="0 is not false"),
        pytest.param({"type": "date"}, "2026-05-01", None, id="day"),
        pytest.param(
            {"type": "date"},
            "01.05.2026",
            "must be a date, written YYYY-MM-DD",
            id="other spelling",
        ),
        pytest.param(
            {"type": "date"}, "2026-02-30", "must be a date, written YYYY-MM-DD", id="no such day"
        ),
        pytest.param(
            {"type": "date", "minDate": "2026-05-02"},
            "2026-05-01",
            "must be 2026-05-02 or later",
            id="too early",
        ),
        pytest.param({"type": "date", "minDate": "2026-05-01"}, "2026-05-01", None, id="first day"),
        pytest.param(
            {"type": "date", "maxDate": "2026-05-01"},
            "2026-05-02",
            "must be 2026-05-01 or earlier",
            id="too late",
        ),
        pytest.param({"type": "select", "options": _options("a")}, "a", None, id="option"),
        pytest.param(
            {"type": "select", "options": _options("a")},
            "A",
            "must be one of the options",
            id="label",
        ),
        pytest.param(
            {"type": "radio", "options": _options("a")},
            "b",
            "must be one of the options",
            id="radio",
        ),
        pytest.param({"type": "select", "options": _options(1)}, 1, None, id="option is a number"),
        pytest.param(
            {"type": "select", "options": _options(1)},
            True,
            "must be one of the options",
            id="true is not option 1",
        ),
        pytest.param(
            {"type": "select", "options": _options("a")},
            [],
            "must be one of the options",
            id="list",
        ),
        pytest.param(
            {"type": "multiselect", "options": _options("a", "b")}, ["b", "a"], None, id="choices"
        ),
        pytest.param(
            {"type": "multiselect", "options": _options("a")},
            ["a", "c"],
            "must hold nothing but the options",
            id="choice that is no option",
        ),
        pytest.param(
            {"type": "multiselect", "options": _options("a")},
            "a",
            "must be a list of options, not text",
            id="one choice without a list",
        ),
        pytest.param(
            {"type": "multiselect", "options": _options("a", "b"), "minSelections": 2},
            ["a"],
            "must have at least 2 choices",
            id="minSelections",
        ),
        pytest.param(
            {"type": "multiselect", "options": _options("a", "b"), "maxItems": 1},
            ["a", "b"],
            "must have at most 1 choice",
            id="maxItems for maxSelections",
        ),
        pytest.param({"type": "file"}, "doc_7Qk2", None, id="document id"),
        pytest.param({"type": "file"}, {"downloadUrl": "https://x/y"}, None, id="address"),
        pytest.param(
            {"type": "file"},
            {"downloadUrl": "file:///etc/passwd"},
            "must be a document id, or an object with a downloadUrl",
            id="other kind of address",
        ),
        pytest.param(
            {"type": "file", "maxSize": 10},
            {"downloadUrl": "https://x/y", "fileSize": 11},
            "must be at most 10 bytes",
            id="maxSize",
        ),
        pytest.param(
            {"type": "file", "allowedMimeTypes": ["application/pdf"]},
            {"downloadUrl": "https://x/y", "mimeType": "image/png"},
            "must be of type application/pdf",
            id="allowedMimeTypes",
        ),
        pytest.param({"type": "array"}, ["a", ""], None, id="an empty text is an item"),
        pytest.param({"type": "array"}, "a", "must be a list, not text", id="no list"),
        pytest.param(
            {"type": "array", "minItems": 2}, ["a"], "must have at least 2 items", id="minItems"
        ),
        pytest.param(
            {"type": "array", "maxItems": 1}, ["a", "b"], "must have at most 1 item", id="maxItems"
        ),
        pytest.param({"type": "object"}, ["a"], "must be an object, not a list", id="no object"),
        pytest.param({"type": "object"}, {"any": "thing"}, None, id="object without a schema"),
        pytest.param({"type": "objectArray"}, {}, "must be a list, not an object", id="no rows"),
        pytest.param(
            {"type": "objectArray", "minItems": 2},
            [{}],
            "must have at least 2 items",
            id="few rows",
        ),
        pytest.param({"type": "colour"}, {"r": 1}, None, id="unknown type"),
        pytest.param(
            {"type": "colour"},
            [NAN],
            "holds NaN or Infinity, which JSON cannot write",
            id="unsendable",
        ),
        pytest.param(
            {"type": "string"},
            "\ud800",
            "holds half a character (a lone surrogate)",
            id="surrogate",
        ),
    ],
)
def test_problem(entry, value, expected):
    found = [problem.message for problem in read_field(**entry).problems(value)]

    assert ([] if expected is None else [expected]) == found


@pytest.mark.parametrize(
    ("entry", "value", "expected"),
    [
        pytest.param({"type": "string"}, "", True, id="empty text"),
        pytest.param({"type": "string"}, " ", False, id="a blank"),
        pytest.param({"type": "string"}, None, True, id="nothing"),
        pytest.param({"type": "number"}, 0, False, id="zero"),
        pytest.param({"type": "boolean"}, False, False, id="no"),
        pytest.param({"type": "number"}, [], False, id="a list is no empty number"),
        pytest.param({"type": "array"}, [], True, id="empty list"),
        pytest.param({"type": "multiselect", "options": ["a"]}, [], True, id="no choices"),
        pytest.param({"type": "object"}, {}, True, id="empty object"),
        pytest.param({"type": "object"}, {"a": 0}, False, id="zero inside"),
        pytest.param({"type": "colour"}, [], False, id="unknown type"),
        pytest.param({"type": "select", "options": ["", "a"]}, "", False, id="empty option"),
        pytest.param({"type": "select", "options": ["a"]}, "", True, id="no empty option"),
        pytest.param(
            {"type": "array", "required": True, "minItems": 0}, [], False, id="may be of no length"
        ),
        pytest.param({"type": "array", "minItems": 0}, [], True, id="needs not be there"),
        pytest.param(
            {"type": "string", "required": True, "minLength": 0}, "", False, id="text of no length"
        ),
        pytest.param(
            {"type": "multiselect", "options": ["a"], "required": True, "minSelections": 0},
            [],
            False,
            id="none of the options",
        ),
    ],
)
def test_is_empty(entry, value, expected):
    assert expected is read_field(**entry).is_empty(value)


@pytest.mark.parametrize(
    ("allowed", "name", "mime_type", "expected"),
    [
        ([], "a.exe", "", True),
        (["image/*"], "a", "image/PNG", True),
        (["image/*"], "a", "imagery/png", False),
        ([".docx"], "A.DOCX", "", True),
        ([".docx"], "a.doc", "", False),
        (["application/json"], "a", "application/json; charset=utf-8", True),
        (["*/*"], "a", "", True),
    ],
)
def test_allowed_files_are_types_wildcards_and_extensions(allowed, name, mime_type, expected):
    field = schema.FileField(key="f", allowed_types=tuple(allowed))

    assert expected is field.allows(name, mime_type)


DAY = {"key": "a", "type": "date"}
PROPERTIES = [
    ("string", "label", "Your name", "label", "Your name"),
    ("string", "description", " As in\nyour passport ", "description", "As in\nyour passport"),
    ("string", "tooltip", "t", "tooltip", "t"),
    ("string", "placeholder", "Ann", "placeholder", "Ann"),
    ("string", "required", True, "required", True),
    ("string", "defaultValue", "Ann", "default", "Ann"),
    ("string", "secret", True, "secret", True),
    ("string", "isSecret", True, "secret", True),
    ("string", "sensitive", False, "secret", False),
    ("string", "minLength", 1, "min_length", 1),
    ("string", "maxLength", 9.0, "max_length", 9),
    ("string", "regex", "a", "regex", "a"),
    ("string", "regexError", "no", "regex_error", "no"),
    ("text", "rows", 8, "rows", 8),
    ("text", "minLength", 1, "min_length", 1),
    ("number", "defaultValue", 0, "default", 0),
    ("number", "numberType", "integer", "whole", True),
    ("number", "numberType", "double", "whole", False),
    ("number", "numberType", "float", "whole", False),
    ("number", "min", 0, "minimum", 0),
    ("number", "max", 2**60, "maximum", 2**60),
    ("number", "step", 0.5, "step", 0.5),
    ("boolean", "defaultValue", False, "default", False),
    ("boolean", "enabledLabel", "On", "enabled_label", "On"),
    ("boolean", "disabledLabel", "Off", "disabled_label", "Off"),
    ("date", "defaultValue", "2026-01-02", "default", "2026-01-02"),
    ("file", "maxSize", 100, "max_size", 100),
    ("file", "allowedMimeTypes", ["image/*", ".pdf"], "allowed_types", ("image/*", ".pdf")),
    ("file", "showPreview", True, "show_preview", True),
    ("file", "tags", ["a"], "tags", ("a",)),
    ("file", "maxFiles", 2, "max_files", 2),
    ("array", "defaultValue", ["a"], "default", ["a"]),
    ("array", "minItems", 1, "min_items", 1),
    ("array", "maxItems", 2, "max_items", 2),
    ("array", "itemField", {"type": "boolean"}, "item", schema.BooleanField()),
    ("object", "schema", [DAY], "items", (schema.DateField(key="a"),)),
    ("object", "fields", [DAY], "items", (schema.DateField(key="a"),)),
    ("object", "defaultValue", {"a": 1}, "default", {"a": 1}),
    ("objectArray", "itemSchema", [DAY], "items", (schema.DateField(key="a"),)),
    ("objectArray", "fields", [DAY], "items", (schema.DateField(key="a"),)),
    ("objectArray", "minItems", 1, "min_items", 1),
    ("objectArray", "maxItems", 2, "max_items", 2),
    ("objectArray", "defaultValue", [{"a": 1}], "default", [{"a": 1}]),
]
CHOICE_PROPERTIES = [
    ("select", "defaultValue", "a", "default", "a"),
    ("radio", "defaultValue", "b", "default", "b"),
    ("multiselect", "defaultValue", ["a"], "default", ["a"]),
    ("multiselect", "minSelections", 1, "min_selections", 1),
    ("multiselect", "minItems", 1, "min_selections", 1),
    ("multiselect", "maxSelections", 2, "max_selections", 2),
    ("multiselect", "maxItems", 2, "max_selections", 2),
]


@pytest.mark.parametrize(("kind", "name", "value", "attribute", "expected"), PROPERTIES)
def test_property_is_read(kind, name, value, attribute, expected):
    field = read_field(type=kind, **{name: value})

    assert (kind, expected) == (field.type, getattr(field, attribute))


@pytest.mark.parametrize(("kind", "name", "value", "attribute", "expected"), CHOICE_PROPERTIES)
def test_property_of_a_choice_is_read(kind, name, value, attribute, expected):
    field = read_field(type=kind, options=_options("a", "b"), **{name: value})

    assert (kind, expected) == (field.type, getattr(field, attribute))


def test_dates_of_a_range_are_read_as_days():
    field = read_field(type="date", minDate="2026-01-02", maxDate="2026-01-03")

    assert ("2026-01-02", "2026-01-03") == (str(field.earliest), str(field.latest))


def test_options_have_a_value_and_a_label():
    """
    Documented as objects; bare values are taken for their own labels.
    """
    field = read_field(type="select", options=[{"value": "be", "label": "Belgium"}, "fr", 3])

    assert (
        schema.Option(value="be", label="Belgium"),
        schema.Option(value="fr", label="fr"),
        schema.Option(value=3, label="3"),
    ) == field.options


def test_newer_spelling_beats_older():
    field = read_field(type="multiselect", options=["a", "b"], minItems=2, minSelections=1)

    assert 1 == field.min_selections


def test_every_property_of_every_type_is_tested():
    """
    A property added to a field class needs a line in a table above.
    """
    tested = {(kind, name) for kind, name, *_ in PROPERTIES + CHOICE_PROPERTIES}
    by_others = {("date", "minDate"), ("date", "maxDate")}
    by_others |= {(kind, "options") for kind in ("select", "radio", "multiselect")}
    common = {"label", "description", "tooltip", "placeholder", "required", "defaultValue"}
    common |= {"secret"}
    of_string = {"minLength", "maxLength", "regex", "regexError"}
    declared = {
        (kind, spelled.spellings[0])
        for kind, field_class in schema.FIELD_TYPES.items()
        for spelled in schema.properties.properties_of(field_class).values()
        if spelled.spellings[0] not in common
        and not (kind == "text" and spelled.spellings[0] in of_string)
    }

    assert set() == declared - tested - by_others


@pytest.mark.parametrize(
    ("key", "label", "expected"),
    [
        ("phone_numbers", "", "Phone numbers"),
        ("phoneNumbers", "", "Phone numbers"),
        ("TO_EMAILS", "", "To emails"),
        ("x", "The X", "The X"),
        ("__", "", "__"),
    ],
)
def test_title_is_the_label_or_the_key_in_words(key, label, expected):
    assert expected == schema.StringField(key=key, label=label).title


def test_field_types_are_the_documented_ones():
    documented = ["string", "text", "number", "boolean", "date", "select", "multiselect", "radio"]
    documented += ["file", "array", "object", "objectArray"]

    assert sorted([*documented, "unknown"]) == sorted(schema.FIELD_TYPES)


def test_a_field_can_be_compared_and_hashed():
    """
    Caches and sets take fields, also with a list as default.
    """
    fields = {schema.ArrayField(key="a", default=["x"]) for _ in range(2)}

    assert 1 == len(fields)


def test_no_note_on_a_sound_field():
    assert () == notes_on({"key": "a", "type": "string", "label": "A", "defaultValue": "x"})
