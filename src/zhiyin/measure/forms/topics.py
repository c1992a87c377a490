"""Which voices a page of topics is about; all of it lives in the address of the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.measure.forms.ask import AboutForm
from zhiyin.measure.phrases import CHANNELS, KINDS
from zhiyin.measure.queries.topics import About

DEFAULTS = {"compare": "previous", "population": "customer"}


class TopicsForm(AboutForm):
    """`about()` is what a valid form asks for."""

    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All channels")), *CHANNELS.items()]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *KINDS.items()])

    def about(self) -> About:
        given: dict[str, Any] = self.cleaned_data
        return About(
            start=given["start"] or None,
            end=given["end"] or None,
            unit=given["unit"],
            where=given["where"],
            channel=given["channel"],
            kind=given["kind"],
            population=given["population"] or "customer",
            compare=given["compare"],
        )
