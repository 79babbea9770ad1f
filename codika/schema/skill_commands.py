r"""
The trigger commands in a skill, read for the payloads that they feed in.

    codika trigger lead-scoring --payload-file - <<'EOF'
    {"country": "Belgium"}
    EOF

Payloads also come as `<<< '{…}'` or by `echo '{…}' |`.  Nothing is expanded or
run: a shell's variables and substitutions stay the text they are.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from codika.errors import PayloadError
from codika.language import in_english, later
from codika.schema import limits
from codika.schema.markdown import Block
from codika.schema.payloads import parse_json

_SHELLS = ("", "bash", "sh", "shell", "console", "zsh", "text")
_TRIGGER = re.compile(r"codika[ \t]+trigger[ \t]+([^\s<>|;&'\"]+)")
_HEREDOC = re.compile(r"(?<!<)<<(?!<)-?[ \t]*(['\"]?)(\w+)\1")
_HERE_STRING = re.compile(r"<<<[ \t]*(['\"])")
_ECHO = re.compile(r"echo[ \t]+(['\"])")


def commands_in(
    parts: Iterable[Block], workflow_id: str, doubts: list[str]
) -> Iterator[dict[str, Any] | None]:
    """Give the payload of each trigger command; `{}` for none, `None` for one elsewhere."""
    found = 0
    for part in parts:
        if part.kind != "fence" or part.language not in _SHELLS:
            continue
        for command in _split(part.text):
            match = _TRIGGER.search(command[: limits.MAX_SKILL_LINE])
            if match is None or found >= limits.MAX_EXAMPLES:
                continue
            found += 1
            if match[1] != workflow_id and not match[1].startswith(("-", "$")):
                other = match[1][:100]
                doubts.append(
                    in_english("its example triggers another workflow, {other}", other=other)
                )
            yield _payload(command, doubts)


def _split(text: str) -> Iterator[str]:
    """Cut a shell text into commands, each with the lines that it feeds in."""
    lines = text.replace("\\\n", " ").split("\n")
    at = 0
    while at < len(lines):
        start = at
        line = lines[at][: limits.MAX_SKILL_LINE]
        quote = _HERE_STRING.search(line) or _ECHO.search(line)
        at += 1
        if heredoc := _HEREDOC.search(line):
            while at < len(lines) and lines[at].strip() != heredoc[2]:
                at += 1
            at += 1
        elif quote and line.count(quote[1], quote.end()) == 0:
            while at < len(lines) and quote[1] not in lines[at]:
                at += 1
            at += 1
        yield "\n".join(lines[start:at])


def _payload(command: str, doubts: list[str]) -> dict[str, Any] | None:
    text = _fed_in(command)
    if text is None:
        return None if "--payload" in command else {}
    try:
        payload = parse_json(text)
    except PayloadError as error:
        wrong = error.problems[0].message
        doubts.append(in_english("its example cannot be used: The payload {wrong}", wrong=wrong))
        return None
    if not isinstance(payload, dict):
        doubts.append(later("its example is no object"))
        return None
    return payload


def _fed_in(command: str) -> str | None:
    first, _, rest = command.partition("\n")
    if heredoc := _HEREDOC.search(first):
        lines = rest.split("\n")
        is_closed = lines[-1].strip() == heredoc[2]
        return "\n".join(lines[:-1] if is_closed else lines)
    quote = _HERE_STRING.search(command[: limits.MAX_SKILL_LINE]) or _ECHO.search(first)
    if quote is None:
        return None
    if quote[1] == "'":
        return command[quote.end() :].partition("'")[0]
    inside = re.match(r'(?:[^"\\]|\\.)*+', command[quote.end() :], re.DOTALL)
    return re.sub(r'\\(["\\$`])', r"\1", inside[0] if inside else "")
