"""
Bring the catalogues up to date with the code: `make words`.

Every message of the code goes into each `codika/language/*.po`: a new one untranslated,
for a person to fill in; one that is no more is taken out.  A new language begins as an
empty file, such as `de.po`.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "codika" / "language"
SPOKEN_IN = ("codika", "pages", "ui")
HEADER = "# What the dashboard says, in another language; see scripts/words.py."
_TEXTS = {"say": 1, "later": 1, "in_english": 1, "say_in": 2, "say_many": 2}
"""How many texts each function takes that says something."""


def messages() -> Catalog:
    """Return every message of the code; its text is its translation into English."""
    found = Catalog(project="Codika Dashboard", charset="utf-8")
    for folder in SPOKEN_IN:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for context, message in _said(ast.parse(path.read_text(encoding="utf-8"))):
                place = path.relative_to(ROOT).as_posix()
                found.add(message, locations=[(place, 0)], context=context)
    return found


def _said(node: ast.AST) -> Iterator[tuple[str | None, str | tuple[str, ...]]]:
    """
    Yield what a module says, in order: context, and message or its two forms.

    Babel's own reader passes over what stands within an f-string before Python 3.12.
    """
    match node:
        case ast.Call(func=ast.Name(id=name), args=args) if name in _TEXTS:
            texts = tuple(str(one.value) for one in args if isinstance(one, ast.Constant))
            texts = texts[: _TEXTS[name]]
            if len(texts) == _TEXTS[name]:
                yield (texts[0], texts[1]) if name == "say_in" else (None, _message(texts))
    for inner in ast.iter_child_nodes(node):
        yield from _said(inner)


def _message(texts: tuple[str, ...]) -> str | tuple[str, ...]:
    return texts if len(texts) > 1 else texts[0]


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
