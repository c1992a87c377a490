"""What came back, checked: nothing of it is believed that is not of the form asked for, no citation that is not there."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhiyin.science.language.masking import mask
from zhiyin.understand.assistant.cleaning import clean
from zhiyin.understand.assistant.uses import REPLY, SUMMARY, THEME_NAME, TRANSLATION, TRIAL

LEAST_CITED: Final = 4  # characters; fewer stand in any text
MOST_POINTS: Final = 8
LONGEST: Final = {"says": 600, "name": 60, "translation": 12_000, "reply": 4_000}
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class Unusable(Exception):
    """Not of the form that was asked for."""


class _Strict(BaseModel):
    # what a model adds of its own is left out
    model_config = ConfigDict(extra="ignore", strict=True)


class _Quote(_Strict):
    comment: int = 0
    words: str = Field(max_length=2_000)


class _Point(_Strict):
    says: str = Field(min_length=1, max_length=2_000)
    quotes: list[_Quote] = Field(default=[], max_length=20)


class _Summary(_Strict):
    points: list[_Point] = Field(max_length=40)


def checked(use: str, said: str, texts: Sequence[str], secret: str = "") -> dict[str, Any]:
    """The content to keep of what a model `said` about `texts` as they were sent.

    summary: {"points": [{"says", "quotes": [{"comment", "words"}]}], "dropped", "unsupported"}: every citation is, as it
    stands, in the text numbered `comment` (from 1); `dropped` citations stand in none, `unsupported` points had none
    left; neither is kept. Otherwise one text by its name. `secret` is never in what is kept. Raises Unusable.
    """
    found = _object(said)
    if use == SUMMARY:
        return _summary(found, texts, secret)
    name = {THEME_NAME: "name", TRANSLATION: "translation", REPLY: "reply", TRIAL: "says"}[use]
    text = found.get(name)
    shown = _shown(text, name, secret) if isinstance(text, str) else ""
    if not shown:
        raise Unusable
    return {name: " ".join(shown.split()) if use == THEME_NAME else shown}


def _object(said: str) -> dict[str, Any]:
    said = _THOUGHT.sub("", said)
    begin, end = said.find("{"), said.rfind("}")
    if begin < 0 or end < begin:
        raise Unusable
    try:
        found = json.loads(said[begin : end + 1])
    except (ValueError, RecursionError) as error:
        raise Unusable from error
    if not isinstance(found, dict):
        raise Unusable
    return found


def _summary(found: dict[str, Any], texts: Sequence[str], secret: str) -> dict[str, Any]:
    try:
        summary = _Summary.model_validate(found)
    except ValidationError as error:
        raise Unusable from error
    points, dropped, unsupported = [], 0, 0
    for point in summary.points[:MOST_POINTS]:
        quotes = [(_place(quote, texts), quote.words.strip()) for quote in point.quotes]
        kept = list(dict.fromkeys(one for one in quotes if one[0]))
        dropped += sum(1 for place, _words in quotes if not place)
        says = _shown(point.says, "says", secret)
        if kept and says:
            cited = [{"comment": place, "words": words} for place, words in kept]
            points.append({"says": says, "quotes": cited})
        else:
            unsupported += 1
    if not points:
        raise Unusable
    return {"points": points, "dropped": dropped, "unsupported": unsupported}


def _place(quote: _Quote, texts: Sequence[str]) -> int:
    """The number of the text that holds the words as they stand, the one named first; 0 when none does."""
    words = quote.words.strip()
    places: list[int] = list(range(1, len(texts) + 1))
    places.sort(key=lambda number: number != quote.comment)
    for number in places:
        text = texts[number - 1]
        if words in text and (len(words) >= LEAST_CITED or words == text.strip()) and words:
            return number
    return 0


def _shown(text: str, name: str, secret: str) -> str:
    said = clean(text)
    return mask(said.replace(secret, "‹key›") if secret else said).text[: LONGEST[name]].strip()
