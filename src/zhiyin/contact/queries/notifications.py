"""A person's own notifications."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Notification
from zhiyin.contact.phrases import notice


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """One notification in the current language."""

    id: int
    at: datetime
    kind: str
    title: str
    body: str
    url: str
    is_read: bool


def list_notifications(
    actor: Actor, *, unread_only: bool = False, before: int | None = None, limit: int = 50
) -> list[NotificationRow]:
    """Up to `limit` of the actor's own notifications, newest first, with an id below `before`."""
    if actor.kind != "user":
        return []
    own = Notification.objects.filter(user_id=int(actor.id))
    if unread_only:
        own = own.filter(read_at__isnull=True)
    if before is not None:
        own = own.filter(id__lt=before)
    rows = []
    for one in own.order_by("-id")[:limit]:
        words = notice(one.kind, one.data)
        rows.append(
            NotificationRow(
                id=one.id,
                at=one.at,
                kind=one.kind,
                title=words.title,
                body=words.body,
                url=one.url,
                is_read=one.read_at is not None,
            )
        )
    return rows


def count_unread(actor: Actor) -> int:
    """How many notifications the actor has not seen."""
    if actor.kind != "user":
        return 0
    return Notification.objects.filter(user_id=int(actor.id), read_at__isnull=True).count()
