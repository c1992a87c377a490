"""Which function carries out which kind of job. Rooms register their handlers when they are loaded."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhiyin.jobs.running import Running

Handler = Callable[["Running"], dict[str, Any] | None]

_handlers: dict[str, Handler] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of one kind of job.

    It may be called again after a crash and must go on where it stopped. What it returns is the result kept.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def handler_of(kind: str) -> Handler | None:
    """The handler, or None when this version knows no such kind."""
    return _handlers.get(kind)
