"""Taxonomies: the list, one with its categories, one category with a sample that is read anew while it is edited."""

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.journal.errors import Conflict, ZhiyinError
from zhiyin.journal.reach import is_number
from zhiyin.science.understand.taxonomies.content import (
    UnreadableTable,
    as_content,
    changes,
    from_content,
)
from zhiyin.science.understand.taxonomies.taxonomy import Category, Taxonomy
from zhiyin.understand.actions.save_taxonomy import check, restore_taxonomy, save_taxonomy, switch_taxonomy
from zhiyin.understand.drafting import with_category, without_category
from zhiyin.understand.errors import (
    NoSuchCategory,
    NoSuchTaxonomyVersion,
    UnreadableTaxonomy,
    UnusableTaxonomy,
)
from zhiyin.understand.phrases.taxonomies import FACTORS, changed_in_words
from zhiyin.understand.queries.taxonomies import (
    AS_SHIPPED,
    TaxonomyRow,
    list_taxonomies,
    list_versions,
    names_of,
    read_taxonomy,
)
from zhiyin.understand.queries.taxonomy_sample import SampleRead, read_sample
from zhiyin.understand.taxonomy_forms import CategoryForm, NewTaxonomyForm, TableForm
from zhiyin.understand.taxonomy_table import as_table, from_table

VERSIONS_SHOWN = 20
UNNAMED = "new_category"
"""Stands for the code of a category that has none yet, while its sample is looked at."""


