"""The first page of the settings."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhiyin.accounts.pages.frame import settings_page


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    return settings_page(request, "accounts/settings.html", {})
