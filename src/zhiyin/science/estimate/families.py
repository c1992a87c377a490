"""Many tests at once: Benjamini–Hochberg over the family of a query (METHODS A15)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zhiyin.science.estimate.results import Change


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A p-value of a family: as adjusted for the family, and whether the hypothesis is rejected at its q."""

    p: float | None
    rejected: bool


def benjamini_hochberg(p_values: Iterable[float | None], *, q: float = 0.05) -> tuple[Adjusted, ...]:
    """Adjusted p-values in the order given: p₍ᵢ₎ = min over j ≥ i of m·p₍ⱼ₎/j, rejected where that is ≤ q.

    None (not tested) stays None and does not count towards the family. Raises ValueError for a p outside 0…1.
    """
    values = list(p_values)
    if not 0.0 < q < 1.0:
        raise ValueError(f"q must lie between 0 and 1, not at {q}.")
    for p in values:
        if p is not None and not 0.0 <= p <= 1.0:
            raise ValueError(f"A p-value lies between 0 and 1, not at {p}.")
    ranked = sorted((p, place) for place, p in enumerate(values) if p is not None)
    adjusted: list[Adjusted] = [Adjusted(None, rejected=False)] * len(values)
    smallest = 1.0
    for rank in range(len(ranked), 0, -1):
        p, place = ranked[rank - 1]
        smallest = min(smallest, p * len(ranked) / rank)
        adjusted[place] = Adjusted(smallest, rejected=smallest <= q)
    return tuple(adjusted)


def as_family(changes: Sequence[Change], *, q: float = 0.05) -> tuple[Change, ...]:
    """The changes of one query judged together: `real` only where the family's correction leaves it so."""
    adjusted = benjamini_hochberg((change.p for change in changes), q=q)
    return tuple(
        replace(change, real=change.real and verdict.rejected, p_adjusted=verdict.p)
        for change, verdict in zip(changes, adjusted, strict=True)
    )
