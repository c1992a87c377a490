"""What people fill in to start a round of coding."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.understand.actions.start_coding import LEAST, LONGEST_NAME, MOST


class RoundForm(forms.Form):
    """A name, how many texts, and which."""

    name = forms.CharField(label=_("Name of the round"), max_length=LONGEST_NAME)
    size = forms.IntegerField(
        label=_("How many texts"),
        initial=100,
        min_value=LEAST,
        max_value=MOST,
        help_text=_("They are drawn at random. A hundred tell an accuracy to within about 6 points."),
    )
    where = forms.CharField(
        label=_("Only where"),
        required=False,
        max_length=4_000,
        help_text=_('A condition as in the inbox, such as channel == "app". Empty: every text.'),
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off"}),
    )
