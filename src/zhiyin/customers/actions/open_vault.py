"""Opening a sealed original: with a permission at its unit and a reason, written to the audit trail, shown once."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable
from zhiyin.customers.errors import NoReason, NothingSealed
from zhiyin.customers.models import Vaulted
from zhiyin.customers.vault import unsealed
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.record import record

LONGEST_REASON = 300


def open_vault(actor: Actor, subject: str, *, reason: str) -> dict[str, Any]:
    """What stood there before it was masked: {"text", "title", "attributes", "answers"}, as far as there was any.

    Needs `vault.open` at the unit where it was heard. Journals `customers.vault_opened` with the subject and the
    reason, never the content. Raises Forbidden, NoReason, NothingSealed.
    """
    actor.require("vault.open")
    row = _row(actor, subject)
    reason = " ".join(reason.split())
    if not 3 <= len(reason) <= LONGEST_REASON or "\0" in reason:
        raise NoReason()
    try:
        content = unsealed(row.sealed)
    except Unreadable as error:
        raise NothingSealed() from error
    with transaction.atomic():
        record(actor, "customers.vault_opened", {"reason": reason}, subject=subject, unit_path=row.unit_path)
    return content


def may_open(actor: Actor, subject: str) -> bool:
    """Whether there is an original that this actor may open."""
    try:
        actor.require("vault.open")
        _row(actor, subject)
    except (Forbidden, NothingSealed):
        return False
    return True


def _row(actor: Actor, subject: str) -> Vaulted:
    row = Vaulted.objects.filter(subject=subject, expires_at__gt=timezone.now()).order_by("-id").first()
    if row is None or not actor.may("vault.open", row.unit_path):
        raise NothingSealed()
    return row
