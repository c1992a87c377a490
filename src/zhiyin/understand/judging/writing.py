"""Putting verdicts into Standing, a column group at a time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import F

from zhiyin.customers.models import Customer, Standing
from zhiyin.jobs.running import Running
from zhiyin.understand.judging.material import Bools, Ints, Material, who_refuses
from zhiyin.understand.judging.verdict import FAILED, Verdict

BATCH = 20_000
JUDGED: dict[str, tuple[str, ...]] = {
    "rfm": ("recency_score", "frequency_score", "monetary_score", "rfm_group"),
    "value": ("alive", "expected_purchases", "value", "value_low", "value_high"),
    "tiers": ("value_tier",),
    "churn": ("churn_risk", "churn_reasons"),
    "churn_contract": ("churn_risk", "churn_reasons"),
    "loyalty": ("loyalty", "relation"),
    "silence": ("is_silent",),
    "next_product": ("next_products",),
}
"""Which columns each model answers for."""
COLUMNS: tuple[str, ...] = tuple(dict.fromkeys(name for names in JUDGED.values() for name in names))


def write(
    material: Material, verdicts: Sequence[Verdict], now: datetime, running: Running, whole: int
) -> int:
    """One row a person that anything is said of, column by column as the models give them; nobody keeps what no model
    says any more, but for the columns of a model that failed: there the earlier word stands, for whoever may be judged.

    Whoever has refused since the material was read keeps nothing: each batch asks anew before it is committed.

    Returns how many persons were written. In batches: a killed run is begun again, and ends the same. `whole` is what
    counts as all of the work before this.
    """
    kept = _kept(verdicts)
    columns = {name: values for name, values in _together(material, verdicts).items() if name not in kept}
    people = material.people.tolist()
    _make_missing()
    statement, moment = _statement([*columns, "judged_at"]), connection.ops.adapt_datetimefield_value(now)
    for start in range(0, len(people), BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            chunk = slice(start, start + BATCH)
            values = zip(*(column[chunk] for column in columns.values()), people[chunk], strict=True)
            cursor.executemany(statement, [(*row[:-1], moment, row[-1]) for row in values])
            _take_back(material.people[chunk], material.refused[chunk], kept)
            written = start + len(people[chunk])
            running.progress(whole + whole * written // len(people), 2 * whole)
    return len(people)


def _take_back(people: Ints, refused_before: Bools, kept: Collection[str]) -> None:
    """Nothing is left of those of a batch who refuse by now: of who did when the material was read nothing was written,
    so that only what a failed model keeps is cleared; of who refused since, every column.

    Asked after the rows were written, in the same transaction: a refusal committed before that is seen here, and the
    reaction to a later one waits for these rows and clears them itself.
    """
    refused = who_refuses(people)
    clear(people[refused & ~refused_before].tolist())
    clear(people[refused | refused_before].tolist(), kept)


def clear(people: Sequence[int], names: Collection[str] = COLUMNS) -> None:
    """Take back what was judged of these persons."""
    if not people or not names:
        return
    nothing = {name: [] if _is_json(name) else _nothing(name) for name in names}
    for start in range(0, len(people), BATCH // 4):
        Standing.objects.filter(customer__in=people[start : start + BATCH // 4]).update(**nothing)


def _statement(names: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    json_mark = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    assigned = ", ".join(f"{quote(name)} = {json_mark if _is_json(name) else '%s'}" for name in names)
    return f"UPDATE {quote(Standing._meta.db_table)} SET {assigned} WHERE customer_id = %s"  # noqa: S608  (our names)


def _kept(verdicts: Sequence[Verdict]) -> set[str]:
    """Columns of a model that failed, unless another one has a word on them."""
    failed = {name for one in verdicts if one.state == FAILED for name in JUDGED.get(one.code, ())}
    return failed - {name for one in verdicts for name in one.columns}


def _together(material: Material, verdicts: Sequence[Verdict]) -> dict[str, list[Any]]:
    """Every judged column for every person; later verdicts win where two speak of the same."""
    size = len(material.people)
    columns: dict[str, list[Any]] = {name: [_nothing(name)] * size for name in COLUMNS}
    for verdict in verdicts:
        people = verdict.people.tolist()
        for name, values in verdict.columns.items():
            column = columns[name]
            words = _as_json(values) if _is_json(name) else values
            for place, value in zip(people, words, strict=True):
                column[place] = value
    return columns


def _as_json(values: Sequence[Any]) -> list[str]:
    """Lists of dictionaries as text. Many share their dictionaries: each is written once."""
    written: dict[int, str] = {}
    found = []
    for items in values:
        parts = []
        for item in items:
            text = written.get(id(item))
            if text is None:
                text = written[id(item)] = orjson.dumps(item).decode()
            parts.append(text)
        found.append(f"[{','.join(parts)}]")
    return found


def _is_json(name: str) -> bool:
    return Standing._meta.get_field(name).get_internal_type() == "JSONField"


def _nothing(name: str) -> Any:
    """What a column holds of whom nothing is said."""
    if _is_json(name):
        return "[]"
    return None if Standing._meta.get_field(name).null else ""


def _make_missing() -> None:
    """A row for every person that has none yet."""
    missing = Customer.objects.filter(person_id=F("id"), standing__isnull=True).values_list("id", flat=True)
    Standing.objects.bulk_create(
        [Standing(customer_id=person) for person in missing], batch_size=5_000, ignore_conflicts=True
    )
