"""What people fill in to have feedback fetched by itself."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.collect.actions.fetching.save_connector import ConnectorFields
from zhiyin.collect.phrases import KIND_LABELS

PAGING_LABELS: Final = [
    ("none", _("one answer holds everything")),
    ("page", _("numbered pages")),
    ("offset", _("an offset that grows")),
    ("cursor", _("a cursor in the answer")),
    ("next", _("the next address in the answer")),
    ("link", _("the Link header")),
]
AUTH_LABELS: Final = [
    ("none", _("no token")),
    ("bearer", _("Authorization: Bearer …")),
    ("basic", _("user name and password")),
    ("header", _("a header of its own")),
]
SINCE_LABELS: Final = [
    ("iso", _("ISO 8601, in UTC")),
    ("seconds", _("Unix seconds")),
    ("milliseconds", _("Unix milliseconds")),
    ("as_is", _("as the record has it")),
]
# Starting points: how these systems document their lists.
LIKE: Final[dict[str, dict[str, Any]]] = {
    "zendesk": {
        "url": "https://example.zendesk.com/api/v2/incremental/tickets.json",
        "records": "tickets", "paging": "next", "at": "next_page", "more_at": "!end_of_stream",
        "since_parameter": "start_time", "since_at": "generated_timestamp", "since_form": "seconds",
        "since_start": "1735689600", "auth": "basic", "kind": "ticket",
    },
    "chatwoot": {
        "url": "https://example.com/api/v1/accounts/1/conversations?status=all",
        "records": "data.payload", "paging": "page", "parameter": "page", "first": 1,
        "auth": "header", "auth_name": "api_access_token", "kind": "ticket",
    },
    "surveymonkey": {
        "url": "https://api.surveymonkey.com/v3/surveys/1/responses/bulk",
        "records": "data", "paging": "next", "at": "links.next", "size_parameter": "per_page",
        "since_parameter": "start_modified_at", "since_at": "date_modified", "since_form": "iso",
        "auth": "bearer", "kind": "survey",
    },
    "tencent": {
        "url": "https://open.wj.qq.com/api/surveys/1/answers",
        "records": "data.list", "paging": "cursor", "parameter": "last_answer_id", "at": "data.last_answer_id",
        "size_parameter": "per_page", "since_parameter": "last_answer_id", "since_at": "answer_id",
        "since_form": "as_is", "auth": "bearer", "kind": "survey",
    },
}  # fmt: skip
LIKE_LABELS: Final = {
    "zendesk": "Zendesk",
    "chatwoot": "Chatwoot",
    "surveymonkey": "SurveyMonkey",
    "tencent": _("Tencent Survey"),
}


class _ConnectorForm(forms.Form):
    """What every connector has."""

    name = forms.CharField(label=_("Name"), max_length=100)
    source = forms.CharField(
        label=_("Source"),
        max_length=60,
        help_text=_("Its files are read as the last one of this source was. A changed layout waits for you."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of feedback"),
        required=False,
        choices=[("", _("as its content says")), *KIND_LABELS.items()],
    )
    channel = forms.CharField(label=_("Channel"), max_length=40, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=150, required=False, help_text=_("Code or name."))
    every = forms.IntegerField(
        label=_("Every how many minutes"), min_value=1, max_value=60 * 24 * 31, initial=60
    )

    def _fields(self, kind: str, settings: dict[str, Any], secret: str | None = None) -> ConnectorFields:
        data = self.cleaned_data
        return ConnectorFields(
            name=data["name"],
            kind=kind,
            source=data["source"],
            every=data["every"],
            settings=settings,
            whole={name: data[name] for name in ("kind", "channel", "unit") if data[name]},
            secret=secret,
        )


class FolderForm(_ConnectorForm):
    """A folder that is watched."""

    source = forms.CharField(
        label=_("Source"),
        max_length=60,
        required=False,
        help_text=_("Empty: each file has the source of its own columns."),
    )
    path = forms.CharField(
        label=_("Folder"),
        max_length=300,
        help_text=_("Inside the installation's inbox; mount or link other places there."),
    )
    pattern = forms.CharField(
        label=_("File names"),
        max_length=200,
        required=False,
        help_text=_("Such as *.csv, *.xlsx; empty: every file."),
    )

    def fields_given(self) -> ConnectorFields:
        """The connector as it was filled in."""
        data = self.cleaned_data
        return self._fields("folder", {"path": data["path"], "pattern": data["pattern"]})


class ApiForm(_ConnectorForm):
    """A JSON API that is asked page by page."""

    url = forms.CharField(label=_("Address"), max_length=2000)
    auth = forms.ChoiceField(label=_("Signing in"), choices=AUTH_LABELS)
    auth_name = forms.CharField(label=_("User name or header"), max_length=100, required=False)
    secret = forms.CharField(
        label=_("Token or password"),
        max_length=4000,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed, never shown again. Empty: the one there is."),
    )
    records = forms.CharField(
        label=_("Where the records are"),
        max_length=200,
        required=False,
        help_text=_("Such as data.items; empty: the longest list."),
    )
    paging = forms.ChoiceField(label=_("Pages"), choices=PAGING_LABELS)
    parameter = forms.CharField(
        label=_("Parameter of the page, offset or cursor"), max_length=100, required=False
    )
    first = forms.IntegerField(label=_("First page or offset"), min_value=0, initial=1)
    at = forms.CharField(label=_("Where the cursor or next address stands"), max_length=200, required=False)
    more_at = forms.CharField(
        label=_("Where it says that there is more"),
        max_length=200,
        required=False,
        help_text=_("Such as has_more, or !finished when it says the opposite."),
    )
    size_parameter = forms.CharField(label=_("Parameter of the page's size"), max_length=100, required=False)
    size = forms.IntegerField(label=_("Records a page"), min_value=1, max_value=10_000, initial=100)
    since_parameter = forms.CharField(
        label=_("Parameter for “only what is new since”"), max_length=100, required=False
    )
    since_at = forms.CharField(
        label=_("Field of a record that tells how new it is"), max_length=200, required=False
    )
    since_form = forms.ChoiceField(label=_("How it is written"), choices=SINCE_LABELS)
    since_start = forms.CharField(label=_("The first time, since"), max_length=60, required=False)
    overlap = forms.IntegerField(
        label=_("Seconds asked for twice"),
        min_value=0,
        max_value=604_800,
        initial=300,
        help_text=_("So that nothing written late is missed; what is known already is not taken again."),
    )

    def fields_given(self) -> ConnectorFields:
        """The connector as it was filled in."""
        data = self.cleaned_data
        asking = {name: data[name] for name in _ASKING}
        auth = {"kind": data["auth"], "name": data["auth_name"]}
        return self._fields("api", {"asking": asking, "auth": auth}, data["secret"] or None)


_ASKING: Final = (
    "url", "records", "paging", "parameter", "first", "at", "more_at", "size_parameter", "size",
    "since_parameter", "since_at", "since_form", "since_start", "overlap",
)  # fmt: skip
