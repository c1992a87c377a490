"""The Chinese card beside each English one: `python -m training.chinese_cards` writes all of them anew.

A generator writes its card once, in English, with the numbers it measured. The Chinese card is made of that text: each
heading, paragraph, item and cell is looked up in `chinese_words/<card>.txt`, where a phrase stands as

    English with {slots}
    => 中文，{slots} 可以换位置

so that no number is typed twice. What fills a slot is looked up in turn; what fills a {slot!} is a name from the data and
stands as it is. A sentence without its phrase is named and
nothing is written in Chinese: no card is half translated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhiyin import science
from zhiyin.science.understand.cards import CHINESE, in_language

SCIENCE = Path(science.__path__[0])
WORDS = Path(__file__).with_name("chinese_words")
CARDS = {
    "language/languages.md": "languages",
    "understand/annotations/card.md": "annotations",
    "understand/aspects/card.md": "aspects",
    "understand/aspects/given_en.md": "given",
    "understand/aspects/given_zh.md": "given",
    "understand/aspects/tagger_zh.md": "spans",
    "understand/models/sentiment_en.md": "sentiment",
    "understand/models/sentiment_zh.md": "sentiment",
    "understand/people/churn/card.md": "churn",
    "understand/people/next_product/card.md": "next_product",
    "understand/taxonomies/card.md": "taxonomies",
    "understand/themes/card.md": "themes",
}
"""Every card below `zhiyin/science` and the file of its phrases."""

_SLOT = re.compile(r"\{(\w+!?)\}")
_CODE = re.compile(r"`[^`]*`")
# A version or a number with a unit is no word: it stands as it is.
_WORD = re.compile(r"\b[A-Za-z][A-Za-z'’_-]+\b")
# How lists are joined, the outer first.
_JOINS = ((r";\s+", "；"), (r",\s+", "、"))


class MissingChineseError(LookupError):
    """Parts of a card that its phrases do not say in Chinese."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__("no Chinese for:\n" + "\n".join(missing))


@dataclass(frozen=True)
class Phrase:
    """An English pattern and what it is in Chinese."""

    pattern: re.Pattern[str]
    chinese: str
    names: frozenset[str]
    fixed: int
    """Letters that are no slot: of two phrases that fit, the one that says more is meant."""


@dataclass(frozen=True)
class Phrases:
    """What one card is translated with: whole texts, and patterns with slots, the fullest first."""

    whole: dict[str, str]
    patterns: tuple[Phrase, ...]


def write_card(path: Path, text: str) -> None:
    """Writes an English card and its Chinese one. Where words are missing it prints them and leaves the Chinese card as
    it was: the training goes on, and `main` and the tests tell."""
    path.write_text(text, encoding="utf-8")
    try:
        write_chinese(path)
    except MissingChineseError as missing:
        print(f"{path.name}: {missing}")


def write_chinese(path: Path) -> Path:
    """The Chinese card of an English one that lies here; returns where it lies. Raises MissingChineseError."""
    known = phrases(CARDS[path.relative_to(SCIENCE).as_posix()])
    target = in_language(path, CHINESE)
    target.write_text(in_chinese(path.read_text(encoding="utf-8"), known), encoding="utf-8")
    return target


def in_chinese(text: str, known: Phrases) -> str:
    """The card in Chinese, with the same headings, items, tables and numbers. Raises MissingChineseError with everything
    that is missing."""
    missing: list[str] = []
    lines = []
    for mark, words in _parts(text):
        if mark == "|" and not words.strip("|-: "):
            lines.append(words)
            continue
        cells = [words] if mark != "|" else [cell.strip() for cell in words.strip("|").split("|")]
        found = []
        for cell in cells:
            chinese = translated(cell, known)
            if chinese is None:
                missing.append(cell)
            found.append(_tight(chinese or ""))
        lines.append("| " + " | ".join(found) + " |" if mark == "|" else mark + found[0])
    if missing:
        raise MissingChineseError(missing)
    return "\n".join(lines).rstrip("\n") + "\n"


