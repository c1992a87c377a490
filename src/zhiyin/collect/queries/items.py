"""The questions that answers were given to, in their own words."""

from collections.abc import Iterable

from django.db.models import Q

from zhiyin.collect.models import Item

PAIRS_PER_STATEMENT = 300


def item_labels(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The wording of questions by (source, item); those without one are absent."""
    wanted = list(dict.fromkeys(pairs))
    by_source: dict[str, list[str]] = {}
    for source, item in wanted:
        by_source.setdefault(source, []).append(item)
    found: dict[tuple[str, str], str] = {}
    condition, waiting = Q(), 0
    for source, items in by_source.items():
        for start in range(0, len(items), PAIRS_PER_STATEMENT):
            part = items[start : start + PAIRS_PER_STATEMENT]
            condition |= Q(source=source, code__in=part)
            waiting += len(part)
            if waiting >= PAIRS_PER_STATEMENT:
                found.update(_labels(condition))
                condition, waiting = Q(), 0
    if waiting:
        found.update(_labels(condition))
    return found


def _labels(condition: Q) -> dict[tuple[str, str], str]:
    rows = Item.objects.filter(condition).exclude(label="").values_list("source", "code", "label")
    return {(source, code): label for source, code, label in rows}


def wordings() -> dict[str, str]:
    """The wording of questions by code alone, where all sources that know the code word it alike."""
    labels: dict[str, set[str]] = {}
    for code, label in Item.objects.exclude(label="").values_list("code", "label"):
        labels.setdefault(code, set()).add(label)
    return {code: found.pop() for code, found in labels.items() if len(found) == 1}
