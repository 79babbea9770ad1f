"""What a column holds."""

import pytest

from codika.results import profile, read

TABLE = read(
    [
        {"n": 4, "state": "open", "day": "2026-05-02", "tags": ["a"]},
        {"n": 1, "state": "paid", "day": "2026-05-01", "tags": ["a"]},
        {"n": 1, "state": "open", "day": None, "tags": []},
        {"n": None, "state": "", "day": "2026-05-02", "tags": None},
    ]
).main


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("n", (1, 2, (("1", 2), ("4", 1)), 1, 4, 2.0, 1.0)),
        ("state", (1, 2, (("open", 2), ("paid", 1)), None, None, None, None)),
        ("tags", (1, 2, (("['a']", 2), ("[]", 1)), None, None, None, None)),
    ],
)
def test_a_column_in_numbers(name, expected):
    """
    Empty cells, different values, the most frequent, ends, average and median.
    """
    found = profile(TABLE, name)

    assert 4 == found.n_rows
    assert expected == (
        found.n_empty, found.n_distinct, found.top, found.lowest, found.highest, found.mean,
        found.median,
    )  # fmt: skip


def test_days_have_ends_and_no_average():
    """
    Points in time have an order, and nothing to add up.
    """
    found = profile(TABLE, "day")

    assert ("2026-05-01", "2026-05-02", None) == (
        str(found.lowest)[:10],
        str(found.highest)[:10],
        found.mean,
    )


def test_a_column_that_is_not_there():
    with pytest.raises(KeyError):
        profile(TABLE, "absent")
