"""
The few things of Markdown that skills are made of: headings, fences, tables.

Read line by line, each line once, so that no text takes longer than its length
deserves.  A `#` line inside a fence is a comment of the shell, not a heading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codika.schema import limits

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([\w+-]*)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, fence, table or paragraph."""

    kind: str
    """`heading`, `fence`, `table` or `paragraph`."""
    lines: tuple[str, ...]
    """Of a fence what is inside; of a heading its text."""
    headings: tuple[str, ...] = ()
    """The headings above it, outermost first, in small letters."""
    language: str = ""
    """Of a fence: what follows the opening marks."""

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    def is_under(self, *words: str) -> bool:
        """Whether a heading above it, other than the title, begins with one of these words."""
        return any(heading.startswith(words) for heading in self.headings[1:])


def blocks(text: str) -> Iterator[Block]:
    """Give the blocks of a Markdown text, in order."""
    lines = text.splitlines()
    levels: list[tuple[int, str]] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        headings = _path(levels)
        if fence := _FENCE.match(lines[at][: limits.MAX_SKILL_LINE]):
            end = _fence_end(lines, at + 1, fence[1])
            inside = tuple(lines[at + 1 : end])
            yield Block(kind="fence", lines=inside, headings=headings, language=fence[2].lower())
            at = end + 1
        elif heading := _HEADING.match(lines[at][: limits.MAX_LINE]):
            title = plain(heading[2].rstrip("# \t"))
            levels = [entry for entry in levels if entry[0] < len(heading[1])]
            levels.append((len(heading[1]), title.lower()))
            yield Block(kind="heading", lines=(title,), headings=_path(levels))
            at += 1
        else:
            end = at
            while end < len(lines) and lines[end].strip() and not _opens(lines[end]):
                end += 1
            part = tuple(line[: limits.MAX_SKILL_LINE] for line in lines[at:end])
            if part:
                kind = "table" if _is_table(part) else "paragraph"
                yield Block(kind=kind, lines=part, headings=headings)
            at = max(end, at + 1)


def rows_of(table: Block) -> list[dict[str, str]]:
    """Return the rows of a table, by column name in small letters; cells as plain text."""
    start = _table_start(table.lines)
    columns = [plain(cell).lower() for cell in _cells(table.lines[start])]
    rows = table.lines[start + 2 : start + 2 + limits.MAX_SKILL_ROWS]
    return [
        dict(zip(columns, (cell.strip() for cell in _cells(row)), strict=False))
        for row in rows
        if "|" in row
    ]


def plain(text: str) -> str:
    """Take emphasis, code marks and link targets off a line; underscores are part of names."""
    text = _LINK.sub(r"\1", text[: limits.MAX_SKILL_LINE])
    return " ".join(text.replace("**", "").replace("`", "").replace("\\|", "|").split()).strip("*")


def _path(levels: list[tuple[int, str]]) -> tuple[str, ...]:
    # A text without a title still has its sections below one.
    titles = [title for _, title in levels]
    return tuple(titles) if not levels or levels[0][0] == 1 else ("", *titles)


def _opens(line: str) -> bool:
    return bool(_FENCE.match(line[: limits.MAX_LINE]) or _HEADING.match(line[: limits.MAX_LINE]))


def _fence_end(lines: list[str], start: int, marks: str) -> int:
    for at in range(start, len(lines)):
        line = lines[at].strip()
        if len(line) >= len(marks) and set(line) == {marks[0]}:
            return at
    return len(lines)


def _is_table(lines: tuple[str, ...]) -> bool:
    return _table_start(lines) >= 0


def _table_start(lines: tuple[str, ...]) -> int:
    for at in range(len(lines) - 1):
        ruler = lines[at + 1]
        if "|" in lines[at] and "-" in ruler and not set(ruler) - set("|-: \t"):
            return at
    return -1


def _cells(row: str) -> list[str]:
    row = row.strip().removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return _CELL_END.split(row)
