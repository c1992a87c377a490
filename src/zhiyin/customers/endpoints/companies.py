"""Companies over the API: the list, writing them down, who speaks for them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Cursor, Day, Input, Moment, PageSize, Text
from zhiyin.customers.actions.end_contact import end_contact
from zhiyin.customers.actions.remove_company import remove_company
from zhiyin.customers.actions.save_company import CompanyContent, save_company
from zhiyin.customers.actions.save_contact import save_contact
from zhiyin.customers.queries.companies import (
    Company,
    CompanyScore,
    Contact,
    as_company,
    company_for,
    contacts_of,
    list_companies,
    score_of,
)
from zhiyin.journal.errors import NotNull

router = Router()

Key = Annotated[str, Field(max_length=40)]
CompanyId = Annotated[int, Field(ge=0, le=2**63 - 1)]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Words = Annotated[Text, Field(max_length=100)]
Role = Literal["decision_maker", "buyer", "user", "technical", "finance", "champion", "other"]
Attributes = Annotated[dict[str, str | int | float | bool | None], Field(max_length=50)]


class CompanyOut(Schema):
    id: str
    name: str
    code: str
    tier: str
    industry: str
    unit_id: str | None
    acquisition_cost: float | None
    contract_value: float | None
    cost_share: float | None
    renews_on: date | None
    renews_in_days: int | None
    attributes: dict[str, Any]
    created_at: datetime


class CompanyList(Schema):
    results: list[CompanyOut]
    next: str | None
    previous: str | None


class ContactOut(Schema):
    """`customer_id` is null and the name empty for callers who may not see that person."""

    id: str
    customer_id: str | None
    name: str
    role: str
    title: str
    since: datetime
    until: datetime | None
    nps: float | None
    csat: float | None
    last_heard_at: datetime | None


class ScoreOut(Schema):
    """NPS in points (−100 to 100) of the latest word of each present contact; null from too few of them."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    contacts: int
    lowest: float | None


class CompanyDetail(CompanyOut):
    nps: ScoreOut
    contacts: list[ContactOut]


class CompanyIn(Input):
    name: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=60)] = ""
    tier: Annotated[str, Field(max_length=30)] = ""
    industry: Annotated[str, Field(max_length=60)] = ""
    unit_id: Key | None = None
    acquisition_cost: Money | None = None
    contract_value: Money | None = None
    renews_on: Day | None = None
    attributes: Attributes = {}


class CompanyChange(Input):
    name: Annotated[str, Field(max_length=200)] | None = None
    code: Annotated[str, Field(max_length=60)] | None = None
    tier: Annotated[str, Field(max_length=30)] | None = None
    industry: Annotated[str, Field(max_length=60)] | None = None
    unit_id: Key | None = None
    acquisition_cost: Money | None = None
    contract_value: Money | None = None
    renews_on: Day | None = None
    attributes: Attributes | None = None


class ContactIn(Input):
    customer_id: Key
    role: Role
    title: Annotated[str, Field(max_length=60)] = ""
    since: Moment | None = None


class ContactEnd(Input):
    until: Moment | None = None


def company_out(company: Company) -> dict[str, Any]:
    return {
        "id": str(company.id),
        "name": company.name,
        "code": company.code,
        "tier": company.tier,
        "industry": company.industry,
        "unit_id": str(company.unit_id) if company.unit_id is not None else None,
        "acquisition_cost": company.acquisition_cost,
        "contract_value": company.contract_value,
        "cost_share": company.cost_share,
        "renews_on": company.renews_on,
        "renews_in_days": company.days,
        "attributes": dict(company.attributes),
        "created_at": company.created_at,
    }


def contact_out(contact: Contact) -> dict[str, Any]:
    return {
        "id": str(contact.id),
        "customer_id": str(contact.customer_id) if contact.customer_id is not None else None,
        "name": contact.name,
        "role": contact.role,
        "title": contact.title,
        "since": contact.since,
        "until": contact.until,
        "nps": contact.nps,
        "csat": contact.csat,
        "last_heard_at": contact.last_heard_at,
    }


def score_out(score: CompanyScore) -> dict[str, Any]:
    estimate = score.estimate

    def points(share: float | None) -> float | None:
        return None if share is None else 100 * share

    return {
        "value": points(estimate.value) if estimate else None,
        "low": points(estimate.low) if estimate else None,
        "high": points(estimate.high) if estimate else None,
        "n": score.n,
        "contacts": score.contacts,
        "lowest": score.lowest,
    }


