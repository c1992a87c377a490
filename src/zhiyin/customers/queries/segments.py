"""Segments: which there are, who is in them and was, how they change and overlap."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.criteria import people_for, read_criteria
from zhiyin.customers.errors import NoSuchSegment
from zhiyin.customers.models import Customer, Membership, Segment
from zhiyin.customers.phrases.profiles import TIERS, named
from zhiyin.journal.models import Event

SAMPLE: Final = 10
PAGE: Final = 50
_PERSON: Final = "customer__person_id"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment. `size` counts persons; `share` is of all persons, 0 to 1, None when there are none."""

    id: int
    code: str
    name: str
    description: str
    kind: str
    criteria: str
    follows_time: bool
    is_active: bool
    size: int
    share: float | None
    refreshed_at: datetime | None
    created_by: str
    created_at: datetime
    may_change: bool

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share

    @property
    def is_waiting(self) -> bool:
        """Whether it has not been filled yet."""
        return self.kind == "criteria" and self.refreshed_at is None


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a segment; `id` is that of the surviving customer, `since` the earliest begin of what lasts."""

    id: int
    name: str
    tier: str
    since: datetime

    @property
    def tier_label(self) -> str:
        """The tier in words, as it came when it is none of ours."""
        return named(self.tier, TIERS)


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Members in the order of their random keys; `next` is the key after which the next page begins."""

    members: list[Member]
    next: int | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Persons in both; `jaccard` is both ÷ either, 0 to 1."""

    code: str
    name: str
    size: int
    both: int
    jaccard: float

    @property
    def percent(self) -> float:
        return 100 * self.jaccard


@dataclass(frozen=True, slots=True)
class Preview:
    """For whom a condition holds now: how many, their share of all persons, what they have in common with others."""

    size: int
    people: int
    overlaps: tuple[Overlap, ...]
    sample: tuple[Member, ...]

    @property
    def share(self) -> float | None:
        return self.size / self.people if self.people else None

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a segment, in the organisation's zone; `size` is that at its end."""

    day: date
    entered: int
    left: int
    size: int


def list_segments(actor: Actor) -> list[SegmentRow]:
    """Every segment by its name. Needs `measures.read` everywhere."""
    actor.require("measures.read", "")
    lists = dict(
        Membership.objects.filter(segment__kind="list", until__isnull=True)
        .order_by()
        .values_list("segment")
        .annotate(n=Count(_PERSON, distinct=True))
    )
    people = count_people()
    may = actor.may("customers.manage", "")
    return [_row(one, lists, people, may) for one in Segment.objects.order_by("-is_active", "name", "id")]


def read_segment(actor: Actor, code: str) -> SegmentRow:
    """One segment. Needs `measures.read` everywhere. Raises NoSuchSegment."""
    actor.require("measures.read", "")
    segment = _segment(code)
    lists = {}
    if segment.kind == "list":
        lists[segment.id] = _current(segment).values(_PERSON).distinct().count()
    return _row(segment, lists, count_people(), actor.may("customers.manage", ""))


def _segment(code: str) -> Segment:
    segment = Segment.objects.filter(code=code).first()
    if segment is None:
        raise NoSuchSegment()
    return segment


def _row(segment: Segment, lists: dict[int, int], people: int, may_change: bool) -> SegmentRow:
    size = lists.get(segment.id, 0) if segment.kind == "list" else segment.size
    return SegmentRow(
        id=segment.id,
        code=segment.code,
        name=segment.name,
        description=segment.description,
        kind=segment.kind,
        criteria=segment.criteria,
        follows_time=segment.follows_time,
        is_active=segment.is_active,
        size=size,
        share=size / people if people else None,
        refreshed_at=segment.refreshed_at,
        created_by=segment.created_by,
        created_at=segment.created_at,
        may_change=may_change,
    )


def count_people() -> int:
    """All persons."""
    return Customer.objects.filter(person_id=F("id")).count()


def _current(segment: Segment) -> QuerySet[Membership]:
    return Membership.objects.filter(segment=segment, until__isnull=True)


def at_moment(as_of: datetime | None) -> Q:
    """Memberships that held at that moment; those that hold now if None."""
    if as_of is None:
        return Q(until__isnull=True)
    return Q(since__lte=as_of) & (Q(until__isnull=True) | Q(until__gt=as_of))


def end_of(day: date) -> datetime | None:
    """The last moment of a day in the organisation's zone; None when that has not come yet."""
    end = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(settings.TIME_ZONE))
    return None if end > timezone.now() else end - timedelta(microseconds=1)


def members(
    actor: Actor, code: str, *, as_of: datetime | None = None, after: int = 0, limit: int = PAGE
) -> MemberPage:
    """Who is in a segment, or was at a moment. Needs `personal.read` everywhere. Raises NoSuchSegment.

    A person counts when one of the customers that are this person now was a member: joining and parting people
    takes nothing from the past.
    """
    actor.require("personal.read", "")
    rows = (
        Membership.objects.filter(at_moment(as_of), segment=_segment(code), **{f"{_PERSON}__gt": after})
        .order_by()
        .values(_PERSON)
        .annotate(first=Min("since"))
        .order_by(_PERSON)
        .values_list(_PERSON, "first")[: limit + 1]
    )
    found = list(rows)
    shown = dict(found[:limit])
    named = Customer.objects.filter(id__in=shown).values_list("id", "name", "tier")
    known = {key: (name, tier) for key, name, tier in named}
    result = [Member(key, *known[key], since) for key, since in shown.items() if key in known]
    return MemberPage(result, found[limit - 1][0] if len(found) > limit else None)


