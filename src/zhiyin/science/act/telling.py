"""Which aspects name a case: those the customer felt most strongly about, in the direction of the whole
voice.
"""

from collections.abc import Iterable


def telling_aspects(mentions: Iterable[tuple[str, float | None]], label: str, limit: int = 2) -> list[str]:
    """Up to `limit` distinct aspect codes from (aspect, sentiment −1…1) pairs, strongest first, ties by code.

    `label` is the reading's: "positive" looks for delight, everything else for harm. Aspects that point the
    other way are left out; unread ones count as weakest.
    """
    sign = 1.0 if label == "positive" else -1.0
    strength: dict[str, float] = {}
    for aspect, sentiment in mentions:
        felt = sign * sentiment if sentiment is not None else 0.0
        if felt >= 0:
            strength[aspect] = max(strength.get(aspect, 0.0), felt)
    return sorted(strength, key=lambda aspect: (-strength[aspect], aspect))[:limit]
