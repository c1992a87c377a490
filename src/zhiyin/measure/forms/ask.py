"""The question as a form; all of it lives in the address of the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyin.measure.errors import BadCriteria, BadPeriod, Unanswerable, UnknownDimension, UnknownMetric
from zhiyin.measure.phrases import COMPARISONS, POPULATIONS
from zhiyin.measure.queries.dimensions import DIMENSIONS, LABELS
from zhiyin.measure.queries.periods import GRAINS
from zhiyin.measure.queries.question import Question
from zhiyin.measure.registry import METRICS

EMPTY = ("", _("– nothing –"))
BREAKDOWN_CHOICES = [
    EMPTY,
    *((code, LABELS[code]) for code, found in DIMENSIONS.items() if found.kind != "time"),
]
GRAIN_CHOICES = [EMPTY, *((code, LABELS[code]) for code in GRAINS)]


class AboutForm(forms.Form):
    """Which voices: period, unit, people, condition; and what they are compared with."""

    start = forms.CharField(
        label=pgettext_lazy("question", "From"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "2026-01"}),
    )
    end = forms.CharField(
        label=pgettext_lazy("question", "To"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "2026-11-21"}),
    )
    compare = forms.ChoiceField(
        label=pgettext_lazy("question", "Compared with"),
        required=False,
        choices=[EMPTY, *COMPARISONS.items()],
    )
    unit = forms.CharField(label=_("Unit (code or name)"), required=False, max_length=150)
    population = forms.ChoiceField(
        label=pgettext_lazy("question", "Who"),
        required=False,
        choices=list(POPULATIONS.items()),
    )
    where = forms.CharField(
        label=pgettext_lazy("question", "Condition"),
        required=False,
        max_length=2000,
        help_text=_(
            "On signals: unit, region, channel, kind, touchpoint, tier, visit_route, language, sentiment, nps, csat, ces, "
            "any(aspects, name == 'waiting' && sentiment < 0), any(categories, code == 'restaurant.dish_taste'). "
            "Join with && and ||."
        ),
        widget=forms.TextInput(attrs={"placeholder": 'tier == "gold" && sentiment < 0', "class": "mono"}),
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


class AskForm(AboutForm):
    """Metrics, breakdowns, period, condition. `question()` is what it asks."""

    metric = forms.MultipleChoiceField(
        label=pgettext_lazy("question", "What"),
        choices=[(code, metric.label) for code, metric in METRICS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    by = forms.ChoiceField(
        label=pgettext_lazy("question", "By"),
        required=False,
        choices=BREAKDOWN_CHOICES,
    )
    then = forms.ChoiceField(
        label=pgettext_lazy("question", "And by"),
        required=False,
        choices=BREAKDOWN_CHOICES,
    )
    grain = forms.ChoiceField(
        label=pgettext_lazy("question", "Over time"),
        required=False,
        choices=GRAIN_CHOICES,
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
