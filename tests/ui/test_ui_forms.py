"""One payload, and the ways to fill it."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from form_screens import FormScreen
from streamlit.runtime.scriptrunner import RerunData, RerunException

from codika.runs import RunFilter
from codika.schema import WITHHELD
from ui import forms, people, resources
from ui.filling import Filling

LEADS = [
    {"key": "country", "type": "string", "label": "Country", "required": True},
    {"key": "limit", "type": "number", "label": "Limit", "defaultValue": 20, "max": 100},
    {"key": "since", "type": "date", "label": "Since"},
    {
        "key": "who",
        "type": "object",
        "label": "Who",
        "schema": [
            {"key": "name", "type": "string", "label": "Name", "required": True},
            {"key": "age", "type": "number", "label": "Age"},
        ],
    },
]
SECRETIVE = [
    {"key": "user", "type": "string", "label": "User"},
    {"key": "password", "type": "string", "label": "Password", "required": True},
    {"key": "private_key", "type": "text", "label": "Key"},
]


# -- what is wrong, and when ------------------------------------------------------


def test_nobody_is_told_off_before_they_typed():
    """
    A form with required fields comes up without a word of blame.
    """
    screen = FormScreen(LEADS)

    assert ([], []) == (screen.problems, screen.errors)


def test_a_problem_is_told_on_leaving_its_field_and_there_alone():
    """
    What was typed is judged; what nobody has come to yet is not.
    """
    screen = FormScreen(LEADS).type("Limit", 500.0)

    assert ["Limit must be at most 100"] == screen.problems
    assert [] == screen.errors


def test_a_problem_inside_a_group_is_told_inside_it():
    """
    Once something is typed into an optional object, its required fields are asked for on Run.
    """
    screen = FormScreen(LEADS, {"country": "Belgium"}).type("Age", 3.0)
    typed = screen.problems
    screen.press("Run")

    assert [] == typed
    assert ["Who, Name is required"] == screen.problems
    assert {"country": "Belgium", "who": {"age": 3}} == screen.payload


def test_run_tells_everything_in_one_summary():
    """
    All problems at once, each at its field too; nothing is sent.
    """
    screen = FormScreen(LEADS, {"limit": 500}).press("Run")

    assert ["Country is required", "Limit must be at most 100"] == screen.problems
    assert 1 == len(screen.errors)
    assert screen.errors[0].endswith("Country is required. Limit must be at most 100.")
    assert 0 == resources.get().runs.store.find(RunFilter()).total


def test_the_summary_goes_with_the_last_problem():
    """
    What is mended is no longer complained about, before Run is pressed again.
    """
    screen = FormScreen(LEADS, {"limit": 500}).press("Run").type("Country", "Belgium")
    some = screen.problems
    screen.type("Limit", 5.0)

    assert ["Limit must be at most 100"] == some
    assert ([], []) == (screen.problems, screen.errors)


def test_a_refused_run_keeps_what_was_typed(monkeypatch):
    """
    The run log cannot be written: the page says so, and the form is as it was.
    """
    from codika import errors  # noqa: PLC0415

    def refuse(*_, **__):
        raise errors.RunLogError("disk full")

    screen = FormScreen(LEADS).type("Country", "Belgium")
    monkeypatch.setattr(resources.get().runs, "start", refuse)
    screen.press("Run")

    assert 1 == len(screen.errors)
    assert "disk full" in screen.errors[0]
    assert ("Belgium", {"country": "Belgium", "limit": 20}) == (
        screen.widget("Country").value, screen.payload,
    )  # fmt: skip


def test_a_run_log_that_cannot_be_read_is_told_in_the_form(monkeypatch):
    """
    A change draws the form without its page, so the form says itself what went wrong.
    """
    from codika import errors  # noqa: PLC0415

    def refuse(*_, **__):
        raise errors.RunLogError("gone")

    screen = FormScreen(LEADS)
    monkeypatch.setattr(resources.get().presets, "find", refuse)
    screen.type("Country", "Belgium")

    assert 1 == len(screen.errors)
    assert "gone" in screen.errors[0]
    assert "Belgium" == screen.payload["country"]


# -- values that are hard to keep ---------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "value", "label", "typed", "expected"),
    [
        pytest.param({"type": "number"}, 2**60 + 1, "A", None, None, id="beyond 2^53"),
        pytest.param({"type": "number"}, 2**60 + 1, "A", str(2**60 + 3), 2**60 + 3, id="edited"),
        pytest.param({"type": "string"}, "007", "A", "0042", "0042", id="leading zeros"),
        pytest.param({"type": "number"}, 0, "A", None, None, id="zero"),
        pytest.param({"type": "boolean"}, False, "A", None, None, id="false"),
        pytest.param({"type": "string"}, "🦆 ñ \u202e", "A", "ß", "ß", id="unicode"),
        pytest.param({"type": "text"}, "x" * 1_000_000, "A", "y" * 1_000_000, "y" * 1_000_000,
                     id="1 MB"),
        pytest.param({"type": "number"}, "many", "A", "5", 5, id="text in a number field"),
        pytest.param({"type": "date"}, "soon", "A (JSON)", '"2026-01-02"', "2026-01-02",
                     id="no day"),
        pytest.param({"type": "date"}, "1066-10-14", "A (JSON)", None, None, id="far away"),
        pytest.param({"type": "select", "options": ["x"]}, "gone", "A (JSON)", '"x"', "x",
                     id="option that is gone"),
        pytest.param({"type": "colour"}, "red", "A (text or JSON)", "blue", "blue",
                     id="unknown type, text"),
        pytest.param({"type": "colour"}, "5", "A (text or JSON)", "[1]", [1],
                     id="unknown type, JSON"),
        pytest.param({"type": "file"}, "doc_1", "A (file)", '{"downloadUrl": "https://x.y"}',
                     {"downloadUrl": "https://x.y"}, id="file"),
        pytest.param({"type": "array"}, "none", "A (JSON)", '["a"]', ["a"], id="no list"),
    ],
)  # fmt: skip
def test_a_value_survives_and_can_be_edited(entry, value, label, typed, expected):
    """
    Shown in a way that keeps it, to the last digit; edited, it is what was typed.
    """
    screen = FormScreen([{**entry, "key": "a"}], {"a": value})
    untouched = screen.payload["a"]
    if typed is not None:
        screen.type(label, typed)

    assert [value, value if typed is None else expected] == [untouched, screen.payload["a"]]
    assert type(screen.payload["a"]) is type(value if typed is None else expected)


def test_a_number_the_browser_rounds_is_not_sent():
    """
    Its digits are lost before they reach us, so they are asked for once more, as text.
    """
    schema = [{"key": "n", "type": "number", "label": "N"}]
    screen = FormScreen(schema, {"n": 1}).type("N", float(2**53))
    told = screen.problems
    screen.press("Run").type("N", "9007199254740993")

    assert ["N was rounded by the browser, so type all its digits again"] == told
    assert ({"n": 2**53 + 1}, []) == (screen.payload, screen.problems)
    assert 0 == resources.get().runs.store.find(RunFilter()).total


@pytest.mark.parametrize("required", [True, False])
def test_empty_text_is_sent_where_it_means_something(required):
    """
    Required with a least length of 0: the empty box is an answer.  Elsewhere it is none.
    """
    schema = [{"key": "t", "type": "string", "label": "T", "required": required, "minLength": 0}]
    screen = FormScreen(schema)
    begun = screen.payload
    screen.type("T", "x").type("T", "")

    assert [{"t": ""} if required else {}] * 2 == [begun, screen.payload]


def test_what_no_field_asks_for_is_kept():
    """
    Beside the fields, inside an object, and when it is null.
    """
    payload = {"country": "B", "extra": None, "who": {"name": "Ann", "x": [1]}, "z": {"y": 1.0}}
    screen = FormScreen(LEADS, payload).type("Name", "Bob")

    assert {**payload, "who": {"name": "Bob", "x": [1]}} == screen.payload


# -- form and JSON --------------------------------------------------------------


def test_form_and_json_are_one_payload():
    """
    Typed here, seen there, both ways, and nothing is lost on the way.
    """
    screen = FormScreen(LEADS).type("Country", "Belgium").view("JSON")
    seen = json.loads(screen.widget("Input as JSON").value)
    screen.type("Input as JSON", '{"country": "France", "limit": 3, "new": [1]}').view("Form")
    screen.type("Limit", 4.0)

    assert {"country": "Belgium", "limit": 20} == seen
    assert "France" == screen.widget("Country").value
    assert {"country": "France", "limit": 4, "new": [1]} == screen.payload


def test_json_that_cannot_be_read_stays_and_keeps_run_from_starting():
    """
    It is said at the editor and in the form, it is still there when one comes back, and
    nothing is sent that is not on screen.
    """
    screen = FormScreen(LEADS, {"country": "Belgium"}).view("JSON")
    screen.type("Input as JSON", '{"country": "Fran')
    told = screen.problems
    screen.view("Form")
    in_form = " ".join(line.value for line in screen.at.markdown)
    screen.press("Run").view("JSON")

    assert [("The JSON is not valid JSON at line 1, column 13: a text does not end")] == told
    assert "The JSON beside this form cannot be read yet" in in_form
    assert '{"country": "Fran' == screen.widget("Input as JSON").value
    assert {"country": "Belgium"} == screen.payload
    assert 0 == resources.get().runs.store.find(RunFilter()).total


def test_json_that_cannot_be_read_can_be_given_up():
    """
    One press goes back to what could be read last, and another brings the text back.
    """
    screen = FormScreen(LEADS, {"country": "Belgium"}).view("JSON").type("Input as JSON", "{")
    screen.press("Give up the JSON text")
    given_up = screen.widget("Input as JSON").value
    problems = screen.problems
    screen.press("Undo")

    assert {"country": "Belgium"} == json.loads(given_up)
    assert [] == problems
    assert "{" == screen.widget("Input as JSON").value


def test_a_file_fills_the_form():
    """
    A JSON file that is dropped is the payload then, and Undo brings back what was there.
    """
    screen = FormScreen(LEADS, {"country": "Belgium"}).view("JSON")
    uploader = screen.at.get("file_uploader")[0]
    uploader.upload("p.json", b'\xef\xbb\xbf{"country": "France"}', "application/json")
    screen.draw()
    filled = dict(screen.payload)
    screen.press("Undo")

    assert [{"country": "France"}, {"country": "Belgium"}] == [filled, screen.payload]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"\xff\xfe", "The file is no text in UTF-8.", id="no text"),
        pytest.param(b"[1]", "The file must be an object", id="no object"),
        pytest.param(b'{"a": ', "The file is not valid JSON", id="cut off"),
    ],
)
def test_a_file_that_is_no_payload_changes_nothing(content, told):
    """
    The reason is said where it was dropped.
    """
    screen = FormScreen(LEADS, {"country": "Belgium"}).view("JSON")
    screen.at.get("file_uploader")[0].upload("p.json", content, "application/json")
    screen.draw()

    assert {"country": "Belgium"} == screen.payload
    assert [True] == [one.startswith(told) for one in screen.problems]


# -- drafts -----------------------------------------------------------------------


def test_what_was_typed_is_there_after_a_reload(as_browser):
    """
    The address names a draft once something was typed; a new session finds it by that.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS)
        before = dict(screen.at.query_params)
        screen.type("Country", "Belgium").type("Limit", 500.0)
        reloaded = FormScreen(LEADS, params=dict(screen.at.query_params))

    assert {} == before
    assert {"country": "Belgium", "limit": 500} == reloaded.payload
    assert "Belgium" == reloaded.widget("Country").value


