"""Little texts about made-up opinions, from hand-written words: what praises and what blames a screen, an engine or
a waiter. They carry words into the model that no training text holds (油耗高 blames, 续航长 praises).
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.given_rows import Row
from zhiyin.science.understand.aspects import dictionary

_FOLDER = Path(__file__).with_name("given_words")
NEGATIVE, NEUTRAL, POSITIVE = range(3)


@dataclass(frozen=True)
class _Said:
    text: str
    begin: int
    end: int
    label: int
    category: str | None


def made(language: str, count: int, seed: int) -> list[Row]:
    """`count` texts of one to three opinions each."""
    dice = np.random.default_rng(seed)
    topics = list(_rows(f"{language}.csv"))
    general = {row["role"]: row["words"].split("|") for row in _rows(f"{language}_general.csv")}
    for word, polarity in dictionary.leaning_words(latin=language == "en"):
        if len(word) > 1:
            general.setdefault("known_praise" if polarity > 0 else "known_blame", []).append(word)
    say = _english if language == "en" else _chinese
    return [
        _joined([say(dice, topics, general) for _ in range(size)], general, dice, language)
        for size in dice.choice([1, 2, 3], count, p=[0.4, 0.4, 0.2])
    ]


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _one(dice: np.random.Generator, words: list[str]) -> str:
    return words[int(dice.integers(len(words)))]


def _chinese(dice: np.random.Generator, topics: list[dict[str, str]], general: dict[str, list[str]]) -> _Said:
    topic = topics[int(dice.integers(len(topics)))]
    term = _one(dice, topic["terms"].split("|"))
    luck = dice.random()
    if luck < 0.05:
        return _placed("{t}" + _one(dice, general["neutral"]), term, NEUTRAL, None)
    label = POSITIVE if dice.random() < 0.5 else NEGATIVE
    role = "praise" if label == POSITIVE else "blame"
    if luck < 0.25:
        return _placed(
            _one(dice, ["{t}", "{t}", "{t}方面", "{t}也"]) + _one(dice, general[role]), term, label, None
        )
    if luck < 0.32:
        return _known(dice, general, "{k}的{t}" if dice.random() < 0.2 else "{t}{k}", term, label, "不")
    own = _one(dice, topic[role].split("|"))
    if luck < 0.38 and len(own) < 4 and own[0] not in "有不太没偏":
        # What is said not to be so is the other way round.
        return _placed("{t}" + _one(dice, general["not"]) + own, term, POSITIVE - label, None)
    if luck < 0.43 and len(own) < 3:
        pattern = _one(dice, general["comparison"]).replace("{o}", _one(dice, general["rival"]))
        return _placed(pattern.replace("{a}", own), term, label, None)
    if luck < 0.46:
        return _placed(_one(dice, general["wish"]), term, NEGATIVE, None)
    if luck < 0.49 and label == POSITIVE and len(own) < 3:
        pattern = _one(dice, general["comparison_blame"]).replace("{o}", _one(dice, general["rival"]))
        return _placed(pattern.replace("{a}", own), term, NEGATIVE, None)
    bare = len(own) > 2 or own[0] in "太有不没超"
    degrees, patterns = general["degree"], general["pattern"]
    if label == NEGATIVE:
        degrees, patterns = degrees + general["degree_blame"], patterns + general["pattern_blame"]
    degree = "" if bare and dice.random() < 0.8 else _one(dice, ["", *degrees])
    pattern = _one(dice, patterns).replace("{g}", degree).replace("{a}", own)
    return _placed(pattern, term, label, None)


def _english(dice: np.random.Generator, topics: list[dict[str, str]], general: dict[str, list[str]]) -> _Said:
    topic = topics[int(dice.integers(len(topics)))]
    category = topic["category"] if topic["category"] != "device" else None
    term = _one(dice, topic["terms"].split("|"))
    luck = dice.random()
    if luck < 0.2:
        return _placed(_one(dice, general["neutral_pattern"]), term, NEUTRAL, category)
    if luck < 0.24:
        return _placed("the {t} was " + _one(dice, general["neutral"]), term, NEUTRAL, category)
    label = POSITIVE if dice.random() < 0.5 else NEGATIVE
    role = "praise" if label == POSITIVE else "blame"
    if luck < 0.3:
        return _known(
            dice, general, _one(dice, ["the {t} was {k}", "{k} {t}", "{t} {k}"]), term, label, "not "
        )
    own = _one(dice, general[role] if luck < 0.42 else topic[role].split("|"))
    if luck > 0.92 and " " not in own:
        pattern = f"the {{t}} {_one(dice, ['was', 'is', 'were', 'are'])} {_one(dice, general['not'])} {own}"
        return _placed(pattern, term, POSITIVE - label, category)
    degrees = general["degree"] + (general["degree_blame"] if label == NEGATIVE else [])
    pattern = _one(dice, general["pattern"]).replace("{g}", _one(dice, degrees)).replace("{a}", own)
    return _placed(pattern, term, label, category)


def _known(
    dice: np.random.Generator,
    general: dict[str, list[str]],
    pattern: str,
    term: str,
    label: int,
    negation: str,
) -> _Said:
    """A word of the dictionary, said of the term or an aspect itself (便宜, rude)."""
    word = _one(dice, general["known_praise" if label == POSITIVE else "known_blame"])
    if dice.random() < 0.5:
        return _placed(pattern.replace("{k}", word), term, label, None)
    if label == POSITIVE and dice.random() < 0.3 and len(word) < (3 if negation == "不" else 12):
        return _placed(negation + "{t}", word, NEGATIVE, None)
    return _placed(
        _one(dice, general["degree"]) + ("" if negation == "不" else " ") + "{t}", word, label, None
    )


def _placed(pattern: str, term: str, label: int, category: str | None) -> _Said:
    place = pattern.index("{t}")
    return _Said(pattern.replace("{t}", term), place, place + len(term), label, category)


def _joined(
    said: list[_Said], general: dict[str, list[str]], dice: np.random.Generator, language: str
) -> Row:
    text = _one(dice, general["opening"]) if language == "zh" and dice.random() < 0.3 else ""
    asked: list[tuple[int, int, str | None, int, float]] = []
    for place, one in enumerate(said):
        if place:
            before = said[place - 1].label
            kind = "joint_same" if before == one.label else "joint_other"
            if NEUTRAL in (before, one.label) and "joint_neutral" in general:
                kind = "joint_neutral"
            text += _one(dice, general[kind])
        start = len(text)
        text += one.text
        asked.append((start + one.begin, start + one.end, None, one.label, 1.0))
        if one.category and [other.category for other in said].count(one.category) == 1:
            asked.append((-1, -1, one.category, one.label, 1.0))
    if dice.random() < 0.5:
        text += _one(dice, ["。", "！", "，", "。。"] if language == "zh" else [" .", ".", "!", " !"])
    return Row(text, tuple(asked), "made")
