"""What judgements about people rest on, as it is set, and attributes that may say who left."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Customer
from zhiyin.understand.judging.terms import LONGEST_NAME, Terms, terms_from
from zhiyin.understand.models import JudgingTerms

LOOKED_AT = 2_000
MOST_VALUES = 4


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """The terms, and who set them when; both empty while nobody has."""

    terms: Terms
    changed_by: str = ""
    changed_at: datetime | None = None


def kept_terms() -> KeptTerms:
    """As they are set, for models."""
    row = JudgingTerms.objects.first()
    if row is None:
        return KeptTerms(Terms())
    return KeptTerms(terms_from(row.content), row.changed_by, row.changed_at)


def read_terms(actor: Actor) -> KeptTerms:
    """As they are set. Needs `measures.read` everywhere."""
    actor.require("measures.read", "")
    return kept_terms()


def attributes_with_few_values(actor: Actor) -> list[tuple[str, list[str]]]:
    """Attributes of two to four different values among customers looked at, with the values: one of them may say who
    left. Needs `customers.manage` everywhere."""
    actor.require("customers.manage", "")
    values: dict[str, set[str] | None] = {}
    rows = Customer.objects.filter(person_id=F("id")).exclude(attributes={})
    for attributes in rows.order_by("id").values_list("attributes", flat=True)[:LOOKED_AT]:
        for name, value in attributes.items():
            seen = values.setdefault(name, set())
            if seen is None or value is None:
                continue
            seen.add(str(value))
            if len(seen) > MOST_VALUES or max(len(name), len(str(value))) > LONGEST_NAME:
                values[name] = None
    few = [(name, sorted(seen)) for name, seen in values.items() if seen and len(seen) > 1]
    return sorted(few, key=lambda one: (len(one[1]), one[0]))
