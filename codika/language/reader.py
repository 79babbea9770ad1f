"""Who is reading: the language that is spoken now."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from babel import Locale

from codika.language.catalogue import ENGLISH, locale_of

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_ask: Callable[[], str] = lambda: ENGLISH  # noqa: E731


def whose_language(ask: Callable[[], str]) -> None:
    """
    Let a screen say who is reading: `ask` returns a tag such as `fr-BE`.

    It is asked each time something is said outside of `speaking`, in any thread.
    """
    global _ask  # noqa: PLW0603 - there is one screen in a process
    _ask = ask


@contextlib.contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Have another language, such as `fr-BE`, spoken within a `with`."""
    before = _chosen.set(tag)
    try:
        yield
    finally:
        _chosen.reset(before)


def tag() -> str:
    """Return the tag of whoever reads now: `fr-BE`; to be handed to another process."""
    chosen = _chosen.get()
    return _ask() if chosen is None else chosen


def spoken() -> Locale:
    """Return the locale in which words, numbers and times are written now."""
    return locale_of(tag())
