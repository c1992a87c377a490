"""Messages that lie with a member of staff: asking whether they have been sent."""

from datetime import timedelta

from django.db.models import F
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
    """Settle what staff have sent, and what nobody tapped in a week: as unknown where that is not answered. Those about
    which nobody has asked for longest come first, so that each has its turn."""
    now = timezone.now()
    lying = Message.objects.filter(state="staff", channel="wecom_customer").select_related("via")
    for message in lying.order_by(F("asked_at").asc(nulls_first=True), "id")[:AT_ONCE]:
        outcome = _became(message)
        is_over = message.claimed_at is not None and now - message.claimed_at > GIVEN_UP
        if outcome.state == "staff" and is_over:
            outcome = Outcome("failed", "nobody_tapped")
        if outcome.state == "staff" or (outcome.state == "unknown" and not is_over):
            Message.objects.filter(id=message.id).update(asked_at=now)
        else:
            settle_staff(message, outcome)
    return False


def _became(message: Message) -> Outcome:
    try:
        way = way_of(message)
    except Unreadable:
        return Outcome("unknown", "secret_unreadable")
    if way is None or way[0].carrier != "wecom_customer":
        return Outcome("unknown", "no_channel")
    return ask_what_became(message, way[1])
