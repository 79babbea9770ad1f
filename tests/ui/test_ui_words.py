"""Pages in another language: nothing is said past the catalogue, or in another reader's words."""

import gettext
import re

import pytest
import words
from runs_on_record import failure, put

from codika.language import messages, speaking, tag
from codika.model import RunStatus
from ui import resources, shown

READ = ("alt", "body", "content", "help", "label", "options", "placeholder")
"""Fields in which Streamlit sends what people read."""
UNREAD = ("Html", "Json")
# The name of a guest and the print of a key are made of hex digits, which may all be letters.
MARKUP = re.compile(
    r":material/\w+:|:\w+-badge\[|:small\[|:\w+\[|`[^`]*`|Guest [0-9a-f]{3}\b|#[0-9a-f]+\b"
)
WORD = re.compile(r"(?<!\w)[^\W\d_]{3,}(?!\w)")
SAID = re.compile(r"⟦[^⟦⟧]*⟧")
NAMES = {"Sandbox", "DEV", "PROD", "Acme", "acme", "CET", "Français", "English", "Guest", "JSON",
         "PNG", "SVG", "CSV", "Excel", "NDJSON", "Parquet", "Ann"}  # fmt: skip
OF_THE_RUN = {"Lead", "scoring", "country", "Belgium", "Amount", "State", "open", "paid", "Orders",
              "orders", "amount", "state", "EUR", "Report", "doc", "broke"}  # fmt: skip
RESULT = {
    "report": "doc_7Qk2",
    "orders": [{"amount_eur": n, "state": ("open", "paid")[n % 2]} for n in range(12)],
}


class InBrackets(gettext.NullTranslations):
    """A language in which each message of the catalogue is told by its brackets."""

    def __init__(self):
        super().__init__()
        ids = [message.id for message in words.messages() if message.id]
        self._known = {one for id in ids for one in (id if isinstance(id, tuple) else [id])}  # noqa: A001

    def gettext(self, message):
        return f"⟦{message}⟧" if message in self._known else message

    def ngettext(self, msgid1, msgid2, n):
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context, message):  # noqa: ARG002  one language has one word for all
        return self.gettext(message)


@pytest.fixture
def in_brackets(monkeypatch):
    """Have everything said in brackets from now on."""
    language = InBrackets()
    return lambda: monkeypatch.setattr(messages, "translations", lambda _: language)


def texts(proto):
    """Yield everything in a message to the browser that people read."""
    for field, value in proto.ListFields():
        for one in value if field.is_repeated else [value]:
            if hasattr(one, "ListFields"):
                yield from texts(one)
            elif field.name in READ and isinstance(one, str):
                yield one


def nodes(node):
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


def unsaid(screen):
    """Return the words on a page that stand in no brackets."""
    found = set()
    for node in nodes(screen.at._tree):
        proto = getattr(node, "proto", None)
        if hasattr(proto, "ListFields") and proto.DESCRIPTOR.name not in UNREAD:
            for text in texts(proto):
                left = text
                while (less := SAID.sub(" ", left)) != left:
                    left = less
                found |= set(WORD.findall(MARKUP.sub(" ", left)))
    return found


@pytest.mark.parametrize("page", ["runs", "connections", "run"])
def test_a_page_says_nothing_past_the_catalogue(screen, in_brackets, page):
    """
    Buttons, captions, hints and what stands in empty boxes: all of it can be translated.
    """
    in_brackets()
    screen.open(page)
    workflows = {
        word
        for instance in resources.get().instances
        for workflow in resources.get().catalogues.get(instance).workflows
        for word in WORD.findall(workflow.title)
    }

    assert set() == unsaid(screen) - workflows - NAMES


@pytest.mark.parametrize("status", [RunStatus.SUCCESS, RunStatus.FAILED])
def test_a_run_is_told_in_words_of_the_catalogue(screen, new_screen, in_brackets, status):
    """
    Its state, its result with chart, table and all that is asked of them, its timeline.
    """
    screen.open("runs")
    error = failure() if status is RunStatus.FAILED else None
    result = None if error else RESULT
    run = put(resources.get().runs.store, status=status, result=result, error=error)
    in_brackets()
    other = new_screen()
    other.open("runs", run=run.id, where=["range:amount_eur:2:", "any:state:open"], group="state")

    assert set() == unsaid(other) - NAMES - OF_THE_RUN


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
