"""What was read out of a person's words, which goes with them (by cascade), and what an assistant wrote from them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from zhiyin.collect.forgetting import before_forgetting
from zhiyin.collect.rights import signals_of
from zhiyin.contact.rights import forget_notices
from zhiyin.customers.rights_registry import Person, holds
from zhiyin.understand.actions.drop_written import drop_about
from zhiyin.understand.models import Correction, Reading, ThemeAlert, Written

CHUNK: Final = 900


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


def _written(person: Person) -> Iterator[dict[str, Any]]:
    """What was written about one voice alone, a summary is about many people."""
    rows = Written.objects.filter(
        use__in=("translation", "reply"), state="ready", sources__signal__in=signals_of(person)
    )
    for one in rows.order_by("id"):
        yield {"use": one.use, "by": one.model, "text": one.content, "at": one.ended_at}


@before_forgetting
def forget_alerts_about(signals: Sequence[int]) -> int:
    """Notices of emerging themes that quote these signals."""
    gone = 0
    for start in range(0, len(signals), CHUNK):
        quoting = ThemeAlert.objects.filter(signal__in=signals[start : start + CHUNK])
        gone += forget_notices(quoting.values_list("key", flat=True))
    return gone


before_forgetting(drop_about)
holds("understand.readings", order=24, export=_readings)
holds("understand.corrections", order=25, export=_corrections)
holds("understand.written", order=26, export=_written)
