"""The link to a customer's own page: whoever has it needs no password, so it shows no more than it must."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from zhiyin.customers.models import Customer

SALT = "zhiyin.preferences"
LASTS_DAYS = 400  # longer than a year: an old letter must still be a way out


def token_for(customer_id: int) -> str:
    """A token that only this installation can make, for the customer a message went to."""
    return signing.dumps(str(customer_id), salt=SALT, compress=False)


def customer_behind(token: str) -> int | None:
    """The customer whose page it is: what they say there stays with them, whoever they are joined with. None for a
    token that is damaged or too old, or whose person was erased."""
    try:
        customer_id = int(signing.loads(token, salt=SALT, max_age=LASTS_DAYS * 86_400))
    except (signing.BadSignature, ValueError):
        return None
    return Customer.objects.filter(id=customer_id).values_list("id", flat=True).first()


def link_for(customer_id: int) -> str:
    """The whole address, for messages."""
    return f"{settings.SITE_URL}{reverse('customers:preferences', args=[token_for(customer_id)])}"
