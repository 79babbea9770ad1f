"""The language somebody chose in a browser."""

from contextlib import closing

from codika.runs import LanguageStore, SqliteRunStore


def test_each_browser_has_the_language_chosen_last(tmp_path):
    """
    Kept over a restart, for this browser alone; an empty one leaves it to the browser again.
    """
    file = tmp_path / "runs.db"
    SqliteRunStore(file).close()
    with closing(LanguageStore(file)) as languages:
        assert "" == languages.of("one")

        languages.choose("one", "en")
        languages.choose("another", "en")
        languages.choose("one", "fr")
    with closing(LanguageStore(file)) as again:
        assert ("fr", "en") == (again.of("one"), again.of("another"))

        again.choose("one", "")

        assert ("", "en") == (again.of("one"), again.of("another"))
