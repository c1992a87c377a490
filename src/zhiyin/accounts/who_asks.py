"""Who sent a request, for pages and endpoints alike."""

from django.http import HttpRequest

from zhiyin.accounts.actor import Actor


def who_asks(request: HttpRequest) -> Actor:
    """The actor whom the middleware found by the session, or the API by its key; NOBODY before signing in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