def test_what_could_not_be_read_is_there_after_a_reload(as_browser):
    """
    Half a JSON text is not lost either, and still told.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS, {"country": "B"}).view("JSON").type("Input as JSON", "{")
        reloaded = FormScreen(LEADS, params=dict(screen.at.query_params)).view("JSON")

    assert "{" == reloaded.widget("Input as JSON").value
    assert 1 == len(reloaded.problems)


def test_what_was_typed_is_kept_when_something_newer_cuts_in(monkeypatch, as_browser):
    """
    Streamlit ends a callback where another message waits; the draft is written first.
    """
    keep, cut = Filling.keep, [True]

    def interrupted(self, **given):
        if cut and cut.pop():
            raise RerunException(RerunData())
        keep(self, **given)

    with as_browser("ann"):
        screen = FormScreen(LEADS)
        monkeypatch.setattr(Filling, "keep", interrupted)
        screen.type("Country", "Belgium")
        draft = resources.get().drafts.latest_draft(screen.instance.id, "w", people.identity())

    assert [] == cut
    assert "Belgium" == draft.payload["country"]


def test_a_draft_stays_its_owners(as_browser):
    """
    Who opens somebody else's draft goes on with a copy.
    """
    with as_browser("ann"):
        mine = FormScreen(LEADS).type("Country", "Belgium")
    with as_browser("bob"):
        theirs = FormScreen(LEADS, params=dict(mine.at.query_params)).type("Country", "France")
    with as_browser("ann"):
        again = FormScreen(LEADS, params=dict(mine.at.query_params))

    assert ("France", "Belgium") == (theirs.payload["country"], again.payload["country"])
    assert mine.at.query_params["draft"] != theirs.at.query_params["draft"]


def test_what_was_sent_is_not_what_the_next_form_begins_with():
    """
    Left unsent, it is there when one comes back; once sent, the next form begins anew, while
    the page of that run keeps what was sent.
    """
    screen = FormScreen(LEADS).type("Country", "Belgium")
    named = dict(screen.at.query_params)
    screen.at.query_params.clear()
    unsent = dict(screen.draw().payload)
    screen.press("Run")
    screen.at.query_params.clear()
    fresh = dict(screen.draw().payload)
    screen.at.query_params.update(named)
    sent = dict(screen.draw().payload)

    assert [{"country": "Belgium", "limit": 20}] * 2 == [unsent, sent]
    assert {"limit": 20} == fresh


@pytest.mark.parametrize("draft", ["01m80j7kyg64w734xkthfbxn0y", "../x", "", "x" * 5000])
def test_a_draft_that_is_not_there_gives_a_fresh_form(draft):
    """
    A link may be older than what it leads to.
    """
    screen = FormScreen(LEADS, params={"draft": draft})

    assert {"limit": 20} == screen.payload
    assert bool(draft) is any("no longer kept" in caption for caption in screen.captions)


def test_an_unsent_draft_is_offered_the_next_time(as_browser):
    """
    Offered to whoever typed it, forced on nobody.
    """
    with as_browser("ann"):
        FormScreen(LEADS).type("Country", "Belgium")
        later = FormScreen(LEADS)
        fresh = dict(later.payload)
        later.press("What I left unsent")
    with as_browser("bob"):
        other = FormScreen(LEADS)

    assert [{"limit": 20}, {"country": "Belgium", "limit": 20}] == [fresh, later.payload]
    assert "What I left unsent" not in [button.label for button in other.at.button]


def test_a_draft_that_is_too_large_says_so(monkeypatch, as_browser):
    """
    The form goes on; only a reload would lose it, and one is told.
    """
    from codika.runs import drafts  # noqa: PLC0415

    monkeypatch.setattr(drafts, "MAX_DRAFT_BYTES", 100)
    with as_browser("ann"):
        screen = FormScreen(LEADS).type("Country", "B" * 200)

    assert "This cannot be kept as a draft: a reload would lose it." in screen.captions
    assert "draft" not in screen.at.query_params


# -- secrets ----------------------------------------------------------------------


def test_a_secret_is_masked_and_kept_nowhere(as_browser, tmp_path):
    """
    Typed, it is sent; what is drafted, linked, shown and kept does without it.
    """
    with as_browser("ann"):
        screen = FormScreen(SECRETIVE).type("User", "ann").type("Password", "hunter2")
        masked = [one.proto.type for one in screen.at.text_input if "Password" in one.label]
        screen.view("JSON")
        shown = json.loads(screen.widget("Input as JSON").value)
        screen.type("Keep as a preset", "mine").press("Save preset").press("Copy link")
        link = screen.at.code[0].value
        reloaded = FormScreen(SECRETIVE, params=dict(screen.at.query_params))
    resources.close()
    on_disk = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("runs.db*"))

    assert [1] == masked
    assert {"user": "ann", "password": WITHHELD} == shown
    assert {"user": "ann", "password": "hunter2"} == screen.payload
    assert "hunter2" not in link
    assert b"hunter2" not in on_disk
    assert {"user": "ann"} == reloaded.payload


def test_a_number_named_like_a_secret_is_one(as_browser, tmp_path):
    """
    A PIN is masked, sent as the number it is, and neither drafted nor on record.
    """
    schema = [{"key": "pin", "type": "number", "label": "PIN"},
              {"key": "max_tokens", "type": "number", "label": "Tokens"}]  # fmt: skip
    with as_browser("ann"):
        screen = FormScreen(schema).type("PIN", "738291").type("Tokens", 500)
        masked = [(one.label, one.proto.type) for one in screen.at.text_input if one.proto.type]
        screen.press("Run")
        run_id = screen.at.query_params["run"]
        kept = resources.get().runs.store.payload(run_id)
    resources.close()
    on_disk = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("runs.db*"))

    assert [("PIN", 1)] == masked
    assert {"pin": 738291, "max_tokens": 500} == screen.payload
    assert {"pin": WITHHELD, "max_tokens": 500} == kept
    assert b"738291" not in on_disk


def test_json_around_a_masked_secret_can_be_edited():
    """
    The mask stands for what was typed; a new value in its place is a new secret.
    """
    screen = FormScreen(SECRETIVE, {"user": "ann", "password": "hunter2"}).view("JSON")
    screen.type("Input as JSON", json.dumps({"user": "bob", "password": WITHHELD}))
    around = dict(screen.payload)
    screen.type("Input as JSON", '{"user": "bob", "password": "new"}')

    assert {"user": "bob", "password": "hunter2"} == around
    assert {"user": "bob", "password": "new"} == screen.payload


def test_half_a_json_with_a_secret_is_not_kept(as_browser, tmp_path):
    """
    What cannot be read cannot be told from what must not be kept.
    """
    with as_browser("ann"):
        screen = FormScreen(SECRETIVE).view("JSON")
        screen.type("Input as JSON", '{"password": "hunter2"')
    resources.close()
    on_disk = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("runs.db*"))

    assert b"hunter2" not in on_disk


def test_what_a_schema_marks_is_kept_out_of_the_run_log():
    """
    The form tells the log what its schema says.
    """
    schema = [{"key": "pin", "type": "string", "label": "Pin", "secret": True}]
    screen = FormScreen(schema).type("Pin", "1234").press("Run")
    run_id = screen.at.query_params["run"]

    assert {"pin": WITHHELD} == resources.get().runs.store.payload(run_id)
    assert {"pin": "1234"} == screen.payload


def test_what_is_shown_of_a_payload_is_masked():
    """
    Cards and snippets beside the form see what the run log would keep.
    """
    screen = FormScreen(SECRETIVE, {"user": "ann", "password": "hunter2"})

    screen.type("User", "bob")

    assert {"user": "bob", "password": WITHHELD} == forms.payload_now(screen.shown)
    assert [{"user": name, "password": WITHHELD} for name in ("ann", "bob")] == screen.beside


# -- filling it -------------------------------------------------------------------


def test_the_example_is_one_click_and_can_be_undone(as_browser):
    """
    Nothing typed is lost by it.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS, {"country": "B"}, examples=({"country": "Norway"},))
        screen.type("Limit", 5.0).press("Example")
        filled = dict(screen.payload)
        screen.press("Undo")

    assert {"country": "Norway", "limit": 20} == filled
    assert {"country": "B", "limit": 5} == screen.payload
    assert 5 == screen.widget("Limit").value


