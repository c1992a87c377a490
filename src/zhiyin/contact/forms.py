"""What people fill in about ways out, rules of contact and webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.contact.actions.save_channel import ChannelFields
from zhiyin.contact.actions.save_contact_rule import RuleFields
from zhiyin.contact.actions.save_webhook import WebhookFields
from zhiyin.contact.phrases import PURPOSES
from zhiyin.contact.phrases.channels import CARRIERS, KINDS
from zhiyin.contact.phrases.doors import DOORS
from zhiyin.contact.queries.webhooks import event_choices
from zhiyin.journal.reach import within_reach


class ChannelForm(forms.Form):
    """The fields of one carrier. A secret that is there already may stay empty."""

    name = forms.CharField(label=_("Name"), max_length=100)

    def __init__(
        self, kind: str, carrier: str, *args: Any, held: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.carrier = kind, carrier
        for field in CARRIERS[carrier].fields:
            is_held = field.secret and field.name in held
            self.fields[f"x_{field.name}"] = forms.CharField(
                label=str(field.label),
                required=field.required and not is_held,
                max_length=500,
                initial=field.usual,
                help_text=_("Kept as it is when left empty.") if is_held else str(field.help),
                widget=forms.PasswordInput(attrs={"autocomplete": "off"})
                if field.secret
                else forms.TextInput,
            )
        self.fields["is_default"] = forms.BooleanField(
            label=_("The usual way for messages of this kind"), required=False
        )

    def fields_given(self) -> ChannelFields:
        given = self.cleaned_data
        of = CARRIERS[self.carrier].fields
        return ChannelFields(
            name=given["name"],
            kind=self.kind,
            carrier=self.carrier,
            settings={field.name: given[f"x_{field.name}"] for field in of if not field.secret},
            secrets={field.name: given[f"x_{field.name}"] for field in of if field.secret},
            is_default=given["is_default"],
        )

    def add_errors(self, errors: dict[str, str]) -> None:
        """Put the action's sentences next to their fields."""
        for name, sentence in errors.items():
            place = f"x_{name}" if f"x_{name}" in self.fields else name if name in self.fields else None
            self.add_error(place, sentence)


class TestForm(forms.Form):
    to = forms.CharField(label=_("Your own address"), max_length=190)


class ContactRuleForm(forms.Form):
    """A cap, quiet hours, or both."""

    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    most = forms.IntegerField(
        label=_("At most so many messages"), required=False, min_value=1, max_value=1000
    )
    within_days = forms.IntegerField(label=_("in so many days"), required=False, min_value=1, max_value=366)
    quiet_from = forms.TimeField(
        label=_("No contact from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            ("", _("Every purpose but answers")),
            *((name, label) for name, label in PURPOSES.items() if name != "test"),
        ]
        self.fields["channel"].choices = [("", _("Every channel")), *KINDS.items()]  # type: ignore[attr-defined]

    def fields_given(self) -> RuleFields:
        return RuleFields(**self.cleaned_data)


class AskForm(forms.Form):
    """Would this person be contacted?"""

    customer = forms.RegexField(
        r"^[0-9]{1,19}$",
        label=_("Customer"),
        help_text=_("The number in the address of the customer's page."),
    )
    channel = forms.ChoiceField(label=_("Channel"))
    purpose = forms.ChoiceField(label=_("Purpose"))
    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("Empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        validators=[within_reach],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(name, label) for name, label in KINDS.items() if name in ("mail", "sms", "wecom_customer")]
        self.fields["channel"].choices = kinds  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            (name, label) for name, label in PURPOSES.items() if name not in ("test", "notification")
        ]


class WebhookForm(forms.Form):
    """Where a machine listens, and for what."""

    url = forms.CharField(label=_("Address"), max_length=500, help_text="https://…")
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    events = forms.MultipleChoiceField(label=_("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, f"{name} · {about}") for name, about in event_choices()]
        self.fields["events"].choices = choices  # type: ignore[attr-defined]

    def fields_given(self) -> WebhookFields:
        given = self.cleaned_data
        return WebhookFields(url=given["url"], name=given["name"], events=given["events"])


class DoorForm(forms.Form):
    """An address for what comes back."""

    name = forms.CharField(label=_("Name"), max_length=100)
    use = forms.ChoiceField(label=_("Who brings it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uses = [(f"{kind}:{carrier}", label) for (kind, carrier), label in DOORS.items()]
        self.fields["use"].choices = uses  # type: ignore[attr-defined]
