"""Messages that lie with a member of staff: asking whether they have been sent."""

from datetime import timedelta

from django.utils import timezone

from zhiyin.accounts.sealing import Unreadable
from zhiyin.contact.carriers.shape import Outcome
from zhiyin.contact.carriers.wecom_customer import ask_what_became
from zhiyin.contact.models import Message
from zhiyin.contact.sending.outbox import settle_staff
from zhiyin.contact.sending.ways import way_of

GIVEN_UP = timedelta(days=7)  # a task that nobody tapped
AT_ONCE = 200


def ask_about_staff() -> bool:
    """Settle what staff have sent, and what nobody tapped in a week."""
    now = timezone.now()
    lying = Message.objects.filter(state="staff", channel="wecom_customer").select_related("via")
    for message in lying.order_by("id")[:AT_ONCE]:
        try:
            way = way_of(message)
        except Unreadable:
            continue
        if way is None or way[0] != "wecom_customer":
            continue
        outcome = ask_what_became(message, way[1])
        if outcome.state == "staff" and message.claimed_at and now - message.claimed_at > GIVEN_UP:
            outcome = Outcome("failed", "nobody_tapped")
        if outcome.state != "staff":
            settle_staff(message, outcome)
    return False
