"""Words, numbers and times in the language of whoever reads."""

import threading
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from codika import language
from codika.language import catalogue, messages, reader
from codika.language.catalogue import locale_of

AT = datetime(2026, 11, 22, 13, 3, 7, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
NARROW = "\u202f"  # the no-break space of French numbers


@pytest.fixture
def german(tmp_path, monkeypatch):
    """A language that is one file, as anybody may add it."""
    (tmp_path / "de.po").write_text(
        'msgid ""\n'
        'msgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "{n} row"\nmsgid_plural "{n} rows"\n'
        'msgstr[0] "{n} Zeile"\nmsgstr[1] "{n} Zeilen"\n\n'
        'msgctxt "verb"\nmsgid "Open"\nmsgstr "Öffnen"\n\n'
        'msgid "Open"\nmsgstr "Offen"\n\n'
        'msgid "A key is missing."\nmsgstr "Ein Schlüssel fehlt."\n\n'
        'msgid "Codika said {words} and went away."\n'
        'msgstr "Fort ging Codika und sagte {words}."\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    cached = (catalogue.languages, catalogue.locale_of, catalogue.translations)
    for one in cached:
        one.cache_clear()
    with language.speaking("de-AT"):
        yield
    for one in cached:
        one.cache_clear()


def test_english_is_the_code():
    """
    Without anybody who reads in another language, messages are what the code says.
    """
    assert "A key is missing." == language.say("A key is missing.")
    assert "{braces}" == language.say("{braces}")
    assert "Rows 1 to 1,000" == language.say("Rows {first} to {last}", first=1, last=1000)
    assert ("1 row", "0 rows") == tuple(language.say_many("{n} row", "{n} rows", n) for n in (1, 0))


@pytest.mark.usefixtures("german")
def test_a_language_is_a_file():
    """
    A file more is a language more: plurals and numbers by its own rules.
    """
    assert "Deutsch" == language.languages()["de"]
    assert "Ein Schlüssel fehlt." == language.say("A key is missing.")
    assert ["0 Zeilen", "1 Zeile", "1.204 Zeilen"] == [
        language.say_many("{n} row", "{n} rows", n) for n in (0, 1, 1204)
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["0.05 credits", "1 credit", "1.5 credits", "2 credits", "2.5 credits"]),
        ("fr", ["0,05 crédit", "1 crédit", "1,5 crédit", "2 crédits", "2,5 crédits"]),
    ],
)
def test_parts_of_one_are_counted_as_the_language_does(code, expected):
    """
    Many in English, one in French until there are two; a whole number is one, however held.
    """
    with language.speaking(code):
        said = [
            language.say_many("{n} credit a run", "{n} credits a run", n)
            for n in (0.05, 1.0, 1.5, 2, 2.5)
        ]

    assert expected == [" ".join(words.split()[:2]) for words in said]


@pytest.mark.usefixtures("german")
def test_one_english_word_may_be_two():
    """
    What is one word in English is told apart by its context.
    """
    assert ("Öffnen", "Offen") == (language.say_in("verb", "Open"), language.say("Open"))


@pytest.mark.usefixtures("german")
def test_missing_words_are_english():
    """
    A message nobody has translated yet is said in English, with its numbers as read.
    """
    assert "Left: 1.204" == language.say("Left: {n}", n=1204)


@pytest.mark.parametrize("tag", ["xx-YY", "", "de-DE", "not a tag", "../../etc/passwd", "en_US"])
def test_unknown_languages_are_english(tag):
    """
    Whatever a browser says that we do not speak is neutral English, numbers included.
    """
    assert Locale("en") == locale_of(tag)


def test_values_are_not_read_as_messages():
    """
    Braces in a value from outside stay what they are, as does a text that looks like a number.
    """
    assert "It said {n} {0.__class__} 1000" == language.say(
        "It said {words} {n}", words="{n} {0.__class__}", n="1000"
    )


def test_who_reads_is_asked_anew(monkeypatch):
    """
    A screen says who is reading, in any thread; `speaking` goes before it.
    """
    monkeypatch.setattr(reader, "_ask", lambda: "en")
    language.whose_language(lambda: "fr-FR")
    heard = []

    thread = threading.Thread(target=lambda: heard.append(language.tag()))
    thread.start()
    thread.join()

    assert ["fr-FR"] == heard
    with language.speaking("en-GB"):
        assert "en-GB" == language.tag()
    assert "fr-FR" == language.tag()


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "1,204.5"),
        ("fr-FR", f"1{NARROW}204,5"),
        ("fr-CH", f"1{NARROW}204,5"),
        ("en-IN", "1,204.5"),
    ],
)
def test_numbers(tag, expected):
    """
    Groups and points are those of the place.
    """
    with language.speaking(tag):
        assert expected == language.write_number(1204.5)


def test_groups_of_a_place():
    """
    India counts in lakhs.
    """
    with language.speaking("en-IN"):
        assert "1,23,45,678.50" == language.write_digits("12345678.50")


@given(st.integers())
def test_integers_are_exact(n):
    """
    Not a digit of an integer is lost, however long it is.
    """
    assert f"{n:,}" == language.write_number(n)


@pytest.mark.parametrize(
    ("tag", "moment", "clock", "day"),
    [
        ("en", "2026-11-22 14:03:07 CET", "14:03:07 CET", "2026-11-22"),
        ("en-GB", "22 Nov 2026, 14:03:07 CET", "14:03:07 CET", "22 Nov 2026"),
        ("en-US", f"Nov 22, 2026, 2:03:07{NARROW}PM CET", f"2:03:07{NARROW}PM CET", "Nov 22, 2026"),
        ("fr-FR", "22 nov. 2026, 14:03:07 CET", "14:03:07 CET", "22 nov. 2026"),
    ],
)
def test_times(tag, moment, clock, day):
    """
    Days and times are written as where the reader lives, and name their zone.
    """
    with language.speaking(tag):
        assert moment == language.write_moment(AT, PARIS)
        assert clock == language.write_clock(AT, PARIS)
        assert day == language.write_date(date(2026, 11, 22))


@pytest.mark.usefixtures("german")
def test_what_the_log_says_is_retold():
    """
    A sentence of ours in the log is said in the reader's language, its values too; others' stay.
    """
    kept = language.in_english("Codika said {words} and went away.", words="A key is missing.")

    assert "Codika said A key is missing. and went away." == kept
    assert "Fort ging Codika und sagte Ein Schlüssel fehlt.." == language.retold(kept)
    assert "Somebody else’s words" == language.retold("Somebody else’s words")
    assert "" == language.retold("")


def test_the_log_is_english(monkeypatch):
    """
    What goes into the log is English, whoever reads just now.
    """
    monkeypatch.setattr(messages, "translations", lambda _: pytest.fail("was translated"))
    with language.speaking("fr"):
        assert "Took 1,000 s" == language.in_english("Took {n} s", n=1000)
