"""Where the record has what a condition on a signal may speak of."""

from typing import Final

from django.db.models import BooleanField, Case, Min, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import NullIf, Substr

from zhiyin.accounts.models import Unit
from zhiyin.collect.models import Answer
from zhiyin.science.collect.context import VISIT_ROUTES
from zhiyin.science.terms import CriteriaError, Criterion
from zhiyin.science.understand.sentiment import NEUTRAL_FROM, NEUTRAL_TO
from zhiyin.search.conditions import Members, Paths
from zhiyin.search.errors import BadCondition
from zhiyin.understand.models import Mention, NamedCategory, ShownAnnotation, TopicMember
from zhiyin.understand.queries.fields import CONSTRUCT_FIELDS, criterion_on_signal
from zhiyin.understand.queries.ratings import RANK


def read_condition(text: str) -> Criterion:
    """The condition on one signal. Raises BadCondition with its place."""
    try:
        return criterion_on_signal(text)
    except CriteriaError as error:
        raise BadCondition(error, text) from None


def _lowest(construct: str) -> Subquery:
    answers = Answer.objects.filter(
        signal=OuterRef("pk"), construct=construct, role="plain", status="answered"
    )
    if construct == "rating":
        ranked = answers.filter(value__isnull=False).annotate(rank=RANK)
        return Subquery(ranked.order_by("rank", "value").values("value")[:1])
    return Subquery(answers.order_by().values("signal").annotate(lowest=Min("value")).values("lowest"))


def _feeling() -> Case:
    """The label that goes with `sentiment`, as `science.understand.sentiment.label_of` gives it."""
    # readings keep six digits at most, which 2 × 0.47 − 1 would exceed by a hair
    low, high = round(2 * NEUTRAL_FROM - 1, 6), round(2 * NEUTRAL_TO - 1, 6)
    return Case(
        When(sentiment__lte=low, then=Value("negative")),
        When(sentiment__gte=high, then=Value("positive")),
        When(sentiment__isnull=False, then=Value("neutral")),
    )


SIGNAL_PATHS: Final = Paths(
    {
        "unit": "unit__code",
        "region": Subquery(
            Unit.objects.filter(path=Substr(OuterRef("unit__path"), 1, 2 * Unit.steplen), depth=2).values(
                "code"
            )[:1]
        ),
        "unit_path": "unit_path",
        "kind": "kind",
        "channel": "channel",
        "source": "source",
        "touchpoint": "touchpoint__code",
        "tier": NullIf("tier", Value("")),
        "visit_route": Case(
            When(
                attributes__visit_route__in=VISIT_ROUTES, then=KeyTextTransform("visit_route", "attributes")
            ),
            output_field=TextField(),
        ),
        "language": NullIf("reading__language", Value("")),
        "has_text": Case(
            When(Q(text="") & Q(title=""), then=Value(False)),
            default=Value(True),
            output_field=BooleanField(),
        ),
        "sentiment": "reading__sentiment",
        "sentiment_label": NullIf("reading__label", Value("")),
        "occurred_at": "occurred_at",
        "received_at": "received_at",
        "text": NullIf("text", Value("")),
        "attributes": "attributes",
        **{construct: _lowest(construct) for construct in CONSTRUCT_FIELDS},
    },
    {
        "aspects": Members(
            Mention.objects.all(),
            "signal",
            {
                "name": "name",
                "sentiment": "sentiment",
                "label": _feeling(),
            },
        ),
        "categories": Members(
            NamedCategory.objects.all(),
            "signal",
            {"code": "code", "sentiment": "sentiment", "label": _feeling()},
        ),
        "annotations": Members(
            ShownAnnotation.objects.all(), "signal", {name: name for name in ("kind", "code", "strength")}
        ),
        "topics": Members(TopicMember.objects.all(), "signal", {"code": "topic__code"}),
    },
)
