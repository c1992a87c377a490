"""Every request knows its actor and its language."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import RoleGrant

Handler = Callable[[HttpRequest], HttpResponse]

NOBODY = Actor("nobody", "", "", ())

# What somebody with a one-time password can do before choosing an own one.
BEFORE_OWN_PASSWORD = frozenset({"accounts:password", "accounts:sign-out", "set-language", "set-theme"})


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person as an Actor; NOBODY before signing in. A one-time password gives no rights yet."""
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    if user.must_change_password:
        return Actor("user", str(user.pk), str(user))
    held = RoleGrant.objects.filter(user_id=user.pk).values_list("role", "unit__path")
    return Actor("user", str(user.pk), str(user), tuple(Grant(role, path or "") for role, path in held))


class ActorMiddleware:
    """`request.actor`, worked out when it is first needed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, keywords: Any
    ) -> HttpResponseBase | None:
        """Lead whoever signed in with a one-time password to choosing an own one."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in BEFORE_OWN_PASSWORD or request.path.startswith("/api/"):
            return None
        user = request.user
        if user.is_authenticated and user.must_change_password:
            return redirect("accounts:password")
        return None


class LanguageMiddleware:
    """The language chosen by the switch (a cookie), else the browser's, else the installation's."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
