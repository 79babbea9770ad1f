"""What people say of columns: kept for all runs of a workflow, and taken back."""

import sqlite3
from contextlib import closing

import pytest

from codika import errors
from codika.results import read
from codika.runs import OverruledStore, SqliteRunStore, overruled

DAY = {"kind": "date", "form": "day first", "title": "Début \ud800"}


@pytest.fixture
def kept(store, path):  # noqa: ARG001  the file must be a run log first
    opened = OverruledStore(path)
    yield opened
    opened.close()


def test_what_is_said_is_kept_and_read_with(kept, path):
    """
    Also by another process; a later word takes the place of an earlier one.
    """
    kept.overrule("w", "items", "day", {"kind": "text"}, by="Ann")
    kept.overrule("w", "items", "day", {"kind": "date", "form": "day first"}, by="Bob")
    kept.overrule("w", "items", "n", {"hint": "year"})
    found = OverruledStore(path).find("w")
    table = read({"items": [{"day": "04/05/2026", "n": 1}] * 2}, found).main

    assert {"items": {"day": {"kind": "date", "form": "day first"}, "n": {"hint": "year"}}} == found
    assert ["date", "integer"] == [column.kind for column in table.columns]
    assert ["Bob", ""] == [one.by for one in kept.all("w")]
    assert {} == kept.find("v")


@pytest.mark.parametrize(
    "reset",
    [
        lambda kept: kept.forget("w", "items", "day"),
        lambda kept: kept.overrule("w", "items", "day", {}),
    ],
    ids=["forgotten", "nothing said"],
)
def test_a_column_is_reset(kept, reset):
    """
    That one, and no other.
    """
    kept.overrule("w", "items", "day", DAY)
    kept.overrule("w", "parts", "day", {"kind": "text"})
    reset(kept)

    assert {"parts": {"day": {"kind": "text"}}} == kept.find("w")


def test_nonsense_is_not_kept(kept):
    with pytest.raises(errors.OverruleError):
        kept.overrule("w", "items", "day", {"kind": "colour"})

    assert () == kept.all("w")


def test_overruled_columns_are_bounded(kept, monkeypatch):
    """
    In number and in the length of their names; changing one is no other.
    """
    monkeypatch.setattr(overruled, "MAX_OVERRULED", 1)
    kept.overrule("w", "items", "a", {"kind": "text"})
    with pytest.raises(errors.OverruleError, match="1 columns are changed already"):
        kept.overrule("w", "items", "b", {"kind": "text"})
    with pytest.raises(errors.OverruleError, match="too long"):
        kept.overrule("w", "items", "b" * 1001, {"kind": "text"})
    kept.overrule("w", "items", "a", {"kind": "enum"})

    assert {"items": {"a": {"kind": "enum"}}} == kept.find("w")


def test_what_another_version_kept_spoils_no_result(kept, path):
    """
    What is not understood is passed over.
    """
    kept.overrule("w", "items", "a", {"kind": "text"})
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO overruled VALUES ('w', 'items', 'b', '{\"kind\": \"colour\"}', '', ?)",
            ("2026-05-04T10:00:00+00:00",),
        )

    assert {"items": {"a": {"kind": "text"}}} == kept.find("w")


def test_an_older_file_gets_the_table(tmp_path):
    """
    A run log from before keeps what is said from then on.
    """
    path = tmp_path / "old.db"
    SqliteRunStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP TABLE overruled;"
            " DELETE FROM _sqlite_migrations WHERE name = '0007_overruled_columns'"
        )
    SqliteRunStore(path).close()
    kept = OverruledStore(path)
    kept.overrule("w", "items", "a", {"kind": "text"})

    assert {"items": {"a": {"kind": "text"}}} == kept.find("w")

    kept.close()
