"""What we hold of a person besides what they said and did: facts with their sources, wishes, interests, days.

These take a person whom the caller was given by `queries.people.person_for`, which checks who asks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from zhiyin.customers.models import Customer, ImportantDate, Interest, Preference, Told
from zhiyin.customers.phrases.profiles import (
    ATTRIBUTES,
    DATE_KINDS,
    FIELDS,
    PREFERENCES,
    SOURCES,
    WORDED,
    days_away,
    named,
    value_in_words,
    yearly_day,
)
from zhiyin.customers.preference_values import ONCE, Preferences, gathered
from zhiyin.science.calendar.lunar import next_by_moon, next_by_sun
from zhiyin.science.customers.profiles import PERSON


@dataclass(frozen=True, slots=True)
class Saying:
    """What one source says."""

    value: str
    source: str
    source_label: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the profile: what holds, who says so since when, and what the others say."""

    field: str
    label: str
    value: str
    source: str
    source_label: str
    since: datetime | None
    others: tuple[Saying, ...] = ()

    @property
    def shown(self) -> str:
        """The value in words where it is a code."""
        return str(WORDED.get(self.field, {}).get(self.value.lower(), self.value))


@dataclass(frozen=True, slots=True)
class Wish:
    """A preference with where it comes from. `holds`: no newer word of the same kind stands against it."""

    id: int
    code: str
    label: str
    value: Any
    words: str
    note: str
    source: str
    source_label: str
    at: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class Liking:
    """An interest."""

    id: int
    name: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A yearly day, when it comes next and in how many days. `id` is 0 for the birthday of the profile itself."""

    id: int
    kind: str
    kind_label: str
    label: str
    words: str
    is_lunar: bool
    is_leap_month: bool
    year: int | None
    month: int
    day: int
    next_on: date | None
    days: int | None
    away: str
    source: str


def preferences_of(person_id: int) -> Preferences:
    """What the person (a surviving customer) wants, for whoever contacts or serves them. One statement."""
    rows = Preference.objects.filter(customer__person_id=person_id).order_by("-at", "-id")
    return gathered(rows.values_list("code", "value"))


def preferences_of_many(person_ids: Iterable[int]) -> dict[int, Preferences]:
    """`preferences_of` for many persons, in one statement; those of whom nothing is known are missing."""
    rows: dict[int, list[tuple[str, Any]]] = {}
    found = Preference.objects.filter(customer__person_id__in=list(person_ids)).order_by("-at", "-id")
    for person, code, value in found.values_list("customer__person_id", "code", "value"):
        rows.setdefault(person, []).append((code, value))
    return {person: gathered(theirs) for person, theirs in rows.items()}


def wishes_of(person_id: int) -> list[Wish]:
    """Every preference with its source, in the order of Preference.CODES, the newest first."""
    seen: set[str] = set()
    wishes = []
    rows = Preference.objects.filter(customer__person_id=person_id).order_by("-at", "-id")
    for row in rows:
        once = row.code in ONCE
        wishes.append(
            Wish(
                row.pk,
                row.code,
                named(row.code, PREFERENCES),
                row.value,
                value_in_words(row.code, row.value),
                row.note,
                row.source,
                named(row.source, SOURCES),
                row.at,
                not (once and row.code in seen),
            )
        )
        seen.add(row.code)
    return sorted(wishes, key=lambda wish: Preference.CODES.index(wish.code))


def interests_of(person_id: int) -> list[Liking]:
    """What the person likes to hear of, each once, the newest word of it."""
    found: dict[str, Liking] = {}
    for row in Interest.objects.filter(customer__person_id=person_id).order_by("-at", "-id"):
        found.setdefault(row.name, Liking(row.pk, row.name, named(row.source, SOURCES), row.at))
    return sorted(found.values(), key=lambda liking: liking.name)


def days_of(person: Customer, today: date | None = None) -> list[Day]:
    """The person's yearly days, the next one first; the profile's own birthday where no other is written down.

    Customers that were joined may each have a birthday: the one written down last holds.
    """
    today = today or timezone.localdate()
    written = ImportantDate.objects.filter(customer__person_id=person.person_id).order_by("-at", "-id")
    birthdays = list(written.filter(kind="birthday")[:1])
    rows = [*birthdays, *written.exclude(kind="birthday")]
    if person.born_on and not birthdays:
        born = person.born_on
        rows.append(ImportantDate(id=0, kind="birthday", year=born.year, month=born.month, day=born.day))
    days = [_day(row, today) for row in rows]
    return sorted(days, key=lambda day: (day.days is None, day.days or 0, day.kind, day.id))


def _day(row: ImportantDate, today: date) -> Day:
    if row.is_lunar:
        next_on = next_by_moon(row.month, row.day, today, is_leap=row.is_leap_month)
    else:
        next_on = next_by_sun(row.month, row.day, today)
    days = (next_on - today).days if next_on else None
    return Day(
        row.pk,
        row.kind,
        named(row.kind, DATE_KINDS),
        row.label,
        yearly_day(row.month, row.day, is_lunar=row.is_lunar, is_leap_month=row.is_leap_month, year=row.year),
        row.is_lunar,
        row.is_leap_month,
        row.year,
        row.month,
        row.day,
        next_on,
        days,
        days_away(days) if days is not None else "",
        named(row.source, SOURCES),
    )


def facts_of(person: Customer) -> list[Fact]:
    """Every field that sources told or that is held, with what holds first and what others say beside it."""
    said: dict[str, list[tuple[str, str, datetime | None]]] = {}
    for told in Told.objects.filter(customer__person_id=person.person_id):
        for field, by_source in told.said.items():
            for source, saying in by_source.items():
                said.setdefault(field, []).append((source, _text(saying[0]), _moment(saying[1])))
    held: dict[str, str] = {
        "name": person.name,
        "tier": person.tier,
        "language": person.language,
        "born_on": person.born_on.isoformat() if person.born_on else "",
        **{name: _text(value) for name, value in person.attributes.items()},
    }
    fields = [*FIELDS, *sorted((said.keys() | held.keys()) - FIELDS.keys())]
    return [
        _fact(field, held.get(field, ""), said.get(field, ()))
        for field in fields
        if held.get(field) or said.get(field)
    ]


def _fact(field: str, held: str, said: Sequence[tuple[str, str, datetime | None]]) -> Fact:
    def rank(saying: tuple[str, str, datetime | None]) -> tuple[bool, bool, float]:
        source, value, since = saying
        # a correction wins; else what holds is what the newest says, and the profile knows which that was
        return (source == PERSON, value == held, since.timestamp() if since else 0.0)

    ordered = sorted(said, key=rank, reverse=True)
    sayings = [Saying(value, source, named(source, SOURCES), since) for source, value, since in ordered]
    if not sayings or (held and sayings[0].value != held):
        return Fact(field, named(field, {**FIELDS, **ATTRIBUTES}), held, "", "", None, tuple(sayings))
    first, *others = sayings
    return Fact(
        field,
        named(field, {**FIELDS, **ATTRIBUTES}),
        first.value,
        first.source,
        first.source_label,
        first.since,
        tuple(others),
    )


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_text(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    return "" if value is None else str(value)


def _moment(text: Any) -> datetime | None:
    found = parse_datetime(str(text))
    return found if found is not None and found.tzinfo is not None else None