@require_safe
def taxonomies(request: HttpRequest) -> HttpResponse:
    """Every taxonomy: whether it is on, how many categories and words it has, who changed it."""
    rows = list_taxonomies(signed_in(request))
    shown = [
        {"row": row, "name": row.taxonomy.name(_language()), "words": _count(row.taxonomy.categories)}
        for row in rows
    ]
    return settings_page(request, "understand/taxonomies.html", {"rows": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def new_taxonomy(request: HttpRequest) -> HttpResponse:
    """One of the organisation's own, without categories yet."""
    actor = signed_in(request)
    rows = list_taxonomies(actor)
    form = NewTaxonomyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if any(row.code == code for row in rows):
            form.add_error("code", _("There is a taxonomy with this code already."))
        else:
            try:
                save_taxonomy(
                    actor, taxonomy=Taxonomy(code, form.cleaned_data["zh"], form.cleaned_data["en"])
                )
            except ZhiyinError as error:
                _tell(form, error)
            else:
                return redirect("understand:taxonomy", code)
    return settings_page(
        request, "understand/taxonomy_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def taxonomy(request: HttpRequest, code: str) -> HttpResponse:
    """One taxonomy: its categories, narrowed to what holds a word; its versions."""
    actor = signed_in(request)
    row = read_taxonomy(actor, code)
    query = request.GET.get("q", "").strip()
    found = _sample_of(request, row.taxonomy)
    counts = {one.code: one.after for one in found.effects} if found else {}
    versions = list_versions(actor, code)
    context = {
        **_frame(row),
        "query": query,
        "lines": [
            {
                "category": one,
                "name": one.name(_language()),
                "depth": len(row.taxonomy.ancestors(one.code)),
                "factor": FACTORS[one.factor],
                "words": _count([one]),
                "found": counts.get(one.code),
                "matching": _matching(one, query) if query else [],
            }
            for one in row.taxonomy.categories
            if not query or _matching(one, query)
        ],
        "trial": found,
        "versions": [(one, changed_in_words(one.changed)) for one in versions[:VERSIONS_SHOWN]],
        "undo": row.number - 1 if row.number > 1 or (row.number == 1 and row.is_shipped) else None,
    }
    return settings_page(request, "understand/taxonomy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def category(request: HttpRequest, code: str, category_code: str = "") -> HttpResponse:
    """One category, or a new one; `preview` shows the sample without saving (for browsers without scripts)."""
    actor = signed_in(request)
    row = read_taxonomy(actor, code)
    held = _held(row.taxonomy, category_code)
    form = CategoryForm(row.taxonomy, held, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {**_frame(row), "held": held, "form": form}
    if held:
        context["title"] = held.name(_language())
    if request.method != "POST":
        return settings_page(request, "understand/taxonomy_category.html", context)
    if "preview" in request.POST:
        context |= _previewed(request, row, form)
        return settings_page(request, "understand/taxonomy_category.html", context)
    if form.is_valid():
        draft = with_category(row.taxonomy, form.category())
        try:
            if not held and row.taxonomy.category(form.category().code):
                form.add_error("code", _("There is a category with this code already."))
            else:
                save_taxonomy(actor, taxonomy=draft, based_on=_based_on(request, row))
        except ZhiyinError as error:
            _tell(form, error)
    if form.errors:
        return settings_page(request, "understand/taxonomy_category.html", context, status=422)
    messages.success(request, _("Saved. What is heard from now on is read with it."))
    return redirect("understand:taxonomy", code)


@require_POST
def sample(request: HttpRequest, code: str, category_code: str = "") -> HttpResponse:
    """The sample alone, read with what the form holds now."""
    row = read_taxonomy(signed_in(request), code)
    form = CategoryForm(row.taxonomy, _held(row.taxonomy, category_code), request.POST)
    return render(
        request, "understand/taxonomy_sample.html", {**_frame(row), **_previewed(request, row, form)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove_category(request: HttpRequest, code: str, category_code: str) -> HttpResponse:
    """Take a category out, after a question that shows which voices lose it."""
    actor = signed_in(request)
    row = read_taxonomy(actor, code)
    held = _held(row.taxonomy, category_code)
    assert held is not None
    draft = without_category(row.taxonomy, held.code)
    if request.method == "POST":
        save_taxonomy(actor, taxonomy=draft, based_on=_based_on(request, row))
        messages.success(request, _("“%(name)s” is removed.") % {"name": held.name(_language())})
        return redirect("understand:taxonomy", code)
    context = {**_frame(row), "held": held, "title": held.name(_language())}
    context |= _shown(_sample_of(request, draft), row, held.code)
    return settings_page(request, "understand/taxonomy_remove.html", context)


@require_POST
def switch(request: HttpRequest, code: str) -> HttpResponse:
    on = request.POST.get("on") == "1"
    row = switch_taxonomy(signed_in(request), code=code, on=on)
    name = row.taxonomy.name(_language())
    messages.success(request, (_("%(name)s is on.") if on else _("%(name)s is off.")) % {"name": name})
    return redirect("understand:taxonomies")


@require_POST
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Bring back an earlier version, or the shipped one."""
    number = request.POST.get("number", "")
    if not is_number(number):
        raise NoSuchTaxonomyVersion()
    restore_taxonomy(signed_in(request), code=code, number=int(number))
    messages.success(request, _("It is as it was."))
    return redirect("understand:taxonomy", code)


@require_safe
def table(request: HttpRequest, code: str) -> HttpResponse:
    """The categories as a CSV file."""
    row = read_taxonomy(signed_in(request), code)
    answer = HttpResponse(as_table(row.taxonomy), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="taxonomy-{row.code}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def import_table(request: HttpRequest, code: str) -> HttpResponse:
    """All categories from a file: choose it, see what it would change, carry it out."""
    actor = signed_in(request)
    row = read_taxonomy(actor, code)
    if request.method == "POST" and "content" in request.POST:
        save_taxonomy(
            actor, taxonomy=_carried(row, request.POST["content"]), based_on=_based_on(request, row)
        )
        messages.success(request, _("Saved. What is heard from now on is read with it."))
        return redirect("understand:taxonomy", code)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {**_frame(row), "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            draft = Taxonomy(
                row.code, row.taxonomy.zh, row.taxonomy.en, from_table(form.cleaned_data["file"])
            )
            check(draft)
        except (UnreadableTable, UnusableTaxonomy) as error:
            _tell_of_file(form, error)
        else:
            context |= _planned(request, row, draft)
    return settings_page(
        request, "understand/taxonomy_import.html", context, status=422 if form.errors else 200
    )


def _planned(request: HttpRequest, row: TaxonomyRow, draft: Taxonomy) -> dict[str, Any]:
    plan = changes(row.taxonomy, draft)
    drafted = TaxonomyRow(draft, row.is_on, row.number, True, row.is_shipped)
    return {
        "plan": plan,
        "added": names_of(drafted, plan.added, _language()),
        "removed": names_of(row, plan.removed, _language()),
        "changed": names_of(drafted, plan.changed, _language()),
        "content": json.dumps(as_content(draft), ensure_ascii=False, separators=(",", ":")),
        **_shown(_sample_of(request, draft), row, ""),
    }


def _carried(row: TaxonomyRow, content: str) -> Taxonomy:
    """What travelled through the page. Raises UnreadableTaxonomy."""
    try:
        draft = from_content(row.code, json.loads(content))
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableTaxonomy() from error
    return draft


def _previewed(request: HttpRequest, row: TaxonomyRow, form: CategoryForm) -> dict[str, Any]:
    """The sample read with what the form holds; what is wrong with it otherwise."""
    if "code" in form.fields:
        form.fields["code"].required = False
    if not form.is_valid():
        return {
            "problems": [
                f"{form[name].label}: {' '.join(map(str, said))}" for name, said in form.errors.items()
            ]
        }
    wanted = form.category()
    if not wanted.code:
        wanted = replace(wanted, code=UNNAMED)
    draft = with_category(row.taxonomy, wanted)
    try:
        check(draft)
    except UnusableTaxonomy as error:
        return {"problems": [one["message"] for one in error.data["errors"]]}
    return _shown(_sample_of(request, draft), row, wanted.code)


def _shown(found: SampleRead | None, row: TaxonomyRow, code: str) -> dict[str, Any]:
    """The effects for a page: that on one category first, then the others that move."""
    if found is None:
        return {"trial": None, "may_read": False}
    moved = [one for one in found.effects if one.moved and one.code != code]
    return {
        "trial": found,
        "may_read": True,
        "effect": found.of(code) if code else None,
        "right": _right(found),
        "others": list(zip(names_of(row, [one.code for one in moved], _language()), moved, strict=True)),
    }


def _right(found: SampleRead) -> list[tuple[str, float | None, float | None]]:
    """Precision and recall before and after, in percent."""
    before, after = found.right_before, found.right_after
    return [
        (_("Of what is named, right"), _percent(before.precision), _percent(after.precision)),
        (_("Of what is meant, found"), _percent(before.recall), _percent(after.recall)),
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _sample_of(request: HttpRequest, draft: Taxonomy) -> SampleRead | None:
    actor = signed_in(request)
    return read_sample(actor, draft) if actor.may("voice.read") else None


def _held(taxonomy: Taxonomy, code: str) -> Category | None:
    if not code:
        return None
    held = taxonomy.category(code)
    if held is None:
        raise NoSuchCategory()
    return held


def _based_on(request: HttpRequest, row: TaxonomyRow) -> int:
    given = request.POST.get("based_on", "")
    return int(given) if is_number(given) else row.number


def _tell(form: Any, error: ZhiyinError) -> None:
    if isinstance(error, UnusableTaxonomy):
        for one in error.data["errors"]:
            form.add_error(None, one["message"])
    elif isinstance(error, Conflict):
        form.add_error(
            None, _("Somebody changed this taxonomy meanwhile. Open it anew, then make your change again.")
        )
    else:
        form.add_error(None, str(error))


def _tell_of_file(form: TableForm, error: UnreadableTable | UnusableTaxonomy) -> None:
    if isinstance(error, UnusableTaxonomy):
        for one in error.data["errors"][:20]:
            form.add_error(
                "file", f"{one['category']}: {one['message']}" if one["category"] else one["message"]
            )
    elif error.missing:
        form.add_error(
            "file", _("These columns are missing: %(names)s.") % {"names": ", ".join(error.missing)}
        )
    else:
        form.add_error("file", _("Line %(line)s cannot be read.") % {"line": error.line})


def _frame(row: TaxonomyRow) -> dict[str, Any]:
    return {
        "row": row,
        "name": row.taxonomy.name(_language()),
        "list_url": reverse("understand:taxonomies"),
        "shipped": AS_SHIPPED,
    }


def _matching(one: Category, query: str) -> list[str]:
    """The words of a category that hold the query; its names and code count too."""
    wanted = query.casefold()
    words = [term for term, _polarity in one.terms() if wanted in term.casefold()]
    named = any(wanted in text.casefold() for text in (one.zh, one.en, one.code))
    return words or ([one.name(_language())] if named else [])


def _count(categories: Any) -> int:
    return sum(len(one.words) + len(one.praise) + len(one.blame) for one in categories)


def _language() -> str:
    return get_language() or "en"
