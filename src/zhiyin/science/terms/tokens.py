"""Criteria as a list of tokens."""

import re
from dataclasses import dataclass
from typing import Literal

from zhiyin.science.terms.errors import CriteriaError

Kind = Literal["word", "text", "number", "sign", "end"]

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_SIGN = re.compile(r"&&|\|\||[=!<>]=|[!<>()\[\],.]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}
_INSTEAD = {
    "=": "==",
    "&": "&&",
    "|": "||",
    "（": "(",
    "）": ")",
    "，": ",",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "！": "!",
    "。": ".",
    "《": "<",
    "》": ">",
    "＝": "==",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a criterion: a word, a text, a number, a sign or the end, and where it begins."""

    kind: Kind
    value: str | int | float
    position: int


def tokens(text: str) -> list[Token]:
    """Cut a criterion into tokens. Raises CriteriaError for what cannot be one."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        if space := _SPACE.match(text, position):
            position = space.end()
        elif word := _WORD.match(text, position):
            found.append(Token("word", word[0], position))
            position = word.end()
        elif number := _NUMBER.match(text, position):
            found.append(Token("number", _number(number[0], position), position))
            position = number.end()
        elif text[position] in "\"'":
            value, end = _quoted(text, position)
            found.append(Token("text", value, position))
            position = end
        elif sign := _SIGN.match(text, position):
            found.append(Token("sign", sign[0], position))
            position = sign.end()
        else:
            raise _unexpected(text[position], position)
    found.append(Token("end", "", len(text)))
    return found


def _number(text: str, position: int) -> int | float:
    value: int | float = int(text) if text.lstrip("-").isdigit() else float(text)
    # Larger than what a column can hold would compare differently in each reading.
    if abs(value) > (_LARGEST if isinstance(value, int) else 1e300):
        raise CriteriaError("bad_number", position=position, text=text)
    return value


def _quoted(text: str, start: int) -> tuple[str, int]:
    quote = text[start]
    parts: list[str] = []
    position = start + 1
    while position < len(text):
        character = text[position]
        if character == quote:
            return "".join(parts), position + 1
        if character == "\\":
            escape = _ESCAPE.match(text, position)
            parts.append(_unescaped(escape, position))
            position = escape.end() if escape else position + 1
        else:
            if character == "\0" or "\ud800" <= character <= "\udfff":
                raise _unexpected(character, position)
            parts.append(character)
            position += 1
    raise CriteriaError("unterminated_string", position=start)


def _unescaped(escape: re.Match[str] | None, position: int) -> str:
    if escape is not None:
        code = escape[1] or escape[2]
        if code is None:
            if escape[3] in _SIMPLE_ESCAPES:
                return _SIMPLE_ESCAPES[escape[3]]
        elif 0 < (point := int(code, 16)) <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF:
            return chr(point)
    raise CriteriaError("bad_escape", position=position)


def _unexpected(character: str, position: int) -> CriteriaError:
    instead = _INSTEAD.get(character)
    return CriteriaError(
        "unexpected_character",
        position=position,
        suggestions=(instead,) if instead else (),
        character=character if character.isprintable() else repr(character)[1:-1],
    )
