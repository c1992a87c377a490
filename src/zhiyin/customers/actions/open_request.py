"""Writing down what a person asks of us, with the day by which it is due."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.due_dates import due_after
from zhiyin.customers.models import Customer, RightsRequest
from zhiyin.customers.queries.rights import everywhere, person_in_full
from zhiyin.journal.errors import Invalid
from zhiyin.journal.record import record

VIA = ("staff", "api", "preference_centre")
LONGEST_NOTE = 300


def open_request(
    actor: Actor,
    customer_id: int,
    kind: str,
    *,
    via: str = "staff",
    note: str = "",
    asked_at: datetime | None = None,
) -> int:
    """Write down a request of a person; returns its id. Journals `customers.request_opened`.

    Needs `privacy.manage` for the whole organisation; the preference centre acts as the system. Due after 15
    working days. The same asked again while it is open is one request. Raises Invalid, NoSuchCustomer.
    """
    everywhere(actor)
    if kind not in RightsRequest.KINDS or via not in VIA or len(note) > LONGEST_NOTE or "\0" in note:
        raise Invalid(
            _("A request is one of: %(kinds)s; its note has up to 300 characters."),
            kinds=", ".join(RightsRequest.KINDS),
        )
    now = timezone.now()
    asked = min(asked_at or now, now)
    person = person_in_full(customer_id)
    with transaction.atomic():
        Customer.objects.select_for_update().filter(id=person.person_id).first()
        known = RightsRequest.objects.filter(
            kind=kind, customer_id__in=person.customer_ids, state__in=("open", "running")
        ).first()
        if known is not None:
            return known.pk
        made = RightsRequest.objects.create(
            kind=kind,
            customer_id=customer_id,  # not the person's: an undone merge leaves it with who asked
            asked_via=via,
            asked_at=asked,
            due_at=due_after(asked),
            note=note.strip(),
        )
        record(
            actor,
            "customers.request_opened",
            {"request": made.pk, "kind": kind},
            subject=f"customer:{person.person_id}",
        )
    return made.pk
