"""What people fill in about names: lists, as they are pasted."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyin.understand.queries.names import KeptNames, StaffName

PARTED: Final = re.compile(r"[\n\r\t,，、;；|]+")
IN_A_LINE: Final = re.compile(r"[\t,，;；|]")
LONGEST_LIST: Final = 400_000


def _box(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})


class NamesField(forms.CharField):
    """One name a line, or with commas between; cleaned to a tuple."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_LIST, widget=_box(6), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(PARTED.split(super().clean(value)))


class StaffField(forms.CharField):
    """One person a line, with their unit after a comma or a tab, as a table is pasted; cleaned to pairs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_LIST, widget=_box(12), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(_line, value)) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[tuple[str, str], ...]:
        lines = (IN_A_LINE.split(line, maxsplit=1) for line in super().clean(value).splitlines())
        return tuple((line[0].strip(), line[1].strip() if len(line) > 1 else "") for line in lines)


class NamesForm(forms.Form):
    """All lists; what is possible is checked by the action, which has the sentences."""

    competitors = NamesField(
        label=_("Competitors"),
        help_text=_("One a line, each spelling by itself. English names count as whole words."),
    )
    products = NamesField(label=_("Products"))
    own = NamesField(
        label=_("Ourselves"), help_text=_("What your own brands are called: never a competitor.")
    )
    staff = StaffField(
        label=_("Staff"),
        help_text=_(
            "One person a line, then their unit after a comma: Lily Wang, E1. Without a unit the name counts everywhere."
        ),
    )

    def __init__(self, kept: KeptNames, data: Any = None) -> None:
        initial = {name: getattr(kept, name) for name in ("competitors", "products", "own", "staff")}
        super().__init__(data, initial=initial)


def _line(one: StaffName) -> str:
    unit = one.unit_code or one.unit_label
    return f"{one.name}, {unit}" if unit else one.name
