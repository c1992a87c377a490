"""Addresses that keep what was chosen: filters live in the URL."""

from django.http import HttpRequest
from django.utils.http import urlencode


def with_choice(request: HttpRequest, **changes: str) -> str:
    """The same page with other choices; an empty choice is left out, and paging starts anew."""
    chosen = {name: request.GET.get(name, "") for name in request.GET if name != "after"}
    chosen.update(changes)
    kept = {name: value for name, value in chosen.items() if value}
    return f"?{urlencode(kept)}" if kept else request.path
