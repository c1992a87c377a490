"""Names of touchpoints met in data."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q

from zhiyin.accounts.actor import Actor
from zhiyin.journal.record import record
from zhiyin.journeys.models import Touchpoint

# Beyond this a column of something else was taken for touchpoints: no more are made.
MOST_MADE = 300


def receive_touchpoints(
    actor: Actor, names: Iterable[str], *, called: Mapping[str, tuple[str, str]] | None = None
) -> dict[str, int]:
    """Every name's touchpoint id, by code or name; an unknown name becomes a touchpoint without a stage.

    `called` gives a new one the Chinese and English name that people are to read.

    Needs `signals.import`. Names that could not be matched (more than MOST_MADE) are missing in the answer.
    """
    actor.require("signals.import")
    wanted = {name.strip() for name in names} - {""}
    known = _matched(wanted)
    unknown = sorted(wanted - known.keys())
    if unknown:
        with transaction.atomic():
            room = max(0, MOST_MADE - Touchpoint.objects.count())
            added = [
                Touchpoint.objects.get_or_create(code=_code(name), defaults=_labels(name, called or {}))[0].pk
                for name in unknown[:room]
            ]
            record(actor, "journeys.touchpoints_received", {"touchpoints": added})
        known = {**known, **_matched(set(unknown))}
    return known


def _labels(name: str, called: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    chinese, english = called.get(name, (name, ""))
    return {"name": chinese[:80], "name_en": english[:80]}


def _matched(names: set[str]) -> dict[str, int]:
    if not names:
        return {}
    codes = {_code(name) for name in names}
    found = Touchpoint.objects.filter(Q(code__in=codes | names) | Q(name__in=names) | Q(name_en__in=names))
    by_name: dict[str, int] = {}
    for key, code, name, name_en in found.values_list("id", "code", "name", "name_en"):
        for label in (name_en, name):
            by_name[label] = key
        by_name[code] = key
    return {name: by_name.get(name) or by_name[_code(name)] for name in names if _known(name, by_name)}


def _known(name: str, by_name: dict[str, int]) -> bool:
    return name in by_name or _code(name) in by_name


def _code(name: str) -> str:
    """A snake_case code; a name without Latin letters gets a digest for one."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if plain and name.isascii() and len(plain) <= 50:
        return plain
    return "t_" + hashlib.sha256(name.encode()).hexdigest()[:12]
