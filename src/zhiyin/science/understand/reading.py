"""Reading texts: language, sentiment, sentences and aspects of a whole batch, with the shipped models only."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.collection import no_collection
from zhiyin.science.language import cantonese, detection, folding, turns
from zhiyin.science.understand import phrasing, sentences, sentiment
from zhiyin.science.understand.adaptation import Adaptation
from zhiyin.science.understand.annotations import annotating
from zhiyin.science.understand.annotations.actionability import actionability
from zhiyin.science.understand.annotations.annotation import ACTION, INTENT, SPAM, URGENCY, Annotation
from zhiyin.science.understand.annotations.findings import COMPLAINT, PRAISE
from zhiyin.science.understand.annotations.names import Names, placed
from zhiyin.science.understand.annotations.urgency import LEVELS, LOW, urgency
from zhiyin.science.understand.aspects import clauses, dictionary, given, tagger, targets
from zhiyin.science.understand.aspects.clauses import Parse
from zhiyin.science.understand.aspects.dictionary import Dictionary
from zhiyin.science.understand.aspects.mentions import Mention, mentions
from zhiyin.science.understand.aspects.targets import Target
from zhiyin.science.understand.labels import labels
from zhiyin.science.understand.ngrams import Scorer
from zhiyin.science.understand.sentences import Sentence
from zhiyin.science.understand.spam.finding import Spam, spam_in
from zhiyin.science.understand.transformer import Judge

# Reasons why a text was not read.
EMPTY = "empty"
NO_WORDS = "no_words"
LANGUAGE_NOT_READ = "language_not_read"

# A batch that fits the processor's cache; one longer text is a batch of its own.
BATCH_CHARACTERS = 60_000
BATCH_TEXTS = 1_000
_NO_WORDS = re.compile(r"<[A-Za-z/!][^<>]{0,300}>|https?://[^\s\u3000-\u9fff]{1,500}|‹[a-z-]{2,12}›")
_BLOCK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|h[1-6])\b", re.IGNORECASE)
# 太太 that is nobody's wife: said again for effect before what is so good or bad.
_SO_SO_MUCH = re.compile(
    "太{3,}|(?<![我他你您老的陪带和跟位给让])太太(?=好[吃喝用看玩听住]|难[吃喝用看闻]|[棒赞贵慢香久差烂脏吵坑咸甜辣油硬吓坏]|"
    "[美满好]了|美味|喜欢这|满意|垃圾|坑人|失望|方便|便宜|热情)"
)
ACTIONABLE_FROM = 0.3  # less is politeness, praise or mere displeasure
# From this sentiment on a text in plain words praises or complains, whatever its words.
PLAIN = 0.6
# Where nothing that it speaks of is felt about so, only from this one on.
ALONE = 0.7
# A text, its language where it is known, and where it was said.
Asked = tuple[str | None, str | None, str | None]
NAME = "zhiyin"
# Changes when a rule does that has no version of its own (sentences, turns, spam, labels).
VERSION = "5"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says.

    `language` is one of `detection.LANGUAGES`. `sentiment` is 2p − 1 for the calibrated probability p that the
    writer is pleased, `label` negative, neutral, positive or mixed (see `labels`), `confidence` the probability of
    the sign (0.5 … 1); all three are None when the text was not read, and `reason` then says why. `sentences` are how
    each of its sentences feels; `mentions` the aspects it speaks of, `targets` whatever it speaks of in its own words
    (Chinese only), both with the words that judge them. `annotations` are what spans of it show besides, and whether it
    is spam; a text that is not read has none of all these. `analyser` names what read it.
    """

    language: str
    sentiment: float | None
    label: str | None
    confidence: float | None
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    targets: tuple[Target, ...]
    annotations: tuple[Annotation, ...]
    reason: str | None
    analyser: str


def analyser(
    words: Dictionary | None = None,
    names: Names | None = None,
    judge: Judge | None = None,
    adaptation: Adaptation | None = None,
) -> str:
    """Name and version of everything that takes part in a reading with these words (the shipped ones by default),
    names, judge and adaptation; it changes when any of it does."""
    own = [one.version for one in (names, judge, adaptation) if one is not None]
    return _analyser((words or dictionary.dictionary()).version, " ".join(own))


@cache
def _analyser(words: str, own: str) -> str:
    models = [version(model) for version in (sentiment.version, given.version) for model in sentiment.MODELS]
    parts = [words, annotating.version(), tagger.version(), *models, *([own] if own else [])]
    return f"{NAME}/{VERSION}.{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:8]}"


