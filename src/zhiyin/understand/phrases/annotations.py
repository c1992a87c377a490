"""Annotations as people read them: kinds, and codes within their kind."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiyin.science.understand.annotations.annotation import (
    ACTION,
    EFFORT,
    EMOTION,
    EXPECTATION,
    INTENT,
    NAMED,
    OFFER,
    RISK,
    SPAM,
    URGENCY,
)

Text = str | Promise

KINDS: Final[dict[str, Text]] = {
    EMOTION: _("Emotion"),
    EFFORT: _("Effort"),
    EXPECTATION: _("Expectation"),
    INTENT: _("Intent"),
    OFFER: _("What others offer"),
    NAMED: _("Named"),
    RISK: _("Risk"),
    SPAM: _("Spam"),
    URGENCY: _("Urgency"),
    ACTION: _("Something to do"),
}

CODES: Final[dict[tuple[str, str], Text]] = {
    (EMOTION, "joy"): _("joy"),
    (EMOTION, "trust"): _("trust"),
    (EMOTION, "gratitude"): _("gratitude"),
    (EMOTION, "anger"): _("anger"),
    (EMOTION, "disappointment"): _("disappointment"),
    (EMOTION, "anxiety"): _("anxiety"),
    (EMOTION, "surprise"): _("surprise"),
    (EMOTION, "sadness"): _("sadness"),
    (EMOTION, "disgust"): _("disgust"),
    (EMOTION, "regret"): _("regret"),
    (EFFORT, "repeated_contact"): _("asked again and again"),
    (EFFORT, "repeated_visit"): _("had to come again"),
    (EFFORT, "waiting"): pgettext_lazy("effort of a customer", "waited"),
    (EFFORT, "redoing"): _("had to do it again"),
    (EFFORT, "passed_around"): _("was passed around"),
    (EXPECTATION, "met"): _("as expected"),
    (EXPECTATION, "missed"): _("expected better"),
    (EXPECTATION, "exceeded"): _("better than expected"),
    (INTENT, "complaint"): _("complains"),
    (INTENT, "request"): _("asks for something"),
    (INTENT, "question"): _("has a question"),
    (INTENT, "praise"): _("praises"),
    (INTENT, "suggestion"): _("suggests something"),
    (INTENT, "churn_threat"): _("threatens to leave"),
    (INTENT, "legal_threat"): _("threatens with law or authorities"),
    (INTENT, "media_threat"): _("threatens to go public"),
    (INTENT, "emergency"): _("calls for help"),
    (OFFER, "price"): _("price elsewhere"),
    (OFFER, "service"): _("service elsewhere"),
    (OFFER, "product"): _("product elsewhere"),
    (NAMED, "competitor"): _("a competitor"),
    (NAMED, "product"): _("a product"),
    (NAMED, "staff_praised"): _("a member of staff, praised"),
    (NAMED, "staff_blamed"): _("a member of staff, blamed"),
    (NAMED, "staff"): _("a member of staff"),
    (RISK, "safety"): _("safety or health"),
    (RISK, "vulnerable"): _("a child, an elderly or an ill person"),
    (RISK, "money"): _("money lost"),
    (RISK, "deadline"): _("a deadline"),
    (SPAM, "advertising"): _("advertising"),
    (SPAM, "contact"): _("asks to be contacted elsewhere"),
    (SPAM, "paid_praise"): _("praise for a reward"),
    (SPAM, "gibberish"): _("no words"),
    (SPAM, "repetition"): _("the same over and over"),
    (URGENCY, "low"): _("low"),
    (URGENCY, "normal"): _("normal"),
    (URGENCY, "high"): _("high"),
    (URGENCY, "immediate"): _("at once"),
    (ACTION, "possible"): _("something can be done"),
}


def label_of(kind: str, code: str) -> str:
    """Emotion: anger."""
    words = {"kind": KINDS.get(kind, kind), "code": CODES.get((kind, code), code)}
    return gettext("%(kind)s: %(code)s") % words
