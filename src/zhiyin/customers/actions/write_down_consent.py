"""What a customer allows, or allows no more, written down with its proof."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import NoSuchPurpose, NotAsked, UnusableConsent
from zhiyin.customers.models import Consent, ConsentText, Customer, Purpose
from zhiyin.customers.phrases.consent import CHANNELS, PROOFS, STATES
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record

LONGEST_REFERENCE = 120


def write_down_consent(
    actor: Actor,
    *,
    customer_id: int,
    purpose: str,
    state: str,
    channel: str = "",
    source: str = "staff",
    text_version: int | None = None,
    language: str = "",
    by_guardian: bool = False,
    is_once: bool = False,
    at: datetime | None = None,
    proof: Mapping[str, Any] | None = None,
) -> Consent:
    """Add one word ("given" or "withdrawn") about one purpose; journals `customers.consent_changed`.

    Agreeing names the words that were agreed to (`text_version`, the newest one when there is one and none is named).
    `is_once` agrees to one message (a one-time subscription).
    Sensitive use and passing on are agreed to apart: they need published words and a proof {"how", "reference"}.
    A withdrawal needs nothing. Needs `consent.manage` where the customer was met. Raises NoSuchCustomer,
    NoSuchPurpose, NotAsked (a purpose that rests on no consent) and UnusableConsent.
    """
    person = person_for(actor, customer_id, "consent.manage")
    asked = Purpose.objects.filter(code=purpose, is_active=True).first()
    if asked is None:
        raise NoSuchPurpose(purpose=purpose)
    if asked.basis not in ("consent", "objection"):
        raise NotAsked()
    now = timezone.now()
    shown = {"how": str((proof or {}).get("how", "")), "reference": str((proof or {}).get("reference", ""))}
    if state not in STATES or channel not in CHANNELS:
        raise UnusableConsent()
    if (shown["how"] and shown["how"] not in PROOFS) or len(shown["reference"]) > LONGEST_REFERENCE:
        raise UnusableConsent()
    if at is not None and at > now:
        raise UnusableConsent()
    text = None
    if state == "given":
        text = _text(asked, text_version, language)
        if (asked.is_sensitive or asked.passes_on) and (text is None or not shown["how"]):
            raise UnusableConsent()
    with transaction.atomic():
        said = Consent.objects.create(
            # the customer they were met as: an undone merge gives each back their own word
            customer=Customer.objects.get(id=customer_id),
            purpose=asked,
            channel=channel,
            state=state,
            text=text,
            at=at or now,
            source=source,
            by="" if actor.kind == "system" else actor.name,
            by_guardian=by_guardian,
            is_once=is_once and state == "given",
            proof={key: value for key, value in shown.items() if value},
        )
        record(
            actor,
            "customers.consent_changed",
            {"purpose": purpose, "channel": channel, "state": state, "customers": [customer_id]},
            subject=f"customer:{person.pk}",
        )
    return said


def _text(purpose: Purpose, version: int | None, language: str) -> ConsentText | None:
    """The words that were agreed to; in the language where they stand in several."""
    published = ConsentText.objects.filter(purpose=purpose)
    if version is not None:
        published = published.filter(version=version)
    found = list(published.order_by("-version", "language"))
    if version is not None and not found:
        raise UnusableConsent()
    newest = [text for text in found if text.version == found[0].version]
    return next((text for text in newest if text.language == language), newest[0] if newest else None)
