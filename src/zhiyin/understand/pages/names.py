"""The names that texts are read with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.understand.actions.save_names import LISTS, save_names
from zhiyin.understand.errors import UnusableNames
from zhiyin.understand.names_form import NamesForm
from zhiyin.understand.queries.names import read_names


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest) -> HttpResponse:
    """All lists, to be changed by typing or pasting."""
    actor = signed_in(request)
    kept = read_names(actor)
    status, form = 200, NamesForm(kept)
    if request.method == "POST":
        form, status = NamesForm(kept, request.POST), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                save_names(actor, names={name: given[name] for name in LISTS}, staff=given["staff"])
            except UnusableNames as error:
                for name, words in error.data["errors"].items():
                    form.add_error(name, words)
            else:
                messages.success(
                    request, _("Saved. New texts are read with these names; earlier ones can be read again.")
                )
                return redirect("understand:names")
    return settings_page(request, "understand/names.html", {"form": form, "kept": kept}, status=status)
