"""How a text feels about the spans that name its aspects, for a whole folded batch."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints
from zhiyin.science.understand.aspects import given
from zhiyin.science.understand.aspects.clauses import Parse
from zhiyin.science.understand.ngrams import Scorer
from zhiyin.science.understand.sentiment import CHINESE

Floats = NDArray[np.float64]

# A text pasted over and over is not thousands of opinions; the longest real reviews have about a hundred.
MOST_JUDGED = 200
# What a span that is itself a word of praise or blame (便宜, 停车难) adds to the log odds of its side and takes from
# the other's: the dictionary may hold words that the network never met. Chosen on tenth 1.
OWN_WORD = 1.0
# What the other words of praise and blame of its clause add in the same way: 90.7 % of 2,484 aspects of tenth 1 are right
# with them, 90.1 % without (排队太久，味道不错).
CLAUSE_WORDS = 0.7
# In Chinese such a span adds this in their place where they say the opposite: 菜好吃服务差 needs no comma to say two
# things, and the networks seldom met it so. In English it does not help.
APART = 1.5
# In Chinese the words of a short clause that a 但是 sets against its neighbour (味道好但是服务差) all but decide: the
# networks seldom met two judgements without a comma between them. Of longer clauses it does not hold.
CONTRAST, SHORT_CLAUSE = 3.0, 10
# What the annotations blame in its clause (排队太久, 打了五次) takes from praise in the same way; chosen on tenth 1 in
# Chinese, tenths 1 to 3 in English. Their praise is in the text for the network to see.
SHOWN = {"zh": 0.6, "en": 0.3}
# more where the dictionary finds no word of praise or blame in the clause.
SHOWN_ALONE = {"zh": 0.9, "en": 0.3}
# A phrase in it that means something else than its words (不是一般的慢) all but decides.
TURNED = 4.0
# How much of what an organisation's own words move a sentence by, those of its clause add likewise: 482 aspects that such
# a word judged were right in 92.9 % with 1, 93.6 % with 1.5; the shipped words in their place had 93.3 %.
OWN_SLANG = 1.5


@dataclass(frozen=True)
class Spans:
    """Where aspects are named: positions in the folded codes, in order, and the index of the text of each."""

    begin: Ints
    end: Ints
    text: Ints


def feelings(
    spans: Spans, parse: Parse, folded: Folded, scorers: Mapping[str, Scorer], model_of: NDArray[np.object_]
) -> tuple[Floats, Floats]:
    """The sentiment of each span in −1 … 1 and the probability of its likeliest side (blamed, neither, praised);
    `model_of` names the model of each text, one of `scorers` or None.

    Of a text only the first MOST_JUDGED spans are judged, the others have 0 and a third.
    """
    rank = np.arange(len(spans.text)) - np.searchsorted(spans.text, spans.text)
    feeling, sure = np.zeros(len(spans.begin)), np.full(len(spans.begin), 1 / 3)
    contrasted = parse.contrasted(folded.starts + 1)
    for model in scorers:
        mine = (model_of[spans.text] == model) & (rank < MOST_JUDGED)
        if mine.any():
            begin, end = spans.begin[mine], spans.end[mine]
            own, _, _ = parse.opinions(begin, end)
            clause = parse.around(parse.clause_at, begin)
            whole, words, _ = parse.opinions(*clause)
            rest = np.tanh(whole - own)
            alone = (own * rest < 0) & (model == CHINESE)
            lean = OWN_WORD * np.tanh(own) + np.where(alone, APART * np.tanh(own), CLAUSE_WORDS * rest)
            against = contrasted[np.searchsorted(parse.clause_at, begin, side="right") - 1] & (
                model == CHINESE
            )
            against &= (clause[1] - clause[0] <= SHORT_CLAUSE) & (np.abs(whole) >= 1)
            lean = np.where(against, CONTRAST * np.tanh(whole), lean)
            blamed = np.tanh(np.minimum(parse.leaning(*clause), 0.0))
            lean += np.where(words > 0, SHOWN[model], SHOWN_ALONE[model]) * blamed
            lean += TURNED * np.nan_to_num(parse.turned(*clause))
            if parse.own is not None:
                lean += OWN_SLANG * parse.own.shift(*clause)
            chance = given.probabilities(folded, begin, end, spans.text[mine], model, lean)
            feeling[mine], sure[mine] = given.sentiment_of(chance), chance.max(axis=1)
    return feeling, sure
