"""The one family of errors that a person may see. Only `zhiyin.server.errors` turns them into a page or a problem."""

import errno
import sqlite3
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError
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


class NotNull(Invalid):
    message = _("The field %(field)s cannot be null. Leave it out, or give it a value.")


class BadCursor(Invalid):
    message = _("This link to a later page is damaged. Start again from the newest.")


class Conflict(ZhiyinError):
    code = "conflict"
    status = 409
    message = _("Somebody changed this in the meantime. Look at the newest state and try again.")


class DiskFull(ZhiyinError):
    code = "disk_full"
    status = 507
    message = _("There is no space left on the disk. Nothing was saved: free some, then try again.")


class Busy(ZhiyinError):
    code = "busy"
    status = 503
    message = _("The database is busy. Nothing was saved; try again shortly.")


_FULL_NAMES = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")  # the latter: no room to open a record nobody has open
_FULL_WORDS = ("database or disk is full", "No space left on device", "Disk quota exceeded")


def is_full(error: BaseException | None) -> bool:
    """Whether the database, the file system or what writes the lake says that there is no space left."""
    while error is not None:
        if (
            getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
            or getattr(error, "sqlstate", "") == "53100"
            or (isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorname", "") in _FULL_NAMES)
            or any(words in str(error) for words in _FULL_WORDS)
        ):
            return True
        error = error.__cause__ or error.__context__  # sessions say only that they could not be saved
    return False


def is_locked(error: BaseException | None) -> bool:
    """Whether another writer held the database for longer than we wait."""
    return isinstance(error, OperationalError) and (
        "locked" in str(error) or getattr(error.__cause__, "sqlstate", "") in ("40001", "40P01", "55P03")
    )


def was_crossed(error: DatabaseError) -> bool:
    """Whether two transactions got into each other's way, so that beginning again helps: both made the same row, or each
    waited for the other."""
    return isinstance(error, IntegrityError) or getattr(error.__cause__, "sqlstate", "") in ("40001", "40P01")
