"""Reading texts: language, sentiment and aspects of a whole batch, with the shipped models only."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from zhiyin.science.language import detection
from zhiyin.science.language.folding import code_points, fold_codes
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects import dictionary
from zhiyin.science.understand.aspects.mentions import Mention, mentions
from zhiyin.science.understand.ngrams import Scorer

# Reasons why a text was not read.
EMPTY = "empty"
NO_WORDS = "no_words"
LANGUAGE_NOT_READ = "language_not_read"

# A batch that fits the processor's cache; one longer text is a batch of its own.
BATCH_CHARACTERS = 60_000
BATCH_TEXTS = 1_000
_NO_WORDS = re.compile(
    r"<[A-Za-z/!][^<>]{0,300}>|&(?:[a-z]{2,8}|#[0-9]{1,6});|https?://[^\s\u3000-\u9fff]{1,500}|‹[a-z-]{2,12}›"
)
_BLOCK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|h[1-6])\b", re.IGNORECASE)
NAME = "zhiyin"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says.

    `language` is one of `detection.LANGUAGES`. `sentiment` is 2p − 1 for the calibrated probability p that the
    writer is pleased, `label` negative, neutral or positive, `confidence` the probability of the sign (0.5 … 1);
    all three are None when the text was not read, and `reason` then says why. `analyser` names what read it.
    """

    language: str
    sentiment: float | None
    label: str | None
    confidence: float | None
    mentions: tuple[Mention, ...]
    reason: str | None
    analyser: str


@cache
def analyser() -> str:
    """Name and version of everything that takes part in a reading; it changes when any of it does."""
    parts = [dictionary.version(), *(sentiment.version(model) for model in sentiment.MODELS)]
    return f"{NAME}/{VERSION}.{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:8]}"


def read(texts: Sequence[str | None], *, languages: Sequence[str | None] | None = None) -> list[Reading]:
    """One reading per text, in order.

    `languages` (same length) overrides detection where it is not None, with one of `detection.LANGUAGES`.
    Raises ValueError for another length or an unknown language; never for any text.
    """
    if languages is not None:
        if len(languages) != len(texts):
            raise ValueError(f"{len(texts)} texts but {len(languages)} languages")
        unknown = {name for name in languages if name is not None} - set(detection.LANGUAGES)
        if unknown:
            raise ValueError(f"unknown languages: {', '.join(sorted(unknown))}")
    readings: list[Reading] = []
    for begin, end in _batches(texts):
        given = None if languages is None else languages[begin:end]
        readings.extend(_read_batch([_words(text) for text in texts[begin:end]], given))
    return readings


def _words(text: str | None) -> str:
    """The text with tags, entities, addresses and masks blanked, so that they are no words; offsets stay."""
    if not text:
        return ""
    if "<" in text or "&" in text or "://" in text or "‹" in text:
        return _NO_WORDS.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    """As many characters that part words, or, for a tag within a line, that leave no trace."""
    found = match.group()
    within = found.startswith("<") and not _BLOCK.match(found)
    return ("\u200b" if within else " ") * len(found)


def _batches(texts: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    begin = characters = 0
    for index, text in enumerate(texts):
        length = len(text) if text else 0
        if index > begin and (characters + length > BATCH_CHARACTERS or index - begin >= BATCH_TEXTS):
            yield begin, index
            begin, characters = index, 0
        characters += length
    if begin < len(texts):
        yield begin, len(texts)


def _read_batch(texts: list[str], given: Sequence[str | None] | None) -> list[Reading]:
    codes, starts = code_points(texts)
    languages = detection.languages_of_codes(texts, codes, starts)
    if given is not None:
        languages = [own or found for own, found in zip(given, languages, strict=True)]
    folded = fold_codes(codes, starts)
    needed = {model for name in set(languages) for model in sentiment.READERS.get(name, ())}
    scorers = {model: Scorer(folded, sentiment.weights(model)) for model in sorted(needed)}
    logit = sentiment.logits(scorers, languages, folded)
    positive = sentiment.probability(logit).tolist()
    model_of = np.array([sentiment.READERS.get(language, (None,))[0] for language in languages], dtype=object)
    found = mentions(folded, scorers, model_of)
    name = analyser()
    return [
        _reading(text, language, p, named, name)
        for text, language, p, named in zip(texts, languages, positive, found, strict=True)
    ]


def _reading(text: str, language: str, positive: float, named: tuple[Mention, ...], name: str) -> Reading:
    if positive != positive:
        return Reading(language, None, None, None, (), _reason(text, language), name)
    return Reading(
        language,
        2 * positive - 1,
        sentiment.label_of(positive),
        max(positive, 1 - positive),
        named,
        None,
        name,
    )


def _reason(text: str, language: str) -> str:
    if not text.strip():
        return EMPTY
    return NO_WORDS if language == detection.UNDETERMINED else LANGUAGE_NOT_READ
