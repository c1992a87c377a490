"""Answer the customer of a case, through the outbox."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.comment_on_case import working
from zhiyin.act.errors import AlreadyResolved, BadCase
from zhiyin.act.models import Case, CaseEntry
from zhiyin.act.queries.addresses import mail_address
from zhiyin.act.story import case_for, change, tell
from zhiyin.contact.actions.queue_message import LONGEST_BODY, LONGEST_SUBJECT, queue_message
from zhiyin.contact.errors import MayNotContact
from zhiyin.contact.phrases import reason_label
from zhiyin.contact.rules import is_clean, may_contact
from zhiyin.journal.record import record


def write_to_customer(actor: Actor, *, case_id: int, subject: str, body: str, token: str) -> Case:
    """Queue one letter to the case's customer; it counts as the first touch. Journals `act.customer_written_to`.

    The address is looked up here, so that the writer need not see it. The same `token` (a form's, or a request's
    idempotency key) writes once. Raises NotFound, Forbidden, AlreadyResolved, BadCase, MayNotContact.
    """
    case = case_for(actor, case_id)
    subject, body = subject.strip(), body.strip()
    errors = {}
    if not subject or len(subject) > LONGEST_SUBJECT or not is_clean(subject):
        errors["subject"] = _("Write a subject of one line, up to %(most)s characters.") % {
            "most": LONGEST_SUBJECT
        }
    if not body or len(body) > LONGEST_BODY or "\x00" in body:
        errors["body"] = _("Write a letter of up to %(most)s characters.") % {"most": LONGEST_BODY}
    if errors:
        raise BadCase(errors=errors)
    key = f"case:{case.id}:letter:{token}"[:190]
    if CaseEntry.objects.filter(case=case, kind="message", data__key=key).exists():
        return case
    if case.state == "resolved":
        raise AlreadyResolved()
    address = mail_address(case.customer_id)
    verdict = may_contact(channel="mail", to=address, purpose="case_reply", customer_id=case.customer_id)
    if not verdict.allowed:
        raise MayNotContact(reason=verdict.reason, why=reason_label(verdict.reason))
    with transaction.atomic():
        change(case, actor, touched_at=case.touched_at or timezone.now(), state=working(case))
        message = queue_message(
            actor,
            channel="mail",
            to=address,
            subject=subject,
            body=body,
            purpose="case_reply",
            key=key,
            about=f"case:{case.id}",
            customer_id=case.customer_id,
            unit_path=case.unit.path,
        )
        tell(case, actor, "message", text=subject, data={"key": key}, message_id=message.id)
        record(
            actor,
            "act.customer_written_to",
            {"case": case.id, "message": message.id},
            subject=f"case:{case.id}",
            unit_path=case.unit.path,
        )
    return case
