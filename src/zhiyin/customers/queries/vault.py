"""Whether there is a sealed original that somebody may open."""

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Vaulted


def sealed_original(actor: Actor, subject: str) -> Vaulted | None:
    """The newest original kept of this subject ("signal:99") that has not expired and is within the actor's reach."""
    if not actor.may("vault.open"):
        return None
    row = Vaulted.objects.filter(subject=subject, expires_at__gt=timezone.now()).order_by("-id").first()
    return row if row is not None and actor.may("vault.open", row.unit_path) else None


def may_open(actor: Actor, subject: str) -> bool:
    """Whether there is an original that this actor may open."""
    return sealed_original(actor, subject) is not None
