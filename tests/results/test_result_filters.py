"""Rows chosen by what they say."""

import pytest

from codika.results import read
from codika.results.filters import containing

ROWS = [
    {"name": "Ann Smith", "city": "Ghent", "score": 12, "note": None},
    {"name": "Bob (Jr.)", "city": "Antwerp", "score": 120, "note": "call back"},
    {"name": "Cid", "city": "Ghent", "score": 7, "note": "back in May"},
]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        pytest.param("", ["Ann Smith", "Bob (Jr.)", "Cid"], id="no word keeps all"),
        pytest.param("ghent", ["Ann Smith", "Cid"], id="any case"),
        pytest.param("ghent back", ["Cid"], id="every word, in any column"),
        pytest.param("12", ["Ann Smith", "Bob (Jr.)"], id="numbers as written"),
        pytest.param("(jr.", ["Bob (Jr.)"], id="no pattern"),
        pytest.param("absent", [], id="none"),
    ],
)
def test_containing(words, names):
    table = read(ROWS).main

    assert names == list(containing(table, words)["name"])
