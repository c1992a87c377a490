"""Asking other systems: only addresses that are meant to be asked, never more than one answer's worth."""

import gzip
import socket
from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.answering import Answering, answering
from tests.contact.carrier import CarrierServer
from zhiyin.contact.errors import AddressRefused, AnswerTooLarge, NotReached
from zhiyin.contact.fetching import LARGEST, ask, fetch, post


@pytest.fixture
def server() -> Iterator[Answering]:
    with answering() as found:
        yield found


@pytest.fixture
def loopback(settings: LazySettings) -> None:
    settings.PRIVATE_NETWORKS = ("127.0.0.0/8",)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://[::1]:9/",
        "http://[fd00:ec2::254]/latest/meta-data",
        "http://[::ffff:127.0.0.1]:9/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0:9/",
        "http://2130706433/",
        "http://[64:ff9b::7f00:1]:9/",
        "http://[64:ff9b:1::7f00:1]:9/",
        "http://[2002:7f00:1::]:9/",
        "http://[::7f00:1]:9/",
        "http://[fec0::1]:9/",
        "http://192.0.0.8/",
        "http://100.64.0.1/",
    ],
)
def test_an_address_of_our_own_network_is_not_asked(url: str) -> None:
    with pytest.raises((AddressRefused, NotReached)) as refused:
        fetch(url)
    if (
        "2130706433" not in url
    ):  # how a bare number resolves differs between systems; it must not be asked either way
        assert refused.type is AddressRefused


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.com/x", "http://user:pw@example.com/", "http://", "x"]
)
def test_what_is_no_address_of_a_web_server_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        fetch(url)


@pytest.mark.usefixtures("loopback")
def test_a_network_that_was_allowed_is_asked_with_the_headers_given(server: Answering) -> None:
    server.body = b'{"ok": 1}'
    answer = fetch(f"{server.url}/list?a=1", {"Authorization": "Bearer t"})
    assert (answer.status, answer.body) == (200, b'{"ok": 1}')
    assert server.asked == [("/list?a=1", "Bearer t")]


@pytest.mark.usefixtures("loopback")
def test_a_redirect_is_not_followed(server: Answering) -> None:
    server.status, server.headers = 302, {"Location": "http://169.254.169.254/"}
    assert fetch(server.url + "/").status == 302


@pytest.mark.usefixtures("loopback")
def test_a_packed_answer_is_unpacked_and_a_bomb_is_not(server: Answering) -> None:
    server.headers = {"Content-Encoding": "gzip"}
    server.body = gzip.compress(b"[1, 2]")
    assert fetch(server.url + "/").body == b"[1, 2]"
    server.body = gzip.compress(b"\0" * (LARGEST + 10))
    with pytest.raises(AnswerTooLarge):
        fetch(server.url + "/")


@pytest.mark.usefixtures("loopback")
@pytest.mark.usefixtures("in_english")
def test_a_server_that_is_not_there_is_told_by_name() -> None:
    with pytest.raises(NotReached, match=r"127\.0\.0\.1 did not answer"):
        fetch("http://127.0.0.1:9/")


@pytest.mark.usefixtures("loopback")
def test_a_server_that_drips_is_not_waited_for_for_ever(
    server: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiyin.contact.fetching.LONGEST", -1.0)
    server.body = b"[1]"
    with pytest.raises(NotReached, match="timeout"):
        fetch(server.url + "/")


@pytest.mark.usefixtures("loopback")
def test_a_header_cannot_smuggle_in_another(server: Answering) -> None:
    with pytest.raises(NotReached):
        fetch(server.url + "/", {"X-Key": "a\r\nHost: elsewhere"})
    assert server.asked == []


@pytest.mark.usefixtures("loopback")
def test_what_was_told_and_what_was_not_is_told_apart(carrier_server: CarrierServer) -> None:
    carrier_server.answer({"ok": 1})
    answer = post(f"{carrier_server.url}/x?a=1", b"body", {"X-Key": "v"})
    assert (answer.status, answer.body) == (200, b'{"ok": 1}')
    (asked,) = carrier_server.asked
    assert (asked.path, asked.body, asked.headers["x-key"]) == ("/x?a=1", b"body", "v")
    carrier_server.hangs_up = True
    with pytest.raises(NotReached) as broken:
        post(carrier_server.url, b"")
    assert broken.value.data["was_sent"] is True
    with pytest.raises(NotReached) as absent:
        post("http://127.0.0.1:9/", b"")
    assert absent.value.data["was_sent"] is False


def test_telling_keeps_out_of_our_own_network_as_well() -> None:
    with pytest.raises(AddressRefused):
        post("http://169.254.169.254/latest", b"")


@pytest.mark.usefixtures("loopback")
def test_a_header_of_what_is_told_cannot_smuggle_in_another(carrier_server: CarrierServer) -> None:
    with pytest.raises(NotReached):
        post(carrier_server.url, b"", {"X-Key": "a\r\nHost: elsewhere"})
    assert carrier_server.asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[::1]:9/", "http://localhost:9/"])
def test_a_server_of_ones_own_is_asked_when_that_was_said(url: str) -> None:
    with pytest.raises(NotReached):
        ask(url, b"", within=1.0, own=True)
    with pytest.raises(AddressRefused):
        ask(url, b"", within=1.0)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00:ec2::254]/latest/meta-data",
        "http://100.100.100.200/latest/meta-data",
        "http://[::ffff:169.254.169.254]/",
        "http://0.0.0.0:9/",
        "http://224.0.0.1/",
    ],
)
def test_where_clouds_hand_out_credentials_is_nobodys_own_server(url: str) -> None:
    with pytest.raises(AddressRefused):
        ask(url, b"", within=1.0, own=True)


def test_a_name_is_looked_up_once_and_asked_where_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that points outside when it is checked, and at this machine a moment later."""
    looked_up: list[str] = []
    asked: list[str] = []

    def rebinding(host: str, port: int, **_more: object) -> list[object]:
        looked_up.append(host)
        address = "127.0.0.1" if len(looked_up) > 1 else "1.1.1.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    class Unconnected(socket.socket):
        def connect(self, address: object) -> None:
            asked.append(address[0])  # type: ignore[index]
            raise ConnectionRefusedError

    monkeypatch.setattr("zhiyin.contact.fetching.socket.getaddrinfo", rebinding)
    monkeypatch.setattr("zhiyin.contact.fetching.socket.socket", Unconnected)
    with pytest.raises(NotReached):
        ask("https://rebinding.example/v1", b"", within=1.0)
    assert (looked_up, asked) == (["rebinding.example"], ["1.1.1.1"])
