"""What a batch of texts speaks of in its own words, whether the dictionary has them or not, and what is said of it.

The tagger finds the spans (Chinese only). A span that holds a word of the dictionary has its aspect; another has the
aspect of its head (`dictionary/heads.csv`): 酸菜鱼 and 水煮鱼 end in what they are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints, pieces
from zhiyin.science.understand.aspects import tagger
from zhiyin.science.understand.aspects.clauses import Hits
from zhiyin.science.understand.aspects.dictionary import LONGEST_HEAD, NO_ASPECT, Dictionary, heads

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

NOWHERE = tagger.NOWHERE
# The labels of `tagger.Tagged.polarity`.
LABELS = ("negative", "neutral", "positive")
# A text pasted over and over does not speak of thousands of things.
MOST = 200


@dataclass(frozen=True, slots=True)
class Target:
    """What a text speaks of: the span in the text as given, its aspect's code ("" where no aspect fits), its sentiment
    in −1 … 1 and likeliest label (negative, neutral, positive), the calibrated probability that span and side
    are right, and the span that judges it, if any."""

    start: int
    end: int
    aspect: str
    sentiment: float
    label: str
    confidence: float
    opinion: tuple[int, int] | None


@dataclass(frozen=True)
class Tagged:
    """The targets of a batch in order, as arrays: the text of each, [begin, end) in the folded codes, the place of its
    aspect in `Dictionary.aspects` (NO_ASPECT: none), its sentiment, label
    (place in LABELS) and confidence, and the opinion's [begin, end)
    (NOWHERE twice: none)."""

    text: Ints
    begin: Ints
    end: Ints
    aspect: Ints
    sentiment: Floats
    label: Ints
    confidence: Floats
    saying: Ints

    def opinions(self) -> Bools:
        """Which have one."""
        said: Bools = self.saying[:, 0] >= 0
        return said


def tagged(folded: Folded, chosen: Bools, named: Hits, words: Dictionary) -> Tagged:
    """The targets of the chosen texts, of each the first MOST; `named` are the hits that name an aspect."""
    texts = np.flatnonzero(chosen)
    part, origin = pieces(folded, folded.starts[:-1][chosen] + 1, folded.starts[1:][chosen])
    found = tagger.tag(part)
    rank = np.arange(len(found)) - np.searchsorted(found.text, found.text)
    codes = part.codes
    letter = (codes >= 0x3400) & (codes < 0xA000) | (codes >= ord("a")) & (codes <= ord("z"))
    letters = np.concatenate(([0], np.cumsum(letter)))
    # a line's end or a row of signs is nothing to speak of
    kept = (rank < MOST) & (letters[found.end] > letters[found.begin])
    begin, end = origin[found.begin[kept]], origin[found.end[kept] - 1] + 1
    said = found.saying[kept]
    saying = np.where(said >= 0, origin[np.maximum(said - [0, 1], 0)] + [0, 1], NOWHERE)
    chance = found.polarity[kept]
    return Tagged(
        texts[found.text[kept]],
        begin,
        end,
        _aspects(folded, begin, end, named, words),
        chance[:, 2] - chance[:, 0],
        chance.argmax(axis=1),
        found.confidence[kept],
        saying,
    )


def targets_of(found: Tagged, folded: Folded, words: Dictionary) -> list[tuple[Target, ...]]:
    """The targets of each text, with offsets in the texts as given."""
    of_text: list[list[Target]] = [[] for _ in range(len(folded))]
    codes = [aspect.code for aspect in words.aspects]
    for owner, start, stop, aspect, feeling, label, sure, opinion in zip(
        found.text.tolist(),
        folded.where[found.begin].tolist(),
        (folded.where[found.end - 1] + 1).tolist(),
        found.aspect.tolist(),
        found.sentiment.tolist(),
        found.label.tolist(),
        found.confidence.tolist(),
        given_spans(folded, found.saying),
        strict=True,
    ):
        code = "" if aspect == NO_ASPECT else codes[aspect]
        of_text[owner].append(Target(start, stop, code, feeling, LABELS[label], sure, opinion))
    return [tuple(items) for items in of_text]


def given_spans(folded: Folded, spans: Ints) -> list[tuple[int, int] | None]:
    """Folded spans (n, 2) as offsets in the texts as given; None where there is none."""
    starts = folded.where[spans[:, 0]].tolist()
    ends = (folded.where[spans[:, 1] - 1] + 1).tolist()
    return [
        (start, end) if begin >= 0 else None
        for begin, start, end in zip(spans[:, 0].tolist(), starts, ends, strict=True)
    ]


def _aspects(folded: Folded, begin: Ints, end: Ints, named: Hits, words: Dictionary) -> Ints:
    """The aspect of the last dictionary word within each span, the head of a Chinese compound; else of its ending."""
    last = np.searchsorted(named.begin, end) - 1
    held = (last >= 0) & (np.append(named.end, 0)[last] > begin)
    aspect = np.full(len(begin), NO_ASPECT, dtype=np.int64)
    aspect[held] = words.aspect[named.pattern[last[held]]]
    endings = heads()
    place = {one.code: index for index, one in enumerate(words.aspects)}
    for index in np.flatnonzero(~held).tolist():
        span = folded.codes[max(begin[index], end[index] - LONGEST_HEAD) : end[index]]
        word = span.tobytes().decode("utf-32-le", "surrogatepass")
        for cut in range(len(word)):
            if (code := endings.get(word[cut:])) is not None:
                aspect[index] = place.get(code, NO_ASPECT)
                break
    return aspect
