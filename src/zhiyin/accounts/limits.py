"""How often somebody who has not signed in may try something. Counted in each web process by itself."""

from django.core.cache import cache
from django.http import HttpRequest

from zhiyin.accounts.client_address import client_address
from zhiyin.accounts.errors import TriedTooOften


def within_limit(request: HttpRequest, what: str, *, most: int, seconds: int) -> None:
    """Count one try from the request's address; raises TriedTooOften beyond `most` in so many seconds."""
    key = f"limit:{what}:{client_address(request)}"
    cache.add(key, 0, seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # it has just run out
        cache.set(key, 1, seconds)
        return
    if tries > most:
        raise TriedTooOften(seconds=seconds)
