"""Who a person is, for the rights they have; the requests, the certificates, what is restricted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable
from zhiyin.customers import keys
from zhiyin.customers.errors import NoSuchCustomer, NoSuchRequest
from zhiyin.customers.models import Customer, Erasure, Identity, Restriction, RightsRequest, Told
from zhiyin.customers.phrases.rights import STAYS, place_label, touched_words
from zhiyin.customers.rights_registry import Key, Person
from zhiyin.customers.rules.chunking import chunks
from zhiyin.jobs.queries.jobs import JobState, latest_about

PERMISSION = "privacy.manage"
PAGE = 30


def everywhere(actor: Actor) -> None:
    """Rights of persons are answered for the whole organisation. Raises Forbidden."""
    actor.require(PERMISSION, "")


def person_in_full(customer_id: int) -> Person:
    """The person that this customer belongs to, with everything they are found by. Raises NoSuchCustomer."""
    root = Customer.objects.filter(id=customer_id).values_list("person_id", flat=True).first()
    if root is None:
        raise NoSuchCustomer()
    return persons_nodes(
        [int(pk) for pk in Customer.objects.filter(person_id=root).values_list("id", flat=True)], root
    )


def persons_nodes(customer_ids: Iterable[int], root: int | None = None) -> Person:
    """The person made of these customers, as far as they are still known."""
    ids = tuple(sorted(customer_ids))
    names: dict[str, None] = {}
    found: dict[Key, None] = {}
    for part in chunks(ids):
        for name in Customer.objects.filter(id__in=part).exclude(name="").values_list("name", flat=True):
            names[name] = None
        for said in Told.objects.filter(customer_id__in=part).values_list("said", flat=True):
            for value, *_since in (said.get("name") or {}).values():
                if isinstance(value, str) and value.strip():
                    names[value] = None
        for kind, scope, sealed in Identity.objects.filter(customer_id__in=part, is_shared=False).values_list(
            "kind", "scope", "sealed"
        ):
            try:
                found[Key(kind, scope, keys.opened(sealed))] = None
            except Unreadable:
                continue  # sealed under an earlier secret: nobody can read or match it any more
    return Person(root if root is not None else (ids[0] if ids else 0), ids, tuple(found), tuple(names))


def restricted_among(customer_ids: Iterable[int]) -> set[int]:
    """Those customers whose person asked that their data be used for nothing."""
    found: set[int] = set()
    for part in chunks(customer_ids):
        persons = dict(Customer.objects.filter(id__in=part).values_list("id", "person_id"))
        held = set(
            Restriction.objects.filter(in_force(), customer__person_id__in=set(persons.values())).values_list(
                "customer__person_id", flat=True
            )
        )
        found |= {one for one, person in persons.items() if person in held}
    return found


def is_restricted(customer_id: int) -> bool:
    """Whether this customer's person is restricted now."""
    return bool(restricted_among([customer_id]))


