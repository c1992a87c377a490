"""Asking other systems, and telling them, with a guard: only http(s), only addresses that are meant to be asked.

A name is looked up once and the connection goes to the address that was checked, so that a name cannot point
elsewhere a moment later. Redirects are not followed: they could lead past the guard, and take the token along.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from zhiyin.contact.errors import AddressRefused, AnswerTooLarge, NotReached

TIMEOUT: Final = 30.0  # seconds without a byte
LONGEST: Final = 300.0  # seconds for the whole answer: a server that drips would never end
PIECE: Final = 1 << 16
LARGEST_ANSWER: Final = 64 * 1024  # bytes kept of an answer to what was told
LARGEST: Final = 64 * 1024 * 1024  # bytes of one answer, unpacked

_GIVEN_OUT: Final = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is anybody's on the internet
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_ASSIGNMENTS: Final = ipaddress.IPv4Network("192.0.0.0/24")
# Where somebody's own servers stand. Not link-local, nor where clouds hand out a machine's credentials.
_OWN: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
)
_CREDENTIALS: Final = ipaddress.IPv6Network("fd00:ec2::/32")


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    url: str, body: bytes, headers: Mapping[str, str] | None = None, *, within: float, own: bool = False
) -> Fetched:
    """Ask a machine a question by POST, telling nobody anything. As `post`.

    `own`: somebody who may do so said that it is a server of their own, so that private networks may be asked as well.
    """
    return post(url, body, headers, within=within, own=own)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    *,
    within: float = TIMEOUT,
    own: bool = False,
) -> Fetched:
    """POST to an address; the answer must be there `within` seconds, of its body at most LARGEST_ANSWER are kept.

    `own`: private networks are asked as well. Raises AddressRefused, or NotReached: `was_sent` tells whether the other
    side may have taken what was sent.
    """
    parts = parts_of(url)
    connection = _connection(parts, within, own=own)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = {"User-Agent": "Zhiyin", "Content-Length": str(len(body)), **(headers or {})}
    was_sent, overdue = False, threading.Event()
    clock = threading.Timer(within, _cut, (connection, overdue))
    clock.daemon = True
    try:
        connection.connect()
        clock.start()
        # two of them are none (RFC 9112, 3.2): the one that a carrier has signed is the one that is sent
        has_host = any(name.lower() == "host" for name in asked)
        connection.putrequest("POST", target, skip_host=has_host, skip_accept_encoding=True)
        for name, value in asked.items():
            connection.putheader(name, value)
        was_sent = True
        connection.endheaders(body)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Fetched(answer.status, found, answer.read(LARGEST_ANSWER))
    except (OSError, http.client.HTTPException, EOFError, ValueError) as error:
        why = "timeout" if overdue.is_set() else _why(error)
        raise NotReached(host=parts.hostname, reason=why, was_sent=was_sent) from error
    finally:
        clock.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection, overdue: threading.Event) -> None:
    """A server that drips its answer byte by byte never runs into a socket's own timeout."""
    overdue.set()
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def fetch(url: str, headers: Mapping[str, str] | None = None) -> Fetched:
    """GET an address. Raises AddressRefused (not http(s), or an address of our own network), NotReached, AnswerTooLarge."""
    parts = parts_of(url)
    connection = _connection(parts)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": "Zhiyin",
        **(headers or {}),
    }
    try:
        connection.request("GET", target, headers=asked)
        answer = connection.getresponse()
        body = _read(answer)
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Fetched(answer.status, found, _unpacked(body, found.get("content-encoding", "")))
    except (OSError, http.client.HTTPException, EOFError, zlib.error, ValueError) as error:
        raise NotReached(host=parts.hostname, reason=_why(error)) from error
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse) -> bytes:
    until = time.monotonic() + LONGEST
    pieces, size = [], 0
    while size <= LARGEST and (piece := answer.read1(PIECE)):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(pieces)


def parts_of(url: str) -> SplitResult:
    """An address in its parts. Raises AddressRefused for what is no address of a web server."""
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError as error:
        raise AddressRefused(url=url[:200]) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or not port_fits:
        raise AddressRefused(url=url[:200])
    return parts


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        body = unpacker.decompress(body, LARGEST + 1)
    if len(body) > LARGEST:
        raise AnswerTooLarge(limit=LARGEST // 1024 // 1024)
    return body


def _connection(
    parts: SplitResult, timeout: float = TIMEOUT, *, own: bool = False
) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    connection: _GuardedHTTP | _GuardedHTTPS
    # a port is always said: without one, the end of an IPv6 address is taken for it
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = _GuardedHTTPS(host, parts.port or 443, timeout=timeout, context=context)
    else:
        connection = _GuardedHTTP(host, parts.port or 80, timeout=timeout)
    connection.own = own
    return connection


class _GuardedHTTP(http.client.HTTPConnection):
    own = False

    def connect(self) -> None:
        self.sock = guarded_socket(self.host, self.port, self.timeout, own=self.own)


class _GuardedHTTPS(http.client.HTTPSConnection):
    own = False

    def connect(self) -> None:
        self.sock = self._context.wrap_socket(  # type: ignore[attr-defined]
            guarded_socket(self.host, self.port, self.timeout, own=self.own), server_hostname=self.host
        )


def guarded_addresses(host: str, port: int | None, *, own: bool = False) -> list[Any]:
    """The host's addresses, as `socket.getaddrinfo` gives them. Raises AddressRefused when one is out of bounds, OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        if not _may_be_asked(str(address[0]), own=own):
            raise AddressRefused(url=host)
    return found


def guarded_socket(host: str, port: int, timeout: float | None, *, own: bool = False) -> socket.socket:
    """A connection to one of the host's addresses, none of which may be out of bounds. Raises AddressRefused, OSError."""
    found = guarded_addresses(host, port, own=own)
    failure: OSError | None = None
    for family, kind, protocol, _name, address in found:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure or OSError("no address")


def _may_be_asked(address: str, *, own: bool = False) -> bool:
    ip = _meant(ipaddress.ip_address(address.partition("%")[0]))
    if any(ip in ipaddress.ip_network(network) for network in settings.PRIVATE_NETWORKS):
        return True
    if own and any(ip in network for network in _OWN):
        return ip not in _CREDENTIALS
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.is_global and ip in _GIVEN_OUT
    return ip.is_global and not ip.is_multicast and ip not in _ASSIGNMENTS


def _meant(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that some of IPv6 only carry: mapped (::ffff:…), by 6to4, by NAT64."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    carried = ip.ipv4_mapped or ip.sixtofour
    if carried is None and ip in _NAT64:
        carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return carried or ip


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "TLS"
    if isinstance(error, TimeoutError):
        return "timeout"
    return type(error).__name__
