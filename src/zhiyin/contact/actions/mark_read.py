"""A person has seen their notifications."""

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Notification
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.record import record


def mark_read(actor: Actor, *, notification_id: int | None = None) -> int:
    """Mark one of the actor's own notifications as read, or all of them; journals and returns how many."""
    if actor.kind != "user":
        raise Forbidden()
    unread = Notification.objects.filter(user_id=int(actor.id), read_at__isnull=True)
    if notification_id is not None:
        unread = unread.filter(id=notification_id)
    with transaction.atomic():
        changed = unread.update(read_at=timezone.now())
        if changed:
            record(actor, "contact.notifications_read", {"count": changed})
    return changed
