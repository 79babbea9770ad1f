"""Rows put together."""

import pytest

from codika.results import Aggregate, group, read

TABLE = read(
    [
        {"city": "Ghent", "is_new": True, "amount_eur": 5, "tags": ["a"]},
        {"city": "Lille", "is_new": True, "amount_eur": 20, "tags": ["b"]},
        {"city": "Ghent", "is_new": False, "amount_eur": 10, "tags": ["a"]},
        {"city": None, "is_new": False, "amount_eur": 1, "tags": None},
    ]
).main


def rows(table):
    frame = table.frame.astype(object).where(table.frame.notna(), None)
    return [tuple(row) for row in frame.to_numpy().tolist()]


def test_groups_count_their_rows():
    """
    The largest first; empty cells are a group of their own.
    """
    grouped = group(TABLE, ["city"])

    assert [("Ghent", 2), ("Lille", 1), (None, 1)] == rows(grouped)
    assert ["City", "Rows"] == [column.title for column in grouped.columns]


@pytest.mark.parametrize(
    ("aggregate", "title", "values"),
    [
        (Aggregate.SUM, "Total amount (EUR)", [15, 20, 1]),
        (Aggregate.MEAN, "Average amount (EUR)", [7.5, 20, 1]),
        (Aggregate.MEDIAN, "Median amount (EUR)", [7.5, 20, 1]),
        (Aggregate.MIN, "Lowest amount (EUR)", [5, 20, 1]),
        (Aggregate.MAX, "Highest amount (EUR)", [10, 20, 1]),
    ],
)
def test_groups_have_figures(aggregate, title, values):
    """
    Numbers keep their unit, and their column says what was made of them.
    """
    grouped = group(TABLE, ["city"], [("amount_eur", aggregate)])

    assert title == grouped.columns[-1].label
    assert values == grouped.frame[f"{aggregate} of amount_eur"].tolist()


def test_groups_of_two_columns_and_of_lists():
    """
    What cannot be compared is grouped as it is written.
    """
    assert 4 == group(TABLE, ["city", "is_new"]).n_rows
    assert [("['a']", 2), ("['b']", 1), (None, 1)] == rows(group(TABLE, ["tags"]))


def test_groups_of_yes_and_no_are_both_there():
    """
    A group is no answer to whether a row is kept.
    """
    assert [(True, 2), (False, 2)] == rows(group(TABLE, ["is_new"]))
    assert [(False, 1)] == rows(group(read([{"a": False}]).main, ["a"]))


def test_a_column_called_rows_is_not_lost():
    """
    Names of ours give way to those of the data.
    """
    table = read([{"rows": "a"}, {"rows": "a"}]).main

    assert ["rows", "rows_"] == list(group(table, ["rows"]).frame.columns)


@pytest.mark.parametrize(
    ("by", "measures", "error"),
    [
        ([], [], ValueError),
        (["absent"], [], KeyError),
        (["city"], [("city", Aggregate.SUM)], ValueError),
        (["city"], [("amount_eur", Aggregate.NONE)], ValueError),
    ],
)
def test_what_cannot_be_grouped(by, measures, error):
    with pytest.raises(error):
        group(TABLE, by, measures)