def test_start_over_empties_to_the_defaults():
    screen = FormScreen(LEADS, {"country": "B"}).press("Start over")

    assert {"limit": 20} == screen.payload


def test_an_address_fills_the_form_by_the_schema():
    """
    What it does not know is said quietly, what it cannot read is shown to be mended.
    """
    screen = FormScreen(
        LEADS,
        params={"p.country": "Belgium", "p.limit": "7", "p.who.name": "Ann", "p.nope": "x"},
    )

    assert {"country": "Belgium", "limit": 7, "who": {"name": "Ann"}} == screen.payload
    assert "The link also names what this form does not take: nope." in screen.captions
    assert "Filled in by the link." in " ".join(screen.captions)


def test_a_draft_takes_the_place_of_what_the_address_said(as_browser):
    """
    Once something is typed, a reload brings that back, and not the link's own values.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS, params={"p.country": "Belgium", "connection": "x"})
        screen.type("Country", "France")
        reloaded = FormScreen(LEADS, params=dict(screen.at.query_params))

    assert {"connection", "draft"} == set(screen.at.query_params)
    assert "France" == reloaded.payload["country"]


def test_presets_are_kept_found_renamed_deleted_and_brought_back(as_browser):
    """
    A name for what one fills in often, private unless shared.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS).type("Country", "Belgium")
        screen.type("Keep as a preset", "Mine").press("Save preset")
        screen.type("Country", "France").type("Keep as a preset", "Mine").press("Overwrite")
        fresh = FormScreen(LEADS)
        by_name = fresh.widget("A preset").options
        fresh.type("A preset", fresh.widget("A preset").options[0])
    with as_browser("bob"):
        other = FormScreen(LEADS)
        labels_of_bob = [one.label for one in other.at.selectbox]

    assert ["Mine · only you"] == by_name
    assert {"country": "France", "limit": 20} == fresh.payload
    assert "Filled in from the preset “Mine”." in " ".join(fresh.captions)
    assert "A preset" not in labels_of_bob

    with as_browser("ann"):
        fresh.type("Your presets", fresh.widget("Your presets").options[0])
        fresh.type("New name", "Ours").press("Rename")
        renamed = fresh.widget("A preset").options
        fresh.press("Delete")
        gone = "A preset" not in [one.label for one in fresh.at.selectbox]
        fresh.press("Bring it back")
        back = fresh.widget("A preset").options

    assert (["Ours · only you"], True, ["Ours · only you"]) == (renamed, gone, back)


