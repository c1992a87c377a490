"""What can go wrong about customers."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import Conflict, Invalid, NotFound


class NoSuchCustomer(NotFound):
    code = "no_such_customer"
    message = _("There is no such customer, or they were never met where you work.")


class NoSuchPurpose(NotFound):
    code = "no_such_purpose"
    message = _("There is no purpose “%(purpose)s” in use. The purposes stand under Customers, Consent.")


class NotAsked(Conflict):
    code = "not_asked"
    message = _("This purpose rests on a contract or the law: nobody agrees to it and nobody can withdraw.")


class UnusableConsent(Invalid):
    code = "unusable_consent"
    message = _(
        "This cannot be written down. Name a known state and channel, words that are published and a moment that has "
        "passed; sensitive use and passing on also need published words and how the customer agreed."
    )


class UnusablePurpose(Invalid):
    code = "unusable_purpose"
    message = _(
        "This purpose cannot be saved. It needs a code of letters and digits, an age of at most 18 and words of at "
        "most 5,000 characters; sensitive use and passing on always need consent."
    )


class BadDetails(Invalid):
    """`errors` maps a field to what is wrong with it."""

    code = "bad_details"
    message = _("This cannot be kept as it is. Look at the fields that are marked.")


class NoSuchDetail(NotFound):
    code = "no_such_detail"
    message = _("This is no longer part of the customer's profile.")


class NoSuchRequest(NotFound):
    code = "no_such_request"
    message = _("There is no such request or certificate. All of them stand under Customers, Requests.")


class NotConfirmed(Invalid):
    code = "not_confirmed"
    message = _("Type the word shown to confirm: what is erased cannot be brought back.")


class AlreadyUnderWay(Conflict):
    code = "already_under_way"
    message = _("This is being done already, or has been done.")


class NothingSealed(NotFound):
    code = "nothing_sealed"
    message = _("No original is kept for this, or it has expired.")


class NoReason(Invalid):
    code = "no_reason"
    message = _("Say in a few words why: it is written to the audit trail.")


class ExportGone(NotFound):
    code = "export_gone"
    message = _("This file was fetched already or has been removed. Ask for a new one.")


class UnusableRetention(Invalid):
    code = "unusable_retention"
    message = _(
        "Name one of the kinds on the page, and between 1 and 36,500 days, or none to keep it for ever."
    )


class NoSuchSegment(NotFound):
    code = "no_such_segment"
    message = _("There is no such segment. All of them stand under Customers, Segments.")


class UnusableSegment(Invalid):
    """`errors` maps a field to what is wrong with it."""

    code = "unusable_segment"
    message = _("This segment cannot be saved. Look at the fields that are marked.")


class SegmentInUse(Conflict):
    code = "segment_in_use"
    message = _("Other segments ask about this one: %(segments)s. Change them first.")


class NotAList(Conflict):
    code = "not_a_list"
    message = _("This segment is kept by its condition. People can be added to and taken off lists only.")


class NoChangeToUndo(Conflict):
    code = "no_change_to_undo"
    message = _("There is no change of this list left to take back.")


class NoSuchMerge(NotFound):
    code = "no_such_merge"
    message = _("There is no such merge any more.")


class NoSuchKey(NotFound):
    code = "no_such_key"
    message = _("Nobody is known by this key any more.")


class NoSuchSuggestion(NotFound):
    code = "no_such_suggestion"
    message = _("There is no such question any more.")


class NoSuchApart(NotFound):
    code = "no_such_apart"
    message = _("Nobody keeps these two apart any more.")


class AlreadyUndone(Conflict):
    code = "already_undone"
    message = _("This merge was undone already.")


class AlreadyOnePerson(Conflict):
    code = "already_one_person"
    message = _("These two are one person. To part them, undo the merge that joins them, or split off keys.")


class NothingToPart(Invalid):
    code = "nothing_to_part"
    message = _("Choose at least one key that leaves, and leave at least one.")
