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
from zhiyin.accounts.rules.names import UNSORTED_CODE, folded
from zhiyin.journal.record import record


def receive_units(actor: Actor, names: Iterable[str]) -> dict[str, UnitNode]:
    """Every name's unit; a name that is not known becomes a unit under "unsorted", once.

    Needs `signals.import` somewhere: what arrives is outside every manager's subtree until it is placed.
    """
    actor.require("signals.import")
    wanted = {stripped for name in names if (stripped := name.strip())}
    known = match_units(wanted)
    if wanted <= known.keys():
        return known
    with transaction.atomic():
        container = _unsorted_container()  # locked: two imports do not both add the same name
        known = match_units(wanted)
        unknown = {folded(name): name for name in sorted(wanted - known.keys(), reverse=True)}
        added = [_add(container, name).pk for _folded, name in sorted(unknown.items())]
        if added:
            record(actor, "accounts.units_received", {"units": added}, unit_path=container.path)
    return match_units(wanted)


def _add(container: Unit, name: str) -> Unit:
    digest = hashlib.sha256(folded(name).encode()).hexdigest()
    code = name if len(name) <= 60 else digest[:20]
    if Unit.objects.filter(code=code).exists():  # a name that is nobody's alone, e.g. of a merged unit
        code = digest[:20]
    unit: Unit = Unit.objects.add_child(
        container, {"code": code, "name": name[:150], "kind": "store", "is_unsorted": True}
    )
    return unit


def _unsorted_container() -> Unit:
    existing: Unit | None = Unit.objects.select_for_update().filter(code=UNSORTED_CODE).first()
    if existing is not None:
        return existing
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Unsorted")
    made: Unit = Unit.objects.add_root(
        {"code": UNSORTED_CODE, "name": name, "kind": "unsorted", "is_unsorted": True}
    )
    return made
