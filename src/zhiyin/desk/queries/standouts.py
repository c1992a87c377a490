"""Beside the scoreboard: the places that stand out from the whole, and the customers' tiers compared."""

from dataclasses import dataclass

from zhiyin.accounts.actor import Actor
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Cell, Key, Question
from zhiyin.measure.queries.scoreboard import Scoreboard
from zhiyin.science.estimate.families import benjamini_hochberg
from zhiyin.science.estimate.quantiles import normal_p, normal_quantile

FEW = 5  # fewer units than this below the one shown: the single places are looked at too
MOST = 8


@dataclass(frozen=True, slots=True)
class Standout:
    """A place or a tier with its score."""

    key: Key
    cell: Cell


def standing_out(actor: Actor, board: Scoreboard, unit: str | None) -> list[Standout]:
    """Single places that differ from the whole by more than noise, judged together (BH, METHODS A15), the best first.

    The test is the normal one that their interval stands for. Nothing when the units compared are single places already.
    """
    reference = board.reference.value
    if reference is None or len(board.units) >= FEW:
        return []
    found = [
        one for one in _by(actor, board, unit, "unit") if not one.cell.indicative and one.cell.low is not None
    ]
    verdicts = benjamini_hochberg(_p(one.cell, reference) for one in found)
    apart = [one for one, verdict in zip(found, verdicts, strict=True) if verdict.rejected]
    if len(apart) > MOST:
        apart = apart[: MOST // 2] + apart[-MOST // 2 :]
    return apart


def _p(cell: Cell, reference: float) -> float | None:
    if cell.value is None or cell.low is None or cell.high is None or cell.high <= cell.low:
        return None
    return normal_p((cell.value - reference) * 2 * normal_quantile(0.95) / (cell.high - cell.low))


def tiers(actor: Actor, board: Scoreboard, unit: str | None) -> list[Standout]:
    """The customers' tiers; nothing when fewer than two are known."""
    found = [one for one in _by(actor, board, unit, "tier") if one.key.id]
    return found if len(found) > 1 else []


def _by(actor: Actor, board: Scoreboard, unit: str | None, dimension: str) -> list[Standout]:
    code = board.headline.code
    question = Question((code,), by=(dimension,), start=board.month.start, end=board.month.end, unit=unit)
    rows = [Standout(row.keys[0], row.cells[code]) for row in ask(actor, question).rows]
    sign = board.headline.polarity or 1
    known = [row for row in rows if row.cell.value is not None]
    return sorted(known, key=lambda row: -sign * (row.cell.value or 0.0))
