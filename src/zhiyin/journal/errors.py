"""The one family of errors that a person may see. Only `zhiyin.server.errors` turns them into a page or a problem."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ZhiyinError(Exception):
    """An expected failure: a stable `code`, an HTTP `status`, a translatable sentence that names the remedy, its data.

    Subclasses set `code`, `status` and `message`; `message` is formatted with the keyword data given.
    """

    code = "error"
    status = 400
    message: "str | Promise" = _("Something is not right with this request.")

    def __init__(self, message: "str | Promise | None" = None, **data: Any) -> None:
        super().__init__(str(self.code))
        if message is not None:
            self.message = message
        self.data = data

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.data if self.data and "%(" in text else text


class Forbidden(ZhiyinError):
    code = "forbidden"
    status = 403
    message = _("You may not do this here. Ask an administrator for the permission.")


class NotFound(ZhiyinError):
    code = "not_found"
    status = 404
    message = _("This does not exist, or lies outside what you may see.")


class Invalid(ZhiyinError):
    code = "invalid"
    status = 422
    message = _("Some of the data given cannot be used.")


class Conflict(ZhiyinError):
    code = "conflict"
    status = 409
    message = _("Somebody changed this in the meantime. Look at the newest state and try again.")
