"""The rules that words make: `words.csv` names sets of words, `rules.csv` says how they must meet.

A rule's pattern is a regular expression in which `{set}` stands for any word of that set, or for one of the forms
below; every gap in it is bounded. Both files are data: a term or a rule is one entry.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from zhiyin.science.language.folding import fold

_FORMS = {
    "says": r"(?:号码?|id|群号?|是|为|加|我|搜|[:：]){0,3}[^\w\n]{0,3}",
    "amount": r"[0-9][0-9.\-]{0,8} ?(?:元|块|k|w|万|百|千|\+)",
    "phone": r"(?<![0-9])1[3-9](?:[- ]?[0-9]){9}(?![0-9])",
    "intphone": r"\+ ?[0-9](?:[-() ]{0,2}[0-9]){7,13}",
    "mail": r"[a-z0-9._%+-]{2,40}@[a-z0-9-]{1,40}\.[a-z]{2,12}",
    "site": (
        r"https?://[^\s\u3000-\u9fff]{3,200}|ww+\.[^\s\u3000-\u9fff]{3,200}|(?<![@a-z0-9.])[a-z0-9-]{2,40}"
        r"\.(?:com|cn|net|cc|top|xyz|vip|shop|me|ly|io|co|info|ru|link|site|online|club)(?:/[a-z0-9?=&_./%-]{0,100})?"
        r"(?![a-z0-9])"
    ),
    "need": "需要|想要|想赚|想做|有兴趣|感兴趣|有意|想了解|要的",
    "get": "领|了解|咨询|免费拿|有惊喜|带你|进群|拉你|赚",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What finds one kind of spam: its id, the reason's code, the score, whether complaints are no excuse, and whether
    it needs English words."""

    name: str
    code: str
    score: float
    despite: bool
    latin: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Wording:
    """All rules; the automaton of the folded words without which no rule can hold; and words of complaint."""

    rules: tuple[Rule, ...]
    triggers: AhoCorasick
    latin: tuple[tuple[bool, bool], ...]
    complaint: re.Pattern[str]


@cache
def wording() -> Wording:
    """The shipped words and rules, read once."""
    sets = {row["set"]: row["terms"].split("|") for row in _rows("words.csv")}
    forms = {name: f"(?:{form})" for name, form in _FORMS.items()}
    forms |= {name: any_of(terms) for name, terms in sets.items()}
    words = sorted(
        {term for row in _rows("words.csv") if row["triggers"] == "1" for term in row["terms"].split("|")}
    )
    folded = [_folded(word) for word in words]
    return Wording(
        tuple(_rule(row, forms) for row in _rows("rules.csv")),
        AhoCorasick(folded, matchkind=MatchKind.LeftmostLongest),
        tuple((_latin(word[0]), _latin(word[-1])) for word in folded),
        re.compile(f"{any_of(sets['complaint'])}|{any_of(sets['complaint_en'])}"),
    )


def any_of(terms: list[str]) -> str:
    """A pattern for any of the terms, the longest first; Latin ones count as whole words only."""
    return "(?:" + "|".join(map(_whole, sorted(terms, key=lambda term: (-len(term), term)))) + ")"


def _whole(term: str) -> str:
    before = r"(?<![a-z])" if _latin(term[0]) else ""
    after = r"(?![a-z])" if _latin(term[-1]) else ""
    return before + re.escape(term) + after


def _latin(character: str) -> bool:
    return "a" <= character <= "z"


def _folded(word: str) -> str:
    return fold([word]).codes.tobytes().decode("utf-32-le").strip("\0")


def _rule(row: dict[str, str], forms: dict[str, str]) -> Rule:
    pattern = re.sub(r"\{([a-z_]+)\}", lambda match: forms[match.group(1)], row["pattern"])
    return Rule(
        row["rule"],
        row["code"],
        float(row["score"]),
        row["despite"] == "1",
        row["rule"].startswith("en."),
        re.compile(pattern, re.DOTALL),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
