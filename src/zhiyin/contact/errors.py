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


class AddressRefused(Invalid):
    code = "address_refused"
    message = _(
        "“%(url)s” is not asked: it is no http or https address, or it lies in a private network. An administrator of "
        "the machine can allow networks with ZHIYIN_PRIVATE_NETWORKS."
    )


class NotReached(ZhiyinError):
    code = "not_reached"
    status = 502
    message = _("%(host)s did not answer properly (%(reason)s). It will be asked again later.")


class AnswerTooLarge(ZhiyinError):
    code = "answer_too_large"
    status = 502
    message = _("The answer is larger than %(limit)s MB. Ask for fewer records a page.")


class NoSuchCarrier(Invalid):
    code = "no_such_carrier"
    message = _("No carrier is called “%(carrier)s”. Choose one of the list.")


class BadChannel(Invalid):
    """`errors` maps field names to sentences."""

    code = "bad_channel"
    message = _("The channel cannot be saved as it is. Look at the marked fields.")


class BadRule(Invalid):
    """`errors` maps field names to sentences."""

    code = "bad_contact_rule"
    message = _("The rule cannot be saved as it is. Look at the marked fields.")


class BadWebhook(Invalid):
    """`errors` maps field names to sentences."""

    code = "bad_webhook"
    message = _("The webhook cannot be saved as it is. Look at the marked fields.")


class DoorClosed(ZhiyinError):
    code = "door_closed"
    status = 404
    message = _("There is nothing at this address.")


class TooLargeForDoor(ZhiyinError):
    code = "too_large"
    status = 413
    message = _("This is more than is taken here at once.")


class NotUnderstood(Invalid):
    code = "not_understood"
    message = _(
        "This does not look like what the carrier sends. Check which carrier the address is meant for."
    )
