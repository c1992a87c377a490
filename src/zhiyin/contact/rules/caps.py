"""How often is often enough: what has reached a person lately, over all their keys and every channel."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Q

from zhiyin.contact.models import ContactRule, Message
from zhiyin.contact.rules.purposes import UNCOUNTED
from zhiyin.customers.models import Customer

LEFT = ("sending", "sent", "unknown", "staff")  # has reached them, or may have


def rules_for(channel: str, purpose: str) -> list[ContactRule]:
    """The active rules that cover it. A rule for every purpose does not cover answers and news to colleagues: one that
    names the purpose does."""
    found = ContactRule.objects.filter(is_active=True, channel__in=("", channel))
    purposes = (purpose,) if purpose in UNCOUNTED else ("", purpose)
    return list(found.filter(purpose__in=purposes).order_by("id"))


def exceeded(
    rules: Sequence[ContactRule], customer_id: int, at: datetime, *, claiming: int | None = None
) -> ContactRule | None:
    """The first rule whose number is used up at `at`. One query, over `message_customer`.

    When something is decided, what waits counts as well; when message `claiming` is about to leave, only what has left.
    """
    capped = [rule for rule in rules if rule.most is not None and rule.within_days]
    if not capped:
        return None
    counts = {f"rule_{rule.id}": Count("id", filter=_counted(rule, at)) for rule in capped}
    person = Customer.objects.filter(id=customer_id).values("person_id")
    nodes = Customer.objects.filter(person_id__in=person).values("id")
    states = LEFT if claiming is not None else (*LEFT, "waiting")
    reached = Message.objects.filter(customer_id__in=nodes, state__in=states)
    if claiming is not None:
        reached = reached.exclude(id=claiming)
    found = reached.aggregate(**counts)
    return next((rule for rule in capped if found[f"rule_{rule.id}"] >= (rule.most or 0)), None)


def _counted(rule: ContactRule, at: datetime) -> Q:
    since = at - timedelta(days=rule.within_days or 0)
    condition = Q(claimed_at__gt=since) | Q(claimed_at__isnull=True, created_at__gt=since)
    if rule.purpose:
        condition &= Q(purpose=rule.purpose)
    else:
        condition &= ~Q(purpose__in=UNCOUNTED)
    return condition & Q(channel=rule.channel) if rule.channel else condition
