"""A real mail server on the loopback, whose behaviour a test may change."""

import asyncio
import email.message
from collections.abc import Callable, Iterator
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.contact.carrier import CarrierServer
from tests.contact.carrier import carrier_server as running_carrier
from tests.processes import PATIENCE, free_port
from zhiyin.contact.models import Channel
from zhiyin.contact.secrets import sealed_secrets


class Postman:
    """Keeps what it is given; `rcpt` and `data` are the answers it gives, `breaks_off` hangs up before answering."""

    def __init__(self) -> None:
        self.letters: list[email.message.Message] = []
        self.recipients: list[str] = []
        self.rcpt = ""
        self.data = "250 taken"
        self.breaks_off = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.letters.append(message_from_bytes(envelope.content))
            self.recipients += envelope.rcpt_tos
        if self.breaks_off:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.data


@pytest.fixture
def postman() -> Iterator[tuple[Postman, Controller]]:
    handler = Postman()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE)
    controller.start()
    yield handler, controller
    controller.stop()


@pytest.fixture
def mail_server(postman: tuple[Postman, Controller], settings: Any) -> Postman:
    """The running server, with the product set up to use it."""
    handler, controller = postman
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = PATIENCE
    settings.DEFAULT_FROM_EMAIL = "知音 <zhiyin@shop.example>"
    return handler


@pytest.fixture
def loopback(settings: Any) -> None:
    """This machine's own servers may be asked."""
    settings.PRIVATE_NETWORKS = ("127.0.0.0/8",)


@pytest.fixture
def carrier_server(loopback: None) -> Iterator[CarrierServer]:
    with running_carrier() as found:
        yield found


Way = Callable[..., Channel]


@pytest.fixture
def way(db: None) -> Way:
    """A channel of a kind, the default one."""

    def make(
        kind: str, carrier: str = "null", secrets: dict[str, str] | None = None, **settings: str
    ) -> Channel:
        return Channel.objects.create(
            code=f"{kind}-{carrier}-{Channel.objects.count()}",
            name=f"{kind} {carrier}",
            kind=kind,
            carrier=carrier,
            settings=settings,
            secret=sealed_secrets(secrets or {}),
            is_default=True,
            created_by="test",
        )

    return make
