"""The polarity of a given aspect: three probabilities for a span of a text, a category of it, or all of it.

Networks per language (`given_zh.npz`, `given_en.npz`; see the cards beside them) are trained by `training.given`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import detection
from zhiyin.science.language.folding import Folded, Ints, fold
from zhiyin.science.understand.aspects import network as networks
from zhiyin.science.understand.aspects.network import PLACED, WHOLE, Asked, Network
from zhiyin.science.understand.aspects.units import Units, han_units, latin_units
from zhiyin.science.understand.sentiment import CHINESE, ENGLISH, MODELS, READERS

Floats = NDArray[np.float64]

# The categories that can be asked without a place, in the order of the networks' rows from 2 on.
CATEGORIES = ("food", "service", "staff", "price", "ambience", "menu", "place", "miscellaneous")
NEGATIVE, NEUTRAL, POSITIVE = range(3)
# The networks' category of CATEGORIES[0].
FIRST_CATEGORY = 2
# Added to the log odds of blame: the Chinese training aspects are praised five times as often as they are blamed,
# which is not so elsewhere. Chosen on tenth 2: courses and computers gain by it what restaurants lose.
_TOWARDS_BLAME = {CHINESE: 0.15, ENGLISH: 0.0}
_BATCH = 1000


@dataclass(frozen=True)
class Given:
    """A shipped model: its networks, whose logits are averaged and multiplied by `sharpness`; what its units need."""

    members: tuple[Network, ...]
    sharpness: float
    vocabulary: NDArray[np.uint32]
    parting: NDArray[np.uint32]
    version: str

    def units(self, folded: Folded, model: str) -> Units:
        if model == ENGLISH:
            return latin_units(folded, self.vocabulary, self.parting)
        return han_units(folded, self.vocabulary)


def model_path(model: str) -> Path:
    """Where the model of a language (`zh`, `en`) lies; its card lies beside it."""
    return Path(__file__).with_name(f"given_{model}.npz")


@cache
def given(model: str) -> Given:
    """The shipped model, read once. Tables are stored as eight-bit numbers with a scale per column."""
    with np.load(model_path(model)) as stored:
        members = []
        for member in range(int(stored["members"])):
            own = {
                name.split(".", 1)[1]: stored[name] for name in stored.files if name.startswith(f"{member}.")
            }
            tables: list[NDArray[np.float32]] = []
            while f"table_{len(tables)}" in own:
                name = f"table_{len(tables)}"
                tables.append(own.pop(name).astype(np.float32) * own.pop(f"{name}_scale").astype(np.float32))
            reach = int(own.pop("reach", 48))
            weights = {name: value.astype(np.float32) for name, value in own.items()}
            members.append(Network(tables=tuple(tables), reach=reach, **weights))
        return Given(
            tuple(members),
            float(stored["sharpness"]),
            stored["vocabulary"],
            stored["parting"],
            str(stored["version"]),
        )


def version(model: str) -> str:
    """Changes when the model's file does."""
    return given(model).version


def judge(
    texts: Sequence[str],
    spans: Sequence[tuple[int, int] | None],
    categories: Sequence[str | None] | None = None,
    languages: Sequence[str | None] | None = None,
) -> Floats:
    """The probabilities of negative, neutral and positive for one aspect of each text; shape (n, 3).

    `spans`: [start, end) of the aspect in the text as given. Without a span, `categories` may name one of
    CATEGORIES, which English texts are searched for; a category of another name counts where it stands literally in
    the text. Else, and outside the text, the whole text is judged. `languages`: of `detection.LANGUAGES`; found out
    where None. A text in neither Chinese nor English, or without a word, gets a third each.
    Raises ValueError where the lengths differ.
    """
    categories = categories if categories is not None else [None] * len(texts)
    languages = languages if languages is not None else [None] * len(texts)
    if not len(texts) == len(spans) == len(categories) == len(languages):
        raise ValueError("as many spans, categories and languages as texts are needed")
    answer = np.full((len(texts), 3), 1 / 3)
    for first in range(0, len(texts), _BATCH):
        part = slice(first, first + _BATCH)
        found = detection.languages_of(texts[part])
        named = [own or guess for own, guess in zip(languages[part], found, strict=True)]
        model_of = np.array([READERS.get(name, (None,))[0] for name in named], dtype=object)
        for model in MODELS:
            mine = np.flatnonzero(model_of == model) + first
            if len(mine):
                rows = mine.tolist()
                asked = [texts[i] for i in rows], [spans[i] for i in rows], [categories[i] for i in rows]
                answer[mine] = chances(weighed(scores(given(model), *asked, model), model))
    return answer


