"""A new person who may sign in."""

from django.db import IntegrityError, transaction

from zhiyin.accounts.actions.grant_role import hold_role
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CannotGrant, NameTaken
from zhiyin.accounts.models import User
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.accounts.rules.fresh import fresh_password
from zhiyin.accounts.rules.granting import may_grant
from zhiyin.journal.record import record


def create_user(
    actor: Actor,
    *,
    username: str,
    display_name: str = "",
    email: str = "",
    language: str = "",
    role: str,
    unit_id: str | int | None = None,
) -> tuple[int, str]:
    """Add a person with a first role at a unit (None: the whole organisation).

    Returns the id and a one-time password: stored nowhere, to be changed at the first sign-in.
    Raises CannotGrant, NameTaken, NotFound.
    """
    node = unit_by_id(actor, unit_id, "users.manage") if unit_id is not None else None
    path = node.path if node else ""
    actor.require("users.manage", path)
    if not may_grant(actor, role, path):
        raise CannotGrant()
    password = fresh_password()
    try:
        with transaction.atomic():
            if User.objects.filter(username__iexact=username).exists():
                raise NameTaken(username=username)
            user = User.objects.create_user(
                username,
                email=email,
                password=password,
                display_name=display_name,
                language=language,
                must_change_password=True,
            )
            hold_role(user.pk, role, node.id if node else None)
            record(
                actor,
                "accounts.user_created",
                {"role": role, "unit": str(node.id) if node else None},
                subject=f"user:{user.pk}",
                unit_path=path,
            )
    except IntegrityError:
        raise NameTaken(username=username) from None
    return user.pk, password
