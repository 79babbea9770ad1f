"""
Bring the catalogues up to date with the code: `make words`.

Every message of the code goes into each `codika/language/*.po`: a new one untranslated,
for a person to fill in; one that is no more is taken out.  A new language begins as an
empty file, such as `de.po`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "codika" / "language"
SPOKEN_IN = ("codika", "pages", "ui")
HEADER = "# What the dashboard says, in another language; see scripts/words.py."
_WORDS = {
    "say": None,
    "later": None,
    "in_english": None,
    "say_many": (1, 2),
    "say_in": ((1, "c"), 2),
}


def messages() -> Catalog:
    """Return every message of the code; its text is its translation into English."""
    found = Catalog(project="Codika Dashboard", charset="utf-8")
    for folder in SPOKEN_IN:
        for path, _, message, comments, context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=_WORDS
        ):
            found.add(
                message,
                locations=[(f"{folder}/{path}", 0)],
                auto_comments=comments,
                context=context,
                flags=["python-brace-format"],
            )
    return found


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Yield every language's file, and what is in it."""
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.stem)


def missing(catalogue: Catalog) -> list[str]:
    """Return the messages that a language does not say yet."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not all(message.string if message.pluralizable else [message.string])
    ]


def main() -> None:
    """Write every catalogue anew and say what has to be translated."""
    template = messages()
    for path, catalogue in catalogues():
        # A guess of what a new message may mean is worse than the English one.
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.header_comment = HEADER
        catalogue.project, catalogue.version = template.project, "main"
        catalogue.fuzzy = False
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False)
        left = missing(catalogue)
        sys.stdout.write(f"{path.name}: {len(catalogue)} messages, {len(left)} to translate\n")
        for message in left:
            sys.stdout.write(f"  {message}\n")


if __name__ == "__main__":
    main()
