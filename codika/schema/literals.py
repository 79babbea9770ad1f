"""
What stands in a `config.ts`, as JSON.

Codika's authors write schemas in TypeScript: keys without quotes, texts in single
ones, commas at the end, comments, `as const`.  Such a literal is translated sign
by sign, and nothing in it is ever run: a name, a call or a `${…}` is refused.

Source: the template that the official CLI 3.6.0 writes, read 2026-11-22.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from codika.errors import FieldProblem, PayloadError
from codika.language import say
from codika.schema import limits

_TOKEN = re.compile(
    r"""
      (?P<blank>   \s+ | //[^\n]* | /\*(?:[^*]|\*(?!/))*+\*/ )
    | (?P<text>    "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+' | `(?:[^`\\]|\\.)*+` )
    | (?P<number>  -?[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9]+)?(?![\w$.]) )
    | (?P<name>    [^\W\d][\w$]* | \$[\w$]* )
    | (?P<sign>    [\[\]{}:,<>.|] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "",
            "\r\n": "", "\u2028": "", "\u2029": ""}  # fmt: skip
_WORDS = {"true": "true", "false": "false", "null": "null", "undefined": "null"}
_OPENING = ("", "[", "{", ",")
_ASSERTIONS = ("as", "satisfies")
SHOWN = 40  # characters of what is refused


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int
    line: int


def literal_to_json(text: str) -> str:
    """
    Translate a literal of JavaScript or TypeScript; lines stay where they were.

    Raises:
        PayloadError: It holds something that is no plain value.
    """
    if len(text) > limits.MAX_DECLARED_BYTES:
        most = str(limits.MAX_DECLARED_BYTES)
        raise _refusal(say("is longer than {most} characters", most=most))
    tokens = [*_tokens(text)]
    out: list[str] = []
    line, at = 1, 0
    while at < len(tokens):
        token = tokens[at]
        # The same line as there, so that what is wrong is found where it was written.
        out.append("\n" * (token.line - line))
        line = token.line
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        if token.kind == "name" and token.text in _ASSERTIONS and following != ":":
            at = _after_type(tokens, at + 1, text)
            continue
        before = tokens[at - 1].text if at else ""
        is_last_comma = token.text == "," and following in ("]", "}") and before not in _OPENING
        if not is_last_comma:
            out.append(_translated(token, text, is_key=following == ":"))
        at += 1
    return "".join(out)


def _tokens(text: str) -> Iterator[_Token]:
    at, line = 0, 1
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:  # refused when its turn comes, if nothing before it is
            yield _Token("code", text[at], at, line)
            at += 1
            continue
        if found.lastgroup != "blank":
            yield _Token(str(found.lastgroup), found[0], at, line)
        line += found[0].count("\n")
        at = found.end()


def _translated(token: _Token, text: str, *, is_key: bool) -> str:
    match token.kind:
        case "text":
            if token.text[0] == "`" and "${" in token.text:
                raise _refused(text, token.at)
            return json.dumps(_ESCAPE.sub(_unescaped, token.text[1:-1]))
        case "number":
            return token.text.replace("_", "")
        case "name" if is_key:
            return json.dumps(token.text)
        case "name" if token.text in _WORDS:
            return _WORDS[token.text]
        case "sign" if token.text in "[]{}:,":
            return token.text
    raise _refused(text, token.at)


def _unescaped(found: re.Match[str]) -> str:
    by_number = found[1] or found[2] or found[3]
    if by_number:
        number = int(by_number, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"  # noqa: PLR2004  Unicode's last
    return _ESCAPES.get(found[4], found[4])


def _after_type(tokens: list[_Token], at: int, text: str) -> int:
    """Return where the type ends that follows `as`: `const`, `Form.Schema<T>[]`, `'a' | 'b'`."""
    start, depth, wants_more = at, 0, True
    while at < len(tokens):
        token = tokens[at]
        if token.text in ("<", ".", "|"):
            depth += token.text == "<"
            wants_more = True
        elif token.text == ">":
            depth -= 1
            wants_more = False
        elif token.text == "[" and at + 1 < len(tokens) and tokens[at + 1].text == "]":
            at += 1
        elif (token.kind in ("name", "text") and wants_more) or depth > 0:
            wants_more = token.text == ","
        else:
            break
        at += 1
    if at == start:
        raise _refused(text, tokens[start - 1].at)
    return at


def _refused(text: str, at: int) -> PayloadError:
    line = text.count("\n", 0, at) + 1
    shown = "".join(filter(str.isprintable, text[at : at + SHOWN].partition("\n")[0]))
    told = say("holds code, not a value, in line {line}: {code}", line=str(line), code=shown)
    return _refusal(told)


def _refusal(message: str) -> PayloadError:
    return PayloadError(FieldProblem(path="", label="", message=message))
