"""Take in what came back, and do what it asks for at once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.answering import reply_digest
from zhiyin.contact.inbound.mail import Mail
from zhiyin.contact.inbound.sms import SmsReceipt, SmsReply
from zhiyin.contact.inbound.words import is_stop
from zhiyin.contact.models import Inbound, Message
from zhiyin.contact.rules import KEY_OF, TO_STAFF
from zhiyin.customers.actions.opt_out import opt_out_address, opt_out_person
from zhiyin.customers.keys import digest, normal
from zhiyin.customers.models import Customer, Identity
from zhiyin.journal.record import record
from zhiyin.science.language.masking import mask

# An SMS carries no token: it answers what was sent to its number this lately.
ANSWERS_WITHIN = timedelta(days=30)


def receive_mail(actor: Actor, mail: Mail) -> Inbound:
    """Keep one mail, masked; the same Message-ID twice is one. Only a reply token tells what it answers: a sender's
    address can be written by anybody.

    A bounce that says the mailbox is not there, a complaint and a stop word silence the address the letter went to; of
    news to colleagues only the first. Journals `contact.reply_received` for answers of customers,
    `contact.inbound_received` for the rest.
    """
    digests = [reply_digest(token) for token in mail.tokens]
    message = Message.objects.filter(reply_digest__in=digests).order_by("-id").first() if digests else None
    with transaction.atomic():
        customer = message.customer_id if message else None
        row, is_new = _keep(
            "mail", mail.external_id, message, customer, mail.sender, mail.subject, mail.text, mail.meant
        )
        if not is_new:
            return row
        if message is not None:
            if mail.meant == "bounce":
                Message.objects.filter(id=message.pk).update(receipt="bounced")
            if mail.meant == "complaint":
                Message.objects.filter(id=message.pk).update(receipt="complained")
            if mail.meant == "bounce" and mail.is_dead:
                opt_out_address(actor, kind="email", value=message.to_address, reason="bounced")
            elif mail.meant in {"complaint", "opt_out"} and message.purpose not in TO_STAFF:
                _silence(actor, message, "complained" if mail.meant == "complaint" else "mail_reply")
        _tell(actor, row, message)
    return row


def receive_sms_reply(actor: Actor, reply: SmsReply) -> Inbound:
    """Keep what a number answered, masked; a stop word silences the number, and the person it is known to be, at once.

    Journals as `receive_mail` does.
    """
    number = normal("mobile", reply.number)
    lately = Message.objects.filter(to_address=number, channel="sms")
    recent = lately.filter(created_at__gt=timezone.now() - ANSWERS_WITHIN, state__in=("sent", "unknown"))
    message = recent.order_by("-id").first()
    meant = "opt_out" if is_stop(reply.text) else "answer"
    with transaction.atomic():
        customer = message.customer_id if message else _owner("mobile", number)
        row, is_new = _keep("sms", reply.external_id, message, customer, number, "", reply.text, meant)
        if not is_new:
            return row
        if meant == "opt_out":
            opt_out_address(actor, kind="mobile", value=number, reason="sms_reply")
            if message is not None:
                _silence(actor, message, "sms_reply")
            else:
                _silence_owner(actor, "mobile", number, "sms_reply")
        _tell(actor, row, message)
    return row


def note_receipt(actor: Actor, receipt: SmsReceipt) -> bool:
    """Write down what a carrier says became of an SMS; an unknown outcome is settled by it. Journals
    `contact.receipt_received`. False when it speaks of nothing that left here."""
    ours = Message.objects.filter(channel="sms", to_address=normal("mobile", receipt.number))
    found = ours.filter(external_id=receipt.external_id) if receipt.external_id else ours.none()
    if (
        not found.exists()
        and receipt.our_id.isascii()
        and receipt.our_id.isdecimal()
        and len(receipt.our_id) < 19
    ):
        found = ours.filter(id=int(receipt.our_id))
    message = found.first()
    if message is None:
        return False
    became = "delivered" if receipt.is_delivered else "bounced"
    with transaction.atomic():
        if not Message.objects.filter(id=message.pk).exclude(receipt=became).update(receipt=became):
            return True
        Message.objects.filter(id=message.pk, state="unknown").update(
            state="sent" if receipt.is_delivered else "failed",
            reason="" if receipt.is_delivered else f"refused_by_server: {receipt.code}"[:200],
            external_id=receipt.external_id[:120],
            finished_at=timezone.now(),
        )
        record(
            actor,
            "contact.receipt_received",
            {"message": message.pk, "state": became},
            subject=message.about,
            unit_path=message.unit_path,
        )
    return True


def unsubscribe(actor: Actor, *, message_id: int, kind: str, address: str) -> None:
    """End all contact with whoever the letter went to. Journals `customers.opted_out`."""
    with transaction.atomic():
        opt_out_address(actor, kind=kind, value=address, reason="unsubscribed")
        message = Message.objects.filter(id=message_id, to_address=normal(kind, address)).first()
        if message is not None:
            _silence(actor, message, "unsubscribed")
        else:
            _silence_owner(actor, kind, address, "unsubscribed")


def _silence(actor: Actor, message: Message, reason: str) -> None:
    kind = KEY_OF.get(message.channel)
    if kind is not None:
        opt_out_address(actor, kind=kind, value=message.to_address, reason=reason)
    if message.customer_id is not None and Customer.objects.filter(id=message.customer_id).exists():
        opt_out_person(actor, customer_id=message.customer_id, reason=reason)


def _silence_owner(actor: Actor, kind: str, address: str, reason: str) -> None:
    """Who is known by this address wants nothing by any other either."""
    known = _owner(kind, address)
    if known is not None:
        opt_out_person(actor, customer_id=known, reason=reason)


def _owner(kind: str, address: str) -> int | None:
    """Who is known by this address; by one that is many people's nobody is."""
    known = Identity.objects.filter(digest=digest(kind, normal(kind, address)), is_shared=False)
    return known.values_list("customer_id", flat=True).first()


def _keep(
    channel: str,
    external_id: str,
    message: Message | None,
    customer_id: int | None,
    sender: str,
    subject: str,
    text: str,
    meant: str,
) -> tuple[Inbound, bool]:
    kind = KEY_OF[channel]
    return Inbound.objects.get_or_create(
        channel=channel,
        external_id=external_id[:190],
        defaults={
            "message": message,
            "customer_id": customer_id,
            "sender_digest": digest(kind, normal(kind, sender)) if sender else None,
            "subject": mask(subject).text[:200],
            "text": mask(text).text,
            "meant": meant,
            "unit_path": message.unit_path if message else "",
        },
    )


def _tell(actor: Actor, row: Inbound, message: Message | None) -> None:
    answers = row.meant == "answer" and message is not None and message.purpose not in TO_STAFF
    name = "contact.reply_received" if answers else "contact.inbound_received"
    data = {"inbound": row.pk, "meant": row.meant, "message": message.pk if message else None}
    record(actor, name, data, subject=message.about if message else "", unit_path=row.unit_path)
