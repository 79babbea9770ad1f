"""Telling Markdown from plain text; nothing here renders anything."""

import re

_MARKDOWN = re.compile(
    r"""
      ^\#{1,6}[ ]\S              # a heading
    | ^[ ]{0,3}[-*+][ ]\S        # a list
    | ^[ ]{0,3}\d{1,3}[.)][ ]\S  # a numbered list
    | ^>[ ]?\S                   # a quotation
    | ^(```|~~~)                 # code
    | ^\|.+\|[ ]*$               # a table
    | \*\*\S[^*\n]{0,200}\*\*    # bold
    | `[^`\n]{1,200}`            # code in a line
    | \[[^\]\n]{1,200}\]\([^)\s]{1,400}\)  # a link
    """,
    re.MULTILINE | re.VERBOSE,
)
_LOOKED_AT = 20_000  # characters; a Markdown text shows itself early


def is_markdown(text: str) -> bool:
    """Whether a text has marks that only Markdown uses, such as a heading, a list or a link."""
    return _MARKDOWN.search(text[:_LOOKED_AT]) is not None
