"""The first person of a new installation, and a way back in from the machine itself."""

from django.db import transaction

from zhiyin.accounts.actions.grant_role import hold_role
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.journal.record import record


def ensure_administrator(actor: Actor, *, username: str, password: str) -> bool:
    """Make an administrator of the whole organisation. False when somebody signs in by that name already."""
    actor.require("users.manage", "")
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            return False
        user = User.objects.create_user(username, password=password)
        hold_role(user.pk, "administrator", None)
        record(
            actor, "accounts.user_created", {"role": "administrator", "unit": None}, subject=f"user:{user.pk}"
        )
    return True
