"""The form of a program's key."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.forms.fields import NameField
from zhiyin.accounts.forms.people import RoleForm
from zhiyin.accounts.permissions import PERMISSIONS
from zhiyin.journal.reach import within_reach


class KeyForm(RoleForm):
    label = NameField(
        label=_("What is it for"), max_length=100, help_text=_("So that you know later whether it is needed.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Only these permissions"),
        required=False,
        choices=list(PERMISSIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everything that the role may do."),
    )
    expires = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[within_reach],
        help_text=_("The last day on which it works; empty: until it is revoked."),
    )

    field_order = ("label", "role", "unit", "scopes", "expires")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        held = [(name, label) for name, label in PERMISSIONS.items() if actor.may(name)]
        self.fields["scopes"].choices = held  # type: ignore[attr-defined]

    def expires_at(self) -> datetime | None:
        """The end of that day in the organisation's zone."""
        day = self.cleaned_data["expires"]
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None
