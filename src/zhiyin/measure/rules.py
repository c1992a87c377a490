"""The thresholds under which a number is hidden or only indicative (METHODS A14)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from zhiyin.science.estimate import Thresholds, recoverable_by_differencing, suppress

PRIVACY_K = 5
STAFF_PRIVACY_K = 10
RELIABILITY_N = 30
FAMILY_Q = 0.05
MAX_ROWS = 100_000

Cell = tuple[Hashable, ...]


def privacy_k(population: str) -> int:
    """How many people a protected group must have to be shown."""
    return STAFF_PRIVACY_K if population == "staff" else PRIVACY_K


def hidden_cells(
    respondents: Mapping[Cell, int],
    *,
    k: int,
    multiple: Sequence[bool],
    without_each_filter: Iterable[Mapping[Cell, int]] = (),
) -> frozenset[Cell]:
    """The cells whose protected answers must not be shown.

    `respondents` counts the protected people of each cell; a cell's coordinates are its dimensions, of which
    `multiple` says whether a person counts in several. A cell is hidden for itself, because dropping a filter
    would single out a few, or because the total of its line (along each dimension in turn, as such totals can
    be asked for) would give a hidden one away.
    """
    thresholds = Thresholds(privacy_k=k, reliability_n=RELIABILITY_N)
    wider = list(without_each_filter)
    hidden = {
        cell
        for cell, count in respondents.items()
        if thresholds.visibility(count).hides
        or (
            count
            and recoverable_by_differencing(
                count, [max(count, other.get(cell, count)) for other in wider], privacy_k=k
            )
        )
    }
    before = -1
    while hidden and len(hidden) != before:
        before = len(hidden)
        for axis, is_multiple in enumerate(multiple):
            if is_multiple:
                continue
            lines: dict[Cell, dict[Cell, int]] = {}
            for cell, count in respondents.items():
                if count:
                    lines.setdefault((*cell[:axis], *cell[axis + 1 :]), {})[cell] = count
            for line in lines.values():
                if hidden.isdisjoint(line):
                    continue
                verdict = suppress(
                    line, thresholds, total=sum(line.values()), recoverable=hidden.intersection(line)
                )
                hidden.update(cell for cell, visibility in verdict.cells.items() if visibility.hides)
    return frozenset(hidden)
