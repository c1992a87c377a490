"""Where a customer can be written to."""

from zhiyin.customers.queries.persons import address_of


def mail_address(customer_id: int | None) -> str:
    """The newest own mail address of the whole person; empty when none is known."""
    return address_of(customer_id, "email")
