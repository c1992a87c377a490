"""Forget a company."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.queries.companies import company_for
from zhiyin.journal.record import record


def remove_company(actor: Actor, *, company_id: int) -> None:
    """Take a company away with its contacts' parts in it; people and what they said stay. Journals
    `customers.company_removed`.

    Needs `customers.manage` where the company belongs. Raises NotFound, Forbidden.
    """
    company = company_for(actor, company_id, "customers.manage")
    with transaction.atomic():
        record(
            actor,
            "customers.company_removed",
            {"company": str(company.pk)},
            subject=f"company:{company.pk}",
            unit_path=company.unit_path,
        )
        company.delete()
