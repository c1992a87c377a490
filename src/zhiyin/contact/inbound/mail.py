"""Reading a mail that came back: whose answer it is, what is new in it, and what sort of thing it is."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Final

from zhiyin.contact.inbound.words import is_stop

LONGEST: Final = 20_000  # characters kept of a text
# The tag after the plus; base32 of 160 bits.
_TOKEN: Final = re.compile(r"\+([a-z2-7]{32})@", re.IGNORECASE)
_RECIPIENTS: Final = (
    "To",
    "Cc",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Delivered-To",
    "Resent-To",
)
# Where the letter that is answered begins. What mail programs write above it, in Chinese and English.
_QUOTED: Final = re.compile(
    r"""(?im)^[ \t]*(?:
      on\ (?=.{0,40}\d)(?:.|\n(?![ \t]*\n)){4,240}?\swrote\s*[:：]\s*$
    | .*<[^\s<>]{1,200}@[^\s<>]{1,200}>(?:.|\n(?![ \t]*\n)){0,60}?(?:写道|寫道)\s*[:：]\s*$
    | .{0,120}(?:写道|寫道)\s*[:：]\s*$
    | .{4,200}<[^\s<>]{1,200}@[^\s<>]{1,200}>\s(?:a\ écrit|schrieb|escribió)\s?[:：]\s*$
    | -{2,}\s*(?:original\ message|forwarded\ message|(?:回复的)?原邮件|原始(?:邮件|郵件|信息)|轉寄郵件|转发邮件)\s*-{2,}.*$
    | _{10,}\s*$
    | \*?(?:from|发件人|寄件者)\s*[:：].+\n[ \t]*\*?(?:sent|date|to|发送时间|日期|收件人|寄件日期)\s*[:：]
    )""",
    re.VERBOSE,
)
_SIGNATURE: Final = re.compile(
    r"(?m)^(?:--\s?|发自我的.{0,30}|sent from my .{0,30}|从我的.{0,20}发送)$", re.IGNORECASE
)
_AWAY: Final = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|自动回复|自動回覆|休假|外出)",
    re.IGNORECASE,
)
# Enhanced status codes that say the mailbox is not there and never will be; 5.7.x only speaks of this letter, 5.1.7 to
# 5.1.9 of its sender.
_DEAD: Final = re.compile(r"5\.(?:1\.(?![789]$)\d+|2\.1|0\.0)$")
# What GB 2312 and GBK are called; mail programs name them and write what only GB 18030 holds.
_CHINESE: Final = re.compile(r"gb|cp936|ms936|hz", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. `meant`: answer, opt_out, auto_reply, bounce or complaint; `is_dead`: of a bounce, that the
    address will never work; `tokens`: reply tokens it carries; `sender`: whom it says it is from."""

    external_id: str
    tokens: tuple[str, ...]
    subject: str
    text: str
    meant: str
    is_dead: bool = False
    sender: str = ""


def read_mail(raw: bytes) -> Mail:
    """Read a mail as it came over the wire (RFC 5322). Never raises: what cannot be read is an empty answer."""
    try:
        return _read(raw)
    except RecursionError:  # thousands of parts, each in the one before
        return Mail(_digest(raw), (), "", "", "answer")


def _read(raw: bytes) -> Mail:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    report = _report_type(mail)
    meant, is_dead = "answer", False
    if report == "delivery-status":
        status = _statuses(mail)
        failed = any(action == "failed" for action, _ in status)
        meant = "bounce" if failed else "auto_reply"
        is_dead = failed and any(_DEAD.match(code) for action, code in status if action == "failed")
    elif report == "feedback-report":
        meant = "complaint"
    elif _is_automatic(mail):
        meant = "auto_reply"
    returned = meant in {"bounce", "complaint"}
    text = "" if returned else without_history(_text(mail)[: 5 * LONGEST])
    subject = _header(mail, "Subject")
    if meant == "answer" and (is_stop(text) or (not text and is_stop(subject))):
        meant = "opt_out"
    return Mail(
        external_id=_external_id(mail, raw),
        tokens=_tokens_of_original(mail) if returned else _tokens(mail, _RECIPIENTS),
        subject=subject[:200],
        text=text[:LONGEST],
        meant=meant,
        is_dead=is_dead,
        sender=parseaddr(_header(mail, "From"))[1],
    )


