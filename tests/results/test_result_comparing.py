"""What changed since the run before."""

import pytest

from codika.results import changes, more_rows, read, summarize

NOW = read({"total_eur": 4210, "share": 0.5, "year": 2007, "items": [{"a": n} for n in range(32)]})
BEFORE = read(
    {"total_eur": 3760, "share": 0.25, "year": 2002, "items": [{"a": n} for n in range(28)]}
)


def test_changes_in_signs():
    """
    Amounts in per cent, shares in points, years not at all.
    """
    assert {"total_eur": "+12 %", "share": "+25.0 points"} == {
        path: str(change) for path, change in changes(NOW, BEFORE).items()
    }


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (110, 100, "+10 %"),
        (99.5, 100, "-0.5 %"),
        (5, 0, "+5"),
        (-5, -10, "+50 %"),
        (5000, 1, "+4,999"),
        (7, 7, "no change"),
    ],
)
def test_a_change_in_signs(now, before, said):
    """
    Per cent where they tell something, else the difference.
    """
    (change,) = changes(read({"n": now, "x": "a"}), read({"n": before, "x": "a"})).values()

    assert said == str(change)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ({"n": 1}, {"m": 1}),
        ({"n": 1}, {"n": None}),
        ({"n": 1}, {"n": "text"}),
        ({"n": True}, {"n": False}),
        ({"n": 10**400}, {"n": 1}),
        ({"n": float("inf")}, {"n": 1}),
    ],
)
def test_what_cannot_be_compared_is_not(now, before):
    """
    No change is made up.
    """
    assert {} == changes(read(now | {"x": "a"}), read(before | {"x": "a"}))


@pytest.mark.parametrize(
    ("n_before", "words"),
    [
        (28, "32 rows in items, 4 more than 3 h ago; total 10 EUR"),
        (33, "32 rows in items, 1 fewer than 3 h ago; total 10 EUR"),
        (32, "32 rows in items, as many as 3 h ago; total 10 EUR"),
    ],
)
def test_a_sentence_says_what_changed(n_before, words):
    """
    Rows in words; a number that is the same is not mentioned as a change.
    """
    now, before = (
        read({"total_eur": 10, "items": [{"a": n} for n in range(size)]}) for size in (32, n_before)
    )

    assert words == summarize(now, before, "3 h ago")


def test_a_sentence_with_figures():
    """
    The time is said once.
    """
    assert (
        "32 rows in items, 4 more than yesterday; total 4,210 EUR, +12 %; share 50%,"
        " +25.0 points; year 2007"
    ) == summarize(NOW, BEFORE, "yesterday")
    assert "N 2, +100 % since yesterday" == summarize(
        read({"n": 2, "x": "a"}), read({"n": 1, "x": "a"}), "yesterday"
    )


def test_another_table_is_not_compared():
    """
    Rows of other things are no more and no fewer.
    """
    assert more_rows(NOW, read({"others": [{"a": 1}]})) is None
    assert 4 == more_rows(NOW, BEFORE)
