"""Telling a theme: its name, the words that stand out, and sentences that show it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.columns import width
from zhiyin.science.language.sentences import sentence_spans
from zhiyin.science.understand.themes import keyness
from zhiyin.science.understand.themes.nearness import sentence_words
from zhiyin.science.understand.themes.theme import SEPARATOR, Floats, Ints, Quote, Theme, Word
from zhiyin.science.understand.themes.words import MOST_CHARACTERS, Words, content, no_part_of_phrases

NAME_WORDS, TYPICAL_WORDS, QUOTES = 3, 10, 3
# The name is made of the first so many words.
_NAMED_FROM = 8
# A word stands out from this log-likelihood (p < 0.0016) and this log ratio (1.4 times as common) on.
_SURE, _CLEAR = 10.0, 0.5
# A quote has this many words, and takes this many columns; longer ones only for want of others.
_QUOTE_WORDS, _QUOTE_COLUMNS, _LONG_QUOTE = (4, 30), (8, 110), 400
# Quotes that share more of their words say the same.
_ALIKE = 0.4
_QUOTE_CANDIDATES = 60
# A word is shown as part of a phrase where so large a share of its places are in it.
_PHRASE_SHARE, _PHRASE_LEAST = 0.3, 5
_SURFACES = 40


@dataclass(frozen=True)
class Group:
    """Words (places in the vocabulary), their weights, and how many texts use them."""

    words: Ints
    weights: Floats
    texts: int


def themes(texts: Sequence[str], origin: Ints, found: Words, groups: Sequence[Group]) -> list[Theme]:
    """The groups as themes; `origin` says where each of the `texts` stands among all."""
    told = _Told(texts, origin, found)
    named: list[Theme] = []
    ids: set[str] = set()
    for group in groups:
        theme = told.theme(group)
        if theme.id not in ids:
            ids.add(theme.id)
            named.append(theme)
    return named


def theme_id(keys: Sequence[str]) -> str:
    """An id that themes of the same chief words share."""
    return "t" + hashlib.blake2b("\n".join(sorted(keys[:NAME_WORDS])).encode(), digest_size=6).hexdigest()


def name_of(words: Sequence[Word]) -> str:
    """The chief words that do not repeat each other; single characters only for want of others."""
    chosen: list[str] = []
    for word in sorted(words, key=lambda one: len(one.shown) == 1):
        new = word.shown.lower()
        if not any(new in old.lower() or old.lower() in new for old in chosen):
            chosen.append(word.shown)
        if len(chosen) == NAME_WORDS:
            break
    return SEPARATOR.join(chosen)


class _Told:
    """What is needed of a set of texts to tell any theme in them."""

    def __init__(self, texts: Sequence[str], origin: Ints, found: Words) -> None:
        size = len(found.vocabulary)
        self._texts, self._origin, self._found = texts, origin, found
        self._says = np.flatnonzero(content(found.vocabulary))
        self._held, self._text_of = sentence_words(found, np.arange(size, dtype=np.int64))
        self._counts = np.asarray(self._held.sum(axis=0), dtype=np.float64).ravel()
        self._length = np.bincount(found.sentence, minlength=self._held.shape[0])
        self._order = np.argsort(found.word, kind="stable")
        self._first = np.searchsorted(found.word[self._order], np.arange(size + 1))
        pair = np.unique(found.word * np.int64(max(found.texts, 1)) + found.text)
        self._spread = np.bincount(pair // max(found.texts, 1), minlength=size)

    def theme(self, group: Group) -> Theme:
        """The theme of a group."""
        column = np.zeros(len(self._found.vocabulary), dtype=np.float32)
        column[group.words] = 1.0
        inside = np.asarray(self._held @ column).ravel() > 0
        own, other = float(inside.sum()), float((~inside).sum())
        within = np.asarray(self._held[inside].sum(axis=0), dtype=np.float64).ravel()
        sure = keyness.log_likelihood(within, self._counts - within, own, other)
        ratio = keyness.log_ratio(within, self._counts - within, own, other)

        def word(place: int, weight: float) -> Word:
            key = self._found.vocabulary[place]
            texts = int(self._spread[place])
            return Word(key, self._surface(place), weight, texts, float(sure[place]), float(ratio[place]))

        order = np.argsort(-group.weights * self._spread[group.words], kind="stable")
        words = tuple(word(int(group.words[i]), float(group.weights[i])) for i in order)
        others = self._says[(sure[self._says] > _SURE) & (ratio[self._says] > _CLEAR)]
        others = others[~np.isin(others, group.words)]
        others = others[np.argsort(-sure[others], kind="stable")][:TYPICAL_WORDS]
        named = [
            replace(one, shown=self._phrase(int(group.words[i])) or one.shown)
            for one, i in zip(words, order[:_NAMED_FROM], strict=False)
        ]
        return Theme(
            theme_id([one.key for one in words]),
            name_of(named),
            words,
            tuple(word(int(place), 0.0) for place in others),
            self._quotes(inside, sure),
            group.texts,
            group.texts / max(len(self._texts), 1),
        )

    def _surface(self, place: int) -> str:
        """The word as customers mostly write it."""
        return self._commonest([(at, at) for at in self._places(place)[:_SURFACES].tolist()])

    def _places(self, place: int) -> Ints:
        return self._order[self._first[place] : self._first[place + 1]]

    def _commonest(self, spans: list[tuple[int, int]]) -> str:
        found = self._found
        written = Counter(
            self._texts[int(found.text[one])][int(found.begin[one]) : int(found.end[last])]
            for one, last in spans
        )
        # Of equally common ones the first in spelling, so that the order of texts plays no part.
        return min(written, key=lambda text: (-written[text], text))

    def _phrase(self, place: int) -> str | None:
        """The phrase that the word is mostly part of, with the word before or after it, if there is one."""
        at = self._places(place)
        best: tuple[int, str, list[tuple[int, int]]] | None = None
        for step in (-1, 1):
            beside = at[(at + step >= 0) & (at + step < len(self._found.word))]
            first, last = (beside + step, beside) if step < 0 else (beside, beside + step)
            same = self._found.adjacent[last] & (self._found.sentence[first] == self._found.sentence[last])
            first, last, partner = first[same], last[same], self._found.word[(beside + step)[same]]
            if not len(partner):
                continue
            count = np.bincount(partner)
            other = int(count.argmax())
            times = int(count[other])
            key = self._found.vocabulary[other]
            if times < max(_PHRASE_LEAST, _PHRASE_SHARE * len(at)) or key in no_part_of_phrases():
                continue
            # 送 + 餐 is a word and 送餐 + 员, but 餐 + 速度 is only the end of 送餐速度.
            if step < 0 and len(key) == 1 < len(self._found.vocabulary[place]):
                continue
            if best is None or (-times, key) < (-best[0], best[1]):
                mine = np.flatnonzero(partner == other)[:_SURFACES]
                best = times, key, [(int(first[i]), int(last[i])) for i in mine]
        return None if best is None else self._commonest(best[2])

    def _quotes(self, inside: NDArray[np.bool_], sure: Floats) -> tuple[Quote, ...]:
        """Sentences of middling length that are full of the theme's words, each of another text and of other words."""
        length = self._length
        fits = np.flatnonzero(inside & (length >= _QUOTE_WORDS[0]) & (length <= _QUOTE_WORDS[1]))
        if not len(fits):
            fits = np.flatnonzero(inside)
        value = np.asarray(self._held[fits] @ np.sqrt(np.maximum(sure, 0.0))).ravel()
        value /= length[fits] + _QUOTE_WORDS[0]
        best = fits[np.lexsort((self._text_of[fits], -value))][:_QUOTE_CANDIDATES].tolist()
        quotes: list[Quote] = []
        shown: list[set[int]] = []
        for longest in (_QUOTE_COLUMNS[1], _LONG_QUOTE):
            for sentence in best if len(quotes) < QUOTES else ():
                held = set(self._held[sentence].indices.tolist())
                text = int(self._text_of[sentence])
                origin = int(self._origin[text])
                alike = any(len(held & old) > _ALIKE * len(held | old) for old in shown)
                if alike or len(quotes) == QUOTES or any(quote.text == origin for quote in quotes):
                    continue
                begin, end = self._span(sentence, text)
                words = self._texts[text][begin:end]
                if _QUOTE_COLUMNS[0] <= width(words) <= longest:
                    shown.append(held)
                    quotes.append(Quote(origin, begin, end, words))
        return tuple(quotes)

    def _span(self, sentence: int, text: int) -> tuple[int, int]:
        """Where the sentence stands in its text, with its end mark where the text is cut the same way."""
        found = self._found
        first, last = np.searchsorted(found.sentence, (sentence, sentence + 1))
        begin, end = int(found.begin[first]), int(found.end[last - 1])
        around = [(a, b) for a, b in sentence_spans(self._texts[text][:MOST_CHARACTERS]) if a <= begin < b]
        if not around or width(self._texts[text][slice(*around[0])]) > _QUOTE_COLUMNS[1]:
            return begin, end
        return around[0]