def in_force() -> Q:
    """Restrictions that hold now."""
    return Q(until__isnull=True) | Q(until__gt=timezone.now())


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a person and how far it is."""

    id: int
    kind: str
    customer_id: int | None
    state: str
    asked_via: str
    asked_at: datetime
    due_at: datetime
    settled_at: datetime | None
    settled_by: str
    note: str
    is_late: bool
    erasure_id: int | None
    has_file: bool
    expires_at: datetime | None
    name: str
    data: dict[str, Any]
    job: JobState | None = None

    @property
    def is_stuck(self) -> bool:
        """Nothing is at it any more (its job failed): it can be begun again. Of one request, as `request_of` reads it."""
        return self.state == "running" and not _is_live(self.job)


def requests_page(
    actor: Actor, *, state: str = "", page: int = 1, size: int = PAGE
) -> tuple[list[Request], bool]:
    """One page of the requests and whether there are more: those that wait first, by when they are due."""
    everywhere(actor)
    rows = RightsRequest.objects.all()
    if state:
        rows = rows.filter(state__in=("open", "running") if state == "open" else (state,))
        rows = rows.order_by("due_at", "id") if state == "open" else rows.order_by("-asked_at", "-id")
    else:
        rows = rows.order_by("-asked_at", "-id")
    found = list(rows[(page - 1) * size : page * size + 1])
    names = _names(row.customer_id for row in found)
    return [_request(row, names) for row in found[:size]], len(found) > size


def request_of(actor: Actor, request_id: int) -> Request:
    """One request. Raises NoSuchRequest."""
    everywhere(actor)
    row = RightsRequest.objects.filter(id=request_id).first()
    if row is None:
        raise NoSuchRequest()
    found = _request(row, _names([row.customer_id]))
    subject = f"erasure:{found.erasure_id}" if found.erasure_id else f"request:{row.pk}"
    return Request(
        **{**{name: getattr(found, name) for name in Request.__slots__}, "job": latest_about(subject)}
    )


def has_job(subject: str) -> bool:
    """Whether a job about this ("request:12") waits or runs."""
    return _is_live(latest_about(subject))


def _is_live(job: JobState | None) -> bool:
    return job is not None and job.state in ("waiting", "running")


def requests_about(actor: Actor, customer_id: int) -> list[Request]:
    """What this person asked for, the newest first."""
    everywhere(actor)
    ids = persons_ids(customer_id)
    return [
        _request(row, {}) for row in RightsRequest.objects.filter(customer_id__in=ids).order_by("-id")[:PAGE]
    ]


def persons_ids(customer_id: int) -> list[int]:
    """The ids of all customers of the person, this one first when it is gone already."""
    root = Customer.objects.filter(id=customer_id).values_list("person_id", flat=True).first()
    if root is None:
        return [customer_id]
    return list(Customer.objects.filter(person_id=root).values_list("id", flat=True))


def _names(customer_ids: Iterable[int | None]) -> dict[int, str]:
    ids = {one for one in customer_ids if one}
    roots = Customer.objects.filter(id__in=ids).values_list("id", "person_id")
    by_root = dict(Customer.objects.filter(id__in={root for _, root in roots}).values_list("id", "name"))
    return {one: by_root.get(root, "") for one, root in roots}


def _request(row: RightsRequest, names: dict[int, str]) -> Request:
    waits = row.state in ("open", "running")
    expires = row.data.get("expires_at")
    return Request(
        row.pk, row.kind, row.customer_id, row.state, row.asked_via, row.asked_at, row.due_at, row.settled_at,
        row.settled_by, row.note, waits and row.due_at < timezone.now(), row.data.get("erasure"),
        bool(row.data.get("file")), datetime.fromisoformat(expires) if expires else None,
        names.get(row.customer_id or 0, ""), row.data,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an erasure did. Holds nothing personal."""

    id: int
    number: str
    state: str
    asked_at: datetime
    finished_at: datetime | None
    by: str
    customers: int
    touched: dict[str, dict[str, Any]]  # place -> {"rows", "files", ...}; see customers.phrases.rights
    job: JobState | None


def certificate_of(actor: Actor, erasure_id: int) -> Certificate:
    """The certificate of one erasure, also while it is under way. Raises NoSuchRequest."""
    everywhere(actor)
    row = Erasure.objects.filter(id=erasure_id).first()
    if row is None:
        raise NoSuchRequest()
    return Certificate(
        row.pk, row.number, row.state, row.asked_at, row.finished_at, row.by, len(row.customer_ids), row.touched,
        latest_about(f"erasure:{row.pk}"),
    )  # fmt: skip


def certificate_numbered(actor: Actor, number: str) -> Certificate:
    """The same by its number. Raises NoSuchRequest."""
    everywhere(actor)
    found = Erasure.objects.filter(number=number).values_list("id", flat=True).first()
    if found is None:
        raise NoSuchRequest()
    return certificate_of(actor, found)


def restriction_of(actor: Actor, customer_id: int) -> Restriction | None:
    """The restriction that holds for this person, if any."""
    actor.require("personal.read")
    root = Customer.objects.filter(id=customer_id).values_list("person_id", flat=True).first()
    return (
        Restriction.objects.filter(in_force(), customer__person_id=root).order_by("id").first()
        if root
        else None
    )


def certificate_data(found: Certificate) -> dict[str, Any]:
    """The certificate as plain data. Names nobody."""
    return {
        "number": found.number,
        "state": found.state,
        "asked_at": found.asked_at,
        "finished_at": found.finished_at,
        "by": found.by,
        "customers": found.customers,
        "places": [
            {
                "place": place,
                "label": place_label(place),
                "done": touched_words(facts),
                "facts": _public(facts),
            }
            for place, facts in found.touched.items()
        ],
        "stays": [str(one) for one in STAYS],
    }


def _public(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in ("notes", "listed")}