def read(
    texts: Sequence[str | None],
    *,
    languages: Sequence[str | None] | None = None,
    words: Dictionary | None = None,
    names: Names | None = None,
    places: Sequence[str | None] | None = None,
    judge: Judge | None = None,
    adaptation: Adaptation | None = None,
) -> list[Reading]:
    """One reading per text, in order.

    `languages` (same length) overrides detection where it is not None, with one of `detection.LANGUAGES`. `words` are
    what can be spoken of and what slang means (as shipped by default), `names` what the organisation wants to be recognised,
    `places` (same length) where each text was said: listed staff of other places are nobody there. `judge` says how
    whole texts feel in the place of the shipped models, in its languages; `adaptation` is what the organisation learnt
    from corrections about the shipped models.
    Raises ValueError for another length or an unknown language; never for any text.
    """
    if languages is not None:
        if len(languages) != len(texts):
            raise ValueError(f"{len(texts)} texts but {len(languages)} languages")
        unknown = {name for name in languages if name is not None} - set(detection.LANGUAGES)
        if unknown:
            raise ValueError(f"unknown languages: {', '.join(sorted(unknown))}")
    if places is not None and len(places) != len(texts):
        raise ValueError(f"{len(texts)} texts but {len(places)} places")
    # What is said a million times is read once.
    anywhere = [None] * len(texts)
    order: dict[Asked, int] = {}
    wanted = [
        order.setdefault(asked, len(order))
        for asked in zip(texts, languages or anywhere, (names and places) or anywhere, strict=True)
    ]
    distinct = list(order)
    words = words or dictionary.dictionary()
    readings: list[Reading] = []
    with no_collection():
        for begin, end in _batches([text for text, _, _ in distinct]):
            readings.extend(_read_batch(distinct[begin:end], words, names, judge, adaptation))
    return readings if len(readings) == len(wanted) else [readings[index] for index in wanted]


def knowing(parse: Parse, shown: annotating.Shown) -> Parse:
    """The batch's clauses and words that judge, with what its annotations know of them."""
    return replace(parse, told=clauses.told(shown.lean_at, shown.lean, shown.turned))


def blanked(text: str | None) -> str:
    """The text with tags, addresses, masks and other people's turns blanked, so that they are no words; offsets stay."""
    if not text:
        return ""
    if "<" in text or "://" in text or "‹" in text:
        text = _NO_WORDS.sub(_blank, text)
    if "太太" in text:
        text = _SO_SO_MUCH.sub(lambda found: "\u200b" * (len(found[0]) - 1) + "太", text)
    spans = turns.customer_text(text)
    return text if spans == [(0, len(text))] else _only(text, spans)


