"""Sentences of the log, which are English, said to whoever reads them."""

import gettext
import re
from functools import cache, lru_cache

from codika.language.catalogue import ENGLISH, translations
from codika.language.reader import spoken

_PLACE = re.compile(r"\{(\w+)\}")
_MOST = 2_000  # characters; ours are shorter, and every pattern would be tried on others' texts
_LEAST = 12  # letters of a message outside its places; less would match what others wrote


def retold(text: str) -> str:
    """
    Return a sentence from the log in the reader's language, if it is one of ours.

    What Codika or a workflow said stays as it was said.
    """
    return _retold(text, spoken().language)


@lru_cache(maxsize=2_000)
def _retold(text: str, code: str) -> str:
    words = translations(code)
    if code == ENGLISH or not text or len(text) > _MOST:
        return text
    if (same := words.gettext(text)) != text:
        return same
    for pattern, message in _patterns(code):
        if found := pattern.fullmatch(text):
            values = {name: _retold(value, code) for name, value in found.groupdict().items()}
            return words.gettext(message).format_map(values)
    return text


@cache
def _patterns(code: str) -> list[tuple[re.Pattern[str], str]]:
    """Return how each message with places looks in English, those with most words first."""
    found = []
    for message in _messages(code):
        said = _PLACE.split(message)
        n_letters = sum(len(words) for words in said[::2])
        if len(said) > 1 and n_letters >= _LEAST and len(set(said[1::2])) == len(said[1::2]):
            pattern = "".join(
                f"(?P<{part}>.+?)" if is_place else re.escape(part)
                for part, is_place in zip(said, [False, True] * len(said), strict=False)
            )
            found.append((n_letters, re.compile(pattern, re.DOTALL), message))
    found.sort(key=lambda one: -one[0])
    return [(pattern, message) for _, pattern, message in found]


def _messages(code: str) -> list[str]:
    words = translations(code)
    known = words._catalog if isinstance(words, gettext.GNUTranslations) else {}  # type: ignore[attr-defined]  # noqa: SLF001
    return [message for message in known if isinstance(message, str) and message]
