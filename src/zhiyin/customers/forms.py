"""What people fill in about consent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.customers.actions.save_purpose import LONGEST_TEXT
from zhiyin.customers.actions.write_down_consent import LONGEST_REFERENCE
from zhiyin.customers.phrases.consent import BASES, CHANNELS, PROOFS, STATES
from zhiyin.customers.queries.consents import PurposeRow


class ConsentForm(forms.Form):
    """One word of a customer, written down by staff."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    state = forms.ChoiceField(label=_("The customer’s word"), choices=list(STATES.items()))
    channel = forms.ChoiceField(label=_("Channel"), choices=list(CHANNELS.items()), required=False)
    how = forms.ChoiceField(label=_("How we know"), choices=[("", "—"), *PROOFS.items()], required=False)
    reference = forms.CharField(label=_("Where the proof lies"), max_length=LONGEST_REFERENCE, required=False)
    by_guardian = forms.BooleanField(label=_("A guardian said it for a minor"), required=False)
    is_once = forms.BooleanField(label=_("For one message only"), required=False)

    def __init__(self, purposes: list[PurposeRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (one.code, one.label)
            for one in purposes
            if one.is_active and one.basis in ("consent", "objection")
        ]


class PurposeForm(forms.Form):
    """A purpose of one's own."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=100)
    basis = forms.ChoiceField(label=_("Allowed"), choices=list(BASES.items()))
    is_sensitive = forms.BooleanField(label=_("Uses sensitive data"), required=False)
    passes_on = forms.BooleanField(label=_("Passes data on to others"), required=False)
    minimum_age = forms.IntegerField(
        label=_("A guardian agrees below the age of"), min_value=0, max_value=18, required=False
    )


class TextForm(forms.Form):
    """The next version of a purpose's words."""

    zh = forms.CharField(
        label=_("Words in Chinese"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    en = forms.CharField(
        label=_("Words in English"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    asks_again = forms.BooleanField(
        label=_("Those who agreed to earlier words must be asked again"), required=False
    )
