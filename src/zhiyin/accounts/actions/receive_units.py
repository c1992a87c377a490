"""Names of places met in data that nobody has placed in the tree yet."""

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from zhiyin.accounts.actions.plant_units import Planting
from zhiyin.accounts.actions.remember_names import remember_names
from zhiyin.accounts.actions.save_unit import UnitFields
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.accounts.queries.units import UnitNode, match_units
from zhiyin.accounts.rules.names import UNSORTED_CODE, folded
from zhiyin.accounts.tree_version import lock_tree
from zhiyin.journal.record import record


def receive_units(actor: Actor, names: Iterable[str]) -> dict[str, UnitNode]:
    """Every name's unit; a name that is not known becomes a unit under "unsorted", once.

    A name that can only mean one unit (品牌(某某店)) is remembered as its alias and waits for nobody.

    Needs `signals.import` somewhere: what arrives is outside every manager's subtree until it is placed.
    """
    actor.require("signals.import")
    wanted = {stripped for name in names if (stripped := name.strip())}
    known = match_units(wanted)
    if wanted <= known.keys():
        return known
    known |= remember_names(actor, wanted - known.keys())
    if wanted <= known.keys():
        return known
    with transaction.atomic():
        lock_tree()  # two imports do not both add the same name
        container = _unsorted_container()
        known |= match_units(wanted)
        unknown = {folded(name): name for name in sorted(wanted - known.keys(), reverse=True)}
        codes = set(Unit.objects.values_list("code", flat=True))
        planting = Planting()
        added = [planting.add(_fields(name, codes), container, is_unsorted=True) for name in unknown.values()]
        planting.write()
        if added:
            record(
                actor,
                "accounts.units_received",
                {"units": [unit.pk for unit in added]},
                unit_path=container.path,
            )
    return {**known, **match_units(wanted)}


def _fields(name: str, codes: set[str]) -> UnitFields:
    """The name is its own code, unless it is too long or somebody's code already (say, a merged unit's)."""
    code = name if len(name) <= 60 and name not in codes else hashlib.sha256(name.encode()).hexdigest()[:20]
    codes.add(code)
    return UnitFields(code, name[:150])


def _unsorted_container() -> Unit:
    existing: Unit | None = Unit.objects.filter(code=UNSORTED_CODE).first()
    if existing is not None:
        return existing
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Unsorted")
    made: Unit = Unit.objects.add_root(
        {"code": UNSORTED_CODE, "name": name, "kind": "unsorted", "is_unsorted": True}
    )
    return made
