"""What was agreed about a file's columns is remembered under its source, with the questions that they are."""

from typing import Any, Final

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Item, Source
from zhiyin.journal.record import record
from zhiyin.science.collect.answering import item_of
from zhiyin.science.collect.columns import QUESTIONS, SCORES, Column
from zhiyin.science.collect.layouts import plain_names, same_names
from zhiyin.science.collect.mapping import Mapping

# How many other layouts of one source are kept.
EARLIER: Final = 8
ASKING: Final = frozenset({*SCORES, "number", *QUESTIONS})
_CONSTRUCTS: Final = {"choices": "choice", "option": "choice", "open": "text"}


def remember_source(actor: Actor, mapping: Mapping, *, preset: str, survey: str = "") -> None:
    """Keep the mapping for the next file of its source, and its questions as items; in the caller's transaction.

    Journals `collect.layout_agreed` when it is new or another one. The caller has checked that the actor may import.
    """
    names = plain_names(mapping.columns)
    now: dict[str, Any] = {
        "preset": preset,
        "survey": survey,
        "names": names,
        "mapping": mapping.as_json(),
        "agreed_by": actor.name,
        "agreed_at": timezone.now(),
    }
    row, made = Source.objects.select_for_update().get_or_create(name=mapping.source, defaults=now)
    if made or not _says_the_same(row.mapping, now["mapping"]):
        if not made:
            row.earlier = [
                layout for layout in (_kept(row), *row.earlier) if not same_names(layout["names"], names)
            ][:EARLIER]
            for name, value in now.items():
                setattr(row, name, value)
            row.save()
        record(actor, "collect.layout_agreed", {"source": mapping.source}, subject=f"source:{row.pk}")
    _remember_items(mapping)


def _says_the_same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Evidence belongs to a file; what was agreed does not change with it, but for what a person chose."""

    def agreed(stored: dict[str, Any]) -> dict[str, Any]:
        columns = [
            {**column, "evidence": [one for one in column["evidence"] if one.get("code") == "chosen"]}
            for column in stored["columns"]
        ]
        return {**stored, "columns": columns}

    return agreed(before) == agreed(after)


def _kept(row: Source) -> dict[str, Any]:
    return {
        "preset": row.preset,
        "survey": row.survey,
        "names": row.names,
        "mapping": row.mapping,
        "agreed_by": row.agreed_by,
        "agreed_at": row.agreed_at.isoformat(),
    }


def _remember_items(mapping: Mapping) -> None:
    by_code: dict[str, list[Column]] = {}
    for column in mapping.columns:
        if column.field in ASKING:
            by_code.setdefault(item_of(column), []).append(column)
    known = {item.code: item for item in Item.objects.filter(source=mapping.source, code__in=list(by_code))}
    made = [_item(mapping.source, code, columns, known.get(code)) for code, columns in by_code.items()]
    Item.objects.bulk_create(
        made,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["source", "code"],
        update_fields=["label", "construct", "scale_min", "scale_max", "polarity", "touchpoint", "options"],
    )


def _item(source: str, code: str, columns: list[Column], known: Item | None) -> Item:
    first = columns[0]
    options = dict(known.options) if known is not None else {}
    for column in columns:
        options.update(column.labels)
        if column.option:
            options[column.option] = column.option
    scored = first.field in SCORES
    return Item(
        source=source,
        code=code,
        label=(first.label or (known.label if known is not None else "") or first.name)[:300],
        construct=_CONSTRUCTS.get(first.field, first.field),
        scale_min=first.scale_min if scored else None,
        scale_max=first.scale_max if scored else None,
        polarity=first.polarity,
        touchpoint=first.touchpoint[:80],
        options=options,
    )
