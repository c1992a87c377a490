"""One dictionary for all taxonomies that are on, and for slang: a text is searched once however many they are."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from zhiyin.science.understand.aspects.dictionary import (
    NO_ASPECT,
    Dictionary,
    Meaning,
    as_found,
    aspects,
    build,
    dictionary,
    meanings,
    version,
)
from zhiyin.science.understand.slang.learning import learn
from zhiyin.science.understand.slang.words import Slang
from zhiyin.science.understand.taxonomies.taxonomy import Category, Taxonomy


def fingerprint(taxonomies: Iterable[Taxonomy]) -> str:
    """Eight letters that change when any of these taxonomies does."""
    whole = json.dumps([asdict(one) for one in taxonomies], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:8]


def compose(taxonomies: Sequence[Taxonomy], slang: Slang | None = None) -> Dictionary:
    """The dictionary with the words of these taxonomies, and with what the organisation says of slang.

    A word that the dictionary knows keeps its aspect; its polarity is that of the first taxonomy that gives one.
    Excluded phrases that mean nothing else hide the words inside them, in every taxonomy. Own words of slang praise
    or blame whatever else they are said to do.
    """
    slang = None if slang == Slang() else slang
    if not taxonomies and slang is None:
        return dictionary()
    words = meanings()
    built_in = {word: meaning.aspect for word, meaning in words.items()}
    named: dict[str, tuple[str, ...]] = {}
    given: set[str] = set()
    for taxonomy in taxonomies:
        mine = _Folded(taxonomy)
        mine.learn(words, given)
        for word, codes in mine.categories(built_in).items():
            named[word] = (*named.get(word, ()), *map(taxonomy.full, codes))
    for word, codes in named.items():
        words[word].categories = codes
    if slang is not None:
        learn(words, slang)
    parts = (version(), fingerprint(taxonomies) if taxonomies else "", slang.version if slang else "")
    return build(words, "+".join(part for part in parts if part), slang)


class _Folded:
    """A taxonomy with its words as folded text shows them, the deepest categories first."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.place = {aspect.code: index for index, aspect in enumerate(aspects())}
        self.by_depth = sorted(taxonomy.categories, key=lambda one: -len(taxonomy.ancestors(one.code)))
        shown = as_found(
            term for one in taxonomy.categories for terms in _lists(one) for term in terms if term
        )
        self.words = {
            one.code: [[shown[term] for term in terms if term in shown] for terms in _lists(one)]
            for one in taxonomy.categories
        }

    def learn(self, words: dict[str, Meaning], given: set[str]) -> None:
        """Adds these words to the dictionary's; `given` are words whose polarity a taxonomy has set."""
        for one in self.by_depth:
            *telling, excluded = self.words[one.code]
            for found, polarity in zip(telling, (None, 1.0, -1.0), strict=True):
                for word in found:
                    meaning = words.setdefault(word, Meaning())
                    if meaning.aspect == NO_ASPECT:
                        meaning.aspect = self.place[one.aspect]
                    if polarity is not None and word not in given:
                        meaning.polarity = polarity
                        given.add(word)
            for word in excluded:
                words.setdefault(word, Meaning())

    def categories(self, built_in: dict[str, int]) -> dict[str, tuple[str, ...]]:
        """The codes that each word names."""
        taking: dict[int, Category] = {}
        claims: dict[str, Category] = {}
        for one in self.by_depth:
            for aspect in one.takes:
                taking.setdefault(self.place[aspect], one)
            for found in self.words[one.code][:-1]:
                for word in found:
                    claims.setdefault(word, one)
        holder = {word: taking[aspect] for word, aspect in built_in.items() if aspect in taking} | claims
        barred = {code: set(found[-1]) for code, found in self.words.items()}
        spread = {one.code: self._spread(one) for one in self.taxonomy.categories}
        return {word: spread[one.code] for word, one in holder.items() if word not in barred[one.code]}

    def _spread(self, one: Category) -> tuple[str, ...]:
        return (one.code, *(self.taxonomy.below(one.code) if one.spreads else ()))


def _lists(one: Category) -> tuple[tuple[str, ...], ...]:
    return one.words, one.praise, one.blame, one.exclude
