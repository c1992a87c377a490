"""The metric registry: what may be asked for, under which name, and what each number means."""

from difflib import get_close_matches

from zhiyin.measure.errors import UnknownMetric
from zhiyin.measure.registry.definitions import DEFINITIONS
from zhiyin.measure.registry.metric import Example, Grain, Metric

METRICS: dict[str, Metric] = {metric.code: metric for metric in DEFINITIONS}
_BY_NAME: dict[str, Metric] = {
    **{alias: metric for metric in DEFINITIONS for alias in metric.aliases},
    **METRICS,
}


def metric_named(name: str) -> Metric:
    """The metric of that code, upper and lower case alike. Raises UnknownMetric with the nearest code."""
    found = _BY_NAME.get(name.strip().casefold())
    if found is None:
        near = get_close_matches(name.casefold(), _BY_NAME, n=1, cutoff=0.4)
        raise UnknownMetric(name, near[0] if near else "", tuple(METRICS))
    return found


__all__ = ["METRICS", "Example", "Grain", "Metric", "metric_named"]
