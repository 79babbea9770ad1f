"""Rows chosen by conditions on columns, and by what they say."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codika.results import Condition, Test, conditions_in, describe, passing, read
from codika.results.filters import MAX_CONDITIONS, containing, parsed

ROWS = [
    {"name": "Ann Smith", "city": "Ghent", "score": 12, "note": None},
    {"name": "Bob (Jr.)", "city": "Antwerp", "score": 120, "note": "call back"},
    {"name": "Cid", "city": "Ghent", "score": 7, "note": "back in May"},
]
TYPED = [
    {
        "n": n,
        "share": n / 4,
        "day": f"2026-05-0{n}",
        "at": f"2026-05-0{n}T22:30:00Z",
        "state": "open" if n % 2 else "paid",
        "is_new": n == 1,
        "tags": ["a"] * n,
        "note": None if n < 3 else "" if n == 3 else "x",
    }
    for n in range(1, 5)
]


def kept(text):
    """Return the numbers of the rows that meet a condition."""
    table = read(TYPED).main
    conditions, left_out = conditions_in([text], table)

    assert 0 == left_out
    return list(passing(table, conditions)["n"])


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


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("2026-05-03", [3], id="a day"),
        pytest.param("22:30", [1, 2, 3, 4], id="a time of day"),
        pytest.param("0.75", [3], id="a number"),
        pytest.param("true", [1], id="a truth"),
    ],
)
def test_words_find_moments_and_numbers(words, expected):
    """
    What is no text is searched as it is written.
    """
    assert expected == list(passing(read(TYPED).main, (), words)["n"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("range:n:2:3", [2, 3], id="both ends count"),
        pytest.param("range:share:0.6:", [3, 4], id="open above"),
        pytest.param("range:n::2", [1, 2], id="open below"),
        pytest.param("range:day:2026-05-02:2026-05-03", [2, 3], id="days"),
        pytest.param("range:at:2026-05-03T00%3A00+02%3A00:", [2, 3, 4], id="moments with a zone"),
        pytest.param("range:at::2026-05-02T22%3A30", [1, 2], id="a moment without one is UTC"),
        pytest.param("any:state:paid", [2, 4], id="a value"),
        pytest.param("any:state:paid:open:absent", [1, 2, 3, 4], id="values"),
        pytest.param("any:is_new:true", [1], id="a truth"),
        pytest.param("any:note:", [1, 2, 3], id="empty is a value"),
        pytest.param("has:state:PA", [2, 4], id="part of a text, any case"),
        pytest.param("has:tags:'a', 'a', 'a'", [3, 4], id="a list as it is written"),
        pytest.param("empty:note", [1, 2, 3], id="nothing and an empty text"),
        pytest.param("filled:note", [4], id="not empty"),
    ],
)
def test_conditions(text, expected):
    """
    Each kind of condition, as a URL spells it.
    """
    assert expected == kept(text)


def test_conditions_and_words_together():
    """
    A row must pass all of them.
    """
    table = read(TYPED).main
    conditions, _ = conditions_in(["any:state:paid", "range:n:3:"], table)

    assert [4] == list(passing(table, conditions, "x")["n"])
    assert [] == list(passing(table, conditions, "absent")["n"])


@pytest.mark.parametrize(
    "text",
    [
        "", "range", "range:n", "range:n:1", "range:n::", "range:n:a:", "range:n:nan:",
        "range:n:inf:", "range:state:a:b", "range:day:2026-13-01:", "range:at:soon:",
        "range:n:1:2:3", "any:state", "has:state:", "has:state:a:b", "empty:n:1", "any:absent:1",
        "drop:n:1", "any", ":n:1", "__class__:n",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_left_out(text):
    """
    A link may be of another table or made up: it is counted, and harms nothing.
    """
    table = read(TYPED).main

    assert ((), 1) == conditions_in([text], table)


def test_a_url_cannot_ask_for_any_number_of_conditions():
    """
    What is beyond the bound is counted among what is left out.
    """
    texts = [f"range:n:{n}:" for n in range(MAX_CONDITIONS + 5)]
    conditions, left_out = conditions_in(texts, read(TYPED).main)

    assert (MAX_CONDITIONS, 5) == (len(conditions), left_out)


@given(st.sampled_from(Test), st.text(max_size=20), st.lists(st.text(max_size=20), max_size=4))
def test_any_condition_can_be_written_and_read(test, column, values):
    """
    Names and values may hold any sign, the separators among them.
    """
    condition = Condition(test=test, column=column, given=tuple(values))

    assert condition == parsed(str(condition))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("range:share:0.5:1", "Share from 0.5 to 1"),
        ("range:n::1000", "N to 1,000"),
        ("any:state:open:paid", "State is open or paid"),
        ("any:state:a:b:c:d:e", "State is a or b or c or 2 more"),
        ("any:note:", "Note is empty"),
        ("has:state:pa", "State contains “pa”"),
        ("empty:note", "Note is empty"),
        ("filled:note", "Note is not empty"),
        ("range:day:2026-05-02:", "Day from 2026-05-02"),
        ("range:at:2026-05-02T22%3A30+02%3A00:", "At from 2026-05-02 20:30 UTC"),
    ],
)
def test_conditions_in_words(text, words):
    """
    What is filtered by can be read.
    """
    table = read(TYPED).main
    ((condition,), _) = conditions_in([text], table)

    assert words == describe(condition, table)


def test_moments_are_said_in_the_zone_asked_for():
    """
    The reader's zone, not that of the data.
    """
    table = read(TYPED).main
    ((condition,), _) = conditions_in(["range:at:2026-05-02T22%3A30Z:"], table)

    assert "At from 2026-05-03 00:30 UTC+02:00" == describe(
        condition, table, timezone(timedelta(hours=2))
    )
