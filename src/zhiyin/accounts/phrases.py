"""Words for codes: kinds of units, roles, and what the audit trail says of each event."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNIT_KINDS: Final[dict[str, "str | Promise"]] = {
    "group": _("Group"),
    "region": _("Region"),
    "area": _("Area"),
    "store": _("Store"),
    "restaurant": _("Restaurant"),
    "branch": _("Branch"),
    "team": _("Team"),
    "unsorted": _("Unsorted"),
}

# Which a person may choose; "unsorted" is only made by data that arrive.
PLACED_KINDS: Final = tuple(kind for kind in UNIT_KINDS if kind != "unsorted")


def unit_kind(kind: str) -> str:
    return str(UNIT_KINDS.get(kind, kind))
