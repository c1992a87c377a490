"""What people fill in about judging."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.understand.judging.terms import LIMITS, LONGEST_NAME, Terms
from zhiyin.understand.phrases.people_models import TERMS

WHOLE = ("horizon_weeks", "gone_least", "gone_most", "window_days")
HINTS = {
    "horizon_weeks": _("52 weeks are a year."),
    "gone_least": _("Nobody counts as gone before."),
    "gone_most": _("Everybody counts as gone then."),
    "left_attribute": _("Only where customers have contracts. Sources tell it, for example “Churn”."),
    "left_value": _("For example “Yes”."),
}


class TermsForm(forms.Form):
    """All terms; what is possible is checked by the action, which has the sentences."""

    def __init__(self, terms: Terms, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in TERMS.items():
            options = {"label": label, "help_text": HINTS.get(name, ""), "initial": getattr(terms, name)}
            if name in LIMITS:
                least, most = LIMITS[name]
                of = forms.IntegerField if name in WHOLE else forms.FloatField
                step = 1 if name in WHOLE else "any"
                widget = forms.NumberInput(attrs={"min": f"{least:g}", "max": f"{most:g}", "step": step})
                self.fields[name] = of(widget=widget, **options)
            else:
                suggested = forms.TextInput(attrs={"list": f"known-{name}", "autocomplete": "off"})
                self.fields[name] = forms.CharField(
                    max_length=LONGEST_NAME, required=False, widget=suggested, **options
                )
