"""Cases about what a person said: shown to them, and emptied. That there was a case, and its times, stays."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhiyin.act.models import Case, CaseEntry
from zhiyin.collect.forgetting import before_forgetting
from zhiyin.collect.rights import signals_of
from zhiyin.contact.rights import forget_about
from zhiyin.customers.rights_registry import FIRST, Person, holds, names_customers
from zhiyin.journal.forgetting import blank_reasons, forget_links

ERASED: Final = "erased"
BATCH: Final = 200
CHUNK: Final = 900


def _cases_of(person: Person) -> QuerySet[Case]:
    return Case.objects.filter(Q(customer_id__in=person.customer_ids) | Q(signal__in=signals_of(person)))


def _cases(person: Person) -> Iterator[dict[str, Any]]:
    for one in _cases_of(person).prefetch_related("entries").order_by("id"):
        yield {
            "number": one.pk,
            "title": one.title,
            "state": one.state,
            "opened_at": one.opened_at,
            "resolved_at": one.resolved_at,
            "resolution": one.resolution,
            "story": [
                {"at": entry.at, "kind": entry.kind, "text": entry.text} for entry in one.entries.all()
            ],
        }


def _forget_cases(person: Person) -> int:
    found = list(_cases_of(person).order_by("id")[:BATCH])
    return empty_cases(found)


@before_forgetting
def empty_cases_about(signals: Sequence[int]) -> int:
    """Cases opened about signals that are going for good."""
    touched = 0
    for start in range(0, len(signals), CHUNK):
        touched += empty_cases(list(Case.objects.filter(signal_id__in=signals[start : start + CHUNK])))
    return touched


def empty_cases(cases: Sequence[Case]) -> int:
    """Take out of these cases whom and what they were about: words, letters, notices, the signal, the customer.

    Kept: the unit, the times, the owner, the root cause, and that each step was taken.
    """
    if not cases:
        return 0
    ids = [case.pk for case in cases]
    names = [f"case:{key}" for key in ids]
    forget_about(names)
    blank_reasons(names)
    forget_links(names)
    for entry in CaseEntry.objects.filter(case_id__in=ids):
        kept = {
            name: entry.data[name]
            for name in ("to", "rule", "cause", "closed", "contacted")
            if name in entry.data
        }
        entry.text, entry.data = "", kept
        entry.save(update_fields=["text", "data"])
    for case in cases:
        case.signal, case.customer_id, case.title, case.headline, case.resolution = None, None, "", {}, ""
    Case.objects.bulk_update(
        cases, ["signal", "customer_id", "title", "headline", "resolution"], batch_size=BATCH
    )
    CaseEntry.objects.bulk_create(
        CaseEntry(case_id=key, actor_name="", actor_id="system:eraser", kind=ERASED) for key in ids
    )
    return len(cases)


holds("act.cases", order=26, export=_cases)
holds("act.cases_erased", order=FIRST, erase=_forget_cases)
names_customers(Case)
