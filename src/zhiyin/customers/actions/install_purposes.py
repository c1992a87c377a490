"""The purposes that ship, so that consent can be written down from the first hour."""

from typing import Any, Final

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Purpose
from zhiyin.journal.record import record

GROWN_UP: Final = 14  # below it a guardian agrees (personal-information law, article 31)

PURPOSES: Final[tuple[dict[str, Any], ...]] = (
    {"code": "service", "basis": "contract"},
    {"code": "survey", "basis": "consent", "minimum_age": GROWN_UP},
    {"code": "marketing", "basis": "consent", "minimum_age": GROWN_UP},
    {"code": "profiling", "basis": "objection", "minimum_age": GROWN_UP},
    {"code": "sensitive", "basis": "consent", "is_sensitive": True, "minimum_age": GROWN_UP},
    {"code": "passing_on", "basis": "consent", "passes_on": True, "minimum_age": GROWN_UP},
)


def install_purposes(actor: Actor) -> int:
    """Add the purposes that are missing; journals `customers.purposes_installed` when there were any. Returns how many."""
    actor.require("settings.manage", "")
    with transaction.atomic():
        present = set(Purpose.objects.values_list("code", flat=True))
        missing = [
            Purpose(position=position, **purpose)
            for position, purpose in enumerate(PURPOSES)
            if purpose["code"] not in present
        ]
        if missing:
            Purpose.objects.bulk_create(missing)
            record(actor, "customers.purposes_installed", {"purposes": [one.code for one in missing]})
    return len(missing)
