"""The shipped models and their cards: which version lies here, how large it is, and what its card says.

A card is a file of plain text beside the model, written by the training that made the model, in English (`name.md`) and
in Chinese (`name.zh.md`) with the same numbers. It is read here into blocks (headings, paragraphs, lists, tables), so
that a page can show it and its numbers can be compared with.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from zhiyin.science.understand import sentiment
from zhiyin.science.understand.annotations import annotating
from zhiyin.science.understand.aspects import dictionary, given, tagger

HEADING, PARAGRAPH, ITEMS, TABLE = "heading", "paragraph", "items", "table"
PLAIN, STRONG, CODE, ENGLISH_WORDS = "plain", "strong", "code", "english"
CHINESE, ENGLISH = "zh", "en"

Piece = tuple[str, str]
"""(PLAIN, STRONG, CODE or ENGLISH_WORDS, words); the last are an example that is quoted in English."""
Line = tuple[Piece, ...]

_HERE = Path(__file__).parent
_LANGUAGE = _HERE.parent / "language"
_MARKED: Final = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<plain>[^*\s][^*]*)\*|`(?P<code>[^`]+)`|(?P<english>“[A-Za-z][^”\u4e00-\u9fff]*”)"
)
_FIGURE: Final = re.compile(r"(?P<value>[\d.]+) ?%? ?\((?P<low>[\d.]+)–(?P<high>[\d.]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a card. `lines`: one of a heading or paragraph, one an item of a list. `rows`: of a table, the
    first holds its heads."""

    kind: str
    lines: tuple[Line, ...] = ()
    level: int = 0
    rows: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a card promises: shares in 0…1 with their 95 % interval, on `n` held-out rows."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Shipped:
    """One shipped model. `card` is the English one; `claims` names the row of its table whose accuracy stands for
    the whole."""

    code: str
    card: Path
    files: tuple[Path, ...]
    version: Callable[[], str]
    claims: str = ""

    @property
    def size(self) -> int:
        """Bytes of its files, without the card."""
        return sum(path.stat().st_size for path in self.files)


@cache
def shipped() -> tuple[Shipped, ...]:
    """Every model that takes part in reading texts or in what is made of them."""
    aspects, themes = _HERE / "aspects", _HERE / "themes"
    taxonomies, annotations = _HERE / "taxonomies", _HERE / "annotations"
    language = tuple(sorted([*_LANGUAGE.glob("*.txt"), *_LANGUAGE.glob("*.npz")]))
    words = tuple(sorted((aspects / "dictionary").glob("*.csv")))
    kinds = tuple(sorted((annotations / "lexicon").glob("*.csv")))
    trades = tuple(sorted((taxonomies / "defaults").rglob("*.csv")))
    vectors = tuple(sorted([*themes.glob("*.npz"), *themes.glob("*.csv")]))
    return (
        *(
            Shipped(
                f"sentiment_{model}",
                sentiment.model_path(model).with_suffix(".md"),
                (sentiment.model_path(model),),
                partial(sentiment.version, model),
                "all held-out",
            )
            for model in sentiment.MODELS
        ),
        *(
            Shipped(
                f"polarity_{model}",
                aspects / f"given_{model}.md",
                (aspects / f"given_{model}.npz",),
                partial(given.version, model),
                "all sets, aspects of one label",
            )
            for model in sentiment.MODELS
        ),
        Shipped("aspects", aspects / "card.md", words, dictionary.version),
        Shipped("spans", aspects / "tagger_zh.md", (aspects / "tagger_zh.npz",), tagger.version),
        Shipped("annotations", annotations / "card.md", kinds, annotating.version),
        Shipped("taxonomies", taxonomies / "card.md", trades, partial(_digest, trades)),
        Shipped("themes", themes / "card.md", vectors, partial(_digest, vectors)),
        Shipped("languages", _LANGUAGE / "languages.md", language, partial(_digest, language)),
    )


@cache
def _digest(files: tuple[Path, ...]) -> str:
    found = hashlib.sha256()
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()[:8]


def in_language(card: Path, language: str) -> Path:
    """The card beside an English one in a language (a tag like zh-hans); the English one for all but Chinese."""
    return card.with_suffix(".zh.md") if language.startswith(CHINESE) else card


def text_of(model: Shipped, language: str = ENGLISH) -> str:
    """The card as it was written, in Chinese for a tag of Chinese."""
    return in_language(model.card, language).read_text(encoding="utf-8")


def claim(model: Shipped) -> Claim | None:
    """The accuracy that the card states for the whole of its held-out rows; None where it states none."""
    if not model.claims:
        return None
    for block in blocks(text_of(model)):
        if block.kind != TABLE:
            continue
        heads = [plain(cell) for cell in block.rows[0]]
        column = next((at for at, head in enumerate(heads) if head.startswith("accuracy")), None)
        if column is None or "n" not in heads:
            continue
        for row in block.rows[1:]:
            found = _FIGURE.search(plain(row[column])) if plain(row[0]) == model.claims else None
            if found:
                value, low, high = (round(float(found[name]) / 100, 4) for name in ("value", "low", "high"))
                return Claim(value, low, high, int(plain(row[heads.index("n")]).replace(",", "")))
    return None


def plain(line: Line) -> str:
    """Its words without marks."""
    return "".join(words for _mark, words in line)


@cache
def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a card, in order. Never raises: what is no heading, list or table is a paragraph."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for part in re.split(r"\n[ \t]*\n|(?<=\n)(?=#)|\n(?=\|)(?<!\|\n)", text.strip()):
        lines = [line for line in part.split("\n") if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("#"):
            mark, _space, words = lines[0].partition(" ")
            yield Block(HEADING, (_line(words),), len(mark))
            if lines[1:]:
                yield from _blocks("\n".join(lines[1:]))
        elif all(line.startswith("|") for line in lines) and len(lines) > 1:
            yield _table(lines)
        elif lines[0].startswith("- "):
            yield Block(ITEMS, tuple(_line(item) for item in _items(lines)))
        else:
            yield Block(PARAGRAPH, (_line(" ".join(line.strip() for line in lines)),))


def _items(lines: Iterable[str]) -> list[str]:
    """An item goes on where a line does not begin with a dash."""
    found: list[str] = []
    for line in lines:
        if line.startswith("- "):
            found.append(line[2:].strip())
        else:
            found[-1] += f" {line.strip()}"
    return found


def _table(lines: list[str]) -> Block:
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    rows = [row for row in cells if not all(set(cell) <= set("-: ") and cell for cell in row)]
    width = len(rows[0]) if rows else 0
    rows = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    return Block(TABLE, rows=tuple(tuple(map(_line, row)) for row in rows))


def _line(words: str) -> Line:
    found: list[Piece] = []
    at = 0
    for match in _MARKED.finditer(words):
        if match.start() > at:
            found.append((PLAIN, words[at : match.start()]))
        mark = match.lastgroup or PLAIN
        found.append((mark, match[mark]))
        at = match.end()
    if at < len(words):
        found.append((PLAIN, words[at:]))
    return tuple(found)
