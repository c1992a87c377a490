"""One mail handed over to the SMTP server, and an honest word about what became of it."""

import hashlib
import smtplib
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from zhiyin.contact.answering import reply_address, unsubscribe_address
from zhiyin.contact.carriers.shape import Outcome, Route
from zhiyin.contact.models import Message
from zhiyin.contact.rules import TO_STAFF, is_bulk

# What smtplib and sockets raise when a conversation breaks.
BROKEN = (smtplib.SMTPException, OSError)


class Talking(Protocol):
    """The part of smtplib.SMTP that is used here."""

    def ehlo_or_helo_if_needed(self) -> None: ...
    def mail(self, sender: str) -> tuple[int, bytes]: ...
    def rcpt(self, recip: str) -> tuple[int, bytes]: ...
    def data(self, msg: bytes) -> tuple[int, bytes]: ...


def message_id(message: Message) -> str:
    """The same row has the same Message-ID, however often it is sent."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    token = hashlib.sha256(message.key.encode()).hexdigest()[:20]
    return f"<{message.id}.{token}@{domain}>"


def in_ascii(address: str) -> str:
    """The address with its domain as the mail server needs it (例子.中国 becomes xn--…)."""
    name, separator, domain = address.rpartition("@")
    return f"{name}{separator}{domain.encode('idna').decode()}"


def compose(message: Message, sender: str, reply_base: str = "") -> EmailMessage:
    """The row as a mail. Bulk carries the two headers by which a mailbox shows "unsubscribe" (RFC 8058)."""
    headers = {"Message-ID": message_id(message)}
    body = message.body
    if message.purpose == "notification":
        headers["Auto-Submitted"] = "auto-generated"
    if is_bulk(message.purpose):
        address = unsubscribe_address(message)
        headers["List-Unsubscribe"] = f"<{address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        headers["Precedence"] = "bulk"
        if address not in body:
            body = f"{body.rstrip()}\n\n-- \n{_('To get no more of these letters:')} {address}\n"
    # what a colleague answers to news is no customer's answer
    answer_to = "" if message.purpose in TO_STAFF else reply_address(message, reply_base)
    return EmailMessage(
        subject=message.subject,
        body=body,
        from_email=sender,
        to=[message.to_address],
        reply_to=[answer_to] if answer_to else None,
        headers=headers,
    )


def send(message: Message, route: Route) -> Outcome:
    """Send one mail now, through the channel's own server or that of the installation."""
    sender = route.setting("from", settings.DEFAULT_FROM_EMAIL)
    mail = compose(message, sender, route.setting("reply_to", settings.REPLY_ADDRESS))
    try:
        in_ascii(message.to_address)
        content = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own messages take it
    except ValueError as error:  # BadHeaderError is one
        return Outcome("failed", f"bad_header: {type(error).__name__}")
    backend = _backend(route)
    if not isinstance(backend, EmailBackend):
        return _through_other_backend(backend, mail)
    try:
        backend.open()
    except BROKEN as error:
        return Outcome("waiting", f"unreachable: {_said(error)}")
    assert backend.connection is not None
    try:
        return _talk(backend.connection, sender, message.to_address, content)
    finally:
        backend.close()


def _backend(route: Route) -> BaseEmailBackend:
    if not route.setting("host"):
        found: BaseEmailBackend = get_connection()
        return found
    security = route.setting("security", "starttls")
    return EmailBackend(
        host=route.setting("host"),
        port=int(route.setting("port", "587")),
        username=route.setting("username"),
        password=route.secrets.get("password", ""),
        use_tls=security == "starttls",
        use_ssl=security == "tls",
        timeout=settings.EMAIL_TIMEOUT or 20,
    )


def _talk(smtp: Talking, sender: str, recipient: str, content: bytes) -> Outcome:
    """The SMTP conversation, step by step: until DATA has been answered with 354 nothing has left."""
    sender = sender.rpartition("<")[2].rstrip("> ")
    try:
        smtp.ehlo_or_helo_if_needed()
        for command, address in ((smtp.mail, sender), (smtp.rcpt, in_ascii(recipient))):
            code, said = command(address)
            if code not in {250, 251}:
                return _answer(code, said)
    except BROKEN as error:
        return Outcome("waiting", f"unreachable: {_said(error)}")
    try:
        code, said = smtp.data(content)
    except smtplib.SMTPDataError as error:  # the server would not begin to listen
        return _answer(error.smtp_code, error.smtp_error)
    except BROKEN:
        return Outcome("unknown", "broke_off")
    return Outcome("sent") if code == 250 else _answer(code, said)


def _answer(code: int, said: bytes | str) -> Outcome:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    line = f"{code} {' '.join(text.split())}"[:140]
    # 4xx asks to come again, and says that nothing was taken
    if 400 <= code < 500:
        return Outcome("waiting", f"server_busy: {line}")
    return Outcome("failed", f"refused_by_server: {line}")


def _through_other_backend(backend: BaseEmailBackend, mail: EmailMessage) -> Outcome:
    """A backend whose steps we cannot see: whatever it raises, the mail may have left."""
    try:
        taken = backend.send_messages([mail])
    except Exception as error:  # any failure of a foreign backend means the same to us
        return Outcome("unknown", f"broke_off: {type(error).__name__}")
    return Outcome("sent") if taken else Outcome("unknown", "broke_off")


def _said(error: BaseException) -> str:
    return type(error).__name__
