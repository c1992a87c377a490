"""Take in the mails that wait in the installation's mailbox."""

import logging

from django.conf import settings

from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.receive_inbound import receive_mail
from zhiyin.contact.inbound.mail import read_mail
from zhiyin.contact.inbound.mailbox import Mailbox, NoMailbox, waiting_mails

log = logging.getLogger(__name__)


def fetch_mails(actor: Actor) -> int:
    """Read what is unseen in the mailbox of ZHIYIN_INBOUND_MAIL and mark it as seen; journals as `receive_mail` does. A
    mailbox that cannot be read is logged and tried again the next time. Returns how many mails were taken in."""
    if not settings.INBOUND_MAIL:
        return 0
    taken = 0
    try:
        for raw in waiting_mails(Mailbox.at(settings.INBOUND_MAIL)):
            receive_mail(actor, read_mail(raw))
            taken += 1
    except NoMailbox as error:
        log.warning("the mailbox of ZHIYIN_INBOUND_MAIL cannot be read: %s", error)
    return taken
