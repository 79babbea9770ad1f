"""Views of results on record: whose they are, and which one results open with."""

import sqlite3
from contextlib import closing

import pytest

from codika import errors
from codika.runs import SqliteRunStore, ViewStore, views

ASKED = {"where": ("any:city:Ghent", "has:note:half \ud800"), "sort": ("down:amount",)}


@pytest.fixture
def kept(store, path):  # noqa: ARG001  the file must be a run log first
    opened = ViewStore(path)
    yield opened
    opened.close()


def save(kept, name="Late", asked=ASKED, **who):
    given = {"owner": "ann", "by": "Ann", "is_shared": False, **who}
    return kept.save("w", name, asked, **given)


def test_a_view_comes_back_as_it_was(kept, path):
    """
    Also from another process.
    """
    saved = save(kept)
    elsewhere = ViewStore(path)

    assert ("Late", "Ann", ASKED) == (saved.name, saved.by, saved.asked)
    assert (saved,) == elsewhere.find("w", "ann")
    assert ASKED == elsewhere.get(saved.id, "ann").asked


def test_views_are_private_unless_shared(kept):
    """
    And of one workflow, whichever instance runs it.
    """
    private, shared = save(kept), save(kept, "Ours", is_shared=True)

    assert ["Late", "Ours"] == [view.name for view in kept.find("w", "ann")]
    assert ["Ours"] == [view.name for view in kept.find("w", "bob")]
    assert (None, shared) == (kept.get(private.id, "bob"), kept.get(shared.id, "bob"))
    assert () == kept.find("v", "ann")


def test_a_view_is_changed_by_its_owner_alone(kept):
    """
    Saved again under its name it stays the same view, for links to it go on.
    """
    first = save(kept, is_shared=True)
    second = save(kept, asked={"rows": ("late",)}, is_shared=True)
    for change in (kept.delete, lambda view_id, **who: kept.rename(view_id, "Mine", **who)):
        with pytest.raises(errors.ViewError):
            change(first.id, owner="bob")
    kept.rename(first.id, "Later", owner="ann")

    assert first.id == second.id
    assert [("Later", {"rows": ("late",)})] == [
        (view.name, view.asked) for view in kept.find("w", "bob")
    ]


def test_a_deleted_view_comes_back(kept):
    """
    And opens results again, if it did before.
    """
    view = save(kept)
    kept.open_with("w", view.id, owner="ann")
    kept.delete(view.id, owner="ann")
    gone = kept.find("w", "ann"), kept.opening("w", "ann")
    kept.restore(view.id, owner="ann")

    assert ((), None) == gone
    assert view == kept.opening("w", "ann")


def test_views_are_bounded(kept, monkeypatch):
    """
    In number and in size.
    """
    monkeypatch.setattr(views, "MAX_VIEWS", 1)
    monkeypatch.setattr(views, "MAX_VIEW_BYTES", 200)
    save(kept)
    with pytest.raises(errors.ViewError, match="1 views already"):
        save(kept, "More")
    with pytest.raises(errors.ViewError, match="too large"):
        save(kept, asked={"where": ("x" * 300,)})

    assert [ASKED] == [view.asked for view in kept.find("w", "ann")]


def test_results_open_with_ones_own_choice_before_everybodys(kept):
    """
    Somebody who wants none has none; another workflow is not concerned.
    """
    mine, ours = save(kept), save(kept, "Ours", owner="bob", is_shared=True)
    kept.open_with("w", ours.id, owner="bob", for_everybody=True)
    before = kept.opening("w", "ann")
    kept.open_with("w", mine.id, owner="ann")
    chosen = [kept.opening("w", owner) for owner in ("ann", "bob", "carol", "")]
    kept.open_with("w", None, owner="ann")

    assert ours == before
    assert [mine, ours, ours, ours] == chosen
    assert (None, ours) == (kept.opening("w", "ann"), kept.opening("w", "bob"))
    assert kept.opening("v", "bob") is None


def test_the_choice_for_everybody_is_taken_back_by_whose_view_it_is(kept):
    ours = save(kept, "Ours", owner="bob", is_shared=True)
    kept.open_with("w", ours.id, owner="bob", for_everybody=True)
    with pytest.raises(errors.ViewError):
        kept.open_with("w", None, owner="ann", for_everybody=True)
    held = kept.opening("w", "carol")
    kept.open_with("w", None, owner="bob", for_everybody=True)

    assert (ours, None) == (held, kept.opening("w", "carol"))


@pytest.mark.parametrize("for_everybody", [True, False])
def test_nobody_is_made_to_open_what_is_not_theirs(kept, for_everybody):
    """
    Neither a private view of somebody else, nor for all others one's own private one.
    """
    private = save(kept)
    for owner in ("bob", *(["ann"] if for_everybody else [])):
        with pytest.raises(errors.ViewError):
            kept.open_with("w", private.id, owner=owner, for_everybody=for_everybody)

    assert (None, None) == (kept.opening("w", "bob"), kept.opening("w", "ann"))


def test_a_view_that_is_shared_no_more_opens_for_nobody_else(kept):
    """
    Making it private takes it out of everybody's pages.
    """
    view = save(kept, is_shared=True)
    kept.open_with("w", view.id, owner="ann", for_everybody=True)
    kept.open_with("w", view.id, owner="bob")
    save(kept, is_shared=False)

    assert (None, None) == (kept.opening("w", "bob"), kept.opening("w", "carol"))


def test_an_older_file_gets_the_tables(tmp_path):
    """
    A run log from before views keeps them from then on.
    """
    path = tmp_path / "old.db"
    SqliteRunStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP TABLE views; DROP TABLE view_openings;"
            " DELETE FROM _sqlite_migrations WHERE name = '0006_views'"
        )
    SqliteRunStore(path).close()
    kept = ViewStore(path)

    assert ASKED == save(kept).asked

    kept.close()
