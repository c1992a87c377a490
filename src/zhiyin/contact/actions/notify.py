"""Tell people who work here that something happened: in the product, and by mail."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.models import Notification
from zhiyin.contact.phrases import notice
from zhiyin.journal.record import record


def notify(
    actor: Actor,
    *,
    users: Iterable[User],
    kind: str,
    data: Mapping[str, Any],
    url: str,
    key: str,
    about: str = "",
    unit_path: str = "",
) -> int:
    """Give each of these users one notification, and a mail in their language to those with an address.

    `kind` is worded by contact.phrases.words_for; `url` is a path of the product; nobody gets the same `key`
    twice. Journals `contact.notified` with the number of new notifications, which is also returned.
    """
    told = 0
    with transaction.atomic():
        for user in users:
            own_key = f"{key}:user:{user.pk}"
            _, is_new = Notification.objects.get_or_create(
                key=own_key, defaults={"user": user, "kind": kind, "data": dict(data), "url": url}
            )
            if not is_new:
                continue
            told += 1
            if user.email:
                with translation.override(user.language or settings.LANGUAGE_CODE):
                    words = notice(kind, data)
                queue_message(
                    actor,
                    channel="mail",
                    to=user.email,
                    subject=" ".join(words.title.split())[:200],
                    body="\n\n".join(filter(None, (words.title, words.body, f"{settings.SITE_URL}{url}\n"))),
                    purpose="notification",
                    key=own_key,
                    about=about,
                    unit_path=unit_path,
                )
        if told:
            record(
                actor,
                "contact.notified",
                {"kind": kind, "people": told},
                subject=about,
                unit_path=unit_path,
            )
    return told
