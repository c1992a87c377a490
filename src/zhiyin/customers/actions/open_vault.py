"""Opening a sealed original: with a permission at its unit and a reason, written to the audit trail, shown once."""

from typing import Any

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable
from zhiyin.customers.errors import NoReason, NothingSealed
from zhiyin.customers.queries.vault import sealed_original
from zhiyin.customers.vault import unsealed
from zhiyin.journal.record import record

LONGEST_REASON = 300


def open_vault(actor: Actor, subject: str, *, reason: str) -> dict[str, Any]:
    """What stood there before it was masked: {"text", "title", "attributes", "answers"}, as far as there was any.

    Needs `vault.open` at the unit where it was heard. Journals `customers.vault_opened` with the subject and the
    reason, never the content. Raises Forbidden, NoReason, NothingSealed.
    """
    actor.require("vault.open")
    row = sealed_original(actor, subject)
    if row is None:
        raise NothingSealed()
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
