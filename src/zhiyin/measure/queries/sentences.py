"""What an answer is about, in one sentence."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyin.measure.phrases import POPULATIONS
from zhiyin.measure.queries.periods import Span
from zhiyin.measure.queries.plan import Plan
from zhiyin.theme import wording


def span_label(span: Span) -> str:
    """The period in words."""
    if span.start and span.end:
        if span.start == span.end:
            return wording.day(span.start)
        return f"{wording.day(span.start)} – {wording.day(span.end)}"
    if span.start:
        return _("since %(start)s") % {"start": wording.day(span.start)}
    if span.end:
        return _("until %(end)s") % {"end": wording.day(span.end)}
    return _("all the time there is")


def question_sentence(plan: Plan) -> str:
    """Metrics, breakdown, unit, period, population and condition."""
    joint = pgettext("between names", ", ")
    parts = [joint.join(str(metric.short) for metric in plan.metrics)]
    if plan.dimensions:
        names = joint.join(dimension.label for dimension in plan.dimensions)
        parts[0] = _("%(metrics)s by %(dimensions)s") % {"metrics": parts[0], "dimensions": names}
    if plan.unit is not None:
        parts.append(plan.unit.label)
    parts.append(span_label(plan.span))
    parts.append(str(POPULATIONS[plan.population]))
    if plan.question.where and plan.question.where.strip():
        parts.append(_("where %(condition)s") % {"condition": plan.question.where.strip()})
    return capfirst(pgettext("between parts of a sentence", "; ").join(parts))
