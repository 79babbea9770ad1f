"""Every language says everything the code says."""

import re

import pytest
import words

PLACES = re.compile(r"\{\w*\}")
MARKUP = re.compile(r":material/\w+:|\*\*|`[^`]+`|\]\([^)]*\)")

CATALOGUES = dict(words.catalogues())
in_each_language = pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem) for path in CATALOGUES]
)


def test_there_is_french():
    """
    French is there beside English.
    """
    assert "fr" in {path.stem for path in CATALOGUES}


@in_each_language
def test_every_message_is_said(path):
    """
    Each message of the code has its words in each language, checked by a person.
    """
    said = CATALOGUES[path]
    in_code = {(message.id, message.context) for message in words.messages() if message.id}

    assert in_code == {(message.id, message.context) for message in said if message.id}
    assert [] == words.missing(said)
    assert [] == [message.id for message in said if message.id and message.fuzzy]


@in_each_language
def test_values_and_marks_are_kept(path):
    """
    A translation has the places for values and the marks of its message, none lost or misspelt.
    """
    differing = []
    for message in CATALOGUES[path]:
        ids = message.id if message.pluralizable else (message.id,)
        strings = message.string if message.pluralizable else (message.string,)
        # A plural's places may be left out where the number is one, as "the only row" does.
        needed = set(PLACES.findall(ids[-1]))
        differing += [
            (ids[-1], string)
            for string in strings
            if message.id
            and (
                set(PLACES.findall(string)) != needed
                or sorted(MARKUP.findall(string)) != sorted(MARKUP.findall(ids[-1]))
            )
        ]

    assert [] == differing
