"""What a reading says of aspects and of categories of taxonomies: the one rule for the record, alert rules and the lake."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]


def feeling_by_aspect(mentions: Sequence[Record]) -> dict[str, float]:
    """Aspect -> the mean sentiment, −1 to 1, of the places that speak of it (`Reading.mentions`).

    In SQL it is the view `understand_mention`.
    """
    if len(mentions) == 1:
        return {mentions[0]["aspect"]: mentions[0]["sentiment"]}
    sums: dict[str, list[float]] = {}
    for mention in mentions:
        sums.setdefault(mention["aspect"], []).append(mention["sentiment"])
    return _means(sums)


def feeling_by_category(mentions: Iterable[Record]) -> dict[str, float]:
    """Category -> the mean sentiment, −1 to 1, of the places that name it or one below it (`Reading.mentions`).

    In SQL it is the view `understand_category`.
    """
    sums: dict[str, list[float]] = {}
    for mention in mentions:
        for category in mention.get("categories", ()):
            sums.setdefault(category, []).append(mention["sentiment"])
    return _means(sums)


def _means(values: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {code: round(sum(those) / len(those), 6) for code, those in values.items()}


def with_those_above(named: Sequence[str], above: Mapping[str, Sequence[str]]) -> list[str]:
    """Full codes of categories, each once: those named, and the ones that they lie below (`taxonomies.categories_above`)."""
    return list(dict.fromkeys((*named, *(whole for one in named for whole in above.get(one, ())))))


def lowest(named: Sequence[str], above: Mapping[str, Sequence[str]]) -> list[str]:
    """Of these categories those below which no other of them lies."""
    covered = {whole for one in named for whole in above.get(one, ())}
    return [one for one in named if one not in covered]
