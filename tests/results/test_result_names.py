import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import KEYS, UNHURRIED

from codika.results.names import Own, plain, title, unique, unique_titles

SEGMENTS = st.one_of(KEYS, st.sampled_from(list(Own)), st.integers())


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param([()], ["$"], id="the whole"),
        pytest.param([("company", "geo", "lat")], ["company.geo.lat"], id="nested"),
        pytest.param([("Nr. of items",)], ["Nr. of items"], id="a dot that clashes with nothing"),
        pytest.param([("a.b",), ("a", "b")], ['["a.b"]', "a.b"], id="nesting keeps the name"),
        pytest.param(
            [("a.b",), ("a", "b"), ('["a.b"]',)],
            ['["a.b"]', "a.b", '["[\\"a.b\\"]"]'],
            id="a key that looks like our brackets",
        ),
        pytest.param([(Own.VALUE,), ("value",)], ["value (2)", "value"], id="data before ours"),
        pytest.param([("",)], ["(empty)"], id="no name"),
        pytest.param([("",), ("(empty)",)], ["(empty) (2)", "(empty)"], id="no name, and its name"),
        pytest.param(
            [(Own.PARENT_ROW,), (Own.PARENT_KEY, "id")], ["parent_row", "parent_id"], id="links"
        ),
        pytest.param([("\ud800",)], ["\\ud800"], id="half a character"),
        pytest.param([(1,), ("1",)], ["1 (2)", "1"], id="number of a column and a key"),
    ],
)
def test_names(paths, expected):
    """
    A name is the dotted path, unless that is taken.
    """
    assert expected == unique(paths)


@UNHURRIED
@given(st.lists(st.lists(SEGMENTS, max_size=3).map(tuple), unique=True, max_size=8))
def test_names_are_unique_whatever_the_keys(paths):
    """
    No two columns share a name, and a name can be encoded.
    """
    names = unique(paths)

    assert len(paths) == len(set(names))
    assert names == [name.encode().decode() for name in names]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(("total_sent",), "Total sent", id="snake case"),
        pytest.param(("processedAt",), "Processed at", id="camel case"),
        pytest.param(("TOTAL_AMOUNT",), "Total amount", id="constant case"),
        pytest.param(("company", "legalName"), "Company · Legal name", id="nested"),
        pytest.param(("results", "summary"), "Summary", id="results is transparent"),
        pytest.param(("results",), "Results", id="results itself"),
        pytest.param(("companyId",), "Company ID", id="acronym"),
        pytest.param(("HTMLBody",), "HTML body", id="acronym in camel case"),
        pytest.param(("Nr. of items",), "Nr. of items", id="written for people"),
        pytest.param(("überweisung_betrag",), "Überweisung_betrag", id="other letters"),
        pytest.param(("",), "(no name)", id="empty"),
        pytest.param((), "Result", id="the whole"),
        pytest.param(("a\x00\x1b[31m\u202eb",), "A [31m b", id="control and bidi characters"),
        pytest.param(("x" * 1000,), "X" + "x" * 78 + "…", id="long"),
    ],
)
def test_title(path, expected):
    """
    A title is what a person would have written.
    """
    assert expected == title(path)


def test_titles_that_would_clash_are_names():
    """
    Two columns never look the same.
    """
    paths = [("a_b",), ("a b",), ("c",)]

    assert ["a_b", "a b", "C"] == unique_titles(paths, unique(paths))


def test_plain_text_of_a_megabyte_is_cut():
    """
    A label is a line, however long the text.
    """
    assert "x" * 79 + "…" == plain("x" * 1_000_000)
