"""Taking a program's key back."""

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import ApiKey
from zhiyin.accounts.queries.api_keys import key_in_scope
from zhiyin.journal.record import record


def revoke_api_key(actor: Actor, *, key_id: str | int) -> None:
    """The key stops working at once, for good. Raises NotFound."""
    key = key_in_scope(actor, key_id)
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.id, revoked_at__isnull=True).update(revoked_at=timezone.now()):
            record(actor, "accounts.key_revoked", subject=f"key:{key.id}", unit_path=key.unit_path)
