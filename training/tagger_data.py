"""The sentences that the tagger learns from, laid out in one folded batch with their labels per position."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training import data
from zhiyin.science.language.folding import Folded, fold
from zhiyin.science.understand.aspects import clauses
from zhiyin.science.understand.aspects.dictionary import NO_ASPECT, dictionary, leaning_words, meanings

LABELS = ("NEG", "NEU", "POS")
PLACES = {name: place for place, name in enumerate(LABELS)} | {"Negative": 0, "Neutral": 1, "Positive": 2}
RESTAURANT, COURSES, SHAMPOO, REVIEWS = "restaurant", "courses", "shampoo", "reviews"
PHRASES = "phrases"
NOWHERE = -1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Share = tuple[float, float, float]


@dataclass(frozen=True)
class Unit:
    """An aspect that a text values: [start, end) in the text, and how its triples are shared by LABELS.

    `opinions` are the spans that say so; `label` the most frequent label, of equally frequent ones the first
    in the file's order.
    """

    start: int
    end: int
    share: Share
    label: int
    opinions: tuple[tuple[int, int], ...]

    @property
    def labels(self) -> frozenset[int]:
        """Every label that one of its triples has."""
        return frozenset(place for place, value in enumerate(self.share) if value)


@dataclass(frozen=True)
class Row:
    """A text with its units; `feelings` are all opinion spans (start, end, label), with an aspect or without."""

    text: str
    units: tuple[Unit, ...]
    feelings: tuple[tuple[int, int, int], ...]
    source: str

    @property
    def held_out(self) -> bool:
        return data.tenth_of(self.text) == data.HELD_OUT


def located(text: str, span: list[int], words: str) -> tuple[int, int] | None:
    """[start, end) of a span as the file gives it (first and last character), put right; None when it has none.

    About one span in twenty stands too far left, because the file's positions count a number or a run of signs
    as one character: the span is then the first place at or behind it (else the last before it) with its words.
    """
    if span[0] < 0 or not words:
        return None
    first, last = span[0], span[-1]
    if text[first : last + 1] == words:
        return first, last + 1
    place = text.find(words, first)
    if place < 0:
        place = text.rfind(words)
    return (place, place + len(words)) if place >= 0 else (first, min(last + 1, len(text)))


def row_of(stored: dict) -> Row:
    """One line of a file of triples; the triples of one aspect span become one unit."""
    text = stored["text"]
    opinions: dict[tuple[int, int], list[tuple[int, int]]] = {}
    labels: dict[tuple[int, int], list[int]] = {}
    feelings = []
    for triple in stored["triples"]:
        label = PLACES[triple["label"]]
        said = located(text, triple["opinion_span"], triple.get("opinion", ""))
        if said is not None:
            feelings.append((*said, label))
        span = located(text, triple["aspect_span"], triple.get("aspect", ""))
        if span is not None:
            labels.setdefault(span, []).append(label)
            opinions.setdefault(span, []).extend([] if said is None else [said])
    units = [unit(*span, labels[span], opinions[span]) for span in sorted(labels)]
    return Row(text, tuple(units), tuple(sorted(set(feelings))), RESTAURANT)


def unit(start: int, end: int, labels: list[int], opinions: list[tuple[int, int]]) -> Unit:
    counted = Counter(labels)
    shares = [counted[place] / len(labels) for place in range(len(LABELS))]
    most = max(counted.values())
    label = next(place for place in labels if counted[place] == most)
    return Unit(start, end, (shares[0], shares[1], shares[2]), label, tuple(sorted(set(opinions))))


def restaurant(*, held_out: bool) -> list[Row]:
    """The restaurant sentences of the nine tenths (each text once), or of the held-out tenth (as they stand)."""
    rows = [row for row in map(row_of, data.triples()) if row.held_out == held_out]
    return rows if held_out else list({row.text: row for row in rows}.values())


def terms(source: str, *, held_out: bool) -> list[Row]:
    """Course or shampoo reviews with aspect terms; their opinions are not marked."""
    file = {COURSES: "mooc", SHAMPOO: "shampoo"}[source]
    found: dict[str, dict[tuple[int, int], list[int]]] = {}
    for stored in data.table(f"zh_{file}_aspect_terms_train.csv.gz"):
        before, _, after = unspaced(stored["text_masked"].strip(), source).partition("$T$")
        aspect = unspaced(stored["aspect"].strip(), source)
        before, after = before.rstrip() if not before.strip() else before, after.removeprefix(" ")
        text = before + aspect + after
        span = (len(before), len(before) + len(aspect))
        found.setdefault(text, {}).setdefault(span, []).append(PLACES[stored["label"]])
    rows = []
    for text, spans in found.items():
        units = tuple(unit(*span, spans[span], []) for span in sorted(spans) if span[1] > span[0])
        row = Row(text, units, (), source)
        if units and row.held_out == held_out:
            rows.append(row)
    return rows


def unspaced(text: str, source: str) -> str:
    """The course reviews have a blank behind every character."""
    return text.replace(" ", "") if source == COURSES else text


def reviews(limit: int) -> list[Row]:
    """Reviews of shops, hotels and food delivery with the dictionary's aspect nouns that an opinion stands close by.

    Weak labels: the noun of a clause that holds a word of opinion is an aspect, and its polarity the sign of the
    clause's opinions where it agrees with the review's label. What else a review holds is left open.
    """
    all_rows = data.chinese_reviews()
    order = np.random.default_rng(11).permutation(np.flatnonzero(all_rows.tenth != data.HELD_OUT))
    chosen = [int(place) for place in order[: 2 * limit] if 6 <= len(all_rows.texts[int(place)]) <= 120][
        :limit
    ]
    texts = [all_rows.texts[place] for place in chosen]
    folded = fold(texts)
    words = dictionary()
    parse = clauses.parse(folded, words)
    hits = clauses.aspect_hits(parse, words)
    hits = hits[np.isnan(words.polarity[hits.pattern]) & (hits.end - hits.begin > 1)]
    begin, end = parse.around(parse.clause_at, hits.begin)
    total, leaning, _ = parse.opinions(begin, end)
    owner = np.searchsorted(folded.starts, hits.begin, side="right") - 1
    sign = np.where(all_rows.positive[np.array(chosen)][owner] == 1, 1.0, -1.0)
    sure = (leaning > 0) & (np.sign(total) == sign)
    units: dict[int, list[Unit]] = {}
    for place in np.flatnonzero(sure).tolist():
        first, last = int(hits.begin[place]), int(hits.end[place])
        start, stop = int(folded.where[first]), int(folded.where[last - 1]) + 1
        units.setdefault(int(owner[place]), []).append(
            unit(start, stop, [PLACES["POS" if sign[place] > 0 else "NEG"]], [])
        )
    return [Row(texts[place], tuple(found), (), REVIEWS) for place, found in sorted(units.items())]


# How a noun and an opinion make a clause, and what names a noun without an opinion.
CLAUSES = ("{noun}{degree}{opinion}",) * 4 + (
    "{noun}{opinion}",
    "{noun}真的{opinion}",
    "{noun}感觉{degree}{opinion}",
)
BARE = (
    "请问{noun}在哪里",
    "想问一下{noun}的事",
    "昨天去看了{noun}",
    "关于{noun}有个问题要问",
    "我来办{noun}",
    "有{noun}吗",
)
DEGREES = ("很", "太", "非常", "比较", "有点", "特别", "", "也", "挺", "实在太")
JOINTS = ("，", "，", "，", "。", "，但是", "，不过", " ", "！", "，而且", "\n", "。\n", "；")
TURNS = "不没无很超非最"
ENDS = ("。", "", "", "！", "～", "😀")


def phrases(count: int) -> list[Row]:
    """Little texts of the aspect dictionary's nouns and its words of praise and blame, of all trades.

    They teach that what is named and valued is an aspect wherever it stands, that a noun alone is none, and which
    words blame: nine of ten restaurant opinions praise.
    """
    dice = np.random.default_rng(19)
    nouns = sorted(
        word
        for word, meaning in meanings().items()
        if meaning.aspect != NO_ASPECT and meaning.polarity != meaning.polarity and len(word) > 1
        if not word.isascii() and len(word) < 7
    )
    opinions = {
        sign: sorted(
            word for word, polarity in leaning_words(latin=False) if polarity * sign > 0 and len(word) < 5
        )
        for sign in (1, -1)
    }
    rows = {}
    for _ in range(count):
        text, units, feelings = "", [], []
        for clause in range(int(dice.integers(1, 4))):
            if clause:
                text += pick(JOINTS, dice)
            noun = pick(nouns, dice)
            if dice.random() < 0.2:
                before, _, after = pick(BARE, dice).partition("{noun}")
                text += before + noun + after
                continue
            label = PLACES["NEG"] if dice.random() < 0.5 else PLACES["POS"]
            opinion = pick(opinions[1 if label == PLACES["POS"] else -1], dice)
            if (
                len(opinion) < 3
                and label == PLACES["POS"]
                and opinion[0] not in TURNS
                and dice.random() < 0.3
            ):
                label, opinion = PLACES["NEG"], "不" + opinion
            said = pick(CLAUSES, dice).format(noun="", opinion=opinion, degree=pick(DEGREES, dice))
            begin = len(text)
            text += noun + said
            units.append(unit(begin, begin + len(noun), [label], [(begin + len(noun), len(text))]))
            feelings.append((begin + len(noun), len(text), label))
        text += pick(ENDS, dice)
        if data.tenth_of(text) != data.HELD_OUT:
            rows[text] = Row(text, tuple(units), tuple(feelings), PHRASES)
    return list(rows.values())


def pick(words: Sequence[str], dice: np.random.Generator) -> str:
    return words[int(dice.integers(len(words)))]


def unended(row: Row) -> Row:
    """A sentence without its full stop, as many are written."""
    text = row.text
    last = max([0, *(found.end for found in row.units), *(end for _, end, _ in row.feelings)])
    return replace(row, text=text[:-1]) if text.endswith("。") and last < len(text) > 2 else row


def joined(one: Row, other: Row, joint: str) -> Row:
    """Two sentences in one text, as reviews hold several."""
    moved = len(one.text) + len(joint)
    units = [
        replace(
            found,
            start=found.start + moved,
            end=found.end + moved,
            opinions=tuple((begin + moved, end + moved) for begin, end in found.opinions),
        )
        for found in other.units
    ]
    feelings = [(begin + moved, end + moved, label) for begin, end, label in other.feelings]
    return Row(one.text + joint + other.text, (*one.units, *units), (*one.feelings, *feelings), one.source)


@dataclass(frozen=True)
class Corpus:
    """Rows in one folded batch. Spans are positions in it, `end` exclusive, sorted by owner.

    `unit` (n, 5): owner, begin, end, then first and one-past-last row of `said` (m, 2), the opinion spans of the
    units; `share` (n, 3). `feeling` (k, 4): owner, begin, end, label. `source` per row.
    """

    rows: list[Row]
    folded: Folded
    unit: Ints
    share: Floats
    said: Ints
    feeling: Ints
    source: NDArray[np.object_]


def corpus(rows: list[Row]) -> Corpus:
    """Where the labels stand in the folded batch; spans of which nothing is kept by folding are left out."""
    folded = fold([row.text for row in rows])
    units, shares, feelings = [], [], []
    said: list[tuple[int, int]] = []
    for owner, row in enumerate(rows):
        for found in row.units:
            place = positions(folded, owner, found.start, found.end)
            if place is None:
                continue
            first = len(said)
            said += [p for p in (positions(folded, owner, *span) for span in found.opinions) if p is not None]
            units.append((owner, *place, first, len(said)))
            shares.append(found.share)
        for start, end, label in row.feelings:
            place = positions(folded, owner, start, end)
            if place is not None:
                feelings.append((owner, *place, label))
    return Corpus(
        rows,
        folded,
        np.array(units, dtype=np.int64).reshape(-1, 5),
        np.array(shares, dtype=np.float64).reshape(-1, 3),
        np.array(said, dtype=np.int64).reshape(-1, 2),
        np.array(feelings, dtype=np.int64).reshape(-1, 4),
        np.array([row.source for row in rows], dtype=object),
    )


def positions(folded: Folded, owner: int, start: int, end: int) -> tuple[int, int] | None:
    """The folded positions of [start, end) of one text."""
    low, high = int(folded.starts[owner]) + 1, int(folded.starts[owner + 1])
    where = folded.where[low:high]
    first, last = int(np.searchsorted(where, start)), int(np.searchsorted(where, end))
    return (low + first, low + last) if last > first else None


def chosen(rows: list[Row], tenths: set[int]) -> Iterator[Row]:
    """The rows of some tenths."""
    return (row for row in rows if data.tenth_of(row.text) in tenths)
