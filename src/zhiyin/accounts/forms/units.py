"""Forms about the organisation tree."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.accounts.actions.save_unit import UnitFields
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.forms.fields import NameField, UnitField, kind_choices
from zhiyin.accounts.phrases import OWNERSHIPS
from zhiyin.journal.reach import within_reach


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[within_reach],
    )


class DatedForm(forms.Form):
    """From which day on, and why."""

    on = day_field(
        _("From which day on"), help_text=_("Empty: from today on. A day to come cannot be entered yet.")
    )
    note = NameField(label=_("Note"), max_length=200, required=False)


class UnitForm(forms.Form):
    code = NameField(label=_("Code"), max_length=60, help_text=_("As in your other systems; each code once."))
    name = NameField(label=_("Name"), max_length=150)
    short_name = NameField(
        label=_("Short name"), max_length=60, required=False, help_text=_("What charts and lists show.")
    )
    kind = forms.ChoiceField(label=_("Kind"))
    city = NameField(label=_("City"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]

    def unit_fields(self) -> UnitFields:
        data = self.cleaned_data
        return UnitFields(data["code"], data["name"], data["short_name"], data["kind"], data["city"])


class EditedUnitForm(UnitForm):
    on = day_field(
        _("New name from which day on"),
        help_text=_("Only for a new code or name; the former one stays another name. Empty: from today on."),
    )
    note = NameField(label=_("Note"), max_length=200, required=False)


class OwnershipForm(DatedForm):
    ownership = forms.ChoiceField(label=_("Who runs it"), required=False)

    field_order = ("ownership", "on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not entered")), *OWNERSHIPS.items()]
        self.fields["ownership"].choices = choices  # type: ignore[attr-defined]


class OpeningForm(forms.Form):
    on = day_field(_("Opening day"), required=True)
    note = NameField(label=_("Note"), max_length=200, required=False)


class ParentForm(forms.Form):
    """Where in the tree."""

    parent = UnitField(label=_("Lies under"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        field.offer(actor, "organisation.manage", _("Nothing: at the top"))  # type: ignore[attr-defined]


class MoveForm(ParentForm, DatedForm):
    field_order = ("parent", "on", "note")


class BrandForm(forms.Form):
    word = NameField(label=_("Another brand word"), max_length=60, min_length=2)


class NewUnitForm(ParentForm, UnitForm):
    field_order = ("parent", "code", "name", "short_name", "kind", "city")


class PlaceForm(ParentForm):
    kind = forms.ChoiceField(label=_("Kind"), initial="store")

    field_order = ("parent", "kind")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    into = UnitField(label=_("Means this unit"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].offer(actor, "organisation.manage")  # type: ignore[attr-defined]


class AliasForm(forms.Form):
    alias = NameField(label=_("Another name"), max_length=150)


class UnitFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 10 MB and 20,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
