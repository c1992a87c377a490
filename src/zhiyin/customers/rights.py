"""What this room holds about a person: their profile, keys, consent, memberships, standing, joins, sealed originals."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from zhiyin.accounts.sealing import Unreadable
from zhiyin.customers.actions.export_person import forget_exports_of
from zhiyin.customers.keys import digest, opened
from zhiyin.customers.models import (
    AccountContact,
    Apart,
    Consent,
    Customer,
    Erasure,
    Identity,
    ImportantDate,
    Interest,
    Membership,
    Merge,
    OptOut,
    Preference,
    Restriction,
    RightsRequest,
    Segment,
    Standing,
    Suggestion,
    Told,
    Vaulted,
)
from zhiyin.customers.rights_registry import LAST, Person, holds, names_customers
from zhiyin.customers.vault import unsealed
from zhiyin.journal.forgetting import blank_reasons, events_about, forget_links

Row = dict[str, Any]


def _profile(person: Person) -> Iterator[Row]:
    for one in Customer.objects.filter(id__in=person.customer_ids).order_by("created_at", "id"):
        yield {
            "known_since": one.created_at,
            "name": one.name,
            "tier": one.tier,
            "language": one.language,
            "born_on": one.born_on,
            "attributes": one.attributes,
        }


def _told(person: Person) -> Iterator[Row]:
    for said in Told.objects.filter(customer_id__in=person.customer_ids).values_list("said", flat=True):
        for name, by_source in said.items():
            for source, (value, at, *_rest) in by_source.items():
                yield {"field": name, "value": value, "source": source, "since": at}


def _identities(person: Person) -> Iterator[Row]:
    for one in Identity.objects.filter(customer_id__in=person.customer_ids).order_by("since", "id"):
        try:
            value = opened(one.sealed)
        except Unreadable:
            value = ""
        yield {"kind": one.kind, "value": value, "scope": one.scope, "source": one.source, "since": one.since}


def _consents(person: Person) -> Iterator[Row]:
    rows = Consent.objects.filter(customer_id__in=person.customer_ids).select_related("purpose", "text")
    for one in rows.order_by("at", "id"):
        yield {
            "purpose": one.purpose.name or one.purpose.code,
            "channel": one.channel,
            "state": one.state,
            "at": one.at,
            "source": one.source,
            "words": one.text.text if one.text else "",
            "version": one.text.version if one.text else None,
            "by_guardian": one.by_guardian,
            "proof": one.proof,
        }
    digests = [digest("customer", str(one)) for one in person.customer_ids]
    digests += [digest(key.kind, key.value, key.scope) for key in person.keys]
    for out in OptOut.objects.filter(digest__in=digests):
        yield {"state": "opted_out", "at": out.at, "source": out.reason}


def _wishes(person: Person) -> Iterator[Row]:
    ids = person.customer_ids
    for wish in Preference.objects.filter(customer_id__in=ids):
        yield {
            "kind": wish.code,
            "value": wish.value,
            "note": wish.note,
            "source": wish.source,
            "at": wish.at,
        }
    for interest in Interest.objects.filter(customer_id__in=ids):
        yield {"kind": "interest", "value": interest.name, "source": interest.source, "at": interest.at}
    for day in ImportantDate.objects.filter(customer_id__in=ids):
        yield {
            "kind": day.kind,
            "value": f"{day.year or '····'}-{day.month:02}-{day.day:02}",
            "lunar": day.is_lunar,
            "note": day.label,
            "source": day.source,
            "at": day.at,
        }


def _memberships(person: Person) -> Iterator[Row]:
    rows = Membership.objects.filter(customer_id__in=person.customer_ids).select_related("segment")
    for one in rows.order_by("since", "id"):
        yield {"group": one.segment.name, "since": one.since, "until": one.until}
    contacts = AccountContact.objects.filter(customer_id__in=person.customer_ids).select_related("account")
    for contact in contacts:
        yield {
            "company": contact.account.name,
            "part": contact.role,
            "title": contact.title,
            "since": contact.since,
            "until": contact.until,
        }


def _standing(person: Person) -> Iterator[Row]:
    for one in Standing.objects.filter(customer_id__in=person.customer_ids):
        facts = {field.name: getattr(one, field.name) for field in Standing._meta.local_concrete_fields}
        facts.pop("customer")
        yield {name: value for name, value in facts.items() if value not in (None, "", [])}


def _joins(person: Person) -> Iterator[Row]:
    ours = Q(left__in=person.customer_ids) | Q(right__in=person.customer_ids)
    for one in Merge.objects.filter(ours).order_by("at", "id"):
        yield {"rule": one.rule, "evidence": one.evidence, "at": one.at, "undone_at": one.undone_at}


def _vault(person: Person) -> Iterator[Row]:
    for one in Vaulted.objects.filter(customer_id__in=person.customer_ids).order_by("id"):
        try:
            yield {"about": one.subject, "at": one.at, "until": one.expires_at, **unsealed(one.sealed)}
        except Unreadable:
            continue


def _requests(person: Person) -> Iterator[Row]:
    for one in RightsRequest.objects.filter(customer_id__in=person.customer_ids).order_by("id"):
        yield {"kind": one.kind, "asked_at": one.asked_at, "state": one.state, "settled_at": one.settled_at}
    restrictions = Restriction.objects.filter(customer_id__in=person.customer_ids)
    for since, until in dict.fromkeys(restrictions.order_by("id").values_list("since", "until")):
        yield {"kind": "restrict", "asked_at": since, "settled_at": until}


_BESIDE: tuple[type[Model], ...] = (
    Vaulted, Consent, Preference, Interest, ImportantDate, Membership, AccountContact, Restriction, Identity, Told, Standing
)  # fmt: skip


def forget_customers(person: Person) -> int:
    """The customers and everything of this room that names them. What is kept says nothing without the person.

    Kept: keyed digests of addresses that opted out, the requests (kind and times), the certificate.
    """
    ids = list(person.customer_ids)
    left = _segments_left(ids)
    touched = blank_reasons(f"customer:{one}" for one in ids)
    forget_links(f"customer:{one}" for one in ids)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        for model in _BESIDE:
            touched += model._default_manager.filter(customer_id__in=part).delete()[0]
        pairs = Q(left_id__in=part) | Q(right_id__in=part)
        for joined in (Merge, Apart, Suggestion):
            touched += joined._default_manager.filter(pairs).delete()[0]
        touched += _blank_requests(part)
        touched += Customer.objects.filter(id__in=part).delete()[0]
    for segment in Segment.objects.filter(id__in=left):
        current = Membership.objects.filter(segment=segment, until__isnull=True)
        size = current.values("customer__person_id").distinct().count()
        Segment.objects.filter(id=segment.pk).update(size=size)
    return touched


def _segments_left(ids: Sequence[int]) -> set[int]:
    """The segments that the person is in: they are one smaller afterwards."""
    found: set[int] = set()
    for start in range(0, len(ids), 500):
        rows = Membership.objects.filter(customer_id__in=ids[start : start + 500], until__isnull=True)
        found.update(rows.values_list("segment_id", flat=True))
    return found


def _blank_requests(ids: Iterable[int]) -> int:
    changed = 0
    for row in RightsRequest.objects.filter(customer_id__in=ids):
        kept = {name: row.data[name] for name in ("erasure", "file", "expires_at") if name in row.data}
        waits = row.state in ("open", "running") and row.kind != "erase"
        if row.note or kept != row.data or waits:
            if waits:
                row.state, row.settled_at = "done", timezone.now()
            row.note, row.data = "", kept
            row.save(update_fields=["note", "data", "state", "settled_at"])
            changed += 1
    return changed


def _certificates(person: Person) -> Iterator[Row]:
    ours = {str(one) for one in person.customer_ids}
    for row in Erasure.objects.filter(state="running"):
        if ours & set(row.customer_ids):
            yield {"number": row.number, "asked_at": row.asked_at}


def _looked_at(person: Person) -> Iterator[Row]:
    """Who did what with the profile: of people who work here only that it was one of them."""
    for one in events_about(f"customer:{key}" for key in person.customer_ids):
        yield {"what": one["name"], "at": one["at"], "by": one["actor_kind"]}


holds("customers.profile", order=1, export=_profile)
holds("customers.told", order=2, export=_told)
holds("customers.identities", order=3, export=_identities)
holds("customers.consents", order=4, export=_consents)
holds("customers.wishes", order=5, export=_wishes)
holds("customers.memberships", order=6, export=_memberships)
holds("customers.standing", order=7, export=_standing)
holds("customers.joins", order=8, export=_joins)
holds("customers.vault", order=60, export=_vault)
holds("customers.requests", order=90, export=_requests)
holds("customers.erasures", order=91, export=_certificates)
holds("customers.looked_at", order=92, export=_looked_at)
holds("customers.exports", order=61, erase=lambda person: forget_exports_of(person.customer_ids))
holds("customers.people", order=LAST, erase=forget_customers)
names_customers(Vaulted, RightsRequest)
