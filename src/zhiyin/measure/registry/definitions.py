"""The metrics that Zhiyin ships with. Numbers of the examples: METHODS A1, A3, A4."""

from django.utils.translation import gettext_lazy as _

from zhiyin.measure.registry.metric import Example, Grain, Metric
from zhiyin.science.measure import CES, CSAT, MEAN, NET_SENTIMENT, NPS, SENTIMENT, VOLUME, share_of

ANSWER_COLUMNS = ("construct", "role", "value", "scale_min", "scale_max", "polarity")
MOMENTS_OF_ONE_SCALE = (
    "n",
    "total",
    "squares",
    "least_min",
    "most_min",
    "least_max",
    "most_max",
    "least_polarity",
    "most_polarity",
    "unscaled",
)

DEFINITIONS: tuple[Metric, ...] = (
    Metric(
        code="nps",
        version=1,
        grain=Grain.ANSWER,
        formula=NPS,
        statistics=("n", "promoters", "detractors"),
        columns=ANSWER_COLUMNS,
        constructs=("nps",),
        label=_("Net promoter score"),
        short=_("NPS"),
        definition=_(
            "Share of 9–10 minus share of 0–6 on “How likely are you to recommend us?”, scale 0–10 strictly. "
            "Interval: adjusted Wald after Bonett and Price."
        ),
        origin=_("Reichheld 2003; interval: Bonett and Price 2012."),
        limits=_(
            "Not shown to predict growth better than satisfaction does (Keiningham et al. 2007). Other scales are "
            "refused. Points, not percent. Two overlapping intervals do not mean that nothing has changed."
        ),
        example=Example({"promoters": 26, "detractors": 4, "n": 40}, 55.0, 31.26438, 73.49752, 5),
    ),
    Metric(
        code="csat",
        version=1,
        grain=Grain.ANSWER,
        formula=CSAT,
        statistics=("n", "satisfied"),
        columns=ANSWER_COLUMNS,
        constructs=("csat",),
        label=_("Satisfaction (top two of five)"),
        short=_("CSAT"),
        definition=_("Share of 4 and 5 on a scale of 1–5. Interval: Wilson's score interval."),
        origin=_("Top-two-box share; interval: Wilson 1927, Newcombe 1998."),
        limits=_("Groups are pooled by counts; percentages of groups are never averaged. Scale 1–5 only."),
        example=Example({"satisfied": 85, "n": 100}, 85.0, 76.7164, 90.6940, 4),
    ),
    Metric(
        code="ces",
        version=2,
        grain=Grain.ANSWER,
        formula=CES,
        statistics=("n", "total", "squares", "easy", "very_easy", "hard"),
        columns=ANSWER_COLUMNS,
        constructs=("ces",),
        label=_("Customer effort score 2.0"),
        short=_("CES"),
        definition=_(
            "Mean of “They made it easy for me”, 1–7, 7 = strongly agree; beside it the share of 5–7, and the share "
            "of 6–7 minus that of 1–3. Interval: Student's t."
        ),
        origin=_("Dixon, Freeman and Toman 2010; version 2.0 of 2013."),
        limits=_(
            "Version 1.0 asked for effort on 1–5 with the opposite polarity; it is never pooled with this one. "
            "Below 100 answers the interval suffers from skew."
        ),
        example=Example(
            {"n": 1000, "total": 4080, "squares": 20300, "easy": 460, "very_easy": 300, "hard": 430},
            4.08,
            3.961327,
            4.198673,
            6,
        ),
    ),
    Metric(
        code="mean",
        version=1,
        grain=Grain.ANSWER,
        formula=MEAN,
        statistics=MOMENTS_OF_ONE_SCALE,
        columns=ANSWER_COLUMNS,
        label=_("Mean of the ratings"),
        short=_("Mean"),
        definition=_("Mean of all valid answers on one scale. Interval: Student's t."),
        origin=_("Student 1908."),
        limits=_(
            "There is no mean over different scales: break down by item or construct, or choose one by a condition. "
            "Below 100 answers the interval suffers from skew."
        ),
        example=Example({"n": 1000, "total": 4080, "squares": 20300}, 4.08, 3.961327, 4.198673, 6),
    ),
    Metric(
        code="rating",
        version=1,
        grain=Grain.ANSWER,
        formula=MEAN,
        statistics=MOMENTS_OF_ONE_SCALE,
        columns=(*ANSWER_COLUMNS, "overall"),
        constructs=("rating",),
        of_whole=True,
        label=_("Mean rating of the whole"),
        short=_("Rating"),
        definition=_(
            "Mean of the ratings, stars for instance; of a signal that rates the whole and its parts only that of the "
            "whole. Interval: Student's t."
        ),
        origin=_("Student 1908."),
        limits=_(
            "There is no mean over different scales: choose one source by a condition. Below 100 answers the interval "
            "suffers from skew."
        ),
        example=Example({"n": 1000, "total": 4080, "squares": 20300}, 4.08, 3.961327, 4.198673, 6),
    ),
    Metric(
        code="participation",
        version=1,
        grain=Grain.ANSWER,
        formula=share_of("responses", polarity=0),
        statistics=("n", "responses"),
        columns=("construct", "role", "value"),
        constructs=("nps", "csat", "ces", "rating"),
        of_all=True,
        label=_("Participation rate"),
        short=_("Participation"),
        definition=_(
            "Share of all occasions on which a score was given, of those at which it could have been: of all calls, "
            "also those that ended before the question. Interval: Wilson's score interval."
        ),
        origin=_("A share; interval: Wilson 1927, Newcombe 1998."),
        limits=_(
            "No response rate: nobody was drawn at random, whoever likes takes part. Choose one item or one kind of "
            "feedback by a condition; where a source leaves out who did not answer, it is 100 %."
        ),
        example=Example({"responses": 81, "n": 263}, 30.7985, 25.5289, 36.6210, 4),
    ),
    Metric(
        code="sentiment",
        version=1,
        grain=Grain.SIGNAL,
        formula=SENTIMENT,
        statistics=("n", "positive", "neutral", "negative"),
        columns=("sentiment_label",),
        by_aspect="aspect_positive_share",
        aliases=("positive_share",),
        label=_("Share of positive voices"),
        short=_("Positive"),
        definition=_(
            "Share of the signals with a read text whose reading is positive; neutral and negative beside it. By "
            "aspect: of what is said about the aspect. Interval: Wilson's score interval."
        ),
        origin=_("Reading of the text by the analyser named on each signal; people's corrections win."),
        limits=_(
            "The interval knows the sample, not the errors of the analyser. Signals without text are not counted."
        ),
        example=Example({"positive": 56, "neutral": 10, "negative": 4, "n": 70}, 80.0, 69.18, 87.70, 2),
    ),
    Metric(
        code="negative_share",
        version=1,
        grain=Grain.SIGNAL,
        formula=share_of("negative", polarity=-1),
        statistics=("n", "negative"),
        columns=("sentiment_label",),
        by_aspect="aspect_negative_share",
        label=_("Share of negative voices"),
        short=_("Negative"),
        definition=_(
            "Share of the signals with a read text whose reading is negative. By aspect: of what is said about "
            "the aspect. Interval: Wilson's score interval."
        ),
        origin=_("Reading of the text by the analyser named on each signal; people's corrections win."),
        limits=_(
            "The interval knows the sample, not the errors of the analyser. Signals without text are not counted."
        ),
        example=Example({"negative": 15, "n": 148}, 10.1351, 6.2386, 16.0487, 4),
    ),
    Metric(
        code="net_sentiment",
        version=1,
        grain=Grain.SIGNAL,
        formula=NET_SENTIMENT,
        statistics=("n", "positive", "neutral", "negative"),
        columns=("sentiment_label",),
        by_aspect="aspect_net_sentiment",
        label=_("Net sentiment"),
        short=_("Net sentiment"),
        definition=_(
            "Share of positive minus share of negative among the signals with a read text, in points. By aspect: of what is "
            "said about the aspect. Interval: adjusted Wald after Bonett and Price."
        ),
        origin=_("Reading of the text by the analyser named on each signal; people's corrections win."),
        limits=_(
            "The interval knows the sample, not the errors of the analyser. Signals without text are not counted."
        ),
        example=Example({"positive": 26, "neutral": 10, "negative": 4, "n": 40}, 55.0, 31.26438, 73.49752, 5),
    ),
    Metric(
        code="texts",
        version=1,
        grain=Grain.SIGNAL,
        formula=VOLUME,
        statistics=("n",),
        columns=("has_text",),
        by_aspect="mention_volume",
        label=_("Number of texts"),
        short=_("Texts"),
        definition=_("How many signals have words. By aspect: how many speak of it."),
        origin=_("A count."),
        limits=_("A rise may come from more customers, more invitations or a new channel."),
        example=Example({"n": 703}, 703, None, None, 0),
    ),
    Metric(
        code="volume",
        version=1,
        grain=Grain.SIGNAL,
        formula=VOLUME,
        statistics=("n",),
        columns=(),
        by_aspect="mention_volume",
        label=_("Number of signals"),
        short=_("Signals"),
        definition=_("How many signals there are. By aspect: how many speak of it."),
        origin=_("A count."),
        limits=_("A rise may come from more customers, more invitations or a new channel."),
        example=Example({"n": 812}, 812, None, None, 0),
    ),
    Metric(
        code="mention_volume",
        version=1,
        grain=Grain.MENTION,
        formula=VOLUME,
        statistics=("n",),
        columns=(),
        label=_("Number of mentions"),
        short=_("Mentions"),
        definition=_("How many times an aspect is spoken of, once per signal and aspect."),
        origin=_("A count."),
        limits=_("A signal that speaks of three aspects counts three times: do not compare it with signals."),
        example=Example({"n": 41}, 41, None, None, 0),
    ),
    Metric(
        code="mention_share",
        version=1,
        grain=Grain.MENTION,
        formula=share_of("mentions", polarity=0),
        statistics=("n",),
        columns=(),
        out_of="texts",
        label=_("Share of the texts that speak of it"),
        short=_("Share of texts"),
        definition=_(
            "Of the signals with words, the share that speaks of the aspect or category, or shows the annotation. With two "
            "of these breakdowns: of the texts in the first, the share that is in the second. Interval: Wilson's score "
            "interval."
        ),
        origin=_("Reading of the text by the analyser named on each signal; people's corrections win."),
        limits=_(
            "A text may speak of several things, so shares do not add up to 100 %. What the analyser does not know it does "
            "not find."
        ),
        example=Example({"mentions": 81, "n": 263}, 30.7985, 25.5289, 36.6210, 4),
    ),
    Metric(
        code="aspect_net_sentiment",
        version=1,
        grain=Grain.MENTION,
        formula=NET_SENTIMENT,
        statistics=("n", "positive", "neutral", "negative"),
        columns=("aspect_label",),
        label=_("Net sentiment of what is said of it"),
        short=_("Net sentiment of mentions"),
        definition=_(
            "Share of positive minus share of negative among the mentions, in points. Interval: adjusted Wald after Bonett "
            "and Price."
        ),
        origin=_("Reading of the text by the analyser named on each signal; people's corrections win."),
        limits=_("The interval knows the sample, not the errors of the analyser."),
        example=Example({"positive": 26, "neutral": 10, "negative": 4, "n": 40}, 55.0, 31.26438, 73.49752, 5),
    ),
    Metric(
        code="aspect_positive_share",
        version=1,
        grain=Grain.MENTION,
        formula=SENTIMENT,
        statistics=("n", "positive", "neutral", "negative"),
        columns=("aspect_label",),
        label=_("Share of positive mentions"),
        short=_("Positive mentions"),
        definition=_(
            "Share of the mentions of aspects that are positive. Interval: Wilson's score interval."
        ),
        origin=_("Reading of the text by the analyser named on each signal; people's corrections win."),
        limits=_("The interval knows the sample, not the errors of the analyser."),
        example=Example(
            {"positive": 81, "neutral": 82, "negative": 100, "n": 263}, 30.7985, 25.5289, 36.6210, 4
        ),
    ),
    Metric(
        code="aspect_negative_share",
        version=1,
        grain=Grain.MENTION,
        formula=share_of("negative", polarity=-1),
        statistics=("n", "negative"),
        columns=("aspect_label",),
        label=_("Share of negative mentions"),
        short=_("Negative mentions"),
        definition=_(
            "Share of the mentions of aspects that are negative. Interval: Wilson's score interval."
        ),
        origin=_("Reading of the text by the analyser named on each signal; people's corrections win."),
        limits=_("The interval knows the sample, not the errors of the analyser."),
        example=Example({"negative": 1, "n": 29}, 3.4483, 0.6113, 17.1755, 4),
    ),
)
