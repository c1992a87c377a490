"""Names of places met in data that nobody has placed in the tree yet."""

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.accounts.queries.units import UnitNode, match_units
from zhiyin.accounts.rules import UNSORTED_CODE
from zhiyin.journal.record import record


def receive_units(actor: Actor, names: Iterable[str]) -> dict[str, UnitNode]:
    """Every name's unit; a name that is not known becomes a unit under "unsorted", once.

    Needs `signals.import` somewhere: what arrives is outside every manager's subtree until it is placed.
    """
    actor.require("signals.import")
    wanted = {name.strip() for name in names} - {""}
    known = match_units(wanted)
    unknown = sorted(wanted - known.keys())
    if not unknown:
        return known
    with transaction.atomic():
        container = unsorted_container()
        added: list[int] = []
        for name in unknown:
            code = name if len(name) <= 60 else hashlib.sha256(name.encode()).hexdigest()[:20]
            if not match_units([name]) and not Unit.objects.filter(code=code).exists():
                unit = Unit.objects.add_child(
                    container, {"code": code, "name": name[:150], "kind": "store", "is_unsorted": True}
                )
                added.append(unit.pk)
        record(actor, "accounts.units_received", {"units": added}, unit_path=container.path)
    return match_units(wanted)


def unsorted_container() -> Unit:
    """The unit under which units wait to be placed; made when the first one arrives."""
    existing: Unit | None = Unit.objects.select_for_update().filter(code=UNSORTED_CODE).first()
    if existing is not None:
        return existing
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Unsorted")
    made: Unit = Unit.objects.add_root(
        {"code": UNSORTED_CODE, "name": name, "kind": "unsorted", "is_unsorted": True}
    )
    return made
