"""Putting clauses together until they read like a person."""

from itertools import pairwise
from random import Random

from zhiyin.server.sample.phrases import AND, BUT, CLAUSES, ENDINGS, ENGLISH, OPENINGS

FEELINGS = ("unhappy", "content", "delighted")


def feeling_of(satisfaction: float) -> str:
    """unhappy below -0.55, delighted above 0.45 standard deviations."""
    return "unhappy" if satisfaction < -0.55 else "delighted" if satisfaction > 0.45 else "content"


def say(dice: Random, business: str, aspects: list[tuple[str, str]], overall: str, minutes: int) -> str:
    """One voice about these (aspect, feeling) pairs, one to three clauses long."""
    if dice.random() < 0.035:
        unhappy, happy = ENGLISH[business]
        return dice.choice(unhappy if overall == "unhappy" else happy).format(n=minutes)
    parts = []
    for aspect, feeling in aspects:
        clause = dice.choice(CLAUSES[business][aspect][FEELINGS.index(feeling)])
        parts.append((feeling, clause.format(n=minutes)))
    text = dice.choice(OPENINGS[overall]) + parts[0][1]
    for (before, _), (feeling, clause) in pairwise(parts):
        turns = {before, feeling} == {"unhappy", "delighted"}
        text += dice.choice(BUT if turns else AND) + clause
    text += dice.choice(ENDINGS[overall])
    if dice.random() < 0.12:
        text = text.replace("，", " ").replace("。", " ").strip()  # typed on a phone, in a hurry
    elif not text.endswith(("。", "！")) and dice.random() < 0.6:
        text += dice.choice(("。", "。", "！", "～"))
    return text
