"""Where a customer can be written to."""

from zhiyin.customers.keys import opened
from zhiyin.customers.models import Identity


def mail_address(customer_id: int | None) -> str:
    """The customer's mail address; empty when none is known."""
    if customer_id is None:
        return ""
    sealed = (
        Identity.objects.filter(customer_id=customer_id, kind="email")
        .order_by("id")
        .values_list("sealed", flat=True)
        .first()
    )
    return opened(sealed) if sealed else ""
