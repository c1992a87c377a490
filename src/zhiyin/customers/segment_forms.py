"""What people fill in about segments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.customers.actions.save_segment import (
    LONGEST_CODE,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    SegmentContent,
)
from zhiyin.customers.phrases.identity import KINDS as KEY_KINDS
from zhiyin.customers.queries.pasted_keys import KINDS
from zhiyin.customers.queries.segments import SegmentRow

MONO = {"class": "mono", "spellcheck": "false", "autocomplete": "off"}


class SegmentForm(forms.Form):
    """A segment; its code is settled when it is made, and a list has no condition."""

    name = forms.CharField(label=_("Name of the segment"), max_length=LONGEST_NAME)
    code = forms.CharField(label=_("Code"), max_length=LONGEST_CODE, widget=forms.TextInput(attrs=MONO))
    description = forms.CharField(label=_("What it is for"), max_length=LONGEST_DESCRIPTION, required=False)
    criteria = forms.CharField(
        label=_("Condition"), max_length=4000, widget=forms.Textarea(attrs={**MONO, "rows": 4})
    )

    def __init__(self, kind: str, row: SegmentRow | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.row = row
        if row is not None:
            del self.fields["code"]
        if kind == "list":
            del self.fields["criteria"]

    def content(self) -> SegmentContent:
        """The segment as filled in; call it on a valid form."""
        data = self.cleaned_data
        return SegmentContent(
            code=data.get("code") or (self.row.code if self.row else ""),
            name=data["name"],
            kind=self.kind,
            criteria=data.get("criteria", ""),
            description=data["description"],
        )


class ListForm(forms.Form):
    """Keys to be put on a list or taken off it."""

    kind = forms.ChoiceField(
        label=_("The keys are"),
        choices=[
            (kind, _("Ids of customers here") if kind == "customer" else KEY_KINDS[kind]) for kind in KINDS
        ],
    )
    scope = forms.CharField(label=_("Of the app or system"), max_length=60, required=False)
    keys = forms.CharField(
        label=_("Keys, one a line"), max_length=2_000_000, widget=forms.Textarea(attrs={**MONO, "rows": 5})
    )
