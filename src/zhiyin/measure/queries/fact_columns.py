"""Where the lake has what a prepared condition (`criteria.for_facts`) may speak of."""

from collections.abc import Callable, Mapping
from typing import Any

from zhiyin.facts.conditions import Columns, Members
from zhiyin.measure.queries.criteria import FACT_FIELDS
from zhiyin.understand.feeds import TOPIC


def columns_of_facts(facts: Any, table: Callable[[str], Any]) -> Columns:
    """The columns of these facts, and the lists that lie in other tables, which `table` gives by name.

    Facts without signals (a rollup) have no lists.
    """
    fields = {name: facts[name] for name in FACT_FIELDS if name in facts.columns}
    if "signal_id" not in facts.columns:
        return Columns(fields)

    def members(rows: Any, columns: Mapping[str, str]) -> Members:
        found = {name: rows[column] for name, column in columns.items()}
        return Members(rows, "signal_id", facts.signal_id, found)

    answers, shown = table("answers"), table("annotations")
    feeling = {"sentiment": "aspect_sentiment", "label": "aspect_label"}
    return Columns(
        fields,
        {
            "answers": members(
                answers.filter(answers.role == "plain"),
                {"construct": "construct", "value": "value", "overall": "overall"},
            ),
            "aspects": members(table("mentions"), {"name": "aspect", **feeling}),
            "categories": members(table("categories"), {"code": "category", **feeling}),
            "annotations": members(
                shown.filter(shown.annotation_kind != TOPIC),
                {"kind": "annotation_kind", "code": "annotation", "strength": "strength"},
            ),
            "topics": members(shown.filter(shown.annotation_kind == TOPIC), {"code": "annotation"}),
        },
    )
