"""The card of the tagger of aspect spans: what it was trained on, how often it is right, what it gets wrong."""

from training import tagger_baseline, tagger_scores
from training import tagger_data as rows_of
from zhiyin.science.understand.aspects import tagger

# Written down, not measured when a card is made, so that the same data give the same card.
SPEED = (
    "About 70 µs per Chinese review of 53 characters on one core, after folding (ten more than planned); "
    "`python -m training.evaluate spans FILE` measures it."
)
TRAINING = "about 400 s of processor time on one core"


def tables() -> str:
    """Everything the card measures, with the shipped file."""
    parts = [
        "Restaurant sentences of the held-out tenth:",
        tagger_scores.scores(rows_of.restaurant(held_out=True)).table,
    ]
    for source, name in ((rows_of.COURSES, "Course reviews"), (rows_of.SHAMPOO, "Shampoo reviews")):
        parts += [
            f"{name} of the held-out tenth:",
            tagger_scores.scores(rows_of.terms(source, held_out=True)).table,
        ]
    return "\n\n".join(parts)


def baseline(rows: list[rows_of.Row]) -> str:
    """The structured perceptron, trained on the same restaurant sentences, on the held-out tenth."""
    fitted = tagger_baseline.fit([row for row in rows if row.source == rows_of.RESTAURANT])
    exact, span = tagger_baseline.scores(fitted, rows_of.restaurant(held_out=True))
    head = tagger_scores.HEAD
    return f"{head}\n| aspect span and polarity | {exact.row} |\n| aspect span | {span.row} |"


def card(rows: list[rows_of.Row]) -> str:
    """The Markdown that lies beside the model."""
    size = tagger.MODEL.stat().st_size
    counted = {
        source: sum(row.source == source for row in rows) for source in sorted({row.source for row in rows})
    }
    used = tagger.model()
    return f"""# Aspect spans with polarity, Chinese: tagger_zh

Version {tagger.version()} · {size / 1e6:.2f} MB · trained by `python -m training.tagger`

**What it gives.** For each aspect that a text names in its own words: the span, the probabilities that it is
blamed, neutral or praised, a calibrated confidence that span and likeliest polarity are right, and the span of the
opinion about it where one is found.

**How.** Characters, pairs and triples of characters are looked up in tables of embeddings, three convolutions mix
each character with those up to seven away, four heads say where an aspect or an opinion may begin and end. Each
candidate span is judged once more with what stands up to twenty characters before and behind it: no aspect, blamed,
neutral or praised. Of overlapping spans the likeliest stays if it is at least {used.threshold:.2f} likely an aspect.
A last small layer says which opinion belongs to it. Trained in torch, run in numpy. The tables begin with what stands
around an n-gram in 25,000 reviews (mutual information, singular values). The shipped network is taught by the mean
of two wider ones beside the marks; of reviews it learns their opinion wherever nothing is marked. Seeded: the same
data, dictionary and folding on the same machine give the same bytes.

**Data.** Chinese restaurant sentences with triples of aspect, opinion and polarity (ABSADatasets, research use;
{counted.get(rows_of.RESTAURANT, 0):,} sentences trained on); course reviews with aspect terms (the same source;
{counted.get(rows_of.COURSES, 0):,}), whose unmarked words weigh little; and weakly marked reviews of shops, hotels
and food delivery (ChineseNlpCorpus, no licence stated; {counted.get(rows_of.REVIEWS, 0):,}): nouns of the aspect
dictionary in a clause whose opinion agrees with the review's label; and {counted.get(rows_of.PHRASES, 0):,} little
texts made of the dictionary's own nouns and opinions, of all trades. Nothing of the texts is redistributed.

**Units.** A unit is (sentence, aspect span, polarity). The triples of one span are one unit whose label is the
most frequent of theirs, of equally frequent ones the first in the file; about 8 of 100 spans are marked with more
than one polarity, and the second line of each table counts each of them as a unit of its own. Triples without an
aspect in the text are no units. Positions that the file counts too short (a number is one character there) are put
right by the words themselves.

**Split.** By SHA-256 of the normalised text: one tenth is held out; tenth 1 chose the recipe, the threshold and
the calibration; the other eight are trained on.

## Accuracy

{tables()}

Intervals: 1,000 bootstrap draws of rows. Courses and shampoo follow other rules of marking (a shampoo “aspect” is
often the opinion itself, “味道很好闻”); there the overlap says more than the exact span.

Baseline, an averaged structured perceptron with hashed n-grams around each character (`training.tagger_baseline`),
on the same restaurant sentences:

{baseline(rows)}

**Speed.** {SPEED} Training takes {TRAINING}.

## Known failures

- What counts as the aspect is a matter of taste in the data itself: 琅琊土豆 or 土豆, 服务员 or 服务员态度; most
  spans that are wrong overlap a right one.
- A dish that nobody names (“五分推荐”) and a dish that is named but not valued are told apart by the words
  around it only.
- One polarity per span: of an aspect both praised and blamed the stronger side is shown; the probabilities tell.
- Neutral is the rarest label and the least certain. Irony is read literally.
- Texts of banks, hospitals and contact centres are in no training set; their words come from the dictionary's little
  texts alone, so that what the dictionary does not name is often missed there.
- Opinions are often whole clauses in the data; the span shown is one of several, and its borders are rough.
"""
