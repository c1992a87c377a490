"""What people fill in about a customer: corrections, wishes, interests, days; and about a company."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyin.customers.actions.save_company import CompanyContent
from zhiyin.customers.actions.save_date import DateContent
from zhiyin.customers.phrases.profiles import DATE_KINDS, PREFERENCES, REACHED_BY, ROLES, SPOKEN

DAYS: Final = [(str(day), str(day)) for day in range(1, 32)]


class CorrectionForm(forms.Form):
    """What somebody knows better than the sources. An empty field says nothing."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=100, required=False)
    tier = forms.CharField(label=_("Tier"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    born_on = forms.DateField(
        label=_("Born on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((code, SPOKEN[code]) for code in ("zh-hans", "zh-hant", "en"))]


class PreferenceForm(forms.Form):
    """One wish: which field counts depends on its kind."""

    code = forms.ChoiceField(label=_("What about"), choices=list(PREFERENCES.items()))
    language = forms.ChoiceField(label=_("Language"), required=False)
    channel = forms.ChoiceField(
        label=_("Prefers to be reached by"), required=False, choices=[("", "—"), *REACHED_BY.items()]
    )
    start = forms.TimeField(
        label=pgettext_lazy("time", "From"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    until = forms.TimeField(
        label=pgettext_lazy("time", "Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    days = forms.CharField(
        label=_("Days of the month"),
        required=False,
        max_length=100,
        help_text=_("For example 14-16, 28."),
    )
    text = forms.CharField(label=_("In words"), required=False, max_length=200)
    note = forms.CharField(
        label=_("Why, or what to keep in mind"),
        required=False,
        max_length=300,
        help_text=_("For example: closes books from the 14th to the 16th."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((code, SPOKEN[code]) for code in ("zh-hans", "zh-hant", "en"))]

    FIELD_OF: Final = {
        "language": "language",
        "channel": "channel",
        "hours": "start",
        "not_on_days": "days",
    }
    """Where what is wrong with a value is shown."""

    def value(self) -> Any:
        """The value of the kind that was chosen, as actions take it; call it on a valid form."""
        data = self.cleaned_data
        match data["code"]:
            case "language" | "channel":
                return data[data["code"]]
            case "hours":
                return {
                    "from": f"{data['start']:%H:%M}" if data["start"] else "",
                    "until": f"{data['until']:%H:%M}" if data["until"] else "",
                }
            case "not_on_days":
                return {"days": _days(data["days"])}
            case _:
                return data["text"]


def _days(text: str) -> list[int]:
    """[14, 15, 16, 28] of "14-16, 28"; [] where it cannot be read."""
    found: list[int] = []
    for part in text.replace("、", ",").replace("，", ",").replace("–", "-").split(","):
        first, _dash, last = part.strip().partition("-")
        last = last or first
        if not (first.strip().isdecimal() and last.strip().isdecimal()) or len(first) > 2 or len(last) > 3:
            return []
        found.extend(range(int(first), int(last) + 1))
    return found


class InterestForm(forms.Form):
    name = forms.CharField(label=_("Likes to hear of"), max_length=60)


class DateForm(forms.Form):
    """A day of the year."""

    kind = forms.ChoiceField(label=_("Which day"), choices=list(DATE_KINDS.items()))
    label = forms.CharField(label=_("Called"), max_length=60, required=False)
    is_lunar = forms.BooleanField(label=_("By the lunar calendar"), required=False)
    is_leap_month = forms.BooleanField(label=_("In the leap month"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2100)
    month = forms.IntegerField(label=_("Month"), min_value=1, max_value=12)
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31)

    def content(self) -> DateContent:
        """The day as filled in; call it on a valid form."""
        return DateContent(**self.cleaned_data)


class CompanyForm(forms.Form):
    name = forms.CharField(label=_("Name of the company"), max_length=200)
    code = forms.CharField(
        label=_("Code"), max_length=60, required=False, help_text=_("Given by us when left empty.")
    )
    tier = forms.CharField(label=_("Tier"), max_length=30, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=60, required=False)
    unit = forms.ChoiceField(label=_("Whose customer"), required=False)
    contract_value = forms.DecimalField(
        label=_("Contract value a year"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    acquisition_cost = forms.DecimalField(
        label=_("What winning it cost"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    renews_on = forms.DateField(
        label=_("Contract renews on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = units

    def content(self, attributes: dict[str, Any]) -> CompanyContent:
        """The company as filled in, with the attributes that it has; call it on a valid form."""
        data = dict(self.cleaned_data)
        unit = data.pop("unit")
        return CompanyContent(**data, unit_id=int(unit) if unit else None, attributes=attributes)


class ContactForm(forms.Form):
    """Who speaks for a company: somebody we know, found by a whole number, mobile or address."""

    person = forms.CharField(
        label=pgettext_lazy("speaks for a company", "Who"),
        max_length=100,
        help_text=_("Their whole number, mobile or address."),
    )
    role = forms.ChoiceField(label=_("Their part"), choices=list(ROLES.items()))
    title = forms.CharField(label=pgettext_lazy("job", "Title"), max_length=60, required=False)
