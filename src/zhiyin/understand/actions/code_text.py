"""Say of one text of a round what it says."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record
from zhiyin.understand.corrected import FEELINGS, SENTIMENT_OF, UNCLEAR
from zhiyin.understand.errors import RoundClosed, UnknownLabel
from zhiyin.understand.models import Coding, CodingItem
from zhiyin.understand.queries.labels import aspect_codes


def code_text(actor: Actor, *, item_id: int, sentiment: str, aspects: Mapping[str, str]) -> None:
    """Write down the actor's coding of one item; said again it replaces the earlier one.

    `sentiment` is a label or "unclear", `aspects` maps what is spoken of to how the text feels about it. Only people
    code. Needs `voice.correct` where the text's unit stands. Raises NotFound, RoundClosed, UnknownLabel.
    """
    actor.require("voice.correct")
    if sentiment not in SENTIMENT_OF and sentiment != UNCLEAR:
        raise UnknownLabel(label=sentiment)
    known = aspect_codes()
    for code, feeling in aspects.items():
        if code not in known or feeling not in FEELINGS:
            raise UnknownLabel(label=f"{code} {feeling}")
    with transaction.atomic():
        item = CodingItem.objects.select_related("round", "signal__unit").filter(pk=item_id).first()
        if item is None or actor.kind != "user" or not actor.may("voice.correct", item.signal.unit.path):
            raise NotFound()
        if item.round.closed_at is not None:
            raise RoundClosed()
        Coding.objects.update_or_create(
            item=item,
            coder_id=int(actor.id),
            defaults={
                "by": actor.name,
                "at": timezone.now(),
                "sentiment": sentiment,
                "aspects": dict(aspects),
            },
        )
        record(actor, "understand.text_coded", {"item": str(item_id)}, subject=f"coding:{item.round_id}")
