"""What every carrier is given and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhiyin.contact.models import Message


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sent`; `staff` (a member of staff must tap first); `failed` (the carrier said no); `unknown`; or `waiting`:
    nothing left, it may be tried later.

    `reason` is a code of contact.phrases.REASONS, optionally ": " and what the carrier said; `external_id` is what the
    carrier calls the message.
    """

    state: str
    reason: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """How a carrier is to be asked: its open settings, and its secrets."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)

    def setting(self, name: str, default: str = "") -> str:
        return str(self.settings.get(name) or default)


Send = Callable[[Message, Route], Outcome]


def template_of(message: Message, route: Route) -> tuple[str, dict[str, str]]:
    """The carrier's template and its values, in order: those of the message, else the channel's own template with the
    whole text as its one value."""
    given = message.parameters if isinstance(message.parameters, dict) else {}
    template = str(given.get("template") or route.setting("template"))
    values = given.get("values")
    if isinstance(values, list):
        return template, {str(name): str(value) for name, value in values}
    return template, {route.setting("body_parameter", "content"): message.body}
