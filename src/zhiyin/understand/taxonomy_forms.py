"""What people fill in about taxonomies."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.science.understand.taxonomies.content import category, terms
from zhiyin.science.understand.taxonomies.taxonomy import LONGEST_NAME, Category, Taxonomy
from zhiyin.understand.phrases.taxonomies import FACTORS

PARTED: Final = re.compile(r"[\n\r,，、;；|]+")
LONGEST_LIST: Final = 200_000
LARGEST_FILE: Final = 800_000  # what it holds travels on in the page, where three bytes become nine


class TermsField(forms.CharField):
    """Words, one a line or with commas between; cleaned to a tuple."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
        super().__init__(required=False, max_length=LONGEST_LIST, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return terms(PARTED.split(super().clean(value)))


class NewTaxonomyForm(forms.Form):
    """A taxonomy of one's own."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("Small letters, digits and _. It cannot be changed later."),
    )
    zh = forms.CharField(label=_("Name in Chinese"), max_length=LONGEST_NAME, required=False)
    en = forms.CharField(label=_("Name in English"), max_length=LONGEST_NAME, required=False)


class CategoryForm(NewTaxonomyForm):
    """One category of a taxonomy; what is possible is checked by the action, which has the sentences."""

    parent = forms.ChoiceField(label=_("Part of"), required=False)
    factor = forms.ChoiceField(label=_("Factor"), choices=list(FACTORS.items()))
    aspect = forms.ChoiceField(
        label=_("New words count as"),
        help_text=_("The aspect under which figures show words that are new here."),
    )
    touchpoint = forms.CharField(label=_("Code of a touchpoint"), max_length=LONGEST_NAME, required=False)
    words = TermsField(
        label=_("Words that name it"),
        help_text=_("One a line, in Chinese or English. English ones are whole words."),
    )
    praise = TermsField(label=_("Words that praise it"))
    blame = TermsField(label=_("Words that blame it"))
    exclude = TermsField(
        label=_("Words that do not mean it"),
        help_text=_("A longer phrase hides what lies in it: “good value” keeps “good” from counting."),
    )
    takes = forms.MultipleChoiceField(
        label=_("All words of these aspects, unless another category names them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    spreads = forms.BooleanField(
        label=_("What is said of it is said of each of its parts too"), required=False
    )

    def __init__(self, taxonomy: Taxonomy, held: Category | None, data: Any = None) -> None:
        initial = {field: getattr(held, field) for field in Category.__dataclass_fields__} if held else None
        super().__init__(data, initial=initial)
        language = get_language() or "en"
        named = [(one.code, one.zh if language.startswith("zh") else one.en) for one in aspects()]
        own = {held.code, *taxonomy.below(held.code)} if held else set()
        above = [(one.code, one.name(language)) for one in taxonomy.categories if one.code not in own]
        for name, choices in (
            ("aspect", named),
            ("takes", named),
            ("parent", [("", gettext("nothing: it stands by itself")), *above]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.held = held
        if held:
            del self.fields["code"]

    def category(self) -> Category:
        """The category as filled in, of a valid form."""
        return category({"code": self.held.code if self.held else "", **self.cleaned_data})


class TableForm(forms.Form):
    """A table of categories."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, as the download gives it or as Excel saves it: its rows replace all categories."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> str:
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError(gettext("The file is larger than 800 KB."))
        content = given.read()
        for codec in ("utf-8-sig", "gb18030"):  # Excel saves CSV in the latter where Windows speaks Chinese
            try:
                return str(content.decode(codec)).replace("\0", " ")
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError(gettext("The file is not text in UTF-8 or GB 18030."))
