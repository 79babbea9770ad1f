"""Another language changes words, and how days and numbers are written; nothing else."""

import gettext
import sqlite3
from datetime import date

import pytest
from runs_on_record import failure, put
from streamlit.runtime.context import ContextProxy

from codika.language import messages, speaking
from codika.model import RunStatus
from codika.runs import RunFilter
from ui import formats, grids, resources


class Marked(gettext.NullTranslations):
    """A language whose words are the English ones in brackets."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, msgid1, msgid2, n):
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context, message):
        return f"⟦{context}: {message}⟧"


@pytest.fixture
def in_brackets(monkeypatch):
    """Have every word of ours stand in brackets from now on."""

    def begin():
        monkeypatch.setattr(messages, "translations", lambda _: Marked())

    return begin


@pytest.fixture
def marked(in_brackets, screen):
    """A session of a French browser, where every word of ours stands in brackets."""
    in_brackets()
    screen.at.context["locale"] = "fr-FR"
    return screen


@pytest.fixture
def one_of_each(marked):
    """Runs on record that ended well and badly."""
    marked.open("runs")
    store = resources.get().runs.store
    here = {"instance_id": resources.get().instances[0].id}
    put(store, **here)
    put(store, status=RunStatus.FAILED, error=failure("quota exceeded"), **here)
    return marked


def test_a_link_to_a_filter_means_the_same_in_every_language(one_of_each):
    """
    Words of a filter are in the reader's language, its values in the address are not.
    """
    one_of_each.open("runs", status="failed")
    states = one_of_each.widget("⟦Status⟧")

    assert ["failed"] == states.value
    assert "⟦Failed⟧" in states.options
    assert ["⟦Failed⟧"] == [
        row["cells"][0]["badges"][0]["word"] for row in one_of_each.linked("history")["rows"]
    ]
    assert {"status": ["failed"]} == one_of_each.address


def test_every_column_of_the_list_has_a_heading_in_the_readers_language(one_of_each):
    """
    Headings are said, and so is what explains one.
    """
    one_of_each.open("runs")
    headings = one_of_each.linked("history")["headings"]

    names = ("Status", "Workflow", "By", "Inputs", "Rows", "Took", "Started", "Environment")
    assert [f"⟦{name}⟧" for name in names] == [heading["text"] for heading in headings]
    assert ["⟦Rows of the main list of its result.⟧"] == [
        heading["note"] for heading in headings if heading["note"]
    ]


def test_a_failure_is_told_in_the_readers_language_and_the_workflows_words_are_not(
    one_of_each, store
):
    """
    Headline and advice are ours; what the workflow said stays as it was said.
    """
    failed = store().find(RunFilter()).runs[0]
    one_of_each.open("runs", run=failed.id)

    (told,) = one_of_each.errors
    assert "**⟦The workflow failed.⟧**" in told
    assert "quota exceeded." in told


@pytest.mark.parametrize(
    ("tag", "day", "moment"),
    [
        pytest.param("en", "YYYY-MM-DD", "YYYY-MM-DD HH:mm:ss", id="no country"),
        pytest.param("en-US", "MM/DD/YYYY", "MM/DD/YYYY h:mm:ss\u202fA", id="US"),
        pytest.param("en-GB", "DD/MM/YYYY", "DD/MM/YYYY HH:mm:ss", id="GB"),
        pytest.param("fr-FR", "DD/MM/YYYY", "DD/MM/YYYY HH:mm:ss", id="France"),
        pytest.param("fr-CH", "DD.MM.YYYY", "DD.MM.YYYY HH:mm:ss", id="Switzerland"),
        pytest.param("fr-CA", "YYYY-MM-DD", "YYYY-MM-DD HH:mm:ss", id="words in the clock"),
        pytest.param("xx", "YYYY-MM-DD", "YYYY-MM-DD HH:mm:ss", id="no language"),
    ],
)
def test_tables_write_days_as_the_reader_does(tag, day, moment):
    """
    Days have the order and the signs of the country; the year has all its digits.
    """
    with speaking(tag):
        assert (day, moment) == (grids.day_format(), grids.moment_format())


@pytest.mark.parametrize(
    ("browser", "tag", "several", "whole"),
    [
        pytest.param("fr-BE", "fr-BE", "localized", "localized", id="one language"),
        pytest.param(None, "en", "localized", "localized", id="a browser that tells none"),
        pytest.param("en-US", "fr", "%.15g", "plain", id="French words in an English browser"),
        pytest.param("de-DE", "en", "%.15g", "plain", id="a language that is not spoken here"),
    ],
)
def test_numbers_are_grouped_where_words_and_browser_agree(
    monkeypatch, browser, tag, several, whole
):
    """
    The browser groups as its own language does, which among other words is another number.
    """
    monkeypatch.setattr(ContextProxy, "locale", browser)

    with speaking(tag):
        assert several == grids.number_format()
        assert whole == grids.number_format(whole=True)


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        pytest.param(0.42, 0, "42%", id="whole"),
        pytest.param(0.0312, 1, "3.1%", id="a decimal"),
        pytest.param(12.5, 0, "1,250%", id="many times"),
        pytest.param(float("inf"), 0, "inf%", id="no number"),
    ],
)
def test_percent(share, places, text):
    assert text == formats.percent(share, places)


def test_nothing_typed_is_lost_when_the_language_changes(screen, in_brackets):
    """
    A form keeps what is in it, though its days are written in another order then.
    """
    screen.open("run", workflow="lead-scoring")
    screen.fill(
        Created_since=date(2026, 2, 3), Include_customers=True, Country="France", Lowest_score=33.0
    )
    screen.again()
    filled_in = typed(screen)
    in_brackets()
    screen.at.context["locale"] = "en-GB"
    screen.again()

    assert date(2026, 2, 3) == filled_in["Created since"]
    assert filled_in == typed(screen)
    assert filled_in == typed(screen.again())
    assert "DD/MM/YYYY" == screen.widget("Created since").proto.format


def typed(screen):
    """Return what some fields of a form hold."""
    labels = ("Created since", "Include customers", "Country", "Lowest score")
    return {label: screen.widget(label).value for label in labels}


def test_a_choice_is_kept_for_the_browser(new_screen, as_browser):
    """
    Its next session speaks the language that was chosen; another browser's does not.
    """
    with as_browser("somebody"):
        new_screen().open("home").widget("Language").set_value("fr").run()
        later = new_screen().open("home")
    with as_browser("somebody else"):
        other = new_screen().open("home")

    assert ("Langue", "fr") == (later.at.selectbox(key="language").label,
                                later.at.selectbox(key="language").value)  # fmt: skip
    assert "Language" == other.at.selectbox(key="language").label


@pytest.fixture
def without_languages(screen):
    """A run log in which nobody can look up who chose which language."""
    screen.open("home")
    with sqlite3.connect(resources.get().run_log) as log:
        log.execute("DROP TABLE languages")


@pytest.mark.usefixtures("without_languages")
def test_a_choice_that_cannot_be_read_is_none(new_screen, as_browser):
    """
    A page is there all the same, in the browser's own language.
    """
    with as_browser("somebody"):
        page = new_screen().open("home")

    assert "Pick one, fill in its form, press Run.  Every run is kept." in page.text


@pytest.mark.usefixtures("without_languages")
def test_a_choice_that_cannot_be_kept_holds_for_the_session(new_screen, as_browser):
    """
    The box says what went wrong, and the page is in the language that was chosen.
    """
    with as_browser("somebody"):
        page = new_screen().open("home")
        page.widget("Language").set_value("fr")
        page.again()

    assert "Langue" == page.at.selectbox(key="language").label
    assert ["**Le journal des exécutions ne peut être ni lu ni écrit.**"] == [
        told.partition("** ")[0] + "**" for told in page.errors
    ]
