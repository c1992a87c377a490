"""An answer as plain data for JSON; the shape is a promise of the API and of `zhiyin measure --json`."""

from typing import Any

from zhiyin.measure.queries.question import Answer, Cell, Difference, Key, Row
from zhiyin.measure.registry import Metric

DIGITS = 6
"""Decimals kept: enough to reckon with, and no noise of binary fractions."""


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer. NPS in points, shares in percent; `value` is null with a `reason` when there is none."""
    question = answer.question
    return {
        "as_of": answer.as_of.isoformat(),
        "snapshot": str(answer.snapshot),
        "question": answer.sentence,
        "plan": answer.plan,
        "population": question.population,
        "from": answer.span.start.isoformat() if answer.span.start else None,
        "to": answer.span.end.isoformat() if answer.span.end else None,
        "where": question.where or None,
        "compare": question.compare or None,
        "family": answer.family or None,
        "notes": list(answer.notes),
        "metrics": [
            {"code": metric.code, "version": metric.version, "unit": str(metric.unit)}
            for metric in answer.metrics
        ],
        "rows": [_row(row) for row in answer.rows],
    }


def metric_to_json(metric: Metric) -> dict[str, Any]:
    """A definition of the registry."""
    scale = metric.scale
    return {
        "code": metric.code,
        "version": metric.version,
        "label": str(metric.label),
        "short": str(metric.short),
        "grain": str(metric.grain),
        "unit": str(metric.unit),
        "polarity": metric.polarity,
        "constructs": list(metric.constructs),
        "scale": {"min": scale.minimum, "max": scale.maximum} if scale else None,
        "definition": str(metric.definition),
        "origin": str(metric.origin),
        "limits": str(metric.limits),
        "example": {
            "counts": dict(metric.example.counts),
            "value": metric.example.value,
            "low": metric.example.low,
            "high": metric.example.high,
        },
    }


def _row(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in row.keys:
        found.update(_key(key))
    for code, cell in row.cells.items():
        found[code] = cell_to_json(cell)
    return found


def _key(key: Key) -> dict[str, Any]:
    name = key.dimension
    if key.start is not None and key.end is not None:
        return {
            "period": key.id,
            "period_label": key.label,
            "start": key.start.isoformat(),
            "end": key.end.isoformat(),
        }
    if key.is_unit:
        return {
            name: key.label,
            f"{name}_id": key.id,
            f"{name}_code": key.code or None,
            "path": key.path or None,
        }
    return {name: key.id, f"{name}_label": key.label}


def cell_to_json(cell: Cell) -> dict[str, Any]:
    """One number with what belongs to it."""
    found: dict[str, Any] = {
        "value": _rounded(cell.value),
        "low": _rounded(cell.low),
        "high": _rounded(cell.high),
        "n": cell.n,
    }
    if cell.asked is not None:
        found["asked"] = cell.asked
    if cell.reason:
        found["reason"] = cell.reason
    if cell.indicative:
        found["indicative"] = True
    if cell.warning:
        found["warning"] = cell.warning
    if cell.withheld:
        found["withheld"] = True
    if cell.parts:
        found["parts"] = {name: _rounded(part) for name, part in cell.parts.items()}
    if cell.change is not None:
        found["change"] = _change(cell.change)
    return found


def _change(change: Difference) -> dict[str, Any]:
    found: dict[str, Any] = {
        "value": _rounded(change.value),
        "low": _rounded(change.low),
        "high": _rounded(change.high),
        "real": change.real,
        "p": _rounded(change.p),
        "before": _rounded(change.before),
        "n_before": change.n_before,
    }
    if change.reason:
        found["reason"] = change.reason
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