def _only(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with everything outside the spans blanked: the agent's regret is not the customer's anger."""
    kept = [" "] * len(text)
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept)


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


def _read_batch(
    asked: Sequence[Asked],
    words: Dictionary,
    names: Names | None,
    judge: Judge | None,
    adaptation: Adaptation | None,
) -> list[Reading]:
    texts = [blanked(text) for text, _, _ in asked]
    mended = folding.batch(texts)
    languages = detection.languages_of_codes(mended.texts, mended.codes, mended.starts)
    languages = [own or found for (_, own, _), found in zip(asked, languages, strict=True)]
    folded = cantonese.as_standard(mended.fold(), languages)
    parse = clauses.parse(folded, words)
    shown = annotating.show(folded, texts, names=names, parse=parse)
    parse = knowing(parse, shown)
    own = parse.own
    heard = folded if own is None else own.unheard(folded)
    needed = {model for name in set(languages) for model in sentiment.READERS.get(name, ())}
    scorers = {model: Scorer(heard, sentiment.weights(model)) for model in sorted(needed)}
    model_of = np.array([sentiment.READERS.get(language, (None,))[0] for language in languages], dtype=object)
    logits = sentiment.logits(scorers, languages, heard)
    if adaptation is not None:
        logits += adaptation.shift(heard, model_of)
    begin, end = folded.starts[:-1] + 1, folded.starts[1:]
    logits = phrasing.told(logits, parse, begin, end, chinese=model_of == sentiment.CHINESE)
    logits = phrasing.threatened(logits, shown.annotations)
    positive = sentiment.probability(logits)
    if judge is not None:
        positive = _judged(positive, texts, languages, judge)
    asks = phrasing.only_asks(texts, shown.annotations, parse, folded.starts)
    positive = phrasing.quiet(positive, asks)
    if own is not None:
        positive = own.moved(positive, begin, end)
    spoken = targets.tagged(folded, model_of == sentiment.CHINESE, clauses.aspect_hits(parse, words), words)
    named = mentions(heard, scorers, model_of, parse, spoken)

    def felt(text: int) -> list[float]:
        return [one.sentiment for one in named[text]]

    label_of = labels(positive, begin, end, parse, scorers, model_of, felt)
    label_of = [
        sentiment.NEUTRAL if only and label else label for label, only in zip(label_of, asks, strict=True)
    ]
    seen = shown.annotations
    if names is not None:
        seen = placed(seen, texts, [place for _, _, place in asked], names)
    name = analyser(words, names, judge, adaptation)
    return [
        _reading(name, *of_text)
        for of_text in zip(
            [said for said, _, _ in asked],
            texts,
            languages,
            positive.tolist(),
            label_of,
            sentences.feelings(texts, heard, parse, scorers, languages, (positive, label_of), named),
            named,
            targets.targets_of(spoken, folded, words),
            seen,
            spam_in(texts, folded),
            strict=True,
        )
    ]


def _judged(
    positive: NDArray[np.float64], texts: Sequence[str], languages: Sequence[str], judge: Judge
) -> NDArray[np.float64]:
    """The judge's word for texts that are read at all and in its languages."""
    mine = [
        place
        for place, language in enumerate(languages)
        if positive[place] == positive[place] and judge.languages.issuperset(sentiment.READERS[language])
    ]
    found = positive.copy()
    if mine:
        found[mine] = judge.positive([texts[place] for place in mine])
    return found


def _reading(
    name: str,
    said: str | None,
    text: str,
    language: str,
    positive: float,
    label: str | None,
    parts: tuple[Sentence, ...],
    named: tuple[Mention, ...],
    spoken: tuple[Target, ...],
    seen: tuple[Annotation, ...],
    junk: Spam | None,
) -> Reading:
    if label is None:
        return Reading(language, None, None, None, (), (), (), (), _reason(text, language), name)
    feeling = 2 * positive - 1
    judged = [*(one.sentiment for one in named), *(one.sentiment for one in spoken)]
    seen = (*seen, *_felt(seen, parts, feeling, judged))
    annotations = (*seen, *_of_the_whole(seen, junk, feeling, named, _whole(text, said, parts)))
    sure = max(positive, 1 - positive)
    return Reading(language, feeling, label, sure, parts, named, spoken, annotations, None, name)


def _felt(
    seen: tuple[Annotation, ...], parts: tuple[Sentence, ...], feeling: float, judged: Sequence[float]
) -> Iterator[Annotation]:
    """Who is clearly pleased or displeased and asks, threatens, praises or blames in no known word (汤咸得没法喝): praise
    or a complaint, shown by the sentence that feels most so. `judged`: how each thing that is spoken of feels."""
    side = 1 if feeling > 0 else -1
    if abs(feeling) < PLAIN or not parts or any(each.kind == INTENT for each in seen):
        return
    if abs(feeling) < ALONE and max((side * one for one in judged), default=0.0) < PLAIN:
        return
    most = max(parts, key=lambda part: side * part.sentiment)
    code = PRAISE if side > 0 else COMPLAINT
    strength = abs(feeling) / 2
    yield Annotation(
        INTENT, code, most.start, most.end, strength, (1 + abs(feeling)) / 2, f"{INTENT}.{code}.felt"
    )


def _of_the_whole(
    seen: tuple[Annotation, ...],
    junk: Spam | None,
    feeling: float,
    named: tuple[Mention, ...],
    whole: tuple[int, int],
) -> Iterator[Annotation]:
    """Spam, urgency above low and what there is to do, each with the span that shows it, else `whole`."""
    if junk is not None and junk.is_spam:
        yield Annotation(SPAM, junk.code, junk.start, junk.end, junk.score, junk.score, junk.rule)
        return
    urgent = urgency(seen, sentiment=feeling)
    if urgent.level != LOW:
        start, end, sure = _span(urgent.shown_by, whole)
        strength = LEVELS.index(urgent.level) / (len(LEVELS) - 1)
        yield Annotation(URGENCY, urgent.level, start, end, strength, sure, f"{URGENCY}.{urgent.reason}")
    todo = actionability(seen, sentiment=feeling, mentions=named)
    if todo.value >= ACTIONABLE_FROM:
        start, end, sure = _span(todo.shown_by, whole)
        yield Annotation(ACTION, "possible", start, end, todo.value, sure, f"{ACTION}.{todo.reason}")


def _whole(text: str, said: str | None, parts: tuple[Sentence, ...]) -> tuple[int, int]:
    """The whole text; where parts of it are not the writer's, the sentence of theirs that is least pleased."""
    if text == said or not parts:
        return 0, len(text)
    least = min(parts, key=lambda part: part.sentiment)
    return least.start, least.end


def _span(shown_by: Annotation | None, whole: tuple[int, int]) -> tuple[int, int, float]:
    if shown_by is None:
        return *whole, 0.5
    return shown_by.start, shown_by.end, shown_by.confidence


def _reason(text: str, language: str) -> str:
    if not text.strip():
        return EMPTY
    return NO_WORDS if language == detection.UNDETERMINED else LANGUAGE_NOT_READ