def test_a_shared_preset_is_everybodys_to_use_and_its_owners_to_change(as_browser):
    """
    Its list says whose it is.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS).type("Country", "Belgium").type("Keep as a preset", "All")
        screen.at.toggle[0].set_value(True)
        screen.press("Save preset")
    with as_browser("bob"):
        other = FormScreen(LEADS)
        offered = other.widget("A preset").options
        other.type("A preset", offered[0])

    assert [True] == [line.startswith("All · shared by Guest") for line in offered]
    assert {"country": "Belgium", "limit": 20} == other.payload
    assert "Your presets" not in [one.label for one in other.at.selectbox]


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_preset_has_a_link(as_browser, is_shared):
    """
    It fills the form for everybody it is shared with, and tells the others why it does not.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS).type("Country", "Belgium").type("Keep as a preset", "All")
        screen.at.toggle[0].set_value(is_shared)
        screen.press("Save preset")
        screen.type("Your presets", screen.widget("Your presets").options[0])
        address = dict(parse_qsl(urlsplit(screen.at.code[0].value).query))
        mine = FormScreen(LEADS, params=address)
    with as_browser("bob"):
        other = FormScreen(LEADS, params=address)

    assert {"workflow", "connection", "preset"} == set(address)
    assert {"country": "Belgium", "limit": 20} == mine.payload
    assert is_shared is ({"country": "Belgium", "limit": 20} == other.payload)
    assert is_shared is not (
        ":material/info: The preset of this link is private, or was deleted." in other.captions
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [("", "Give it a name first."), (" \u202e ", "Give it a name first.")],
)
def test_a_preset_needs_a_name(as_browser, name, told):
    with as_browser("ann"):
        screen = FormScreen(LEADS).type("Keep as a preset", name).press("Save preset")

    assert told in screen.captions


def test_a_short_payload_is_linked_by_its_values(as_browser):
    """
    And the link fills in what it was made from.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS, {"country": "Belgium", "limit": 20}).press("Copy link")

    assert screen.at.code[0].value.endswith("&p.country=Belgium&p.limit=20")


def test_a_long_payload_is_linked_by_a_draft(as_browser):
    """
    Which nobody changes afterwards, not even who made it.
    """
    with as_browser("ann"):
        screen = FormScreen(LEADS, {"country": "B" * 500, "extra": 1}).press("Copy link")
        draft = screen.at.code[0].value.partition("draft=")[2]
        screen.type("Country", "changed")
    with as_browser("bob"):
        other = FormScreen(LEADS, params={"draft": draft})

    assert {"country": "B" * 500, "extra": 1} == other.payload


def test_a_workflow_nobody_describes_is_asked_for_as_json():
    """
    The same payload, drafts and links, in the editor alone.
    """
    screen = FormScreen(None).type("Input as JSON", '{"a": 9007199254740993}')

    assert {"a": 2**53 + 1} == screen.payload
