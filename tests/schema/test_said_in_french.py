"""What is wrong with a payload or a schema, for somebody who reads French."""

import pytest

from codika import errors
from codika.config import read_settings
from codika.language import retold, say, speaking
from codika.schema import check, doubt_in_words, parse_payload, read_declared, read_schema

SPACE = "\u00a0"  # before signs in French
PAYLOAD = "l’ensemble des données envoyées"
SCHEMA = read_schema(
    [
        {"key": "n", "type": "number", "label": "Nombre", "required": True, "min": 1},
        {"key": "lines", "type": "array", "label": "Lignes", "minItems": 2},
    ]
).items


@pytest.fixture
def french():
    """Whoever reads now reads French."""
    with speaking("fr"):
        yield


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({}, "Nombre est obligatoire"),
        ({"n": 0}, "Nombre doit être d’au moins 1"),
        ({"n": "x"}, "Nombre doit être un nombre, pas du texte"),
        ({"n": 1, "lines": ["a"]}, "Lignes doit avoir au moins 2 éléments"),
        ({"n": 1, "lines": ["a", 2]}, "Lignes, élément 2 doit être du texte, pas un nombre"),
    ],
)
@pytest.mark.usefixtures("french")
def test_problems_continue_their_label(payload, expected):
    """
    As in English: the label of the field, then what is wrong.
    """
    with pytest.raises(errors.PayloadError) as refusal:
        check(SCHEMA, payload)

    assert expected == str(refusal.value)


@pytest.mark.usefixtures("french")
def test_json_that_cannot_be_read():
    """
    Where, and why.
    """
    with pytest.raises(errors.PayloadError) as refusal:
        parse_payload('{"a": 1,}')

    assert (
        f"{say('The payload')} n’est pas du JSON valide à la ligne 1, colonne 8{SPACE}:"
        " il y a une virgule de trop"
    ) == str(refusal.value)


@pytest.mark.usefixtures("french")
def test_what_is_kept_for_many_is_english_until_it_is_shown():
    """
    Notes on a schema and problems of settings are shared by everybody who reads them.
    """
    reading = read_schema([{"key": "a", "type": "number", "step": 0}, 5])
    with pytest.raises(errors.ConfigurationError) as refusal:
        read_declared({"workflows": [{"workflowId": "w", "title": 5}]})
    with pytest.raises(errors.ConfigurationError) as settings:
        read_settings({"codika": {"acme": {"environment": "test"}}}, {})
    by_field = {problem.field: problem.message for problem in settings.value.problems}

    assert ("a: step is not above 0, left out", "[1]: is a number, not a field; left out") == (
        reading.notes
    )
    assert "must be text, not a number" == refusal.value.problems[0].message
    assert "must be `dev` or `prod`" == by_field["environment"]
    assert "doit être `dev` ou `prod`" == retold(by_field["environment"])


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("doubt", "expected"),
    [
        (
            "schema: a: step is not above 0, left out",
            "schema: a: step n’est pas supérieur à 0, laissé de côté",
        ),
        (
            "schema: [1]: is a number, not a field; left out",
            f"schema: [1]: est un nombre, pas un champ{SPACE}; laissé de côté",
        ),
        (
            "skill: its example cannot be used: The payload is not text",
            f"skill: son exemple est inutilisable{SPACE}: {PAYLOAD} n’est pas du texte",
        ),
        ("skill: whatever somebody wrote: left out", "skill: whatever somebody wrote: left out"),
    ],
)
def test_doubts_in_words(doubt, expected):
    """
    The place stays, and what others wrote; the rest is said.
    """
    assert expected == doubt_in_words(doubt)
