"""What happened to a customer as sources hand it over, before it becomes an event."""

import re
from datetime import datetime
from typing import Any, Final

import msgspec

from zhiyin.science.collect.checking import Problem, attributes_problem, string_problem
from zhiyin.science.collect.drafts import CUSTOMER_KINDS

EVENT_KINDS: Final = (
    "paid", "refunded", "booked", "cancelled", "served", "delivered", "viewed", "contacted", "joined", "left", "renewed"
)  # fmt: skip
# A list of customers may say that somebody left without saying when.
TIMELESS: Final = frozenset({"joined", "left"})
LARGEST_AMOUNT: Final = 999_999_999_999.0
LARGEST_QUANTITY: Final = 1e12

_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
_LENGTHS: Final = (
    ("source_id", 190),
    ("source", 60),
    ("channel", 40),
    ("unit", 150),
    ("order", 80),
    ("product", 120),
)


class PersonKey(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """A key by which the source knows a customer; `scope` is the app of an OpenID, the system of a number."""

    value: str
    kind: str = "customer_number"
    scope: str = ""
    name: str = ""


class EventDraft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """One thing that happened to a customer. `amount` has two places (a refund's is negative); `kind` is one of
    EVENT_KINDS or a code of one's own; lines of one order share `order`; `unit` is a code, a name or an alias."""

    kind: str = "paid"
    occurred_at: datetime | None = None
    customer: PersonKey | None = None
    unit: str = ""
    amount: float | None = None
    quantity: float | None = None
    order: str = ""
    product: str = ""
    channel: str = ""
    is_discounted: bool | None = None
    attributes: dict[str, Any] = {}
    source: str = ""
    source_id: str = ""


def problem_of_event(draft: EventDraft) -> Problem | None:
    """The first thing that is wrong with a draft, or None. About 2 µs for a draft without problems."""
    if draft.kind not in EVENT_KINDS and _KIND.fullmatch(draft.kind) is None:
        return Problem("/kind", "event_kind", {"known": ", ".join(EVENT_KINDS)})
    words = draft.source_id + draft.source + draft.channel + draft.unit + draft.order + draft.product
    if len(words) > 40 or "\0" in words:
        for name, limit in _LENGTHS:
            if problem := string_problem(f"/{name}", getattr(draft, name), limit):
                return problem
    if draft.occurred_at is None:
        if draft.kind not in TIMELESS:
            return Problem("/occurred_at", "required")
    elif not 1970 <= draft.occurred_at.year < 2100:
        return Problem("/occurred_at", "time_out_of_range")
    amount, quantity = draft.amount, draft.quantity
    if amount is not None:
        if not -LARGEST_AMOUNT <= amount <= LARGEST_AMOUNT:  # also false for NaN
            return Problem("/amount", "amount_too_large", {"limit": f"{LARGEST_AMOUNT:,.0f}"})
        if draft.kind == "refunded" and amount > 0:
            return Problem("/amount", "refund_positive")
    if quantity is not None and not -LARGEST_QUANTITY <= quantity <= LARGEST_QUANTITY:
        return Problem("/quantity", "number_too_large")
    if draft.customer is not None and (problem := key_problem(draft.customer, "/customer")):
        return problem
    return attributes_problem(draft.attributes) if draft.attributes else None


def key_problem(key: PersonKey, pointer: str) -> Problem | None:
    """What is wrong with the key of a customer."""
    if key.kind not in CUSTOMER_KINDS:
        return Problem(f"{pointer}/kind", "unknown_choice", {"allowed": ", ".join(CUSTOMER_KINDS)})
    if not key.value.strip():
        return Problem(f"{pointer}/value", "required")
    return (
        string_problem(f"{pointer}/value", key.value, 190)
        or string_problem(f"{pointer}/scope", key.scope, 60)
        or string_problem(f"{pointer}/name", key.name, 100)
    )
