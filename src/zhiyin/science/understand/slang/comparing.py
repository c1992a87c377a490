"""What a change of slang does to texts: which read differently, and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from zhiyin.science.language.folding import fold
from zhiyin.science.understand.annotations.annotation import EMOTION, INTENT
from zhiyin.science.understand.aspects.dictionary import as_found
from zhiyin.science.understand.reading import Reading
from zhiyin.science.understand.slang.words import Slang

FELT: Final = 0.1
"""A mention leans to a side from here on; less is neither."""

Read = Callable[[Sequence[str]], list[Reading]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A text (by its place) that is read otherwise, both readings, and the spans of the words that changed."""

    text: int
    before: Reading
    after: Reading
    spans: tuple[tuple[int, int], ...]


def differences(texts: Sequence[str], old: Slang, new: Slang, before: Read, after: Read) -> list[Difference]:
    """The texts that are read otherwise: another label of the text or of a sentence, another side of an aspect, another
    emotion or intent. Only texts that hold a word whose meaning changes are read."""
    changed = changed_words(old, new)
    holding = [(place, spans) for place, spans in enumerate(_spans(texts, changed)) if spans]
    if not holding:
        return []
    chosen = [texts[place] for place, _spans_of in holding]
    pairs = zip(holding, before(chosen), after(chosen), strict=True)
    return [
        Difference(place, was, now, spans) for (place, spans), was, now in pairs if said(was) != said(now)
    ]


def changed_words(old: Slang, new: Slang) -> frozenset[str]:
    """The folded words that one of them says something else of."""
    was, now = _meant(old), _meant(new)
    return frozenset(word for word in was.keys() | now.keys() if was.get(word) != now.get(word))


def said(reading: Reading) -> tuple[object, ...]:
    """What a reading says, without how sure it is."""
    return (
        reading.label,
        tuple((one.start, one.label) for one in reading.sentences),
        tuple((one.aspect, one.start, _side(one.sentiment)) for one in reading.mentions),
        frozenset((one.kind, one.code) for one in reading.annotations if one.kind in (EMOTION, INTENT)),
    )


def _side(sentiment: float) -> int:
    return (sentiment > FELT) - (sentiment < -FELT)


def _meant(slang: Slang) -> dict[str, str]:
    shown = as_found([*(word for word, _meaning in slang.own()), *slang.off])
    meant = {shown[word]: "off" for word in slang.off if word in shown}
    return meant | {shown[word]: meaning for word, meaning in slang.own() if word in shown}


def _spans(texts: Sequence[str], words: frozenset[str]) -> list[tuple[tuple[int, int], ...]]:
    """Where each text holds one of the words, in the text as given; Latin words anywhere, the reading tells."""
    folded = fold(texts)
    whole = folded.codes.tobytes().decode("utf-32-le", "surrogatepass")
    found: list[tuple[tuple[int, int], ...]] = []
    for begin, end in zip(folded.starts[:-1].tolist(), folded.starts[1:].tolist(), strict=True):
        text, spans = whole[begin:end], []
        for word in words:
            at = text.find(word)
            while at >= 0:
                where = folded.where[begin + at : begin + at + len(word)].tolist()
                spans.append((where[0], where[-1] + 1))
                at = text.find(word, at + len(word))
        found.append(tuple(sorted(spans)))
    return found
