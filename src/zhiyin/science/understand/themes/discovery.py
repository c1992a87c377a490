"""Finding themes that nobody defined: common words that keep the same company make a theme.

Words are grouped, not texts: groups of words change little when some texts are left out, can be read, and find their
texts again in other periods. What is drawn by lot is drawn by a hash of the text, so that the same text meets the
same lot whatever else is there; more texts or another order do not change it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from zhiyin.science.understand.duplicates import duplicates
from zhiyin.science.understand.themes import nearness, telling
from zhiyin.science.understand.themes.assigning import assign, counted, readable
from zhiyin.science.understand.themes.grouping import groups
from zhiyin.science.understand.themes.theme import (
    NOTHING_SHARED,
    TOO_FEW_TEXTS,
    Floats,
    Ints,
    Themes,
)
from zhiyin.science.understand.themes.words import Words, by_stem, content, naming, words

# Fewer different texts have no themes; more than this many are sampled for finding them (all are assigned).
LEAST_TEXTS, MOST_FITTED = 30, 20_000
# A theme is used by at least this share of the texts, a word of one by LEAST_WORD_SHARE and by LEAST_WORD_TEXTS.
LEAST_SHARE = 0.01
LEAST_WORD_SHARE, LEAST_WORD_TEXTS = 0.003, 6
# A word that more texts use sets none of them apart.
MOST_WORD_SHARE = 0.4
MOST_WORDS, MOST_CONTEXTS = 500, 1_000
_CONTEXT_SHARE, _CONTEXT_TEXTS = 0.0005, 4
# Nearness at which groups are no longer joined; chosen by reading the themes of the training texts.
UNTIL = 0.62
# Groups whose texts are the same to this degree are one theme.
SAME_TEXTS = 0.8
# The nearness at hand is the mean of so many samples of the texts, each of so many of FOLDS parts.
SAMPLES, SAMPLE_FOLDS, FOLDS = 16, 14, 20


@dataclass(frozen=True)
class Fitted:
    """What themes are made from: the words of the sampled texts, the candidates and their groups.

    `chosen` are places in the vocabulary, `spread` says how many texts use each word of it, `nearness` compares the
    chosen ones, `group` is where each of them went.
    """

    found: Words
    chosen: Ints
    spread: Ints
    nearness: Floats
    group: Ints


def discover(
    texts: Sequence[str | None],
    *,
    languages: Sequence[str | None] | None = None,
    weights: Sequence[float] | None = None,
    seed: int = 0,
    most: int = 30,
) -> Themes:
    """The themes of the texts, the largest first, at most `most`.

    `languages` (as `detection` names them) spares detection; texts in other languages than Chinese and English belong
    to no theme. `weights` (one per text, 0 or more) count in shares, not in what the themes are. `seed` changes the
    lots. Raises ValueError for another number of languages or weights; never for any text.
    """
    read = readable(texts, languages)
    sample = sampled(texts, read, seed)
    kept = [texts[place] or "" for place in sample.tolist()]
    empty = Themes((), len(texts), int(read.sum()), 0.0, seed)
    if len(kept) < LEAST_TEXTS:
        return replace(empty, reason=TOO_FEW_TEXTS)
    fitted = fit(kept, seed)
    found = telling.themes(kept, sample, fitted.found, _grouped(fitted)[: max(most, 0)])
    if not found:
        return replace(empty, reason=NOTHING_SHARED)
    themes = replace(empty, themes=tuple(found))
    members = assign(themes, texts, languages=told_languages(read))
    numbers = counted(themes, members, weights=weights)
    told = [replace(new, quotes=old.quotes) for new, old in zip(numbers.themes, themes.themes, strict=True)]
    return ordered(replace(numbers, themes=tuple(told)))


def ordered(themes: Themes) -> Themes:
    """The themes with the largest first, and their members accordingly."""
    order = sorted(range(len(themes)), key=lambda i: (-themes.themes[i].share, themes.themes[i].id))
    members = themes.members
    if members is not None:
        rank = np.argsort(np.array(order, dtype=np.int64), kind="stable")
        theme = rank[members.theme] if len(members.theme) else members.theme
        by = np.argsort(theme, kind="stable")
        members = replace(members, theme=theme[by], text=members.text[by], strength=members.strength[by])
    return replace(themes, themes=tuple(themes.themes[i] for i in order), members=members)


def sampled(texts: Sequence[str | None], read: NDArray[np.bool_], seed: int) -> Ints:
    """Places of the texts that themes are found in: of near-duplicates one, and at most MOST_FITTED."""
    places = np.flatnonzero(read)
    lot = lots([texts[place] or "" for place in places.tolist()], seed)
    # Twice as many as needed, in the order of their lots, so that copies can be left out.
    first = places[np.argsort(lot, kind="stable")[: 2 * MOST_FITTED]]
    copy = duplicates([texts[place] for place in first.tolist()])
    _, once = np.unique(copy, return_index=True)
    alone = copy < 0
    alone[once] = True
    return first[alone][:MOST_FITTED]


def lots(texts: Sequence[str], seed: int) -> NDArray[np.uint64]:
    """A number per text that depends on nothing but the text and the seed."""
    key = seed.to_bytes(8, "big", signed=True)
    digests = b"".join(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest()
        for text in texts
    )
    return np.frombuffer(digests, dtype=np.uint64).copy()


def fit(texts: Sequence[str], seed: int) -> Fitted:
    """Chooses the words that may make themes and groups them."""
    found = by_stem(words(texts))
    spread = text_counts(found)
    chosen = candidates(found, spread)
    near = near_words(found, chosen, spread, lots(texts, seed))
    group = groups(near, spread[chosen].astype(np.float64), until=UNTIL)
    return Fitted(found, chosen, spread, near, of_same_texts(found, chosen, group))


def of_same_texts(found: Words, chosen: Ints, group: Ints) -> Ints:
    """Groups that nearly the same texts use (Jaccard SAME_TEXTS) are one: the words of a phrase that is always said alike
    keep no different company, yet none of its words need be near another."""
    place = np.full(len(found.vocabulary), -1, dtype=np.int64)
    place[chosen] = np.unique(group, return_inverse=True)[1]
    mine = place[found.word] >= 0
    pair = np.unique(place[found.word[mine]] * np.int64(max(found.texts, 1)) + found.text[mine])
    of, text = np.divmod(pair, np.int64(max(found.texts, 1)))
    uses = csr_matrix((np.ones(len(pair)), (of, text)), shape=(len(np.unique(group)), found.texts))
    shared = (uses @ uses.T).tocoo()
    size = np.bincount(of, minlength=uses.shape[0])
    same = shared.data >= SAME_TEXTS * (size[shared.row] + size[shared.col] - shared.data)
    links = csr_matrix((shared.data[same], (shared.row[same], shared.col[same])), shape=shared.shape)
    joined: Ints = connected_components(links, directed=False)[1]
    first: Ints = np.unique(group)[np.unique(joined, return_index=True)[1]]
    of_words: Ints = first[joined[place[chosen]]]
    return of_words


def text_counts(found: Words) -> Ints:
    """How many texts use each word of the vocabulary."""
    pair = np.unique(found.word * np.int64(max(found.texts, 1)) + found.text)
    return np.bincount(pair // max(found.texts, 1), minlength=len(found.vocabulary)).astype(np.int64)


def candidates(found: Words, spread: Ints) -> Ints:
    """The words that may make themes, the commonest MOST_WORDS, in the order of the vocabulary's keys."""
    least = max(LEAST_WORD_TEXTS, LEAST_WORD_SHARE * found.texts)
    some = np.flatnonzero((spread >= least) & (spread <= MOST_WORD_SHARE * found.texts))
    some = some[naming([found.vocabulary[place] for place in some])]
    return by_key(found, some, spread)[:MOST_WORDS]


