"""Messages, said in the language that is spoken."""

from typing import Any

from babel import Locale

from codika.language.catalogue import ENGLISH, locale_of, translations
from codika.language.reader import spoken
from codika.language.written import write_number


def say(message: str, /, **values: Any) -> str:
    """
    Return a message in the language that is spoken.

    Args:
        message: In English, with a name in braces where a value goes.
        values: Numbers are written as the language writes them, all else as it is.
    """
    locale = spoken()
    return _filled(translations(locale.language).gettext(message), values, locale)


def say_in(context: str, message: str, /, **values: Any) -> str:
    """Return a message of which English has one word for several: `say_in("verb", "Run")`."""
    locale = spoken()
    said = translations(locale.language).pgettext(context, message)
    return _filled(said, values, locale)


def say_many(one: str, many: str, n: float, /, **values: Any) -> str:
    """Return the form for so many: `say_many("{n} row", "{n} rows", 3)`."""
    locale = spoken()
    # Catalogues count in whole numbers; 1.5 is many in English, and one in French.
    counted = int(n) if n % 1 == 0 else (1 if locale.plural_form(n) == "one" else 2)
    said = translations(locale.language).ngettext(one, many, counted)
    return _filled(said, {"n": n, **values}, locale)


def later(message: str) -> str:
    """Mark a message that is said when it is shown; returned as it is."""
    return message


def in_english(message: str, /, **values: Any) -> str:
    """Return a message for the log, which `retold` finds again in any language."""
    return _filled(message, values, locale_of(ENGLISH))


def _filled(message: str, values: dict[str, Any], locale: Locale) -> str:
    if not values:
        return message
    return message.format_map(
        {
            name: write_number(value, locale)
            if isinstance(value, int | float) and not isinstance(value, bool)
            else value
            for name, value in values.items()
        }
    )
