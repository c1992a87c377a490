"""What people fill in when they work on cases and alert rules."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.act.actions.save_rule import RuleContent
from zhiyin.act.phrases import PRIORITIES
from zhiyin.act.queries.case import CaseView, Choice


def _choices(entries: tuple[Choice, ...], nothing: Any) -> list[tuple[str, Any]]:
    return [("", nothing), *((entry.value, entry.label) for entry in entries)]


class VersionedForm(forms.Form):
    """A form that remembers which version of the case its reader saw."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class AssignForm(VersionedForm):
    person = forms.ChoiceField(label=_("Responsible"))

    def __init__(self, view: CaseView, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("0", _("Nobody yet")), *((one.value, one.label) for one in view.people)]


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    contacted = forms.BooleanField(label=_("I have spoken with the customer"), required=False)


class LetterForm(forms.Form):
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Letter"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))

    @classmethod
    def fresh(cls, body: str = "") -> "LetterForm":
        """A form with a token of its own, so that sending it twice writes once."""
        return cls(initial={"token": secrets.token_hex(16), "body": body}, auto_id="letter_%s")


class CauseForm(VersionedForm):
    root_cause = forms.ChoiceField(label=_("Root cause"))

    def __init__(self, view: CaseView, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["root_cause"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _choices(view.causes, _("Choose…"))


class ResolveForm(CauseForm):
    resolution = forms.CharField(
        label=_("What was done"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenForm(VersionedForm):
    reason = forms.CharField(
        label=_("Why is it taken up again?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class OpenCaseForm(forms.Form):
    unit = forms.ChoiceField(label=_("Where"))
    title = forms.CharField(
        label=_("What happened"), max_length=200, help_text=_("In a few words, without names.")
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=list(PRIORITIES.items()), initial=2
    )

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose…")), *units]


class RuleForm(forms.Form):
    name = forms.CharField(label=_("Name of the rule"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    criteria = forms.CharField(
        label=_("Condition"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono", "spellcheck": "false"}),
    )
    unit = forms.ChoiceField(label=_("Holds at"), required=False)
    priority = forms.TypedChoiceField(label=_("Priority"), coerce=int, choices=list(PRIORITIES.items()))
    due_minutes = forms.IntegerField(
        label=_("First answer within, minutes of opening hours"), min_value=1, max_value=43_200
    )
    max_age_days = forms.IntegerField(
        label=_("Open no case for experiences older than, days"), min_value=1, max_value=365
    )
    is_active = forms.BooleanField(label=_("On"), required=False)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Everywhere")), *units]

    def content(self) -> RuleContent:
        """The rule as filled in; call it on a valid form."""
        data = self.cleaned_data
        return RuleContent(
            name=data["name"],
            name_en=data["name_en"],
            criteria=data["criteria"],
            priority=data["priority"],
            due_minutes=data["due_minutes"],
            max_age_days=data["max_age_days"],
            unit_id=int(data["unit"]) if data["unit"] else None,
            is_active=data["is_active"],
        )
