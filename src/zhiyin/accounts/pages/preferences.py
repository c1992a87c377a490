"""Language and theme live in cookies, so that they hold before signing in as well."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("light", "dark")
THEME_COOKIE = "zhiyin_theme"
A_YEAR = 365 * 24 * 3600


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """The switch on every page: light, dark, or (empty) as the system has it."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(wanted if ours else "/")
    keep_theme(response, request.POST.get("theme", ""))
    return response


def chosen_theme(request: HttpRequest) -> str:
    """ "light", "dark", or "" when it is left to the system."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def keep_theme(response: HttpResponse, theme: str) -> None:
    """Remember the choice, or forget it when it is empty."""
    _keep(response, THEME_COOKIE, theme if theme in THEMES else "")


def keep_language(response: HttpResponse, language: str) -> None:
    """Remember the choice, or forget it when it is empty."""
    _keep(response, settings.LANGUAGE_COOKIE_NAME, language if language in dict(settings.LANGUAGES) else "")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name,
        value,
        max_age=A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
