"""What was read out of a person's words. It goes with the words themselves (by cascade)."""

from collections.abc import Iterator
from typing import Any

from zhiyin.collect.rights import signals_of
from zhiyin.customers.rights_registry import Person, holds
from zhiyin.understand.models import Correction, Reading


def _readings(person: Person) -> Iterator[dict[str, Any]]:
    for one in (
        Reading.objects.filter(signal__in=signals_of(person)).select_related("signal").order_by("signal_id")
    ):
        yield {
            "about": one.signal.occurred_at,
            "by": one.analyser,
            "language": one.language,
            "feeling": one.label,
            "sentiment": one.sentiment,
            "aspects": [mention.get("aspect") for mention in one.mentions],
            "at": one.read_at,
        }


def _corrections(person: Person) -> Iterator[dict[str, Any]]:
    for one in Correction.objects.filter(signal__in=signals_of(person)).order_by("id"):
        yield {"field": one.field, "value": one.value, "at": one.at}


holds("understand.readings", order=24, export=_readings)
holds("understand.corrections", order=25, export=_corrections)
