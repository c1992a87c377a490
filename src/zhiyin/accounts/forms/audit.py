"""What the reader of the audit trail looks for."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyin.accounts.phrases import event_words
from zhiyin.accounts.queries.audit import Looking
from zhiyin.journal.reach import within_reach


def _day(day: date | None, later: int = 0) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time.min))


class AuditForm(forms.Form):
    actor = forms.CharField(label=_("Who"), max_length=150, required=False)
    name = forms.ChoiceField(label=_("What"), required=False)
    subject = forms.CharField(
        label=_("On what"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "user:12"}),
    )
    since = forms.DateField(
        label=pgettext_lazy("period", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[within_reach],
    )
    until = forms.DateField(
        label=pgettext_lazy("period", "To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[within_reach],
    )

    def __init__(self, names: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = sorted(((name, event_words(name)) for name in names), key=lambda pair: pair[1])
        self.fields["name"].choices = [("", _("Everything")), *words]  # type: ignore[attr-defined]

    def looking(self) -> Looking:
        """What was asked for; fields that cannot be used restrict nothing, the page shows their errors."""
        data = self.cleaned_data if self.is_valid() or hasattr(self, "cleaned_data") else {}
        return Looking(
            actor=data.get("actor", ""),
            name=data.get("name", ""),
            subject=data.get("subject", ""),
            since=_day(data.get("since")),
            until=_day(data.get("until"), 1),
        )