@router.get("", response=CompanyList, operation_id="list_companies", summary="Companies that are customers")
def get_companies(
    request: HttpRequest,
    q: Words = "",
    tier: Words = "",
    renews_within_days: Annotated[int, Field(ge=0, le=3650)] | None = None,
    sort: Literal["name", "renewal", "value"] = "name",
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """`q` is part of a name, or a code. Needs `personal.read`; companies of other units are left out."""
    page = list_companies(
        request.actor,  # type: ignore[attr-defined]
        search=q,
        tier=tier,
        renews_within=renews_within_days,
        sort=sort,
        cursor=cursor,
        limit=page_size,
    )
    return {
        "results": [company_out(one) for one in page.companies],
        "next": page.older or None,
        "previous": "" if cursor else None,
    }


@router.post("", response={201: CompanyOut}, operation_id="add_company", summary="Write a company down")
def post_company(request: HttpRequest, body: CompanyIn) -> Status[dict[str, Any]]:
    """Needs `customers.manage` at the unit; everybody's company (no unit) needs the whole organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    given = body.model_dump(exclude={"unit_id"})
    content = CompanyContent(**given, unit_id=key_of(body.unit_id) if body.unit_id else None)
    return Status(201, company_out(as_company(save_company(actor, content=content))))


@router.get("/{company_id}", response=CompanyDetail, operation_id="get_company", summary="One company")
def get_company(request: HttpRequest, company_id: CompanyId) -> dict[str, Any]:
    """With its contacts and their NPS. Signals and open cases: `/companies/{id}/signals`, `/companies/{id}/renewal`."""
    return _detail(request, company_id)


def _detail(request: HttpRequest, company_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    company = as_company(company_for(actor, company_id))
    contacts = contacts_of(actor, company_id)
    return {
        **company_out(company),
        "contacts": [contact_out(one) for one in contacts],
        "nps": score_out(score_of(contacts)),
    }


@router.patch("/{company_id}", response=CompanyOut, operation_id="change_company", summary="Change a company")
def patch_company(request: HttpRequest, company_id: CompanyId, body: CompanyChange) -> dict[str, Any]:
    """Fields that are left out stay; amounts, the date and the unit may be set to null."""
    actor = request.actor  # type: ignore[attr-defined]
    held = as_company(company_for(actor, company_id, "customers.manage"))
    given = body.model_dump(exclude_unset=True)
    for name in ("name", "code", "tier", "industry", "attributes"):
        if name in given and given[name] is None:
            raise NotNull(field=name)
    if "unit_id" in given:
        given["unit_id"] = key_of(given["unit_id"]) if given["unit_id"] else None
    kept = {
        "name": held.name,
        "code": held.code,
        "tier": held.tier,
        "industry": held.industry,
        "unit_id": held.unit_id,
        "acquisition_cost": held.acquisition_cost,
        "contract_value": held.contract_value,
        "renews_on": held.renews_on,
        "attributes": held.attributes,
    }
    content = CompanyContent(**{**kept, **given})
    return company_out(as_company(save_company(actor, content=content, company_id=company_id)))


@router.delete(
    "/{company_id}", response={204: None}, operation_id="remove_company", summary="Take a company away"
)
def delete_company(request: HttpRequest, company_id: CompanyId) -> Status[None]:
    """Its people and what they said stay."""
    remove_company(request.actor, company_id=company_id)  # type: ignore[attr-defined]
    return Status(204, None)


@router.post(
    "/{company_id}/contacts",
    response={201: ContactOut},
    operation_id="add_company_contact",
    summary="Say who speaks for a company",
)
def post_contact(request: HttpRequest, company_id: CompanyId, body: ContactIn) -> Status[dict[str, Any]]:
    """A person has a role once at a time. Needs `customers.manage` for the company and for the person."""
    actor = request.actor  # type: ignore[attr-defined]
    saved = save_contact(
        actor,
        company_id=company_id,
        customer_id=key_of(body.customer_id),
        role=body.role,
        title=body.title,
        since=body.since,
    )
    return Status(201, _contact(request, company_id, saved.pk))


@router.post(
    "/{company_id}/contacts/{contact_id}/end",
    response=ContactOut,
    operation_id="end_company_contact",
    summary="Say that somebody speaks for a company no longer",
)
def post_end(
    request: HttpRequest, company_id: CompanyId, contact_id: CompanyId, body: ContactEnd
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    end_contact(actor, company_id=company_id, contact_id=contact_id, until=body.until)
    return _contact(request, company_id, contact_id)


def _contact(request: HttpRequest, company_id: int, contact_id: int) -> dict[str, Any]:
    contacts = contacts_of(request.actor, company_id)  # type: ignore[attr-defined]
    return contact_out(next(one for one in contacts if one.id == contact_id))