def without_history(text: str) -> str:
    """What is new in an answer: without the quoted letter, and without the signature."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    found = _QUOTED.search(text)
    if found:
        text = text[: found.start()]
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    text = "\n".join(lines)
    signed = _SIGNATURE.search(text)
    return (text[: signed.start()] if signed else text).strip()


def _header(mail: Message, name: str) -> str:
    try:
        value = mail.get(name, "")
    except (ValueError, IndexError, AttributeError, TypeError):  # the parser of headers stumbles over some
        return ""
    return _whole("".join(letter for letter in str(value) if ord(letter) >= 32)).strip()


def _whole(text: str) -> str:
    """The text without halves of characters, which no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _external_id(mail: Message, raw: bytes) -> str:
    stated = _header(mail, "Message-ID")
    return stated if 3 <= len(stated) <= 190 else _digest(raw)


def _digest(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _tokens(mail: Message, headers: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for name in headers:
        try:
            values = mail.get_all(name, [])
        except (ValueError, IndexError, AttributeError, TypeError):
            continue
        for value in values:
            found += [token.lower() for token in _TOKEN.findall(str(value))]
    return tuple(dict.fromkeys(found))


def _report_type(mail: EmailMessage) -> str:
    if mail.get_content_type() != "multipart/report":
        return ""
    return str(mail.get_param("report-type", "")).lower()


def _statuses(mail: EmailMessage) -> list[tuple[str, str]]:
    """(action, status) of each recipient that a delivery report speaks of."""
    found = []
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        for block in payload if isinstance(payload, list) else []:
            if not isinstance(block, Message):
                continue
            action = str(block.get("Action", "")).strip().lower()
            if action:
                found.append((action, str(block.get("Status", "")).split()[0] if block.get("Status") else ""))
    return found


def _tokens_of_original(mail: EmailMessage) -> tuple[str, ...]:
    """The token of the letter that came back, from the Reply-To that it left with."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            if isinstance(payload, list) and payload and isinstance(payload[0], Message):
                found = _tokens(payload[0], ("Reply-To",))
                if found:
                    return found
        elif part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                found = _tokens(message_from_bytes(content, policy=default), ("Reply-To",))
                if found:
                    return found
    return ()


def _is_automatic(mail: EmailMessage) -> bool:
    sent_by = _header(mail, "Auto-Submitted").lower().split(";")[0].strip()
    if sent_by and sent_by != "no":
        return True
    if _header(mail, "Precedence").lower() in {"bulk", "junk", "auto_reply", "list"}:
        return True
    named = any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
    return named or _AWAY.match(_header(mail, "Subject")) is not None


def _text(mail: EmailMessage) -> str:
    try:
        part = mail.get_body(preferencelist=("plain", "html"))
    except (KeyError, ValueError, LookupError, AttributeError):  # a broken structure
        part = mail
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes):
        return ""
    content = _whole(_decoded(payload, str(part.get_content_charset() or "")))
    return _plain(content) if part.get_content_type() == "text/html" else content


def _decoded(raw: bytes, charset: str) -> str:
    """The words, in the charset that is stated if they are; else in the first of the usual ones that they are in."""
    for codec in ("gb18030" if _CHINESE.match(charset) else charset, "utf-8", "gb18030"):
        try:
            return raw.decode(codec or "utf-8")
        except (
            LookupError,
            ValueError,
        ):  # nobody knows it, or it is none for text, or these are no words in it
            continue
    return raw.decode("utf-8", "replace")


class _Plain(HTMLParser):
    """The text of a page, without the letter that is quoted in it."""

    BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"})
    SILENT = frozenset({"script", "style", "head", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent += 1
        elif tag in self.BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in self.BREAKS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def _plain(html: str) -> str:
    parser = _Plain()
    parser.feed(html)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.pieces)).strip()
