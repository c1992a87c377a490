"""What can go wrong when something is to leave."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import Conflict, Invalid, ZhiyinError


class MayNotContact(ZhiyinError):
    """`reason` is a code of contact.rules, `why` its sentence."""

    code = "may_not_contact"
    status = 409
    message = _("This customer may not be written to: %(why)s")


class UnusableMessage(Invalid):
    code = "unusable_message"
    message = _("This message cannot be sent as it is. Remove line breaks from the subject and the address.")


class NotWaitingForDecision(Conflict):
    code = "not_waiting_for_decision"
    message = _("Nothing is to be decided about this message any more. Look at its newest state.")
