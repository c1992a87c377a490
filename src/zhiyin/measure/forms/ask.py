"""The question as a form; all of it lives in the address of the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.measure.errors import BadCriteria, BadPeriod, Unanswerable, UnknownDimension, UnknownMetric
from zhiyin.measure.phrases import COMPARISONS, POPULATIONS
from zhiyin.measure.queries.dimensions import DIMENSIONS, LABELS
from zhiyin.measure.queries.periods import GRAINS
from zhiyin.measure.queries.question import Question
from zhiyin.measure.registry import METRICS

EMPTY = ("", _("– nothing –"))
BREAKDOWNS = tuple(code for code, dimension in DIMENSIONS.items() if dimension.kind != "time")


class AskForm(forms.Form):
    """Metrics, breakdowns, period, condition. `question()` is what it asks."""

    metric = forms.MultipleChoiceField(
        label=_("What"), choices=[(code, metric.label) for code, metric in METRICS.items()]
    )
    by = forms.ChoiceField(
        label=_("By"), required=False, choices=[EMPTY, *((code, LABELS[code]) for code in BREAKDOWNS)]
    )
    then = forms.ChoiceField(
        label=_("And by"), required=False, choices=[EMPTY, *((code, LABELS[code]) for code in BREAKDOWNS)]
    )
    grain = forms.ChoiceField(
        label=_("Over time"), required=False, choices=[EMPTY, *((code, LABELS[code]) for code in GRAINS)]
    )
    start = forms.CharField(
        label=_("From"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "2026-01"}),
    )
    end = forms.CharField(
        label=_("To"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "2026-11-21"}),
    )
    compare = forms.ChoiceField(
        label=_("Compared with"), required=False, choices=[EMPTY, *COMPARISONS.items()]
    )
    unit = forms.CharField(label=_("Unit (code or name)"), required=False, max_length=150)
    population = forms.ChoiceField(
        label=_("Who"), required=False, choices=[(code, label) for code, label in POPULATIONS.items()]
    )
    where = forms.CharField(
        label=_("Condition"),
        required=False,
        max_length=2000,
        help_text=_(
            "On signals: unit, region, channel, kind, touchpoint, tier, language, sentiment, nps, csat, ces, "
            "any(aspects, name == 'queue' && sentiment < 0). Join with && and ||."
        ),
        widget=forms.TextInput(attrs={"placeholder": 'tier == "gold" && sentiment < 0', "class": "mono"}),
    )

    def question(self) -> Question:
        """What a valid form asks."""
        given: dict[str, Any] = self.cleaned_data
        return Question(
            metrics=tuple(given["metric"]),
            by=tuple(code for code in dict.fromkeys((given["by"], given["then"])) if code),
            where=given["where"] or None,
            start=given["start"] or None,
            end=given["end"] or None,
            grain=given["grain"] or None,
            compare=given["compare"] or None,
            population=given["population"] or "customer",
            unit=given["unit"] or None,
        )

    def add_refusal(self, error: Unanswerable) -> None:
        """Put an error of the engine next to the field that it is about."""
        place = None
        if isinstance(error, UnknownMetric):
            place = "metric"
        elif isinstance(error, UnknownDimension):
            place = "by"
        elif isinstance(error, BadCriteria):
            place = "where"
        elif isinstance(error, BadPeriod):
            place = "start"
        self.add_error(place, str(error))
