"""What people fill in to hand over a file."""

from collections.abc import Mapping as AnyMapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.collect.phrases import KIND_LABELS
from zhiyin.science.collect.columns import SCORES


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, TSV or XLSX; UTF-8, UTF-16 or GB18030. The first row names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.gz"}),
    )


class WholeFileForm(forms.Form):
    """What holds for every row where no column says otherwise."""

    source = forms.CharField(
        label=_("Source"),
        max_length=60,
        help_text=_("Files of one source share their ids: a row that was changed becomes a revision."),
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


def columns_chosen(
    post: AnyMapping[str, str], mapping: dict[str, Any]
) -> tuple[dict[str, Any], dict[int, str]]:
    """The mapping with what the columns' form says; and by column index what is wrong with its scale."""
    errors: dict[int, str] = {}
    columns = []
    for column in mapping["columns"]:
        index = column["index"]
        chosen = {**column, "field": post.get(f"field-{index}", column["field"])}
        if chosen["field"] in SCORES:
            for name in ("low", "high"):
                key = "scale_min" if name == "low" else "scale_max"
                text = post.get(f"{name}-{index}", "").strip()
                try:
                    chosen[key] = (
                        float(text) if text else (column[key] if column["field"] == chosen["field"] else None)
                    )
                except ValueError:
                    errors[index] = str(_("A scale has two numbers."))
            chosen["polarity"] = -1 if post.get(f"polarity-{index}") == "-1" else 1
        else:
            chosen["scale_min"] = chosen["scale_max"] = None
        columns.append(chosen)
    return {**mapping, "columns": columns}, errors
