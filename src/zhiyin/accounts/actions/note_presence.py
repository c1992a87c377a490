"""Comings and goings, for the audit trail."""

from datetime import timedelta

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.journal.models import Event
from zhiyin.journal.record import record


def note_sign_in(actor: Actor) -> None:
    record(actor, "accounts.signed_in", subject=f"user:{actor.id}")


def note_sign_out(actor: Actor) -> None:
    record(actor, "accounts.signed_out", subject=f"user:{actor.id}")


def note_lock(actor: Actor, *, username: str, lasts: timedelta) -> None:
    """Once per lock, and only for names that exist: what else was typed there may be a password."""
    user = User.objects.filter(username=username).first()
    if user is None:
        return
    subject = f"user:{user.pk}"
    recent = Event.objects.filter(name="accounts.locked_out", subject=subject, at__gte=timezone.now() - lasts)
    if not recent.exists():
        record(actor, "accounts.locked_out", subject=subject)
