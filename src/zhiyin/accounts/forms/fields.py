"""Fields that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.permissions import ROLE_LABELS
from zhiyin.accounts.phrases import PLACED_KINDS, UNIT_KINDS
from zhiyin.accounts.queries.unit_details import placed_units
from zhiyin.accounts.rules.granting import grantable_roles

# Two ideographic spaces a level: the only indentation that a list of options knows.
_INDENT = "　"

LANGUAGES = (("", _("As the browser")), ("zh-hans", "中文"), ("en", "English"))
THEMES = (("", _("As the system")), ("light", _("Light")), ("dark", _("Dark")))


# The choice of no unit: the whole organisation, the top of the tree.
NO_UNIT = "-"


class UnitField(forms.TypedChoiceField):
    """A unit of those that the form offers; None for the choice of no unit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            coerce=lambda value: None if value == NO_UNIT else value, empty_value=None, **options
        )

    def offer(self, actor: Actor, permission: str, top: Any = None) -> None:
        self.choices = unit_choices(actor, permission, top)


def unit_choices(actor: Actor, permission: str, top: Any = None) -> list[tuple[str, Any]]:
    """The units where the permission holds; first `top`, the choice of no unit, if it holds everywhere."""
    units = placed_units(actor, permission)
    highest = min((unit.depth for unit in units), default=1)
    choices: list[tuple[str, Any]] = []
    if top is not None and actor.may(permission, ""):
        choices.append((NO_UNIT, top))
    for unit in units:
        closed = _("%(unit)s (closed)") % {"unit": unit.label} if not unit.is_active else unit.label
        choices.append((str(unit.id), _INDENT * (unit.depth - highest) + str(closed)))
    return choices


def role_choices(actor: Actor) -> list[tuple[str, Any]]:
    return [(role, ROLE_LABELS[role]) for role in grantable_roles(actor)]


def kind_choices() -> list[tuple[str, Any]]:
    return [(kind, UNIT_KINDS[kind]) for kind in PLACED_KINDS]


class NameField(forms.CharField):
    """A line of text without the characters that no name has."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return " ".join(text.split()) if isinstance(text, str) else text
