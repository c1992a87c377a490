"""What people fill in about the assistant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.understand.actions.save_assistant import LIMITS, AssistantFields
from zhiyin.understand.phrases.assistant import USES
from zhiyin.understand.queries.assistant import AssistantState


class AssistantForm(forms.Form):
    """How the assistant is reached, and what it may do; what is possible is checked by the action."""

    address = forms.CharField(
        label=_("Address of the API"),
        max_length=500,
        help_text=_("OpenAI-compatible, up to and with its version, for example https://api.example.com/v1."),
    )
    model = forms.CharField(label=_("Model"), max_length=120, help_text=_("As its server calls it."))
    key = forms.CharField(
        label=_("Key"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    own = forms.BooleanField(
        label=_("It is our own server: private networks and plain http may be used"),
        required=False,
        help_text=_(
            "Only when you run the server yourselves. Otherwise addresses inside your network are refused."
        ),
    )
    uses = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        choices=list(USES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    seconds = forms.IntegerField(label=_("Seconds for one answer, at most"))
    monthly_requests = forms.IntegerField(label=_("Requests a month, at most"))
    monthly_tokens = forms.IntegerField(
        label=_("Tokens a month, at most"),
        help_text=_("A token is about one Chinese character or three quarters of an English word."),
    )

    def __init__(self, state: AssistantState | None, *args: Any, **kwargs: Any) -> None:
        usual = AssistantFields(address="", model="")
        shown: Any = state or usual
        kwargs["initial"] = {name: getattr(shown, name) for name in self.base_fields if name != "key"}
        super().__init__(*args, **kwargs)
        for name, (least, most) in LIMITS.items():
            self.fields[name].widget.attrs |= {"min": least, "max": most}
        if state is not None and state.key_held:
            self.fields["key"].help_text = _("Kept as it is when left empty.")

    def fields_given(self) -> AssistantFields:
        return AssistantFields(**self.cleaned_data)
