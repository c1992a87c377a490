"""Forms about the organisation tree."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.accounts.actions.save_unit import UnitFields
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.forms.fields import NameField, UnitField, kind_choices


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


class ParentForm(forms.Form):
    """Where in the tree."""

    parent = UnitField(label=_("Lies under"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        field.offer(actor, "organisation.manage", _("Nothing: at the top"))  # type: ignore[attr-defined]


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
