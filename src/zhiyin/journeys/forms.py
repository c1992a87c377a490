"""What people fill in about target customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.customers.queries.segments import SegmentRow
from zhiyin.journeys.actions.save_persona import (
    LISTS,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    PersonaContent,
)
from zhiyin.journeys.queries.personas import PersonaRow


class PersonaForm(forms.Form):
    """A persona; the lists have one entry a line."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    code = forms.CharField(label=_("Code"), max_length=LONGEST_CODE)
    segment = forms.ChoiceField(label=_("The segment behind it"), required=False)
    summary = forms.CharField(
        label=_("Who they are"),
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needs = forms.CharField(
        label=_("What they need"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    pains = forms.CharField(
        label=_("What hurts them"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    expectations = forms.CharField(
        label=_("What they expect"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    brand_words = forms.CharField(
        label=_("Words that the brand should stand for"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, segments: list[SegmentRow], row: PersonaRow | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row is not None:
            del self.fields["code"]
        field = self.fields["segment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None yet")), *((one.code, one.name) for one in segments)]

    def content(self) -> PersonaContent:
        """The persona as filled in; call it on a valid form."""
        data = self.cleaned_data
        return PersonaContent(
            code=self.row.code if self.row else data["code"],
            name=data["name"],
            summary=data["summary"],
            segment=data["segment"],
            **{name: tuple(data[name].splitlines()) for name in LISTS},
        )
