"""The cards beside the models that judge a given aspect."""

from training import chinese_cards, given_rows
from training import given_evaluation as evaluation
from training.given import RECIPES, rows_of
from zhiyin.science.understand.aspects import given
from zhiyin.science.understand.aspects.network import HEADS
from zhiyin.science.understand.sentiment import CHINESE, ENGLISH

_DATA = {
    CHINESE: (
        "Chinese restaurant sentences with aspect and polarity, shampoo reviews and course reviews with aspect terms "
        "(ABSADatasets, research use; of shampoo half of the rows per pass); Chinese reviews of ChineseNlpCorpus "
        "(no licence stated, not redistributed) with the label of the whole text, and, in those of up to "
        f"{given_rows.SHORT_REVIEW} characters, with that label for the parts of the product that they name"
    ),
    ENGLISH: (
        "English aspect terms of SemEval-14 restaurants and laptops, SemEval-15 restaurants, Yelp and app reviews "
        "(ABSADatasets, research use), and MAMS categories and terms (Apache-2.0), the training files only"
    ),
}
# Written down from `python -m training.given_left_out`, not measured when a card is made: that network is not shipped.
_LEFT_OUT = {
    CHINESE: """The first network alone, trained without any label of these domains (`python -m training.given_left_out`).
The data have no rows of cameras and cars, so nothing is measured there, and no label of them was trained on; the shipped
file has seen labels of phones, tablets and computers, of whole reviews.

| aspects | n | classes | accuracy (95 % interval) | macro F1 | calibration error |
|---|---|---|---|---|---|
| phones, short reviews with their label | 1,001 | 2 | 91.8 % (89.9–93.4) | 0.916 | 0.025 |
| tablets, short reviews with their label | 5,042 | 2 | 88.1 % (87.2–89.0) | 0.878 | 0.051 |
| computers, short reviews with their label | 1,439 | 2 | 84.0 % (82.0–85.8) | 0.829 | 0.064 |
| courses | 1,580 | 2 | 89.9 % (88.4–91.3) | 0.831 | 0.021 |
| shampoo (of its labels one in six is neutral, one in fifty blames) | 6,810 | 3 | 69.2 % (68.1–70.3) | 0.317 | 0.165 |""",
    ENGLISH: "Not measured: laptops, apps and restaurants are all in training.",
}
_PEEKED = {
    CHINESE: "; how far the first network looks was also tried on tenth 0, where 16 units cost the former one 0.4",
    ENGLISH: "",
}
_TOLD = {
    CHINESE: (
        "In training it also learns which characters people marked as the opinion, and one head to look at those about "
        "the aspect."
    ),
    ENGLISH: (
        "Before training, the vectors of hand-written words (`given_words/en_known.csv`) tell praise from blame and "
        "what a word names. MAMS terms, half of them neutral because their sentences were chosen for opposed aspects, "
        "are learned as a kind of their own, which is not asked afterwards."
    ),
}
# Likewise: it depends on the machine.
_SPEED = (
    "About 18 microseconds per mention of Chinese reviews with two or three of them, by the first network, on one core "
    "of a busy server; all networks together some 100."
)
_FAILURES = {
    CHINESE: (
        "- Neutral mentions are hard: the restaurant sentences call 一般, 还可以 and plain facts neutral, by turns.\n"
        "- About one in twelve restaurant aspects is both praised and blamed in its sentence; one answer cannot fit.\n"
        "- Domains without training rows are read through hand-written words and the reviews' own labels; wishes "
        "(希望能再轻一点) and comparisons (屏幕比以前那款大) are the weakest.\n"
        "- Shampoo rows are nearly all praise: their accuracy says little about blame."
    ),
    ENGLISH: (
        "- Trained from scratch on some 30,000 aspects: rare words carry nothing.\n"
        "- MAMS terms are asked like any other place, without knowing that half of them are neutral; who asks them so "
        "loses some three points there and gains as many in other restaurants.\n"
        "- Categories without a place are found by learned words; miscellaneous and place are vague.\n"
        "- App reviews hold many wishes whose label is a matter of taste."
    ),
}


def write_card(model: str, lines: tuple[str, ...]) -> None:
    """Measures the shipped file on held-out rows and writes its card; `lines`: what training says of itself."""
    chinese_cards.write_card(given.model_path(model).with_suffix(".md"), card(model, lines))


def card(model: str, lines: tuple[str, ...]) -> str:
    recipe, shipped = RECIPES[model], given.given(model)
    size = given.model_path(model).stat().st_size
    name = "Chinese" if model == CHINESE else "English"
    unit = "character, with the one after it" if model == CHINESE else "word, with its beginning and its end"
    asked = sum(len(row.asked) for row in rows_of(model))
    trained = "\n".join(f"- {line}" for line in lines)
    sizes = "; ".join(f"{channels} channels, {reach} units" for channels, reach in recipe.members)
    first_alone = evaluation.measured(*evaluation.judged_by_first(model)).row
    return f"""# Polarity of a given aspect, {name}: given_{model}

Version {shipped.version} · {size / 1e6:.2f} MB · trained by `make models` (`python -m training`)

**What it gives.** For an aspect of a text (a span, {"a category, " if model == ENGLISH else ""}or the whole text) the
probabilities of negative, neutral and positive. The sentiment of a mention is p(positive) − p(negative).

**How.** Per {unit}, embeddings; two convolutions of width three;
{HEADS} heads of attention that ask with the aspect's own words and lean to units by their distance and their clauses
from the aspect, up to so many units to either side; one hidden layer. {_TOLD[model]} Networks: {len(shipped.members)}
({sizes}), their logits averaged; the first alone judges the mentions of a whole reading. Tables of eight-bit numbers.
Little made-up texts from hand-written words (`training/given_words`),
{recipe.made:,} anew per pass, teach what praises and blames parts of phones, cameras, notebooks, cars and others.

**Data.** {_DATA[model]}. {asked:,} labels with the held-out ones.

**Split.** By SHA-256 of the normalised text: tenth 0 is never trained on; each network leaves out another tenth, on
which the sharpness of the logits (temperature) is fitted. All choices were made on tenths 1 to 3{_PEEKED[model]}.

{trained}

## Accuracy on domains left out of training

{_LEFT_OUT[model]}

## Accuracy

The shipped file, all networks, on held-out rows (`python -m training.evaluate given` prints this anew). Where no
label is neutral the answer is the likelier of praise and blame. Intervals are Wilson's; the calibration error is over
15 bins of the answer's probability.

{evaluation.table(model)}
| all sets, aspects of one label with a place, the first network alone | {first_alone} |

**Speed.** {_SPEED}

## Known failures

{_FAILURES[model]}
"""
