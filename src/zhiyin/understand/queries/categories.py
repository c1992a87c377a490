"""What a reading says of the categories of taxonomies: the one rule for the record, for alert rules and for the lake."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]


def feeling_by_category(mentions: Iterable[Record]) -> dict[str, float]:
    """Category -> the mean sentiment, −1 to 1, of the places that name it or one below it (`Reading.mentions`).

    In SQL it is the view `understand_category`.
    """
    sums: dict[str, list[float]] = {}
    for mention in mentions:
        for category in mention.get("categories", ()):
            sums.setdefault(category, []).append(mention["sentiment"])
    return {category: round(sum(values) / len(values), 6) for category, values in sums.items()}


def with_those_above(named: Sequence[str], above: Mapping[str, Sequence[str]]) -> list[str]:
    """Full codes of categories, each once: those named, and the ones that they lie below (`taxonomies.categories_above`)."""
    return list(dict.fromkeys((*named, *(whole for one in named for whole in above.get(one, ())))))


def lowest(named: Sequence[str], above: Mapping[str, Sequence[str]]) -> list[str]:
    """Of these categories those below which no other of them lies."""
    covered = {whole for one in named for whole in above.get(one, ())}
    return [one for one in named if one not in covered]
