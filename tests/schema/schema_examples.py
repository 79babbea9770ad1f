"""What the schema tests share: short ways to read one field, and what hypothesis draws from."""

from hypothesis import strategies as st

from codika import schema

# Any JSON, with half characters and non-finite numbers, which Python's parser lets through.
ANY_TEXT = st.text(st.characters(codec=None), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=15,
)

NAMES = [*schema.FIELD_TYPES, "section", "colour"]
PROPERTIES = [
    *("label", "description", "tooltip", "placeholder", "required", "defaultValue"),
    *("minLength", "maxLength", "regex", "regexError", "rows", "numberType", "min", "max", "step"),
    *("enabledLabel", "disabledLabel", "minDate", "maxDate", "minSelections", "maxSelections"),
    *("minItems", "maxItems", "maxSize", "allowedMimeTypes", "showPreview", "tags", "maxFiles"),
    *("title", "collapsible", "defaultOpen", "name"),
]


TYPES = st.fixed_dictionaries({"type": st.sampled_from(NAMES)})
KEYS = st.fixed_dictionaries({}, optional={"key": st.sampled_from("abcdefg")})
OPTIONS = st.sampled_from([["x", "y"], ["", {"value": "z", "label": "Z"}, 1], [], None])
EXTRAS = st.dictionaries(
    st.sampled_from(PROPERTIES), st.integers(0, 5) | st.booleans() | ANY_TEXT | SCALARS, max_size=4
)


def _joined(parts):
    *dictionaries, options, inner = parts
    entry = {"options": options}
    for dictionary in dictionaries:
        entry |= dictionary
    if inner:
        names = ("schema", "itemSchema", "inputSchema", "fields")
        entry |= {"itemField": inner[0], names[len(inner) % 4]: inner, names[len(entry) % 4]: inner}
    return entry


def _entries(inside):
    return st.tuples(EXTRAS, TYPES, KEYS, OPTIONS, inside).map(_joined)


# Schemas that are nearly right, which get further than arbitrary JSON does.
NEARLY_SCHEMAS = st.lists(
    st.recursive(
        _entries(st.just([])),
        lambda inner: _entries(st.lists(inner, max_size=3)),
        max_leaves=4,
    )
    | SCALARS,
    max_size=5,
)


def read_field(**entry):
    """Read one field with the key `x`; it must be the only thing that is read."""
    (found,) = schema.read_schema([{"key": "x", **entry}]).items
    return found


def notes_on(*entries):
    """Return the notes that reading these entries leaves."""
    return schema.read_schema(list(entries)).notes


def said(*entries, payload):
    """Return what is wrong with a payload, as `path: label message` lines."""
    items = schema.read_schema(list(entries)).items
    return [f"{one.path}: {one}" for one in schema.problems(items, payload)]
