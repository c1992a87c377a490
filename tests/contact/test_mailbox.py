"""A mailbox that is read, against a small IMAP server."""

import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.contact.letters import letter, nested
from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.fetch_mails import fetch_mails
from zhiyin.contact.inbound.mail import Mail, read_mail
from zhiyin.contact.inbound.mailbox import Mailbox, NoMailbox
from zhiyin.contact.models import Inbound

SYSTEM = Actor.system("test")


@dataclass
class Mailboxes:
    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    address: str = ""


@pytest.fixture
def imap(settings: Any) -> Iterator[Mailboxes]:
    """Speaks as much of RFC 3501 as a reader of unseen mails asks for."""
    box = Mailboxes()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say(b"* OK ready")
            for line in self.rfile:
                tag, _, command = line.rstrip(b"\r\n").partition(b" ")
                if not self.answer(tag, command.decode()):
                    return

        def say(self, line: bytes) -> None:
            self.wfile.write(line + b"\r\n")

        def answer(self, tag: bytes, command: str) -> bool:
            uid = int(found[1]) if (found := re.search(r"UID (?:FETCH|STORE) (\d+)", command)) else 0
            if command.startswith("CAPABILITY"):
                self.say(b"* CAPABILITY IMAP4rev1")
            elif command.startswith("LOGIN") and "hush" not in command:
                self.say(tag + b" NO wrong password")
                return True
            elif command.startswith("SELECT"):
                self.say(b"* %d EXISTS" % len(box.mails))
            elif command.startswith("UID SEARCH UNSEEN"):
                self.say(b"* SEARCH " + b" ".join(b"%d" % one for one in sorted(box.mails.keys() - box.seen)))
            elif "RFC822.SIZE" in command:
                self.say(b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (uid, len(box.mails[uid])))
            elif "BODY.PEEK[]" in command:
                raw = box.mails[uid]
                self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(raw)) + raw + b")\r\n")
            elif command.startswith("UID STORE"):
                box.seen.add(uid)
            self.say(tag + b" OK done")
            return not command.startswith("LOGOUT")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    box.address = settings.INBOUND_MAIL = f"imap://shop:hush@127.0.0.1:{server.server_address[1]}/INBOX"
    yield box
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_what_is_unseen_is_taken_in_and_marked_as_seen(imap: Mailboxes) -> None:
    imap.mails = {
        7: letter("a@b.example", "甲", message_id="<1@x>"),
        9: letter("a@b.example", "乙", message_id="<2@x>"),
    }
    imap.seen = {7}
    assert fetch_mails(SYSTEM) == 1
    assert imap.seen == {7, 9}
    assert Inbound.objects.get().text == "乙"
    assert fetch_mails(SYSTEM) == 0


@pytest.mark.django_db
def test_a_mail_that_could_not_be_taken_in_is_met_again_and_keeps_none_back(
    imap: Mailboxes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    imap.mails = {
        7: letter("a@b.example", "甲", message_id="<1@x>"),
        9: letter("a@b.example", "乙", message_id="<2@x>"),
    }

    def broken(raw: bytes) -> Mail:
        if b"<1@x>" in raw:
            raise RuntimeError("甲")
        return read_mail(raw)

    with monkeypatch.context() as patched:
        patched.setattr("zhiyin.contact.actions.fetch_mails.read_mail", broken)
        assert fetch_mails(SYSTEM) == 1
    assert imap.seen == {9}
    assert "RuntimeError" in caplog.text
    assert "甲" not in caplog.text
    assert fetch_mails(SYSTEM) == 1
    assert Inbound.objects.count() == 2


@pytest.mark.django_db
def test_a_mail_of_parts_within_parts_is_taken_in_without_its_words(imap: Mailboxes) -> None:
    imap.mails = {7: nested(5000), 9: letter("a@b.example", "乙")}
    assert fetch_mails(SYSTEM) == 2
    assert imap.seen == {7, 9}
    assert sorted(Inbound.objects.values_list("text", flat=True)) == ["", "乙"]
    assert Inbound.objects.filter(external_id__startswith="sha256:").exists()


@pytest.mark.django_db
def test_a_mail_that_is_too_large_stays_where_it_is(imap: Mailboxes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyin.contact.inbound.mailbox.LARGEST", 10)
    imap.mails = {7: letter("a@b.example", "甲")}
    assert fetch_mails(SYSTEM) == 0
    assert imap.seen == set()


@pytest.mark.django_db
def test_a_wrong_password_is_logged_without_it(
    imap: Mailboxes, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.INBOUND_MAIL = imap.address.replace("hush", "guess")
    assert fetch_mails(SYSTEM) == 0
    assert "ZHIYIN_INBOUND_MAIL" in caplog.text
    assert "guess" not in caplog.text


@pytest.mark.parametrize("address", ["http://x/", "imaps://host", "imap://u:p@host:port/x", ""])
def test_what_is_no_mailbox_is_refused(address: str) -> None:
    with pytest.raises(NoMailbox):
        Mailbox.at(address)


def test_a_password_may_hold_any_letter() -> None:
    box = Mailbox.at("imaps://me%40shop.example:p%2Fw@mail.example/%E6%94%B6")
    assert (box.user, box.password, box.port, box.folder) == ("me@shop.example", "p/w", 993, "收")
