"""What people fill in about slang: one word or face a line."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.science.understand.slang.words import LISTS, Slang
from zhiyin.understand.phrases.slang import LISTS as LABELS

LONGEST_LIST: Final = 40_000


class LinesField(forms.CharField):
    """Cleaned to a tuple, empty lines too, so that a line keeps its number."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})
        super().__init__(required=False, strip=False, max_length=LONGEST_LIST, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(super().clean(value).splitlines())


class SlangForm(forms.Form):
    """All lists; what is possible is checked by the action, which has the sentences."""

    praise = LinesField(label=LABELS["praise"], rows=5, help_text=_("One word or face a line."))
    blame = LinesField(label=LABELS["blame"], rows=5)
    irony = LinesField(
        label=LABELS["irony"], rows=3, help_text=_("What says that the words beside it are not meant well.")
    )
    off = LinesField(
        label=LABELS["off"], rows=3, help_text=_("Shipped words that mean nothing here, from the list below.")
    )

    def __init__(self, kept: Slang, data: Any = None) -> None:
        super().__init__(data, initial={name: tuple(kept.listed(name)) for name in LISTS})
