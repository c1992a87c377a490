"""Which of apprise's services may be asked: those that speak HTTP, at addresses that contact.fetching would ask itself.

An apprise address may name any server, and apprise asks whatever it names. Where the address names one, it is looked up
here; and every connection of the HTTP library that apprise speaks through is checked again when it is made, so that
neither a name that points elsewhere a moment later nor a redirect leads past the guard.
"""

import contextlib
import socket
import sys
from typing import TYPE_CHECKING, Any

from zhiyin.contact.errors import AddressRefused
from zhiyin.contact.fetching import guarded_addresses, guarded_socket

if TYPE_CHECKING:
    import apprise

_OVER_SOCKETS = frozenset({"nostr"})  # besides HTTP


def services_at(url: str) -> "apprise.Apprise":
    """The services of an apprise address. Raises AddressRefused for none, and for one that may not be asked."""
    import apprise  # noqa: PLC0415  (280 ms, spent by those who use it)
    import urllib3.util.connection  # noqa: PLC0415

    urllib3.util.connection.create_connection = _guarded_connection
    found = apprise.Apprise()
    if not found.add(url):
        raise AddressRefused(url=url.partition("://")[0][:20] + "://…")
    for service in found:
        schema = str(service.url()).partition("://")[0]  # type: ignore[no-untyped-call]
        if schema in _OVER_SOCKETS or not _speaks_http(type(service)):
            raise AddressRefused(url=f"{schema}://…")
        if "host" in service.template_tokens and service.host:
            _look_up(str(service.host), service.port)
    return found


def _speaks_http(kind: type) -> bool:
    """Whether the service or the one that it is made from was written upon apprise's HTTP library."""
    services = [one.__module__ for one in kind.__mro__ if one.__module__.startswith("apprise.plugins.")]
    return any("requests" in vars(sys.modules[name]) for name in services)


def _look_up(host: str, port: int | None) -> None:
    # a name that is not known now is looked at again when the connection is made
    with contextlib.suppress(OSError, UnicodeError):
        guarded_addresses(host.strip("[]"), port)


def _guarded_connection(
    address: tuple[str, int],
    timeout: Any = None,
    source_address: Any = None,
    socket_options: Any = None,
) -> socket.socket:
    host, port = address
    seconds = timeout if isinstance(timeout, (int, float)) else None
    try:
        connection = guarded_socket(host.strip("[]"), port, seconds)
    except AddressRefused as error:
        raise ConnectionRefusedError(str(error)) from error
    for option in socket_options or ():
        connection.setsockopt(*option)
    return connection
