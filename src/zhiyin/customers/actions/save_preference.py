"""Write down what a customer wants."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import BadDetails, NoSuchDetail
from zhiyin.customers.models import Preference
from zhiyin.customers.preference_values import ONCE, checked
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record


def save_preference(
    actor: Actor,
    *,
    customer_id: int,
    code: str,
    value: Any,
    note: str = "",
    source: str = "staff",
    preference_id: int | None = None,
) -> Preference:
    """Add a preference of the person, or change one; journals `customers.preference_saved` with its code alone.

    Of language, channel, hours and days a person has one: the newest word holds (preference_values.ONCE). Needs
    `customers.manage` where the person was met. Raises NoSuchCustomer, NoSuchDetail, BadDetails with an error a field.
    """
    person = person_for(actor, customer_id, "customers.manage")
    if code not in Preference.CODES:
        raise BadDetails(errors={"code": _("Choose a preference from the list.")})
    if len(note) > 300 or "\x00" in note:
        raise BadDetails(errors={"note": _("Use up to 300 characters.")})
    kept = {"value": checked(code, value), "note": note.strip(), "source": source, "at": timezone.now()}
    with transaction.atomic():
        if preference_id is not None:
            found = Preference.objects.filter(
                id=preference_id, customer__person_id=person.pk, code=code
            ).first()
            if found is None:
                raise NoSuchDetail()
        elif code in ONCE:
            found = (
                Preference.objects.filter(customer_id=customer_id, code=code).order_by("-at", "-id").first()
            )
        else:
            found = Preference.objects.filter(
                customer__person_id=person.pk, code=code, value=kept["value"]
            ).first()
        # with the customer who said so: an undone merge gives each back their own wishes
        saved = found or Preference(customer_id=customer_id, code=code)
        for name, given in kept.items():
            setattr(saved, name, given)
        saved.save()
        record(
            actor,
            "customers.preference_saved",
            {"customer": str(person.pk), "code": code},
            subject=f"customer:{person.pk}",
        )
    return saved
