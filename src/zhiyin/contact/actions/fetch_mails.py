"""Take in the mails that wait in the installation's mailbox."""

import logging
from functools import partial

from django.conf import settings

from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.receive_inbound import receive_mail
from zhiyin.contact.inbound.mail import read_mail
from zhiyin.contact.inbound.mailbox import Mailbox, NoMailbox, take_waiting

log = logging.getLogger(__name__)


def fetch_mails(actor: Actor) -> int:
    """Read what is unseen in the mailbox of ZHIYIN_INBOUND_MAIL and mark it as seen; journals as `receive_mail` does. A
    mailbox that cannot be read, and a mail that cannot be taken in, are logged and tried again the next time. Returns
    how many mails were taken in."""
    if not settings.INBOUND_MAIL:
        return 0
    try:
        return take_waiting(Mailbox.at(settings.INBOUND_MAIL), partial(_take, actor))
    except NoMailbox as error:
        log.warning("the mailbox of ZHIYIN_INBOUND_MAIL cannot be read: %s", error)
        return 0


def _take(actor: Actor, raw: bytes) -> bool:
    try:
        receive_mail(actor, read_mail(raw))
    except Exception as error:  # whatever it is: the mails behind this one do not wait for it
        # without the error's own words, which may be those of the mail
        log.error("a mail of %d bytes cannot be taken in: %s", len(raw), type(error).__name__)
        return False
    return True