def size_at(actor: Actor, code: str, as_of: datetime | None = None) -> int:
    """How many persons are in a segment, or were at a moment. Needs `measures.read` everywhere.

    Of the past those are counted who were persons then: joining people later does not change it, as in `history`.
    """
    actor.require("measures.read", "")
    rows = Membership.objects.filter(at_moment(as_of), segment=_segment(code))
    size: int = rows.values(_PERSON if as_of is None else "customer").distinct().count()
    return size


def segments_of(person_id: int, as_of: datetime | None = None) -> list[tuple[str, str, datetime]]:
    """(code, name, since) of the segments that a person is in, or was at a moment; for rooms that ask for themselves."""
    rows = (
        Membership.objects.filter(at_moment(as_of), segment__is_active=True, **{_PERSON: person_id})
        .order_by()
        .values("segment__code", "segment__name")
        .annotate(first=Min("since"))
        .order_by("segment__name")
    )
    return list(rows.values_list("segment__code", "segment__name", "first"))


def history(actor: Actor, code: str, *, days: int = 90) -> list[Day]:
    """Who entered and left on each of the last days, and the size at its end. Needs `measures.read` everywhere.

    Counts memberships as they were written: what was true of a customer before it was joined to another stays so.
    """
    actor.require("measures.read", "")
    segment = _segment(code)
    zone = ZoneInfo(settings.TIME_ZONE)
    today = timezone.now().astimezone(zone).date()
    first = today - timedelta(days=days - 1)
    start = datetime.combine(first, time.min, zone)
    rows = Membership.objects.filter(segment=segment)
    entered = _by_day(rows.filter(since__gte=start), "since", zone)
    left = _by_day(rows.filter(until__gte=start), "until", zone)
    size = rows.filter(until__isnull=True).count()
    found = []
    for back in range(days):
        day = today - timedelta(days=back)
        found.append(Day(day, entered.get(day, 0), left.get(day, 0), size))
        size += left.get(day, 0) - entered.get(day, 0)
    return found[::-1]


def _by_day(rows: QuerySet[Membership], moment: str, zone: ZoneInfo) -> dict[date, int]:
    by_day = rows.order_by().annotate(day=TruncDate(moment, tzinfo=zone)).values_list("day")
    return dict(by_day.annotate(n=Count("pk")))


def overlaps(actor: Actor, code: str) -> list[Overlap]:
    """What a segment has in common with the other active ones, most first. Needs `measures.read` everywhere."""
    actor.require("measures.read", "")
    segment = _segment(code)
    persons = _current(segment).values(_PERSON)
    return _overlaps(persons, size_at(actor, code), besides=segment.id)


def _overlaps(persons: QuerySet[Any, Any], size: int, besides: int = 0) -> list[Overlap]:
    if not size:
        return []
    others = Membership.objects.filter(until__isnull=True, segment__is_active=True).exclude(segment=besides)
    common = dict(
        others.filter(**{f"{_PERSON}__in": persons})
        .order_by()
        .values_list("segment")
        .annotate(n=Count(_PERSON, distinct=True))
    )
    named = {one.id: one for one in Segment.objects.filter(id__in=common)}
    found = []
    for key, both in common.items():
        other = named[key]
        whole = max(other.size, both)
        found.append(Overlap(other.code, other.name, whole, both, both / (size + whole - both)))
    return sorted(found, key=lambda one: (-one.jaccard, one.name))


def preview(actor: Actor, criteria: str, *, with_overlaps: bool = True) -> Preview:
    """For whom a condition would hold, before it is saved. Needs `customers.manage` everywhere; a sample of the people
    needs `personal.read` everywhere too. Raises BadCondition.
    """
    actor.require("customers.manage", "")
    people = people_for(read_criteria(criteria.strip())).order_by()
    size = people.count()
    found = Preview(size, count_people(), (), ())
    if with_overlaps:
        found = replace(found, overlaps=tuple(_overlaps(people.values("id"), size)))
    if actor.may("personal.read", ""):
        rows = people.values_list("id", "name", "tier", "created_at")[:SAMPLE]
        found = replace(found, sample=tuple(Member(*row) for row in rows))
    return found


def may_undo(actor: Actor, code: str) -> bool:
    """Whether the last change of a list can be taken back."""
    return actor.may("customers.manage", "") and last_change(_segment(code).id) is not None


def last_change(segment_id: int) -> Event | None:
    """The newest change of a list that can be taken back: the newest of all, unless that itself took one back."""
    changes = Event.objects.filter(name="customers.list_changed", subject=f"segment:{segment_id}")
    event = changes.order_by("-id").first()
    return event if event is not None and "undoes" not in event.data else None
