"""The registry as a page: what each number means, where it comes from, where it ends."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyin.accounts.pages.frame import signed_in
from zhiyin.measure.phrases import GRAINS, PARTS, UNITS
from zhiyin.measure.registry import METRICS
from zhiyin.measure.showing.numbers import with_unit
from zhiyin.theme import wording


@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Every definition with its worked example."""
    actor = signed_in(request)
    actor.require("measures.read")
    entries = [
        {
            "metric": metric,
            "grain": GRAINS[metric.grain],
            "unit": UNITS[metric.unit],
            "counts": [
                (PARTS.get(name, name), wording.number(count))
                for name, count in metric.example.counts.items()
            ],
            "value": with_unit(metric.example.value, metric.unit),
            "interval": wording.interval(metric.example.low, metric.example.high, metric.unit.decimals)
            if metric.example.low is not None
            else "",
        }
        for metric in METRICS.values()
    ]
    return render(request, "measure/metrics.html", {"entries": entries})
