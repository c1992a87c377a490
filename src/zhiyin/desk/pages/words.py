"""A word in its contexts, and the words that set unhappy texts apart from happy ones."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhiyin.accounts.actor import Actor
from zhiyin.desk.pages.addresses import with_choice
from zhiyin.desk.pages.filters import Choice, menus, read_filters, who_menu
from zhiyin.journal.errors import Invalid
from zhiyin.understand.queries.words import Apart, in_context, words_apart

SORTS: Final = {
    "text": gettext_lazy("newest first"),
    "left": gettext_lazy("by the word before"),
    "right": gettext_lazy("by the word after"),
}
CONTEXT: Final = 24  # characters on either side


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """With a word: its places. Without: what unhappy and happy texts speak of."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    filters, period = read_filters(request)
    sort = request.GET.get("sort", "text")
    sort = sort if sort in SORTS else "text"
    word = filters.query
    context: dict[str, Any] = {
        **menus(request, actor, filters, period),
        **who_menu(request, filters),
        "filters": filters,
        "word": word,
        "sort_choices": [
            Choice(str(label), with_choice(request, sort=code), code == sort) for code, label in SORTS.items()
        ],
        "sort_label": SORTS[sort],
        "clear_url": request.path,
    }
    problem = ""
    try:
        if word:
            found = in_context(actor, filters, word, sort=sort, width=CONTEXT)
            context["found"] = found
            context["lines"] = [
                (line, found.signals[line.text], found.labels[line.text]) for line in found.found.lines
            ]
        else:
            context["apart"] = {"sides": _sides(words_apart(actor, filters))}
    except Invalid as error:
        problem = str(error)
    return render(request, "desk/words.html", {**context, "problem": problem}, status=422 if problem else 200)


def _sides(apart: Apart) -> list[tuple[str, list[dict[str, Any]], int]]:
    """Title, words with how common they are here and there, texts."""
    unhappy = [
        {"word": key.word, "here": key.per_thousand, "there": key.other_per_thousand, "n": key.count}
        for key in apart.unhappy
    ]
    happy = [
        {"word": key.word, "here": key.other_per_thousand, "there": key.per_thousand, "n": key.other}
        for key in apart.happy
    ]
    return [
        (_("What unhappy texts say more"), unhappy, apart.texts[0]),
        (_("What happy texts say more"), happy, apart.texts[1]),
    ]
