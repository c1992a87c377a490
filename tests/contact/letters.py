"""Mails as they come over the wire."""

from email.message import EmailMessage

BOUNCE = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; wang@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: {original}

From: zhiyin@shop.example
To: wang@example.com
Reply-To: {reply_to}
Subject: =?utf-8?b?5YWz5LqO5oKo55qE5Y+N6aaI?=

--b--
"""
COMPLAINT = """From: fbl@provider.example
To: abuse@shop.example
Subject: complaint
Message-ID: <arf-1@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--b
Content-Type: message/rfc822

From: zhiyin@shop.example
To: wang@example.com
Reply-To: {reply_to}
Subject: hello

words
--b--
"""


def bounce(
    reply_to: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    original: str = "text/rfc822-headers",
    number: int = 1,
) -> bytes:
    told = BOUNCE.format(
        to="zhiyin@shop.example",
        reply_to=reply_to,
        action=action,
        status=status,
        original=original,
        number=number,
    )
    return told.replace("\n", "\r\n").encode()


def complaint(reply_to: str) -> bytes:
    return COMPLAINT.format(reply_to=reply_to).replace("\n", "\r\n").encode()


def letter(to: str, text: str, *, html: bool = False, subject: str = "Re: 您的反馈", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "wang@example.com"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = headers.pop("message_id", "<answer-1@mail.example>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text, subtype="html" if html else "plain", charset="utf-8")
    return mail.as_bytes()


def nested(levels: int) -> bytes:
    """Parts within parts, so many deep."""
    lines = ["From: a@b.example", "To: reply@shop.example", "Message-ID: <deep@x>"]
    for level in range(levels):
        lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
    return "\r\n".join([*lines, "Content-Type: text/plain", "", "deep", ""]).encode()
