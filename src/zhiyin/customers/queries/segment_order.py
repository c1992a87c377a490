"""Segments that are kept up to date, each after those that its criteria ask about."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhiyin.customers.criteria import read_criteria, segments_meant
from zhiyin.customers.models import Segment
from zhiyin.science.terms import Criterion
from zhiyin.search.errors import BadCondition

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A segment by criteria, and the codes of the segments that it asks about."""

    segment: Segment
    criterion: Criterion
    asks: frozenset[str]


def kept_in_order() -> list[Kept]:
    """Every active segment by criteria, in an order in which each can be brought up to date."""
    names = dict(Segment.objects.values_list("code", "name"))
    kept: dict[str, Kept] = {}
    for segment in Segment.objects.filter(kind="criteria", is_active=True).order_by("code"):
        try:
            criterion = read_criteria(segment.criteria)
        except BadCondition as error:  # a field that a newer version no longer has
            log.error("segment %s cannot be kept: %s", segment.code, error.data.get("reason"))
            continue
        kept[segment.code] = Kept(segment, criterion, segments_meant(criterion, names))
    order = ordered({code: one.asks for code, one in kept.items()})
    return [kept[code] for code in order]


def that_follow_time() -> list[int]:
    """Active segments by criteria that people enter or leave by the passing of time."""
    kept = Segment.objects.filter(kind="criteria", is_active=True, follows_time=True)
    return list(kept.values_list("id", flat=True))


def asking_about(code: str) -> list[str]:
    """Names of the active segments whose criteria ask about this one."""
    return [one.segment.name for one in kept_in_order() if code in one.asks and one.segment.code != code]


def ordered(asks: Mapping[str, Iterable[str]]) -> list[str]:
    """The codes, each after those it asks about. A circle is cut where it is met: saving never lets one in."""
    found: list[str] = []
    met: set[str] = set()

    def take(code: str) -> None:
        if code in met or code not in asks:
            return
        met.add(code)
        for other in sorted(asks[code]):
            take(other)
        found.append(code)

    for code in sorted(asks):
        take(code)
    return found


def circle(start: str, asks: Mapping[str, Iterable[str]]) -> list[str]:
    """The way from a segment back to itself through what each asks about; empty when there is none."""
    ways = [[start]]
    met: set[str] = set()
    while ways:
        way = ways.pop()
        for other in sorted(asks.get(way[-1], ())):
            if other == start:
                return [*way, start]
            if other not in met:
                met.add(other)
                ways.append([*way, other])
    return []
