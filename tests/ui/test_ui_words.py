"""Words that one reader's page was made of are not shown to a reader of another language."""

from codika.language import speaking, tag
from ui import shown


def test_suggestions_are_kept_for_each_language(monkeypatch):
    """
    Titles and reasons of charts are sentences, so who reads another language has others.
    """
    monkeypatch.setattr(shown, "table_of", lambda *_: None)
    monkeypatch.setattr(shown, "suggest", lambda _: tag())
    seen = shown.Seen("run", 1, "{}", "{}")
    said = []
    for language in ("en", "fr-BE", "en"):
        with speaking(language):
            said.append(shown.suggestions_of(seen, "rows"))

    assert ["en", "fr-BE", "en"] == said
