"""What a screen has to offer for everything the library knows: a promise a kind."""

import inspect
import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from codika import errors
from codika.model import Environment, RunError, RunStatus
from codika.schema import FIELD_TYPES
from ui import addresses, frame, notices, status, ways, widgets

ROOT = Path(__file__).parents[2]
COLORS = {"blue", "gray", "green", "orange", "red", "violet", "yellow", "primary"}
ERRORS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.CodikaError)
]

# These are tables and groups of fields, and JSON where neither can show the value.
NESTING = {"object", "objectArray"}


def test_every_page_is_on_the_menu_and_every_entry_has_a_page():
    """
    A file in `pages/` can be reached, and no entry of the menu leads nowhere.
    """
    files = sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))

    assert files == sorted(path for path, *_ in frame.MENU)


def test_the_menu_has_one_way_to_each_page():
    """
    Titles and addresses are unique, and one page alone is the first.
    """
    _, titles, icons, urls, defaults = zip(*frame.MENU, strict=True)

    assert [4, 4, 4, 4] == [len(set(column)) for column in (titles, icons, urls, frame.MENU)]
    assert [True] == [default for default in defaults if default]


def test_pages_link_to_pages_that_are_on_the_menu():
    """
    The addresses that pages link to are those of the menu.
    """
    named = {value for value in vars(addresses).values() if str(value).startswith("pages/")}

    assert {path for path, *_ in frame.MENU} == named


def test_every_field_type_has_a_widget():
    """
    A type that can be read from a schema can be asked for, as JSON at worst and knowingly.
    """
    fallback = ways.ask.dispatch(object)

    assert {
        name for name, kind in FIELD_TYPES.items() if ways.ask.dispatch(kind) is fallback
    } == NESTING


@pytest.mark.parametrize("half", [widgets.shown, widgets.answer], ids=["shown", "answer"])
def test_every_field_type_has_both_ways(half):
    """
    A value becomes what a widget holds, and back, by the same type's own rule.
    """
    fallback = half.dispatch(object)

    assert {
        name for name, kind in FIELD_TYPES.items() if half.dispatch(kind) is fallback
    } == NESTING


@pytest.mark.parametrize(
    ("looks", "kinds"),
    [
        pytest.param(status.LOOKS, RunStatus, id="run status"),
        pytest.param(status.ENVIRONMENTS, Environment, id="environment"),
    ],
)
def test_every_status_has_a_look(looks, kinds):
    """
    Icon and word tell one status from every other, so colour is never alone.
    """
    assert set(kinds) == set(looks)
    for part in ("icon", "word", "meaning"):
        values = [getattr(look, part) for look in looks.values()]

        assert len(looks) == len(set(values) - {""}), part
    assert {look.color for look in looks.values()} <= COLORS


def test_every_icon_is_one_that_ships_with_streamlit():
    """
    A misspelt icon would stop the page that shows it.
    """
    sources = [*(ROOT / "ui").glob("*.py"), *(ROOT / "pages").glob("*.py")]
    named = {
        icon
        for source in sources
        for icon in re.findall(r":material/(\w+):", source.read_text(encoding="utf-8"))
    }

    assert set() == named - set(ALL_MATERIAL_ICONS)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_notice(kind):
    """
    What happened and what to do next, in sentences, for each class of error.
    """
    notice = notices.notice_for(kind)

    assert notice.headline.endswith(".")
    assert notice.advice.endswith(".")


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_a_class_is_found_by_the_name_the_log_keeps(kind):
    """
    A run's error says the same after a restart: its class comes back from the name.
    """
    kept = RunError(kind=kind.__name__, message="x")

    assert kind is notices.class_named(kept.kind)


@pytest.mark.parametrize("name", ["NoSuchError", "", "dataclass", "FieldProblem", "__name__"])
def test_a_class_of_another_version_is_an_error_all_the_same(name):
    """
    A name we do not have, or that is no error, reads as the root of the tree.
    """
    assert errors.CodikaError is notices.class_named(name)


def test_nobody_is_told_to_send_an_unconfirmed_run_again():
    """
    It may have started: the advice is to look first.
    """
    notice = notices.notice_for(errors.UnconfirmedTriggerError)

    assert "run it again" not in notice.advice
    assert "may have started" in notice.advice


def test_every_kind_of_line_in_a_timeline_has_words():
    """
    What the library writes into timelines, people can read.
    """
    from ui import timeline  # noqa: PLC0415  beside its use

    library = [*(ROOT / "codika" / "runs").glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in library)
    written = set(re.findall(r'(?:kind=|_note\()"(\w+)"', text))
    written |= set(re.findall(r'_save\(\s*(?:run|replace\([^"]*?\)),\s*"(\w+)"', text))

    assert {"saved", "sent", "accepted", "ended", "cancelled", "looked"} <= written
    assert set() == written - set(timeline.EVENTS)


def test_streamlit_offers_the_layout_that_pages_use():
    """
    What the pages need of Streamlit 1.67 is there, so an upgrade fails here first.
    """
    assert set() == {"App", "Page", "fragment", "grid", "navigation"} - set(dir(st))
