"""Experiences to act upon."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import Organisation
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.install_rules import install_rules
from zhiyin.collect.models import Answer, Signal
from zhiyin.customers.models import Customer
from zhiyin.understand.models import Reading

SYSTEM = Actor.system("test")
Tell = Callable[..., Signal]


@pytest.fixture
def tell(organisation: Organisation) -> Tell:
    """A customer tells us something at the east's first shop: `nps=`, `csat=`, `text=`, `sentiment=`, `mentions=` …"""

    def say(
        *,
        text: str = "",
        sentiment: float | None = None,
        mentions: list[dict[str, Any]] | None = None,
        days_ago: float = 0.01,
        **more: Any,
    ) -> Signal:
        scores = {name: more.pop(name) for name in ("nps", "csat", "ces", "rating") if name in more}
        unit = more.pop("unit", organisation.east_one)
        now = timezone.now()
        key = secrets.randbits(62)
        signal = Signal.objects.create(
            id=key,
            kind="survey",
            channel="sms",
            source="test",
            source_id=str(key),
            content_hash=b"",
            occurred_at=now - timedelta(days=days_ago),
            received_at=now,
            unit=unit,
            unit_path=unit.path,
            text=text,
            **more,
        )
        for construct, value in scores.items():
            Answer.objects.create(signal=signal, item=construct, construct=construct, value=value)
        if sentiment is not None:
            Reading.objects.create(
                signal=signal,
                revision=1,
                analyser="test/1",
                language="zh",
                sentiment=sentiment,
                label="negative" if sentiment < 0 else "positive",
                confidence=0.95,
                mentions=mentions or [],
                read_at=now,
            )
        return signal

    return say


@pytest.fixture
def wang(db: None) -> Customer:
    """王女士, a gold customer with a mail address."""
    return met("email", "wang@example.com", name="王女士", tier="gold")


@pytest.fixture
def rules(organisation: Organisation) -> None:
    """What a new installation starts with."""
    install_rules(SYSTEM)
