"""What sources say of customers, kept side by side, and the profile of a person that comes of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection

from zhiyin.customers.models import Customer, Told
from zhiyin.customers.rules.chunking import chunks
from zhiyin.customers.rules.inserting import at, insert
from zhiyin.science.customers.profiles import PERSON, parted, profile, take_back, tell
from zhiyin.science.language.masking import mask

CUSTOMER_COLUMNS = (
    "id", "person_id", "is_known", "name", "tier", "language", "born_on", "attributes", "created_at"
)  # fmt: skip
LONGEST = {"name": 100, "tier": 30, "language": 10}


class Telling(NamedTuple):
    """What one source says of one customer."""

    customer_id: int
    source: str
    at: str
    fields: Mapping[str, Any]


def moment(at: datetime) -> str:
    """A time as it stands beside what was said: always in UTC and of one length, so that text compares as time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def wellformed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are kept: well-known ones as text of their length, days as ISO text, no NUL anywhere.

    Numbers and addresses inside a text are masked as everywhere: keys are kept sealed, beside the profile. A
    birthday that is no day is left out.
    """
    kept: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None or not name or len(name) > 60:
            continue
        if isinstance(value, str):
            value = mask(value.replace("\x00", "")).text.strip()
        if name == "born_on":
            day = _day(value)
            if day is None:
                continue
            value = day
        elif name in LONGEST:
            value = str(value)[: LONGEST[name]].strip()
        elif isinstance(value, datetime):
            value = moment(value)
        elif isinstance(value, date):
            value = value.isoformat()
        kept[name] = value
    return kept


def _day(value: Any) -> str | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None


def seed(node_ids: Iterable[int]) -> None:
    """Write down what is known of customers of whom nothing was written down yet: it came from nobody knows where."""
    for part in chunks(node_ids):
        rows = Customer.objects.filter(id__in=part, told__isnull=True)
        made = []
        for row in rows:
            fields = wellformed(
                {
                    **row.attributes,
                    "name": row.name,
                    "tier": row.tier,
                    "language": row.language,
                    "born_on": row.born_on,
                }
            )
            said: dict[str, Any] = {}
            tell(said, "", fields, moment(row.created_at))
            made.append(Told(customer_id=row.pk, said=said))
        Told.objects.bulk_create(made, ignore_conflicts=True, batch_size=1_000)


def write_down(tellings: Iterable[Telling]) -> set[int]:
    """Keep what was said, in order; the customers of whom anything new was said. Refresh their persons' profiles."""
    by_customer: defaultdict[int, list[Telling]] = defaultdict(list)
    for one in tellings:
        by_customer[one.customer_id].append(one)
    changed: set[int] = set()
    for part in chunks(by_customer):
        seed(part)
        rows = Told.objects.filter(customer_id__in=part).select_for_update().order_by("customer_id")
        altered = []
        for row in rows:
            news = [tell(row.said, one.source, one.fields, one.at) for one in by_customer[row.pk]]
            if any(news):
                altered.append(row)
        _save(altered)
        changed.update(row.pk for row in altered)
    return changed


def forget(customer_ids: Iterable[int], fields: Sequence[str], source: str = PERSON) -> set[int]:
    """Forget what a source says of these fields; the customers of whom it had said anything."""
    altered = [
        row
        for row in Told.objects.filter(customer_id__in=list(customer_ids)).select_for_update()
        if take_back(row.said, source, fields)
    ]
    _save(altered)
    return {row.pk for row in altered}


def write_new(customers: Iterable[tuple[int, bool, dict[str, Any]]], now: datetime) -> None:
    """Write customers that are met for the first time: (id, whether known by more than a device, what was said)."""
    made_at = at(now)
    rows, told = [], []
    for key, is_known, said in customers:
        known, attributes = parted(profile((said,))) if said else ({}, {})
        rows.append(
            (
                key,
                key,
                is_known,
                known.get("name", ""),
                known.get("tier", ""),
                known.get("language", ""),
                known.get("born_on"),
                _json(attributes),
                made_at,
            )
        )
        if said:
            told.append((key, _json(said)))
    insert(Customer, CUSTOMER_COLUMNS, rows)
    insert(Told, ("customer_id", "said"), told)


def _save(rows: list[Told]) -> None:
    table = connection.ops.quote_name(Told._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET said = %s WHERE customer_id = %s",  # noqa: S608  (only the table's name)
            [(_json(row.said), row.pk) for row in rows],
        )


def refresh_profiles(person_ids: Iterable[int]) -> set[int]:
    """Write onto persons what was said of all their customers; the persons whose profile is another one now."""
    changed: set[int] = set()
    for part in chunks(sorted(person_ids)):
        said: defaultdict[int, list[Any]] = defaultdict(list)
        told = Told.objects.filter(customer__person_id__in=part)
        for person, one in told.values_list("customer__person_id", "said"):
            said[person].append(one)
        rows = Customer.objects.filter(id__in=list(said))
        table = connection.ops.quote_name(Customer._meta.db_table)
        written = []
        for row in rows:
            known, attributes = parted(profile(said[row.pk]))
            born = known.get("born_on")
            now = (
                known.get("name", ""), known.get("tier", ""), known.get("language", ""), born, attributes
            )  # fmt: skip
            before = (
                row.name,
                row.tier,
                row.language,
                row.born_on and row.born_on.isoformat(),
                row.attributes,
            )
            if now != before:
                written.append((*now[:4], _json(attributes), row.pk))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET name = %s, tier = %s, language = %s, born_on = %s, attributes = %s"  # noqa: S608
                " WHERE id = %s",
                written,
            )
        changed.update(one[-1] for one in written)
    return changed


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
