"""The languages there are: English in the code, every other one a `.po` file here."""

import gettext
import io
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

ENGLISH = "en"
FOLDER = Path(__file__).parent


@cache
def languages() -> dict[str, str]:
    """Return the languages the dashboard speaks: code, and what its speakers call it."""
    codes = [ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.po"))]
    return {code: (Locale.parse(code).get_display_name(code) or code).title() for code in codes}


@cache
def locale_of(tag: str) -> Locale:
    """
    Return the locale a browser's tag stands for, such as `fr-BE`.

    English without a country stands for whatever is no tag, or of a language the
    dashboard does not speak: numbers written as in one language among words of
    another would be misread.
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return Locale(ENGLISH)
    return locale if locale.language in languages() else Locale(ENGLISH)


@cache
def translations(code: str) -> gettext.NullTranslations:
    """Return the words of a language; of English, and of what is missing, those of the code."""
    path = FOLDER / f"{code}.po"
    if code == ENGLISH or not path.is_file():
        return gettext.NullTranslations()
    # Only who does not speak English waits for these.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
