"""How often somebody who has not signed in may try something. Counted in each web process by itself."""

from django.http import HttpRequest

from zhiyin.accounts.client_address import client_address
from zhiyin.accounts.endpoints.throttling import count_request
from zhiyin.accounts.errors import TooManyRequests, TriedTooOften


def within_limit(request: HttpRequest, what: str, *, most: int) -> None:
    """Count one try from the request's address. Raises TriedTooOften above `most` in a minute."""
    try:
        count_request(f"{what}:{client_address(request)}", most=most)
    except TooManyRequests as error:
        raise TriedTooOften(**error.data) from None
