"""Write down a person's part in a company."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import BadDetails
from zhiyin.customers.models import AccountContact
from zhiyin.customers.queries.companies import company_for
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record


def save_contact(
    actor: Actor,
    *,
    company_id: int,
    customer_id: int,
    role: str,
    title: str = "",
    since: datetime | None = None,
) -> AccountContact:
    """Give a person a role in a company from `since` (now) on; the same role twice only changes the title.

    Journals `customers.contact_saved`. Needs `customers.manage` where the company belongs and where the person was
    met. Raises NotFound, NoSuchCustomer, Forbidden, BadDetails.
    """
    company = company_for(actor, company_id, "customers.manage")
    person = person_for(actor, customer_id, "customers.manage")
    errors: dict[str, str] = {}
    if role not in AccountContact.ROLES:
        errors["role"] = _("Choose a part from the list.")
    if len(title) > 60 or "\x00" in title:
        errors["title"] = _("Use up to 60 characters.")
    if since is not None and since > timezone.now():
        errors["since"] = _("Give a moment that has passed.")
    if errors:
        raise BadDetails(errors=errors)
    with transaction.atomic():
        contact = AccountContact.objects.filter(
            account=company, customer__person_id=person.pk, role=role, until__isnull=True
        ).first()
        if contact is None:
            contact = AccountContact(account=company, customer=person, role=role)
        contact.title = title.strip()
        if since is not None:
            contact.since = since
        contact.save()
        record(
            actor,
            "customers.contact_saved",
            {"company": str(company.pk), "customer": str(person.pk), "role": role},
            subject=f"company:{company.pk}",
            unit_path=company.unit_path,
        )
    return contact
