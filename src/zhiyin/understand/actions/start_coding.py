"""Start and close a round of coding by hand."""

import random
import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.journal.errors import Invalid, NotFound
from zhiyin.journal.record import record
from zhiyin.search.conditions import condition
from zhiyin.understand.corrected import digest
from zhiyin.understand.errors import NothingToCode
from zhiyin.understand.models import CodingItem, CodingRound
from zhiyin.understand.queries.signal_paths import SIGNAL_PATHS, read_condition
from zhiyin.understand.queries.voices import readable_signals, words_of

LEAST: Final = 1
MOST: Final = 1_000
LONGEST_NAME: Final = 120


def start_coding(actor: Actor, *, name: str, size: int, where: str = "", seed: int | None = None) -> int:
    """Draw `size` texts at random from those that the actor may read and `where` fits; returns the round's id.

    The same seed draws the same of the same texts. Needs `voice.correct` everywhere. Journals
    `understand.coding_started`. Raises Invalid, BadCondition, NothingToCode.
    """
    actor.require("voice.correct", "")
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Give the round a name of up to %(most)s characters.") % {"most": LONGEST_NAME})
    if not LEAST <= size <= MOST:
        raise Invalid(_("Draw from %(least)s to %(most)s texts.") % {"least": LEAST, "most": f"{MOST:,}"})
    chosen = readable_signals(actor).filter(reading__sentiment__isnull=False)
    if where.strip():
        chosen = chosen.filter(condition(read_condition(where), SIGNAL_PATHS))
    seed = secrets.randbits(31) if seed is None else seed
    keys = sorted(chosen.order_by().values_list("pk", flat=True))
    drawn = random.Random(seed).sample(keys, min(size, len(keys)))
    if not drawn:
        raise NothingToCode()
    words = {signal.pk: digest(words_of(signal)) for signal in Signal.objects.filter(pk__in=drawn)}
    with transaction.atomic():
        made = CodingRound.objects.create(name=name, where=where.strip(), seed=seed, asked_by=actor.name)
        CodingItem.objects.bulk_create(
            CodingItem(round=made, signal_id=key, position=place, words=words[key])
            for place, key in enumerate(drawn, start=1)
        )
        record(actor, "understand.coding_started", {"texts": len(drawn)}, subject=f"coding:{made.pk}")
    return made.pk


def close_coding(actor: Actor, round_id: int) -> None:
    """Nothing is coded in it any more, until it is opened again. Needs `voice.correct` everywhere. Raises NotFound."""
    _turn(actor, round_id, "understand.coding_closed", is_open=False)


def reopen_coding(actor: Actor, round_id: int) -> None:
    """It may be coded in again. Needs `voice.correct` everywhere. Raises NotFound."""
    _turn(actor, round_id, "understand.coding_reopened", is_open=True)


def _turn(actor: Actor, round_id: int, event: str, *, is_open: bool) -> None:
    actor.require("voice.correct", "")
    with transaction.atomic():
        found = CodingRound.objects.filter(pk=round_id)
        if not found.exists():
            raise NotFound()
        closed_at = None if is_open else timezone.now()
        if found.filter(closed_at__isnull=not is_open).update(closed_at=closed_at):
            record(actor, event, {}, subject=f"coding:{round_id}")
