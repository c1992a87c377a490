"""What can go wrong with background work."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import ZhiyinError


class JobTakenAway(Exception):
    """The job was cancelled, or another worker took it up: whoever holds it must stop and write no more."""


class CannotCancel(ZhiyinError):
    code = "cannot_cancel"
    status = 409
    message = _("This work has already ended.")
