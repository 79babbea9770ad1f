"""
What a workflow asks for, and whether a payload gives it.

Schemas and skills come from elsewhere and are read generously; a payload is
checked strictly, as nobody does it after us.  Nothing here needs a screen, a
network or more than the standard library:

    from codika import schema

    reading = schema.read_schema([{"key": "country", "type": "string", "required": True}])
    schema.check(reading.items, {"country": "Belgium"})

A form is built from `Workflow.inputs` or `SchemaReading.items`: `Section` or a
subclass of `Field`, all of which are in `FIELD_TYPES`.
"""

from codika.schema.catalogue import merge
from codika.schema.choices import MultiselectField, Option, RadioField, SelectField
from codika.schema.composite import (
    ArrayField,
    Item,
    ObjectArrayField,
    ObjectField,
    Section,
    fields_of,
    payload_key_order,
)
from codika.schema.declared import DeclaredWorkflow, read_declared
from codika.schema.fields import (
    FIELD_TYPES,
    BooleanField,
    DateField,
    Field,
    NumberField,
    StringField,
    TextField,
    UnknownField,
    field_type,
)
from codika.schema.files import FileField
from codika.schema.filling import filled, starting
from codika.schema.infer import infer_field, infer_fields
from codika.schema.outputs import told_of
from codika.schema.payloads import parse_json, parse_payload
from codika.schema.prefill import Prefill, read_prefill, write_prefill
from codika.schema.reading import SchemaReading, read_schema
from codika.schema.redaction import WITHHELD, redacted, without_secrets
from codika.schema.skills import Schedule, SkillReading, read_skill
from codika.schema.validation import check, defaults, problems
from codika.schema.workflow import Workflow, doubt_in_words

__all__ = [
    "FIELD_TYPES",
    "WITHHELD",
    "ArrayField",
    "BooleanField",
    "DateField",
    "DeclaredWorkflow",
    "Field",
    "FileField",
    "Item",
    "MultiselectField",
    "NumberField",
    "ObjectArrayField",
    "ObjectField",
    "Option",
    "Prefill",
    "RadioField",
    "Schedule",
    "SchemaReading",
    "Section",
    "SelectField",
    "SkillReading",
    "StringField",
    "TextField",
    "UnknownField",
    "Workflow",
    "check",
    "defaults",
    "doubt_in_words",
    "field_type",
    "fields_of",
    "filled",
    "infer_field",
    "infer_fields",
    "merge",
    "parse_json",
    "parse_payload",
    "payload_key_order",
    "problems",
    "read_declared",
    "read_prefill",
    "read_schema",
    "read_skill",
    "redacted",
    "starting",
    "told_of",
    "without_secrets",
    "write_prefill",
]
