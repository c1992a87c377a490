"""Where a request really comes from, when proxies of our own stand in front."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer's address; behind n proxies of ours, the n-th address from the end of X-Forwarded-For.

    Anything further left was written by the client and is not believed.
    """
    proxies: int = settings.NINJA_NUM_PROXIES or 0
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