def by_key(found: Words, places: Ints, spread: Ints) -> Ints:
    """The words, commonest first; equally common ones by their spelling, so that the order of texts plays no part."""
    order = sorted(places.tolist(), key=lambda place: (-int(spread[place]), found.vocabulary[place]))
    return np.array(order, dtype=np.int64)


def near_words(found: Words, chosen: Ints, spread: Ints, lot: NDArray[np.uint64]) -> Floats:
    """Nearness of the chosen words: shipped and at hand, the latter the mean over samples of the texts."""
    least = max(_CONTEXT_TEXTS, _CONTEXT_SHARE * found.texts)
    some = np.flatnonzero(spread >= least)
    some = some[content([found.vocabulary[place] for place in some])]
    some = by_key(found, some, spread)[:MOST_CONTEXTS]
    contexts = np.union1d(some, chosen)
    held, text = nearness.sentence_words(found, contexts)
    places = np.searchsorted(contexts, chosen)
    fold = (lot % np.uint64(FOLDS)).astype(np.int64)[text]
    folds = [nearness.together(held[fold == one]) for one in range(FOLDS)]
    whole = sum(folds[1:], start=folds[0])
    here = np.zeros((len(chosen), len(chosen)))
    for sample in range(SAMPLES):
        counts = whole.copy()
        for one in np.random.default_rng(sample).permutation(FOLDS)[SAMPLE_FOLDS:].tolist():
            counts -= folds[one]
        here += nearness.at_hand(counts, places)
    return nearness.blended([found.vocabulary[place] for place in chosen], here / SAMPLES)


def _grouped(fitted: Fitted) -> list[telling.Group]:
    """The groups that enough texts use, with each word's weight, the most used first.

    A group of single characters says nothing and is none.
    """
    found = fitted.found
    least = max(LEAST_SHARE * found.texts, LEAST_WORD_TEXTS)
    grouped = []
    for group in np.unique(fitted.group):
        mine = np.flatnonzero(fitted.group == group)
        places = fitted.chosen[mine]
        if all(len(found.vocabulary[place]) == 1 for place in places):
            continue
        texts = len(np.unique(found.text[np.isin(found.word, places)]))
        if texts >= least:
            weights = word_weights(fitted.nearness, mine, fitted.spread[places])
            grouped.append(telling.Group(places, weights, texts))
    return sorted(grouped, key=lambda one: (-one.texts, found.vocabulary[one.words[0]]))


def word_weights(near: Floats, mine: Ints, spread: Ints) -> Floats:
    """How surely each word of a group speaks of it: from 0.5, by its mean nearness to the group's common words."""
    if len(mine) == 1:
        return np.ones(1)
    within = np.clip(near[np.ix_(mine, mine)], 0.0, 1.0)
    np.fill_diagonal(within, 0.0)
    mass = np.tile(spread.astype(np.float64), (len(mine), 1))
    np.fill_diagonal(mass, 0.0)
    weight: Floats = 0.5 + 0.5 * (within * mass).sum(1) / np.maximum(mass.sum(1), 1e-9)
    return weight


def told_languages(read: NDArray[np.bool_]) -> list[str]:
    """Languages that stand for what `readable` found out, to spare finding it again."""
    return ["zh-Hans" if own else "other" for own in read]
