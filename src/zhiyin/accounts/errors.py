"""What can go wrong here, each with its remedy."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import Conflict, Forbidden, Invalid, ZhiyinError


class CannotGrant(Forbidden):
    code = "cannot_grant"
    message = _("You can only give roles that you hold yourself, at units where you manage users.")


class CannotManageUser(Forbidden):
    code = "cannot_manage_user"
    message = _(
        "This person also holds roles outside the units you manage. "
        "Ask an administrator of the whole organisation."
    )


class LastAdministrator(ZhiyinError):
    code = "last_administrator"
    status = 409
    message = _(
        "Nobody else is administrator of the whole organisation. Make somebody else administrator first."
    )


class NotYourself(ZhiyinError):
    code = "not_yourself"
    status = 409
    message = _("You cannot do this to yourself. Ask another administrator.")


class NameTaken(Conflict):
    code = "name_taken"
    message = _("There is already somebody who signs in as %(username)s. Choose another name.")


class CodeTaken(Conflict):
    code = "code_taken"
    message = _("Another unit already has the code %(code)s. Choose another code.")


class AliasTaken(Conflict):
    code = "alias_taken"
    message = _("“%(alias)s” already stands for %(unit)s. Remove it there first.")


class BadMove(ZhiyinError):
    code = "bad_move"
    status = 409
    message = _("A unit cannot be moved under itself or under a unit below it. Choose another place.")


class TooDeep(ZhiyinError):
    code = "too_deep"
    status = 409
    message = _("The tree would become deeper than %(levels)d levels. Choose a place higher up.")


class NotUnsorted(ZhiyinError):
    code = "not_unsorted"
    status = 409
    message = _("%(unit)s has been placed already. Move it on the page of the organisation instead.")


class StillOpenBelow(ZhiyinError):
    code = "still_open_below"
    status = 409
    message = _("There are open units below %(unit)s. Close or move them first.")


class NotYet(Invalid):
    code = "not_yet"
    message = _("%(day)s has not come yet. Enter the change on that day or later.")


class TooEarly(ZhiyinError):
    code = "too_early"
    status = 409
    message = _("Something later is known: a change on %(day)s. Choose that day or a later one.")


class TooLate(ZhiyinError):
    code = "too_late"
    status = 409
    message = _("A change on %(day)s is known already: it cannot have opened after that.")


class StillMerged(ZhiyinError):
    code = "still_merged"
    status = 409
    message = _("%(unit)s is another unit’s name. Take the merge back first.")


class NotMerged(ZhiyinError):
    code = "not_merged"
    status = 409
    message = _("%(unit)s is a unit of its own.")


class WeakPassword(Invalid):
    code = "weak_password"
    message = _("Choose another password: %(reasons)s")


class WrongPassword(Invalid):
    code = "wrong_password"
    message = _("That is not your present password.")


class UnreadableUnits(Invalid):
    code = "unreadable_units"
    message = _("This file cannot be read: %(reason)s")


class TooManyRequests(ZhiyinError):
    code = "too_many_requests"
    status = 429
    message = _("This key has asked too often. Wait %(seconds)d seconds.")


class TriedTooOften(TooManyRequests):
    message = _("There were too many tries from here. Wait %(seconds)d seconds.")


class PasswordMustChange(Forbidden):
    code = "password_must_change"
    message = _("Choose your own password first, on the page Settings → Password.")
