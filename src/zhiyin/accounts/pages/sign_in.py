"""Signing in and out."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.accounts.actions.note_presence import note_lock, note_sign_in, note_sign_out
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.forms.people import SignInForm
from zhiyin.accounts.middleware import actor_of
from zhiyin.accounts.pages.preferences import keep_language, keep_theme

LOCK_LASTS = timedelta(hours=settings.AXES_COOLOFF_TIME)


def _onward(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if that is a page of ours; else home."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and not wanted.startswith(reverse("accounts:sign-out")) else reverse("desk:home")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """One message for every reason why it does not work: it tells nobody which names exist."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(_onward(request))
        return render(request, "accounts/sign_in.html", {"form": SignInForm(), "next": _onward(request)})
    form = SignInForm(request.POST)
    status = 200
    if form.is_valid():
        user: Any = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)  # a new session key, so that one planted before is worth nothing
            note_sign_in(actor_of(request))
            response = redirect(_onward(request))
            if user.language:
                keep_language(response, user.language)
            if user.theme:
                keep_theme(response, user.theme)
            return response
        form.add_error(None, _("User name and password do not go together."))
        status = 422
    return render(request, "accounts/sign_in.html", {"form": form, "next": _onward(request)}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        note_sign_out(actor_of(request))
    logout(request)
    return redirect("accounts:sign-in")


def locked_out(request: HttpRequest, *_ignored: object) -> HttpResponse:
    """Too many wrong passwords: say so, and until when. A further attempt starts the time again."""
    note_lock(Actor.system("sign-in"), username=request.POST.get("username", ""), lasts=LOCK_LASTS)
    context = {
        "until": timezone.now() + LOCK_LASTS,
        "minutes": int(LOCK_LASTS.total_seconds() // 60),
    }
    response = render(request, "accounts/locked.html", context, status=429)
    response["Retry-After"] = str(int(LOCK_LASTS.total_seconds()))
    return response
