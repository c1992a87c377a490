"""Every request knows its actor and its language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import RoleGrant

Handler = Callable[[HttpRequest], HttpResponse]

NOBODY = Actor("nobody", "", "", ())


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person as an Actor; NOBODY before signing in."""
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    held = RoleGrant.objects.filter(user_id=user.pk).values_list("role", "unit__path")
    return Actor("user", str(user.pk), str(user), tuple(Grant(role, path or "") for role, path in held))


class ActorMiddleware:
    """`request.actor`, worked out when it is first needed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


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
