"""Set the names that texts are read with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import find_unit
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record
from zhiyin.understand.errors import UnusableNames
from zhiyin.understand.models import KnownNames
from zhiyin.understand.queries.names import KeptNames, read_names

LISTS: Final = ("competitors", "products", "own")
MOST: Final = 5_000  # of a list
LONGEST: Final = 60
SHORTEST: Final = 2  # one character names nobody


def save_names(
    actor: Actor, *, names: Mapping[str, Sequence[str]], staff: Sequence[tuple[str, str]]
) -> KeptNames:
    """Set all lists: `names` has those of LISTS, `staff` pairs of a name and the code, id or name of a unit or "".

    New texts are read with them at once; the analyser has another name, so that the rest can be read again. Needs
    `settings.manage` everywhere. Journals `understand.names_saved` with how many came and went, never the names;
    nothing when nothing differs. Raises UnusableNames.
    """
    actor.require("settings.manage", "")
    errors: dict[str, str] = {}
    content: dict[str, Any] = {name: _cleaned(name, names.get(name, ()), errors) for name in LISTS}
    content["staff"] = _staff(actor, staff, errors)
    _refuse_twice(content, errors)
    if errors:
        raise UnusableNames(errors=errors)
    with transaction.atomic():
        row = KnownNames.objects.select_for_update().first() or KnownNames()
        before = row.content
        row.content, row.changed_by = content, actor.name
        if {name: found for name, found in before.items() if found} != {
            name: found for name, found in content.items() if found
        }:
            row.save()
            record(actor, "understand.names_saved", {"changed": _changed(before, content)})
    return read_names(actor)


def _cleaned(field: str, given: Iterable[str], errors: dict[str, str]) -> list[str]:
    """Without spaces around, empty ones and repetitions."""
    kept: dict[str, str] = {}
    for name in given:
        plain = " ".join(name.split())
        if plain:
            kept.setdefault(plain.casefold(), plain)
    wrong = next((name for name in kept.values() if not SHORTEST <= len(name) <= LONGEST), None)
    if wrong is not None:
        errors[field] = _("“%(name)s”: use %(least)s to %(most)s characters.") % {
            "name": wrong[:LONGEST],
            "least": SHORTEST,
            "most": LONGEST,
        }
    elif len(kept) > MOST:
        errors[field] = _("Give up to %(most)s names.") % {"most": MOST}
    return list(kept.values())


def _staff(actor: Actor, given: Sequence[tuple[str, str]], errors: dict[str, str]) -> list[dict[str, Any]]:
    """Each name once a unit."""
    names = {name.casefold(): name for name in _cleaned("staff", (name for name, _unit in given), errors)}
    units: dict[str, int | None] = {"": None}
    kept: dict[tuple[str, int | None], dict[str, Any]] = {}
    for name, unit in given:
        plain, wanted = " ".join(name.split()), unit.strip()
        if not plain or plain.casefold() not in names:
            continue
        if wanted not in units:
            try:
                units[wanted] = find_unit(actor, wanted, "settings.manage").id
            except NotFound:
                errors.setdefault("staff", _("There is no unit “%(name)s”.") % {"name": wanted[:LONGEST]})
                continue
        key = (plain.casefold(), units[wanted])
        kept.setdefault(key, {"name": names[plain.casefold()], "unit": units[wanted]})
    return list(kept.values())


def _refuse_twice(content: dict[str, Any], errors: dict[str, str]) -> None:
    """What is one thing cannot be another: the word would count for whichever list comes first."""
    seen: dict[str, str] = {}
    for field in (*LISTS, "staff"):
        for one in content[field]:
            name = one["name"] if field == "staff" else one
            if seen.setdefault(name.casefold(), field) != field:
                errors.setdefault(field, _("“%(name)s” stands in another list too.") % {"name": name})


def _changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, int]]:
    """List -> how many came and went."""
    found: dict[str, dict[str, int]] = {}
    for field in (*LISTS, "staff"):
        old, new = ({_key(one) for one in content.get(field, ())} for content in (before, after))
        if old != new:
            found[field] = {"added": len(new - old), "removed": len(old - new)}
    return found


def _key(one: Any) -> tuple[str, int | None]:
    return (one["name"], one["unit"]) if isinstance(one, dict) else (one, None)
