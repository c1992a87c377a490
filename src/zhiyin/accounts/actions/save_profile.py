"""What a person sets for the own account."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record


def save_profile(actor: Actor, *, display_name: str, language: str, theme: str) -> None:
    """Name as shown to others, language ("" = the browser's), theme ("" = the system's)."""
    user = User.objects.filter(pk=actor.id, is_active=True).first() if actor.kind == "user" else None
    if user is None:
        raise NotFound()
    new = {"display_name": display_name, "language": language, "theme": theme}
    changed = [name for name, value in new.items() if getattr(user, name) != value]
    if not changed:
        return
    with transaction.atomic():
        for name in changed:
            setattr(user, name, new[name])
        user.save(update_fields=changed)
        record(actor, "accounts.profile_changed", {"fields": changed}, subject=f"user:{user.pk}")
