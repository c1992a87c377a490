"""Companies that are customers, as far as the actor may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import unit_of_path
from zhiyin.customers.models import Account, AccountContact, Customer, Standing
from zhiyin.customers.phrases.profiles import ROLES, TIERS, named, renews_in_words
from zhiyin.customers.queries.people import visible_people
from zhiyin.journal.errors import BadCursor, NotFound
from zhiyin.science.estimate.nps import nps
from zhiyin.science.estimate.results import Estimate

ENOUGH_CONTACTS: Final = 3
"""Below so many contacts with a score a company's NPS says more about one of them than about the company."""
PROMOTERS_FROM, DETRACTORS_TO = 9, 6
SORTS: Final = ("name", "renewal", "value")
RENEWALS: Final = {"30": 30, "90": 90, "180": 180}


@dataclass(frozen=True, slots=True)
class Contact:
    """A person's part in a company. Who may not see that person sees neither their key, name nor scores."""

    id: int
    customer_id: int | None
    name: str
    role: str
    role_label: str
    title: str
    since: datetime
    until: datetime | None
    nps: float | None
    csat: float | None
    last_heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Company:
    """One company. `days` until its contract renews, negative when it ran out."""

    id: int
    name: str
    code: str
    tier: str
    tier_label: str
    industry: str
    unit: str
    unit_id: int | None
    unit_path: str
    acquisition_cost: Decimal | None
    contract_value: Decimal | None
    renews_on: date | None
    days: int | None
    renews: str
    attributes: Mapping[str, Any]
    created_at: datetime

    @property
    def cost_share(self) -> float | None:
        """What winning the company cost, as a share of one year's contract."""
        if self.acquisition_cost is None or not self.contract_value:
            return None
        return float(self.acquisition_cost / self.contract_value)


@dataclass(frozen=True, slots=True)
class CompanyScore:
    """The company's NPS from the latest word of each present contact; no estimate from fewer than ENOUGH_CONTACTS."""

    estimate: Estimate | None
    n: int
    contacts: int
    lowest: float | None


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """One page of the list; `older` is the cursor of the next one, "" at the end."""

    companies: list[Company]
    older: str = ""


def visible_companies(actor: Actor, permission: str = "personal.read") -> QuerySet[Account]:
    """Companies of the actor's units, and everybody's. Raises Forbidden without the permission anywhere."""
    actor.require(permission)
    paths = actor.paths(permission)
    if "" in paths:
        return Account.objects.all()
    condition = Q(unit_path="")
    for path in paths:
        condition |= Q(unit_path__startswith=path)
    return Account.objects.filter(condition)


def company_for(actor: Actor, company_id: int, permission: str = "personal.read") -> Account:
    """One company. Raises NotFound out of sight; Forbidden where it is seen, but the permission does not hold."""
    company = visible_companies(actor).filter(id=company_id).first()
    if company is None:
        raise NotFound()
    if permission != "personal.read":
        actor.require(permission, company.unit_path)
    return company


def list_companies(
    actor: Actor,
    *,
    search: str = "",
    tier: str = "",
    renews_within: int | None = None,
    sort: str = "name",
    cursor: str = "",
    limit: int = 50,
) -> CompanyPage:
    """Companies whose name holds `search` (or whose code it is), `limit` at a time.

    Those without a renewal date or a value come last when sorted by it. Raises Forbidden, BadCursor.
    """
    companies = visible_companies(actor)
    if search:
        companies = companies.filter(Q(name__icontains=search) | Q(code=search))
    if tier:
        companies = companies.filter(tier=tier)
    if renews_within is not None:
        today = timezone.localdate()
        companies = companies.filter(renews_on__gte=today)
        companies = companies.filter(renews_on__lte=date.fromordinal(today.toordinal() + renews_within))
    order = {
        "renewal": [F("renews_on").asc(nulls_last=True), F("id").asc()],
        "value": [F("contract_value").desc(nulls_last=True), F("id").asc()],
    }.get(sort, [F("name").asc(), F("id").asc()])
    start = _start(cursor)
    found = list(companies.order_by(*order)[start : start + limit + 1])
    older = str(start + limit) if len(found) > limit else ""
    return CompanyPage([as_company(one) for one in found[:limit]], older)


def any_companies(actor: Actor) -> bool:
    """Whether the actor sees any company."""
    return visible_companies(actor).exists()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 7):
        raise BadCursor()
    return int(cursor)


def as_company(row: Account) -> Company:
    node = unit_of_path(row.unit_path)
    days = (row.renews_on - timezone.localdate()).days if row.renews_on else None
    return Company(
        row.pk,
        row.name,
        row.code,
        row.tier,
        named(row.tier, TIERS) if row.tier else "",
        row.industry,
        node.label if node else "",
        node.id if node else None,
        row.unit_path,
        row.acquisition_cost,
        row.contract_value,
        row.renews_on,
        days,
        renews_in_words(days),
        row.attributes,
        row.created_at,
    )


def contacts_of(actor: Actor, company_id: int) -> list[Contact]:
    """The company's contacts, present ones first, with their latest scores; names as far as the actor may see them."""
    rows = list(
        AccountContact.objects.filter(account_id=company_id)
        .select_related("customer")
        .order_by(F("until").desc(nulls_first=True), "role", "since", "id")
    )
    persons = {row.customer.person_id for row in rows}
    names = dict(visible_people(actor).filter(id__in=persons).values_list("id", "name"))
    standings = {one.pk: one for one in Standing.objects.filter(customer_id__in=names)}
    return [
        _contact(row, row.customer.person_id, names, standings.get(row.customer.person_id)) for row in rows
    ]


def _contact(
    row: AccountContact, person: int, names: Mapping[int, str], standing: Standing | None
) -> Contact:
    return Contact(
        row.pk,
        person if person in names else None,
        names.get(person, ""),
        row.role,
        named(row.role, ROLES),
        row.title,
        row.since,
        row.until,
        standing.nps if standing else None,
        standing.csat if standing else None,
        standing.last_heard_at if standing else None,
    )


def score_of(contacts: Iterable[Contact]) -> CompanyScore:
    """NPS over the present contacts' latest recommendations, each person once (METHODS A1)."""
    present = [contact for contact in contacts if contact.until is None]
    people = {contact.customer_id or f"unseen {contact.id}": contact for contact in present}
    given = [contact.nps for contact in people.values() if contact.nps is not None]
    estimate = None
    if len(given) >= ENOUGH_CONTACTS:
        promoters = sum(1 for score in given if score >= PROMOTERS_FROM)
        detractors = sum(1 for score in given if score <= DETRACTORS_TO)
        estimate = nps(promoters, detractors, len(given))
    return CompanyScore(estimate, len(given), len(people), min(given, default=None))


def companies_of(actor: Actor, person_id: int) -> list[tuple[Account, AccountContact]]:
    """The companies in the actor's sight in which this person has or had a part, present ones first."""
    rows = AccountContact.objects.filter(
        customer__person_id=person_id, account__in=visible_companies(actor)
    ).select_related("account")
    return [(row.account, row) for row in rows.order_by(F("until").desc(nulls_first=True), "id")]


def nodes_of_contacts(company_id: int) -> list[int]:
    """Every customer (all keys of each person) who speaks for the company today."""
    persons = AccountContact.objects.filter(account_id=company_id, until__isnull=True)
    return list(
        Customer.objects.filter(person_id__in=persons.values("customer__person_id")).values_list(
            "id", flat=True
        )
    )