def translated(text: str, known: Phrases) -> str | None:
    """One text in Chinese: as a phrase, as a list of such texts, or as it is where it holds no words; None where a word
    of it is not known."""
    if text in known.whole:
        return known.whole[text]
    for join, joined in _JOINS:
        if len(parts := re.split(join, text)) > 1:
            told = [chinese for part in parts if (chinese := translated(part, known)) is not None]
            if len(told) == len(parts):
                return joined.join(told)
    for phrase in known.patterns:
        if match := phrase.pattern.fullmatch(text):
            slots = {
                name: chinese
                for name, value in match.groupdict().items()
                if (chinese := value if name in phrase.names else translated(value, known)) is not None
            }
            if len(slots) == len(match.groupdict()):
                return phrase.chinese.format(**slots)
    return None if _WORD.search(_CODE.sub("", text)) else text


@cache
def phrases(name: str) -> Phrases:
    """The phrases of one kind of card. Raises ValueError for an English line without a Chinese one, for a phrase told
    twice, and for slots that differ."""
    whole: dict[str, str] = {}
    patterns = []
    lines = [
        line for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    if len(lines) % 2:
        raise ValueError(f"{name}.txt: an odd number of lines")
    for english, chinese in zip(lines[::2], lines[1::2], strict=True):
        if english.startswith("=> ") or not chinese.startswith("=> "):
            raise ValueError(f"{name}.txt: no pair: {english!r}, {chinese!r}")
        chinese = chinese.removeprefix("=> ")
        slots = set(_SLOT.findall(english))
        if slots != set(_SLOT.findall(chinese)):
            raise ValueError(f"{name}.txt: other slots in Chinese: {english!r}")
        if slots:
            names = frozenset(slot.rstrip("!") for slot in slots if slot.endswith("!"))
            patterns.append(
                Phrase(_pattern(english), _SLOT.sub(_plain, chinese), names, len(_SLOT.sub("", english)))
            )
        elif english in whole:
            raise ValueError(f"{name}.txt: told twice: {english!r}")
        else:
            whole[english] = chinese
    return Phrases(whole, tuple(sorted(patterns, key=lambda one: -one.fixed)))


def _plain(slot: re.Match[str]) -> str:
    return "{" + slot[1].rstrip("!") + "}"


def _pattern(english: str) -> re.Pattern[str]:
    parts, at, seen = [], 0, set[str]()
    for slot in _SLOT.finditer(english):
        name = slot[1].rstrip("!")
        parts += [
            re.escape(english[at : slot.start()]),
            f"(?P={name})" if name in seen else f"(?P<{name}>.+?)",
        ]
        seen.add(name)
        at = slot.end()
    return re.compile("".join([*parts, re.escape(english[at:])]))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """(mark, words) of each part: headings and items with their marks, rows of tables with "|", and paragraphs,
    folded into one line each: Chinese has no spaces to break at. Empty lines are parts without words."""
    held: list[str] = []
    mark = ""
    for line in [*text.rstrip("\n").split("\n"), ""]:
        starts = line.startswith(("#", "- ", "|")) or not line.strip()
        if held and starts:
            yield mark, " ".join(held)
            held = []
        if not starts:
            mark = mark if held else ""
            held.append(line.strip())
        elif line.startswith("|"):
            yield "|", line
        elif line.strip():
            first, _space, words = line.partition(" ")
            mark, held = f"{first} ", [words]
            if first.startswith("#"):
                yield mark, words
                held = []
        else:
            yield "", ""


def _tight(chinese: str) -> str:
    """Chinese writes 95% where English cards write 95 %."""
    return re.sub(r"(?<=\d) %", "%", chinese)


def main() -> None:
    """Every shipped card in Chinese; nothing is measured. Raises MissingChineseError."""
    for name in CARDS:
        print(write_chinese(SCIENCE / name))


if __name__ == "__main__":
    main()
