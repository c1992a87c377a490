"""What can go wrong when a case is worked on."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import Conflict, Invalid


class ChangedMeanwhile(Conflict):
    """`who` changed it; `version` is the newest."""

    code = "changed_meanwhile"
    message = _("%(who)s changed this in the meantime. Look at the newest state and try again.")


class AlreadyResolved(Conflict):
    code = "already_resolved"
    message = _("This case is resolved. Reopen it to work on it again.")


class NotResolved(Conflict):
    code = "not_resolved"
    message = _("This case is open already.")


class AnotherCaseIsOpen(Conflict):
    code = "another_case_is_open"
    message = _("Another case about the same voice is open. Work on that one.")


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    message = _("There is nothing left that you could undo here.")


class BadRule(Invalid):
    """`errors` maps a field to what is wrong with it."""

    code = "bad_rule"
    message = _("This rule cannot be used. Look at the fields that are marked.")


class BadCase(Invalid):
    """`errors` maps a field to what is wrong with it."""

    code = "bad_case"
    message = _("Something is missing. Look at the fields that are marked.")
