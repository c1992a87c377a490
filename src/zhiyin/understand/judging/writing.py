"""Putting verdicts into Standing, a column group at a time, and the cards beside them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import F

from zhiyin.customers.models import Customer, Standing
from zhiyin.jobs.running import Running
from zhiyin.understand.judging.material import Ints, Material
from zhiyin.understand.judging.verdict import Verdict

BATCH = 20_000
JUDGED: dict[str, tuple[str, ...]] = {
    "rfm": ("recency_score", "frequency_score", "monetary_score", "rfm_group"),
    "value": ("alive", "expected_purchases", "value", "value_low", "value_high"),
    "tiers": ("value_tier",),
    "churn": ("churn_risk", "churn_reasons"),
    "loyalty": ("loyalty", "relation"),
    "silence": ("is_silent",),
    "next_product": ("next_products",),
}
"""Which columns each model answers for. Contracts answer for those of `churn` where there is one."""


def write(material: Material, verdicts: Sequence[Verdict], now: datetime, running: Running) -> int:
    """One row a person that anything is said of, column by column as the models give them; nobody keeps what no model
    says any more. Returns how many persons were written. In batches: a killed run is begun again, and ends the same."""
    columns = _together(material, verdicts)
    names = list(columns)
    people = material.people.tolist()
    _make_missing()
    assigned = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in [*names, "judged_at"])
    table = connection.ops.quote_name(Standing._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(now)
    statement = f"UPDATE {table} SET {assigned} WHERE customer_id = %s"  # noqa: S608  (our names)
    for start in range(0, len(people), BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            chunk = slice(start, start + BATCH)
            values = zip(*(columns[name][chunk] for name in names), people[chunk], strict=True)
            cursor.executemany(statement, [(*row[:-1], moment, row[-1]) for row in values])
            running.progress(start + len(people[chunk]), len(people))
    return len(people)


def _together(material: Material, verdicts: Sequence[Verdict]) -> dict[str, list[Any]]:
    """Every judged column for every person; later verdicts win where two speak of the same."""
    size = len(material.people)
    columns: dict[str, list[Any]] = {
        name: [_nothing(name)] * size for names in JUDGED.values() for name in names
    }
    for verdict in verdicts:
        for name, values in verdict.columns.items():
            column = columns[name]
            for place, value in _placed(verdict.people, values):
                column[place] = orjson.dumps(value).decode() if isinstance(value, list) else value
    return columns


def _placed(people: Ints, values: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    return zip(people.tolist(), values, strict=True)


def _nothing(name: str) -> Any:
    """What a column holds of whom nothing is said."""
    field = Standing._meta.get_field(name)
    if field.get_internal_type() == "JSONField":
        return "[]"
    return None if field.null else ""


def _make_missing() -> None:
    """A row for every person that has none yet."""
    missing = Customer.objects.filter(person_id=F("id"), standing__isnull=True).values_list("id", flat=True)
    Standing.objects.bulk_create(
        [Standing(customer_id=person) for person in missing], batch_size=5_000, ignore_conflicts=True
    )
