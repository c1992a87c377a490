"""Fetching the mails that wait in a mailbox (IMAP4), for installations without a mail pipe."""

import imaplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

TIMEOUT: Final = 30.0  # seconds without a byte
AT_ONCE: Final = 200  # mails of one visit
LARGEST: Final = 10 * 1024 * 1024  # bytes of a mail; larger ones stay where they are


class NoMailbox(Exception):
    """The mailbox could not be read; the message says why, without the password."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where mails wait: imaps://user:password@host:993/INBOX, imap:// without TLS."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    is_secure: bool

    @classmethod
    def at(cls, address: str) -> "Mailbox":
        """Read an address. Raises NoMailbox when it is none."""
        try:
            url = urlsplit(address)
            port = url.port
        except ValueError as error:
            raise NoMailbox("not an address") from error
        if url.scheme not in {"imap", "imaps"} or not url.hostname or not url.username:
            raise NoMailbox("not an address")
        is_secure = url.scheme == "imaps"
        return cls(
            host=url.hostname,
            port=port or (993 if is_secure else 143),
            user=unquote(url.username),
            password=unquote(url.password or ""),
            folder=unquote(url.path.lstrip("/")) or "INBOX",
            is_secure=is_secure,
        )


def take_waiting(mailbox: Mailbox, take: Callable[[bytes], bool]) -> int:
    """Hand each mail that has not been seen over, as it came, and mark it as seen once it was taken. One that was not is
    met again the next time, and keeps none back. Returns how many were taken. Raises NoMailbox."""
    taken = 0
    try:
        with _signed_in(mailbox) as session:
            _, found = session.uid("SEARCH", "UNSEEN")
            for uid in (found[0] or b"").split()[:AT_ONCE]:
                name = uid.decode("ascii")
                _, sizes = session.uid("FETCH", name, "(RFC822.SIZE)")
                if _size(sizes) > LARGEST:
                    continue
                _, parts = session.uid("FETCH", name, "(BODY.PEEK[])")
                raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
                if raw is not None and take(raw):
                    session.uid("STORE", name, "+FLAGS", "(\\Seen)")
                    taken += 1
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise NoMailbox(type(error).__name__) from error
    return taken


def _size(answered: list[object]) -> int:
    text = answered[0] if answered else b""
    words = text.replace(b")", b" ").split() if isinstance(text, bytes) else []
    after = words[words.index(b"RFC822.SIZE") + 1] if b"RFC822.SIZE" in words[:-1] else b"0"
    return int(after) if after.isdigit() else 0


class _signed_in:
    """A session in the mailbox's folder, ended politely."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    def __enter__(self) -> imaplib.IMAP4:
        box = self.mailbox
        if box.is_secure:
            context = ssl.create_default_context()
            session: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                box.host, box.port, ssl_context=context, timeout=TIMEOUT
            )
        else:
            session = imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT)
        self.session = session
        try:
            session.login(box.user, box.password)
            state, _ = session.select(f'"{box.folder}"')
            if state != "OK":
                raise imaplib.IMAP4.error("no such folder")
        except BaseException:
            self.__exit__()
            raise
        return session

    def __exit__(self, *_: object) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self.session.logout()
