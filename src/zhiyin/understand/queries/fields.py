"""What a criterion about a signal may speak of. Inbox, alert rules and measures all read this one list.

`nps`, `csat`, `ces` and `rating` are the lowest value that the signal gave to a plain item of that construct, missing
when there is none; a rating of the whole goes before those of its parts (`ratings`). `visit_route` is the attribute of
that name where its value is one of the known routes. `unit` is the code of the unit where it happened, `region` the
code of the unit one level below the root that it belongs to, `unit_path` its place in the tree as it was at the time.
`text` and `attributes` are known to the record only: the lake holds no text, so a measure cannot ask for them.
"""

from zoneinfo import ZoneInfo

from django.conf import settings

from zhiyin.science.collect.context import VISIT_ROUTES
from zhiyin.science.terms import CriteriaError, Criterion, Field, Subject, Type, calls, parse
from zhiyin.science.understand.annotations.annotation import KINDS

ASPECT_LABELS = ("negative", "neutral", "positive")
SENTIMENT_LABELS = (*ASPECT_LABELS, "mixed")

CONSTRUCT_FIELDS = ("nps", "csat", "ces", "rating")
"""Fields whose value is found among the signal's answers."""

ASPECTS = Subject(
    "aspects",
    (
        Field("name", Type.TEXT, nullable=False, label="aspect"),
        Field("sentiment", Type.NUMBER, label="feeling about the aspect, −1 to 1"),
        Field("label", Type.TEXT, label="feeling about the aspect", choices=ASPECT_LABELS),
    ),
)

ANNOTATIONS = Subject(
    "annotations",
    (
        Field("kind", Type.TEXT, nullable=False, label="kind of annotation", choices=KINDS),
        Field("code", Type.TEXT, nullable=False, label="what the words show"),
        Field("strength", Type.NUMBER, nullable=False, label="how strongly, 0 to 1"),
    ),
)

CATEGORIES = Subject(
    "categories",
    (
        Field("code", Type.TEXT, nullable=False, label="category of a taxonomy"),
        Field("sentiment", Type.NUMBER, nullable=False, label="feeling about the category, −1 to 1"),
        Field(
            "label",
            Type.TEXT,
            nullable=False,
            label="feeling about the category",
            choices=ASPECT_LABELS,
        ),
    ),
)
"""What a signal speaks of, once for each category, with those above it; the feeling is the mean over its places."""

TOPICS = Subject("topics", (Field("code", Type.TEXT, nullable=False, label="pinned topic"),))

SIGNAL_SUBJECT = Subject(
    "signal",
    (
        Field("unit", Type.TEXT, nullable=False, label="unit's code"),
        Field("region", Type.TEXT, label="region's code"),
        Field("unit_path", Type.TEXT, nullable=False, label="place in the tree"),
        Field("kind", Type.TEXT, nullable=False, label="kind"),
        Field("channel", Type.TEXT, nullable=False, label="channel"),
        Field("source", Type.TEXT, nullable=False, label="source"),
        Field("touchpoint", Type.TEXT, label="touchpoint"),
        Field("tier", Type.TEXT, label="customer's tier"),
        Field("visit_route", Type.TEXT, label="how the visit was bought", choices=VISIT_ROUTES),
        Field("language", Type.TEXT, label="language"),
        Field("has_text", Type.BOOLEAN, nullable=False, label="has text"),
        Field("sentiment", Type.NUMBER, label="sentiment, −1 to 1"),
        Field("sentiment_label", Type.TEXT, label="sentiment", choices=SENTIMENT_LABELS),
        Field("nps", Type.NUMBER, label="would recommend, 0–10"),
        Field("csat", Type.NUMBER, label="satisfaction, 1–5"),
        Field("ces", Type.NUMBER, label="ease, 1–7"),
        Field("rating", Type.NUMBER, label="rating"),
        Field("occurred_at", Type.TIME, nullable=False, label="when it happened"),
        Field("received_at", Type.TIME, nullable=False, label="when we heard of it"),
        Field("text", Type.TEXT, label="what was said"),
        Field("attributes.*", Type.TEXT, label="attribute"),
    ),
    (ASPECTS, CATEGORIES, ANNOTATIONS, TOPICS),
)


def criterion_on_signal(text: str) -> Criterion:
    """The condition that the text states about one signal, whose history is not asked. Raises CriteriaError with its
    place."""
    criterion = parse(text, SIGNAL_SUBJECT, zone=ZoneInfo(settings.TIME_ZONE))
    if calls(criterion):
        raise CriteriaError("no_history")
    return criterion
