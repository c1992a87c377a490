"""What people fill in to hand over a file."""

from collections.abc import Mapping as AnyMapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.collect.phrases import KIND_LABELS
from zhiyin.science.collect.columns import SCORES, Column
from zhiyin.science.collect.satisfaction import settle_keys


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(one, initial) for one in given or [None]]


class UploadForm(forms.Form):
    """One file, or several: a survey with its description, the exports of three months."""

    file = _FilesField(
        label=_("File"),
        help_text=_(
            "Exports as they are: CSV, Excel, JSON, Parquet, survey descriptions (.lss). Several at once will do."
        ),
        widget=_SeveralFiles(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.json,.jsonl,.ndjson,.parquet,.lss,.qsf,.gz,.zip"}
        ),
    )


class WholeFileForm(forms.Form):
    """What holds for every row where no column says otherwise."""

    source = forms.CharField(
        label=_("Source"),
        max_length=60,
        help_text=_("Files of one source share their ids: a row that was changed becomes a revision."),
        widget=forms.TextInput(attrs={"list": "known-sources", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of feedback"), choices=[(code, label) for code, label in KIND_LABELS.items()]
    )
    channel = forms.CharField(label=_("Channel, where no column says"), max_length=40, required=False)
    unit = forms.CharField(
        label=_("Unit, where no column says"),
        max_length=150,
        required=False,
        help_text=_("Code or name."),
    )


class OtherFileForm(WholeFileForm):
    """Of files that hold purchases or customers: their kind is the file's."""

    kind = None  # type: ignore[assignment]


class CustomerFileForm(OtherFileForm):
    """A list of customers has no channel."""

    channel = None  # type: ignore[assignment]


def whole_file_form(group: str) -> type[WholeFileForm]:
    """The form for files with feedback, purchases or customers."""
    return {"purchases": OtherFileForm, "customers": CustomerFileForm}.get(group, WholeFileForm)


def columns_chosen(
    post: AnyMapping[str, str], mapping: dict[str, Any], *, starting: bool = False
) -> tuple[dict[str, Any], dict[int, str]]:
    """The mapping with what the columns' form says; and by column index what is wrong with its scale.

    What the form does not hold stays as it is. `starting`: every scale that is asked for must be settled.
    """
    errors: dict[int, str] = {}
    columns = []
    for column in mapping["columns"]:
        index = column["index"]
        chosen = {**column, "field": post.get(f"field-{index}", column["field"])}
        if chosen["field"] in SCORES:
            _scale_chosen(post, column, chosen, errors)
            if column.get("asked"):
                _asked_answered(post, column, chosen, errors, starting=starting)
        elif chosen["field"] != column["field"]:  # checks of a visit are numbers with a scale
            chosen["scale_min"] = chosen["scale_max"] = None
            chosen["asked"] = []
        columns.append(chosen)
    return {**mapping, "columns": columns}, errors


def _scale_chosen(
    post: AnyMapping[str, str], column: dict[str, Any], chosen: dict[str, Any], errors: dict[int, str]
) -> None:
    index = column["index"]
    for name, key in (("low", "scale_min"), ("high", "scale_max")):
        text = post.get(f"{name}-{index}", "").strip()
        try:
            chosen[key] = (
                float(text) if text else (column[key] if column["field"] == chosen["field"] else None)
            )
        except ValueError:
            errors[index] = str(_("A scale has two numbers."))
    polarity = post.get(f"polarity-{index}", "")
    if polarity in ("1", "-1"):
        chosen["polarity"] = int(polarity)


def _asked_answered(
    post: AnyMapping[str, str],
    column: dict[str, Any],
    chosen: dict[str, Any],
    errors: dict[int, str],
    *,
    starting: bool,
) -> None:
    """A scale that the values leave open, as the person has settled it."""
    index = column["index"]
    answer = post.get(f"asked-{index}", "")
    offered = {f"{low:g}-{high:g}": (low, high) for low, high in column["asked"]}
    if chosen["field"] == "nps":  # it has one scale
        chosen["asked"] = []
    elif answer in offered:
        (chosen["scale_min"], chosen["scale_max"]), chosen["asked"] = offered[answer], []
        _settle(chosen)
    elif answer == "other":
        try:
            chosen["scale_min"] = float(post.get(f"other-low-{index}", ""))
            chosen["scale_max"] = float(post.get(f"other-high-{index}", ""))
            chosen["asked"] = []
            _settle(chosen)
        except ValueError:
            errors[index] = str(_("A scale has two numbers."))
    elif starting:
        errors[index] = str(_("Choose its scale: the values fit more than one."))


def _settle(chosen: dict[str, Any]) -> None:
    """The keys of a phone mean what the chosen scale says."""
    column = Column(**{**chosen, "scores": dict(chosen["scores"])})
    settle_keys(column)
    chosen.update(scale_min=column.scale_min, scale_max=column.scale_max, scores=column.scores)
