"""Customers by what they said and did; what criteria about them can ask of it is registered with their room."""

from collections.abc import Sequence

from django.db.models import FloatField, Value
from django.db.models.functions import Cast, NullIf

from zhiyin.collect.models import Event, Signal
from zhiyin.customers.criteria import Records, records_of_customers
from zhiyin.science.terms import Field, Subject, Type
from zhiyin.understand.queries.fields import SIGNAL_SUBJECT
from zhiyin.understand.queries.signal_paths import SIGNAL_PATHS

CHUNK = 5_000

UNASKED = ("text", "attributes.*", "unit_path")
"""Words are read with a permission of their own: no segment may tell what somebody wrote."""

SIGNALS = Subject(
    "signals",
    tuple(one for one in SIGNAL_SUBJECT.fields if one.name not in UNASKED),
    SIGNAL_SUBJECT.collections,
)

EVENTS = Subject(
    "events",
    (
        Field("kind", Type.TEXT, nullable=False, label="kind", choices=Event.KINDS),
        Field("occurred_at", Type.TIME, nullable=False, label="when it happened"),
        Field("unit", Type.TEXT, label="unit's code"),
        Field("channel", Type.TEXT, label="channel"),
        Field("source", Type.TEXT, nullable=False, label="source"),
        Field("order", Type.TEXT, label="order"),
        Field("product", Type.TEXT, label="product"),
        Field("quantity", Type.NUMBER, label="quantity"),
        Field("amount", Type.NUMBER, label="amount"),
        Field("is_discounted", Type.BOOLEAN, label="at a discount"),
    ),
)

records_of_customers(
    Records(
        SIGNALS,
        lambda: Signal.objects.filter(population="customer", identity="known"),
        "occurred_at",
        {name: path for name, path in SIGNAL_PATHS.fields.items() if SIGNALS.by_name.get(name)},
        SIGNAL_PATHS.collections,
    )
)

records_of_customers(
    Records(
        EVENTS,
        Event.objects.all,
        "occurred_at",
        {
            "kind": "kind",
            "occurred_at": "occurred_at",
            "unit": "unit__code",
            "channel": NullIf("channel", Value("")),
            "source": "source",
            "order": NullIf("order", Value("")),
            "product": NullIf("product", Value("")),
            "quantity": "quantity",
            "amount": Cast("amount", FloatField()),
            "is_discounted": "is_discounted",
        },
    )
)


def who_said(signals: Sequence[int], *, wordless: bool = False) -> set[int]:
    """The known customers of these signals; of those without words only, if `wordless`."""
    chosen = Signal.objects.filter(customer__isnull=False, identity="known")
    if wordless:
        chosen = chosen.filter(text="", title="")
    return {
        customer
        for start in range(0, len(signals), CHUNK)
        for customer in chosen.filter(id__in=signals[start : start + CHUNK]).values_list(
            "customer_id", flat=True
        )
        if customer is not None
    }