def scores(
    shipped: Given,
    texts: Sequence[str],
    spans: Sequence[tuple[int, int] | None],
    categories: Sequence[str | None],
    model: str,
) -> Floats:
    """The mean logits of a model's networks for one aspect of each text; shape (n, 3)."""
    # A text of several aspects is read once.
    place_of: dict[str, int] = {}
    text_of = np.array([place_of.setdefault(text, len(place_of)) for text in texts], dtype=np.int64)
    folded = fold(list(place_of))
    begin, end, kind = [], [], []
    for index, text, span, category in zip(text_of.tolist(), texts, spans, categories, strict=True):
        code = WHOLE
        if span is None and category:
            if model == ENGLISH and category in CATEGORIES:
                code = FIRST_CATEGORY + CATEGORIES.index(category)
            elif (place := text.find(category)) >= 0:
                span = place, place + len(category)
        low, high = int(folded.starts[index]) + 1, int(folded.starts[index + 1])
        first = last = low
        if span is not None:
            where = folded.where[low:high]
            first, last = (
                low + int(np.searchsorted(where, span[0])),
                low + int(np.searchsorted(where, span[1])),
            )
            code = PLACED if first < min(high, last) else WHOLE
        begin.append(min(first, high - 1))
        end.append(last)
        kind.append(code)
    first_code, last_code, category_of = (np.array(part, dtype=np.int64) for part in (begin, end, kind))
    return _scores(shipped, folded, first_code, last_code, text_of, model, category_of)


def _scores(
    shipped: Given, folded: Folded, begin: Ints, end: Ints, text: Ints, model: str, category: Ints
) -> Floats:
    units = shipped.units(folded, model)
    first, last = units.spans(begin, np.maximum(end, begin + 1))
    low, high = units.starts[text] + 1, units.starts[text + 1]
    asked = Asked(first, np.minimum(last, np.maximum(high, first + 1)), low, high, category)
    total = np.zeros((len(begin), 3))
    for member in shipped.members:
        total += networks.judged(member, units, asked)
    return total / len(shipped.members)


def probabilities(
    folded: Folded, begin: Ints, end: Ints, text: Ints, model: str, lean: Floats | None = None
) -> Floats:
    """As `judge`, for folded positions [begin, end) of a batch; `text` is the index of the text of each.

    `lean` is added to the log odds of positive and taken from those of negative. Every mention of every text is
    judged so, therefore by the first network alone, which is nearly as often right as all of them.
    """
    category = np.full(len(begin), PLACED, dtype=np.int64)
    quick = replace(given(model), members=given(model).members[:1])
    logit = weighed(_scores(quick, folded, begin, end, text, model, category), model)
    if lean is not None:
        logit[:, POSITIVE] += lean
        logit[:, NEGATIVE] -= lean
    return chances(logit)


def weighed(logit: Floats, model: str) -> Floats:
    """The logits made as sharp as they are right, a little towards blame."""
    weighed = logit * given(model).sharpness
    weighed[:, NEGATIVE] += _TOWARDS_BLAME[model]
    return weighed


def chances(logit: Floats) -> Floats:
    """The probabilities of logits (n, 3)."""
    odds: Floats = np.exp(logit - logit.max(axis=1, keepdims=True))
    chance: Floats = odds / odds.sum(axis=1, keepdims=True)
    return chance


def sentiment_of(probability: Floats) -> Floats:
    """−1 … 1: how much likelier praise is than blame."""
    value: Floats = probability[:, POSITIVE] - probability[:, NEGATIVE]
    return value
