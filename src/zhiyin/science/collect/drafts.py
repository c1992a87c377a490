"""What is handed in at the door, before it is a signal: the one shape for the API, files and samples.

The structures are decoded straight from JSON by msgspec (about 2 µs each), which also checks types and
unknown fields; what the values may be is in `checking`. They hold no cycles, so that the collector need not
look at them (gc=False).
"""

from datetime import datetime
from typing import Any, Final

import msgspec

KINDS: Final = ("survey", "review", "ticket", "call", "chat", "post", "mystery_visit")
POPULATIONS: Final = ("customer", "staff", "inspector", "test")
IDENTITIES: Final = ("known", "confidential", "anonymous")
CONSTRUCTS: Final = ("nps", "csat", "ces", "rating", "number", "choice", "text")
ROLES: Final = (
    "plain", "expectation", "experience", "importance", "performance", "functional", "dysfunctional"
)  # fmt: skip
STATUSES: Final = ("answered", "skipped", "not_applicable", "dont_know", "not_reached", "not_asked")
CUSTOMER_KINDS: Final = ("customer_number", "mobile", "email", "wecom", "openid", "unionid", "device")

# Scales that a construct has when the source names none (METHODS A1, A3, A4).
SCALES: Final[dict[str, tuple[float, float]]] = {
    "nps": (0.0, 10.0),
    "csat": (1.0, 5.0),
    "ces": (1.0, 7.0),
    "rating": (1.0, 5.0),
}


class AnswerDraft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """What was answered to one item. `item` defaults to the construct; the scale to that of the construct."""

    item: str = ""
    construct: str = "rating"
    role: str = "plain"
    value: float | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    polarity: int = 1
    status: str = "answered"
    choice: str = ""
    touchpoint: str = ""
    factor: str = ""
    product: str = ""


class CustomerDraft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """The key by which the source knows a customer; its kind matters, and so does the app or system that gave it."""

    value: str
    kind: str = "customer_number"
    name: str = ""
    scope: str = ""


class SignalDraft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """One thing a customer let us know. `unit` and `touchpoint` are a code, a name or an alias."""

    source_id: str = ""
    source: str = ""
    kind: str = "survey"
    channel: str = ""
    occurred_at: datetime | None = None
    unit: str = ""
    touchpoint: str = ""
    customer: CustomerDraft | None = None
    tier: str = ""
    population: str = "customer"
    identity: str = "known"
    title: str = ""
    text: str = ""
    answers: list[AnswerDraft] = []
    attributes: dict[str, Any] = {}


def population_of(draft: SignalDraft) -> str:
    """Among whom it counts. Who comes to inspect is no customer, though no source says so of a mystery visit."""
    is_inspection = draft.kind == "mystery_visit" and draft.population == "customer"
    return "inspector" if is_inspection else draft.population
