"""Write down a company that is our customer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.customers.errors import BadDetails
from zhiyin.customers.models import Account
from zhiyin.customers.queries.companies import company_for
from zhiyin.journal.record import record

MOST: Final = Decimal("999999999999.99")
MOST_ATTRIBUTES: Final = 50
LENGTHS: Final = {"name": 200, "code": 60, "tier": 30, "industry": 60}


@dataclass(frozen=True, slots=True)
class CompanyContent:
    """What is written down of a company. Amounts are in the organisation's currency, the contract's a year.

    `unit_id` None: everybody's customer.
    """

    name: str
    code: str = ""
    tier: str = ""
    industry: str = ""
    unit_id: int | None = None
    acquisition_cost: Decimal | None = None
    contract_value: Decimal | None = None
    renews_on: date | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


def save_company(actor: Actor, *, content: CompanyContent, company_id: int | None = None) -> Account:
    """Write a new company, or change one; journals `customers.company_saved`.

    Needs `customers.manage` where the company belongs (and belonged); everybody's needs the whole organisation.
    A company without a code is given one. Raises NotFound, Forbidden, BadDetails with an error a field.
    """
    path = unit_by_id(actor, content.unit_id, "personal.read").path if content.unit_id is not None else ""
    actor.require("customers.manage", path)
    company = company_for(actor, company_id, "customers.manage") if company_id is not None else Account()
    if errors := problems_of(content):
        raise BadDetails(errors=errors)
    company.name = content.name.strip()
    company.code = content.code.strip() or company.code or f"c-{secrets.token_hex(4)}"
    company.tier, company.industry = content.tier.strip(), content.industry.strip()
    company.unit_path = path
    company.acquisition_cost, company.contract_value = content.acquisition_cost, content.contract_value
    company.renews_on = content.renews_on
    company.attributes = dict(content.attributes)
    try:
        with transaction.atomic():
            company.save()
            record(
                actor,
                "customers.company_saved",
                {"company": str(company.pk)},
                subject=f"company:{company.pk}",
                unit_path=path,
            )
    except IntegrityError:
        raise BadDetails(errors={"code": _("Another company has this code.")}) from None
    return company


def problems_of(content: CompanyContent) -> dict[str, str]:
    """What is wrong with each field; empty when nothing is."""
    errors: dict[str, str] = {}
    for name, most in LENGTHS.items():
        given = getattr(content, name).strip()
        if len(given) > most or "\x00" in given:
            errors[name] = _("Use up to %(most)s characters.") % {"most": most}
    if not content.name.strip():
        errors["name"] = _("Give the company a name.")
    for name in ("acquisition_cost", "contract_value"):
        amount = getattr(content, name)
        if amount is not None and not 0 <= amount <= MOST:
            errors[name] = _("Give an amount of 0 or more.")
    if len(content.attributes) > MOST_ATTRIBUTES or any(
        not name.strip() or len(name) > 60 or len(str(value)) > 500
        for name, value in content.attributes.items()
    ):
        errors["attributes"] = _(
            "Use up to 50 attributes, with names up to 60 and values up to 500 characters."
        )
    return errors
