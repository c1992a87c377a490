"""What personal data is used for here, and the words in which it is explained."""

from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import NoSuchPurpose, UnusablePurpose
from zhiyin.customers.models import ConsentText, Purpose
from zhiyin.journal.record import record
from zhiyin.science.customers.consent import BASES

LONGEST_TEXT = 5_000
OLDEST_MINOR = 18


# What the law has asked for apart, whoever sets purposes up.
ASKED_APART: Final = {"sensitive": ("is_sensitive",), "passing_on": ("passes_on",)}


def save_purpose(actor: Actor, *, code: str, content: dict[str, Any]) -> Purpose:
    """Add a purpose, or change one; journals `customers.purpose_saved`. Needs `consent.manage` everywhere.

    `content`: name, basis, is_sensitive, passes_on, minimum_age, is_active. Raises UnusablePurpose.
    """
    actor.require("consent.manage", "")
    minimum_age = content.get("minimum_age")
    if content.get("basis", "consent") not in BASES or not code.replace("_", "").isalnum():
        raise UnusablePurpose()
    if minimum_age is not None and not 0 <= minimum_age <= OLDEST_MINOR:
        raise UnusablePurpose()
    with transaction.atomic():
        purpose, is_new = Purpose.objects.get_or_create(code=code[:40])
        if is_new:
            purpose.position = (Purpose.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        for name in ("name", "basis", "is_sensitive", "passes_on", "minimum_age", "is_active"):
            if name in content:
                setattr(purpose, name, content[name])
        if (purpose.is_sensitive or purpose.passes_on) and purpose.basis != "consent":
            raise UnusablePurpose()
        if any(not getattr(purpose, name) for name in ASKED_APART.get(purpose.code, ())):
            raise UnusablePurpose()
        purpose.save()
        record(actor, "customers.purpose_saved", {"purpose": purpose.code})
    return purpose


def publish_text(actor: Actor, *, purpose: str, texts: dict[str, str], asks_again: bool) -> int:
    """Publish the next version of a purpose's words, {language: text}; journals `customers.consent_text_published`.

    Published words never change. With `asks_again` nobody has agreed to the new words yet. Returns the version.
    Needs `consent.manage` everywhere. Raises NoSuchPurpose, and UnusablePurpose for no words or too many.
    """
    actor.require("consent.manage", "")
    given = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not given or any(len(text) > LONGEST_TEXT or "\x00" in text for text in given.values()):
        raise UnusablePurpose()
    with transaction.atomic():
        asked = Purpose.objects.select_for_update().filter(code=purpose).first()
        if asked is None:
            raise NoSuchPurpose(purpose=purpose)
        version = (asked.texts.aggregate(last=Max("version"))["last"] or 0) + 1
        ConsentText.objects.bulk_create(
            [
                ConsentText(
                    purpose=asked,
                    version=version,
                    language=language,
                    text=text,
                    asks_again=asks_again,
                    by=actor.name,
                )
                for language, text in given.items()
            ]
        )
        record(
            actor,
            "customers.consent_text_published",
            {"purpose": purpose, "version": version, "asks_again": asks_again},
        )
    return version
