"""A consent to one message is used up by the message that leaves."""

from zhiyin.customers.models import Consent, Customer


def use_consent(customer_id: int, *, purpose: str, channel: str, message_id: int) -> None:
    """Mark the newest word of the person on the purpose and channel as used, when it allowed one message.

    For the sender, in the transaction that takes the message: it is part of sending, which is journalled.
    """
    person = Customer.objects.filter(id=customer_id).values("person_id")
    newest = (
        Consent.objects.filter(
            customer__person_id__in=person, purpose__code=purpose, channel__in=("", channel)
        )
        .order_by("-at", "-id")
        .first()
    )
    if newest is not None and newest.is_once and newest.used_for is None:
        Consent.objects.filter(id=newest.pk).update(used_for=message_id)
