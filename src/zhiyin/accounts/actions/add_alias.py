"""Other names under which data speak of a unit."""

from django.db import transaction

from zhiyin.accounts.actions.judge_name import judge_name
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import AliasTaken
from zhiyin.accounts.models import NameVerdict, UnitAlias
from zhiyin.accounts.queries.units import UnitNode, match_units, unit_by_id
from zhiyin.accounts.rules.names import folded
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record


def add_alias(actor: Actor, *, unit_id: str | int, alias: str) -> None:
    """From now on data under that name belong to the unit. Raises AliasTaken, NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    with transaction.atomic():
        if write_alias(node, alias):
            NameVerdict.objects.filter(name=folded(alias)[:150], unit_id=node.id).delete()
            record(actor, "accounts.alias_added", subject=f"unit:{node.id}", unit_path=node.path)


def write_alias(node: UnitNode, alias: str) -> bool:
    """Write the alias down unless the name means this unit already; the caller has checked and journals."""
    known = match_units([alias]).get(alias)
    if known is not None and known.id == node.id:
        return False
    taken = known.label if known is not None else _holder(alias)
    if taken:
        raise AliasTaken(alias=alias, unit=taken)
    UnitAlias.objects.create(unit_id=node.id, alias=alias)
    return True


def _holder(alias: str) -> str:
    held = UnitAlias.objects.select_related("unit").filter(alias=alias).first()
    return held.unit.label if held else ""


def remove_alias(actor: Actor, *, unit_id: str | int, alias_id: str | int) -> None:
    """The name no longer means this unit, and is not taken for it again by itself. Raises NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    with transaction.atomic():
        text = str(alias_id)
        known = text.isdecimal() and len(text) < 19
        alias = UnitAlias.objects.filter(pk=int(text), unit_id=node.id).first() if known else None
        if alias is None:
            raise NotFound()
        alias.delete()
        if alias.origin != "former":
            judge_name(actor, alias.alias, NameVerdict.NOT_THIS, node.id)
        record(actor, "accounts.alias_removed", subject=f"unit:{node.id}", unit_path=node.path)
