"""A one-time subscription: one consent, one message (requirement D02)."""

from typing import Any

import pytest
from django.utils import timezone

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.models import Message
from zhiyin.contact.sending import outbox
from zhiyin.customers.actions.install_purposes import install_purposes
from zhiyin.customers.actions.write_down_consent import write_down_consent

TEAM = Actor.system("team")


@pytest.mark.django_db
def test_the_second_message_under_one_consent_is_refused(settings: Any) -> None:
    settings.MAIL_CONFIGURED = True
    install_purposes(TEAM)
    wang = met("email", "wang@example.com")
    write_down_consent(
        TEAM, customer_id=wang.pk, purpose="survey", state="given", channel="mail", is_once=True
    )
    for number in (1, 2):
        queue_message(
            TEAM,
            channel="mail",
            to="wang@example.com",
            subject="How was it?",
            body="…",
            purpose="survey",
            key=str(number),
            customer_id=wang.pk,
        )
    assert outbox.claim_next(timezone.now()) is not None
    assert outbox.claim_next(timezone.now()) is None
    assert list(Message.objects.order_by("id").values_list("state", "reason")) == [
        ("sending", ""),
        ("refused", "no_consent"),
    ]
