"""Write down that a person speaks for a company no longer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import BadDetails, NoSuchDetail
from zhiyin.customers.models import AccountContact
from zhiyin.customers.queries.companies import company_for
from zhiyin.journal.record import record


def end_contact(
    actor: Actor, *, company_id: int, contact_id: int, until: datetime | None = None
) -> AccountContact:
    """End a person's part in a company, now or at `until`; what they were stays. Journals `customers.contact_ended`.

    Needs `customers.manage` where the company belongs. Raises NotFound, Forbidden, NoSuchDetail, BadDetails.
    """
    company = company_for(actor, company_id, "customers.manage")
    contact = AccountContact.objects.filter(id=contact_id, account=company, until__isnull=True).first()
    if contact is None:
        raise NoSuchDetail()
    ends = until or timezone.now()
    if ends < contact.since or ends > timezone.now():
        raise BadDetails(errors={"until": _("Give a moment after the beginning that has passed.")})
    with transaction.atomic():
        contact.until = ends
        contact.save(update_fields=["until"])
        record(
            actor,
            "customers.contact_ended",
            {"company": str(company.pk), "customer": str(contact.customer_id), "role": contact.role},
            subject=f"company:{company.pk}",
            unit_path=company.unit_path,
        )
    return contact
