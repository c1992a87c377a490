"""Programs' keys: list, make one (shown once), revoke."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actions.revoke_api_key import revoke_api_key
from zhiyin.accounts.forms.keys import KeyForm
from zhiyin.accounts.pages.frame import confirm, settings_page, signed_in
from zhiyin.accounts.queries.api_keys import key_in_scope, keys_in_scope
from zhiyin.journal.errors import Invalid

PAGE = 50


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    found = keys_in_scope(actor, before=start, limit=PAGE + 1)
    older = "?" + urlencode({"before": found[PAGE - 1].id}) if len(found) > PAGE else ""
    context = {"keys": found[:PAGE], "older_url": older, "newer_url": "?" if start else ""}
    return settings_page(request, "accounts/keys.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actor.require("users.manage")
    form = KeyForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            key_id, key = create_api_key(
                actor,
                label=data["label"],
                role=data["role"],
                scopes=data["scopes"],
                unit_id=data["unit"],
                expires_at=form.expires_at(),
            )
        except Invalid as error:
            form.add_error("expires" if "day" in str(error) else "scopes", str(error))
        else:
            context = {"key": key, "made": key_in_scope(actor, key_id)}
            return settings_page(request, "accounts/key_made.html", context)
    return settings_page(request, "accounts/key_add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_key(request: HttpRequest, key_id: str) -> HttpResponse:
    actor = signed_in(request)
    key = key_in_scope(actor, key_id)
    if request.method == "POST":
        revoke_api_key(actor, key_id=key_id)
        messages.success(request, _("The key %(label)s is revoked.") % {"label": key.label})
        return redirect("accounts:keys")
    return confirm(
        request,
        title=_("Revoke the key %(label)s?") % {"label": key.label},
        text=[_("Programs that use it are refused from this moment on. It cannot be brought back.")],
        action=_("Revoke"),
        back=reverse("accounts:keys"),
    )
