"""What people fill in and keep: it comes back as it was, within bounds."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from codika import errors
from codika.runs import Draft, DraftStore, PresetStore, SqliteRunStore, drafts, is_id, presets

PAYLOAD = {"country": "Belgium", "n": 2**60 + 1, "half": "\ud800", "list": [None, 0, ""], "x": 1.5}


@pytest.fixture
def kept(store, path):  # noqa: ARG001  the file must be a run log first
    opened = DraftStore(path)
    yield opened
    opened.close()


@pytest.fixture
def named(store, path):  # noqa: ARG001  as above
    opened = PresetStore(path)
    yield opened
    opened.close()


def draft(**changes):
    made = Draft(
        id="01m80j7kyg64w734xkthfbxn0y",
        instance_id="i",
        workflow_id="w",
        owner="ann",
        payload=PAYLOAD,
        unread={"since": "soon"},
        rerun_of="another",
    )
    return replace(made, **changes)


def save(named, name="Mine", payload=None, **who):
    given = {"owner": "ann", "by": "Ann", "is_shared": False, **who}
    return named.save("i", "w", name, payload or PAYLOAD, **given)


# -- drafts -----------------------------------------------------------------------


def test_a_draft_comes_back_as_it_was(kept, path):
    """
    Also from another process: big numbers, half characters, what could not be read.
    """
    kept.keep(draft())
    elsewhere = DraftStore(path)

    assert draft() == elsewhere.draft(draft().id)
    assert repr(PAYLOAD) == repr(elsewhere.draft(draft().id).payload)
    assert {"since": "soon"} == elsewhere.draft(draft().id).unread


def test_a_draft_takes_the_place_of_what_it_was(kept):
    kept.keep(draft())
    kept.keep(draft(payload={"a": 1}))

    assert {"a": 1} == kept.draft(draft().id).payload


def test_a_draft_that_is_not_there_is_none(kept):
    assert kept.draft("nope") is None


def test_a_draft_that_is_too_large_is_not_kept(kept, monkeypatch):
    """
    And what was kept before it stays.
    """
    monkeypatch.setattr(drafts, "MAX_DRAFT_BYTES", 200)
    first = kept.keep(draft(payload={}))
    second = kept.keep(draft(payload={"a": "x" * 300}))

    assert (True, False, {}) == (first, second, kept.draft(draft().id).payload)


def test_the_oldest_drafts_make_room(kept, monkeypatch):
    """
    By number, whoever's they are.
    """
    monkeypatch.setattr(drafts, "MAX_DRAFTS", 2)
    for name in "abc":
        kept.keep(draft(id=name))

    assert [None, "b", "c"] == [found and found.id for found in map(kept.draft, "abc")]


def test_large_drafts_make_room_sooner(kept, monkeypatch):
    """
    And by what they take up together.
    """
    monkeypatch.setattr(drafts, "MAX_DRAFTS_BYTES", 1000)
    for name in "abc":
        kept.keep(draft(id=name, payload={"a": name * 400}))

    assert [None, "b", "c"] == [found and found.id for found in map(kept.draft, "abc")]


def test_the_latest_draft_is_ones_own(kept):
    """
    Of this workflow in this instance; nobody has drafts without being somebody.
    """
    kept.keep(draft(id="a"))
    kept.keep(draft(id="b"))
    kept.keep(draft(id="c", owner="bob"))
    kept.keep(draft(id="d", workflow_id="v"))
    kept.keep(draft(id="e", instance_id="j"))
    kept.keep(draft(id="f", owner=""))

    assert "b" == kept.latest_draft("i", "w", "ann").id
    assert kept.latest_draft("i", "w", "carol") is None
    assert kept.latest_draft("i", "w", "") is None


def test_a_link_has_a_copy_of_its_own(kept):
    """
    The same content has the same id, and what is typed on changes nothing of it.
    """
    ids = [kept.keep_for_link(draft()), kept.keep_for_link(draft(owner="bob"))]
    kept.keep(draft(payload={}))
    copied = kept.draft(ids[0])

    assert 1 == len(set(ids))
    assert is_id(ids[0])
    assert ("", {}, PAYLOAD) == (copied.owner, copied.unread, copied.payload)
    assert ids[0] != kept.keep_for_link(draft(payload={}))


# -- presets ----------------------------------------------------------------------


def test_a_preset_comes_back_as_it_was(named):
    saved = save(named)

    assert (saved,) == named.find("i", "w", "ann")
    assert repr(PAYLOAD) == repr(named.get(saved.id, "ann").payload)


def test_a_private_preset_is_its_owners_alone(named):
    """
    A shared one is everybody's to use.
    """
    private, shared = save(named), save(named, "Ours", is_shared=True)

    assert ["Mine", "Ours"] == [preset.name for preset in named.find("i", "w", "ann")]
    assert ["Ours"] == [preset.name for preset in named.find("i", "w", "bob")]
    assert [None, "Ours"] == [
        found and found.name
        for found in (named.get(private.id, "bob"), named.get(shared.id, "bob"))
    ]


def test_presets_belong_to_a_workflow_of_an_instance(named):
    save(named)

    assert ((), ()) == (named.find("i", "v", "ann"), named.find("j", "w", "ann"))


def test_the_same_name_is_overwritten(named):
    """
    One's own; somebody else may use the name too.
    """
    first = save(named)
    second = save(named, " Mine ", {"a": 1})
    save(named, owner="bob")

    assert first.id == second.id
    assert [{"a": 1}] == [preset.payload for preset in named.find("i", "w", "ann")]


@pytest.mark.parametrize("name", ["", "  \n", "\u202e", "x" * 81])
def test_a_preset_needs_a_name_that_can_be_read(named, name):
    with pytest.raises(errors.PresetError):
        save(named, name)

    assert () == named.find("i", "w", "ann")


def test_presets_are_bounded(named, monkeypatch):
    """
    In number and in size; overwriting one is no other.
    """
    monkeypatch.setattr(presets, "MAX_PRESETS", 2)
    monkeypatch.setattr(presets, "MAX_PRESET_BYTES", 200)
    save(named, "a")
    save(named, "b")
    with pytest.raises(errors.PresetError, match="2 presets already"):
        save(named, "c")
    with pytest.raises(errors.PresetError, match="too large"):
        save(named, "b", {"a": "x" * 300})
    save(named, "b", {"a": 1})

    assert ["a", "b"] == [preset.name for preset in named.find("i", "w", "ann")]


def test_a_preset_is_renamed_by_its_owner(named):
    """
    To a name that is not taken.
    """
    preset, _ = save(named), save(named, "Taken")
    named.rename(preset.id, "New", owner="ann")
    for name, owner in (("Taken", "ann"), ("Other", "bob"), ("", "ann")):
        with pytest.raises(errors.PresetError):
            named.rename(preset.id, name, owner=owner)

    assert ["New", "Taken"] == [one.name for one in named.find("i", "w", "ann")]


def test_a_preset_is_deleted_by_its_owner_and_comes_back(named):
    """
    Deleting can be undone, by who did it.
    """
    preset = save(named, is_shared=True)
    with pytest.raises(errors.PresetError):
        named.delete(preset.id, owner="bob")
    named.delete(preset.id, owner="ann")
    gone = (named.find("i", "w", "ann"), named.get(preset.id, "ann"))
    named.restore(preset.id, owner="bob")
    still_gone = named.find("i", "w", "ann")
    named.restore(preset.id, owner="ann")

    assert (((), None), ()) == (gone, still_gone)
    assert (preset,) == named.find("i", "w", "ann")


def test_deleted_presets_do_not_pile_up(named, monkeypatch, path):
    """
    The latest few can be brought back.
    """
    monkeypatch.setattr("codika.runs.named.MOST_DELETED", 1)
    for name in "abc":
        named.delete(save(named, name).id, owner="ann")
    with closing(sqlite3.connect(path)) as connection:
        left = connection.execute("SELECT name FROM presets").fetchall()

    assert [("c",)] == left


def test_an_older_file_gets_the_tables(tmp_path):
    """
    A run log from before drafts keeps its runs, and keeps drafts from then on.
    """
    path = tmp_path / "old.db"
    SqliteRunStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP TABLE drafts; DROP TABLE presets;"
            " DELETE FROM _sqlite_migrations WHERE name = '0003_drafts_and_presets'"
        )
    SqliteRunStore(path).close()
    kept = DraftStore(path)
    kept.keep(draft())

    assert PAYLOAD == kept.draft(draft().id).payload

    kept.close()
