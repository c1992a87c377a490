"""A person asks to be told of themes that emerge, or no more."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import Invalid
from zhiyin.journal.record import record
from zhiyin.understand.models import ThemeWatcher


def watch_themes(actor: Actor, *, on: bool) -> None:
    """From the next night on the actor is told, once each, of themes that emerge in the units that they read.

    Needs `voice.read`. Raises Invalid for a program, which nobody can tell anything. Journals
    `understand.themes_watched` when it changes.
    """
    actor.require("voice.read")
    if actor.kind != "user":
        raise Invalid(_("Only a person can be told of themes."))
    with transaction.atomic():
        own = ThemeWatcher.objects.filter(user_id=int(actor.id))
        if on == own.exists():
            return
        if on:
            ThemeWatcher.objects.get_or_create(user_id=int(actor.id))
        else:
            own.delete()
        record(actor, "understand.themes_watched", {"on": on}, subject=f"user:{actor.id}")
