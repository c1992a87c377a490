"""Passwords: a new one from an administrator, a new one of one's own."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import CannotManageUser, WeakPassword, WrongPassword
from zhiyin.accounts.models import User
from zhiyin.accounts.queries.users import user_in_scope
from zhiyin.accounts.rules.fresh import fresh_password
from zhiyin.accounts.rules.granting import common_path
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record


def set_password(actor: Actor, *, username: str, password: str, one_time: bool = False) -> None:
    """Give somebody a new password; open sessions end. `one_time`: it must be changed at the next sign-in.

    Raises CannotManageUser, NotFound, WeakPassword.
    """
    actor.require("users.manage")
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NotFound()
    person = user_in_scope(actor, user.pk)
    if not person.may_manage:
        raise CannotManageUser()
    _check(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = one_time
        user.save(update_fields=["password", "must_change_password"])
        record(
            actor,
            "accounts.password_reset",
            subject=f"user:{user.pk}",
            unit_path=common_path([held.unit_path for held in person.held]),
        )


def reset_password(actor: Actor, *, user_id: str | int) -> str:
    """A new one-time password, returned and stored nowhere. Raises CannotManageUser, NotFound."""
    password = fresh_password()
    set_password(actor, username=user_in_scope(actor, user_id).username, password=password, one_time=True)
    return password


def change_own_password(actor: Actor, *, present: str, new: str) -> User:
    """Replace one's own password, knowing the present one; every session ends. Raises WrongPassword, WeakPassword.

    Returns the user, whose present session the page may let go on.
    """
    user = User.objects.filter(pk=actor.id, is_active=True).first() if actor.kind == "user" else None
    if user is None:
        raise NotFound()
    if not user.check_password(present):
        raise WrongPassword()
    _check(new, user)
    with transaction.atomic():
        user.set_password(new)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        record(actor, "accounts.password_changed", subject=f"user:{user.pk}")
    return user


def _check(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(reasons=" ".join(error.messages)) from None
