"""What can go wrong at the door."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import NotFound, ZhiyinError


class NotJson(ZhiyinError):
    code = "not_json"
    status = 400
    message = _("The body is not JSON in UTF-8.")


class WrongMediaType(ZhiyinError):
    code = "unsupported_media_type"
    status = 415
    message = _("Send JSON: Content-Type: application/json.")


class BadBatch(ZhiyinError):
    code = "invalid"
    status = 422
    message = _("Send one signal, or {“signals”: […]} with 1 to %(limit)s of them.")


class BadEvents(BadBatch):
    message = _("Send one event, or {“events”: […]} with 1 to %(limit)s of them.")


class KeyReused(ZhiyinError):
    code = "idempotency_key_reused"
    status = 422
    message = _("This Idempotency-Key was used for another body. Use a new key for a new request.")


class KeyInFlight(ZhiyinError):
    code = "idempotency_key_in_flight"
    status = 409
    message = _("The first request with this Idempotency-Key is still being worked on. Try again shortly.")


class BadKey(ZhiyinError):
    code = "invalid"
    status = 422
    message = _("An Idempotency-Key has 1 to 190 printable characters.")


class FileProblem(ZhiyinError):
    """A file that cannot be read, with the place where."""

    code = "file_unreadable"
    status = 422
    message = _("This file cannot be read.")


class NotStarted(ZhiyinError):
    code = "import_not_ready"
    status = 409
    message = _("This import has been started already.")


class NotUndone(ZhiyinError):
    code = "import_not_undoable"
    status = 409
    message = _("Only an import that has ended can be undone, and only once. Call off one that is under way.")


class LayoutChanged(ZhiyinError):
    """The columns differ from those agreed for the source; `changes` lists them."""

    code = "layout_changed"
    status = 409
    message = _(
        "The columns are not those agreed for “%(source)s”: %(changes)s. Look at them, then accept the new layout."
    )


class FolderGone(ZhiyinError):
    code = "folder_gone"
    status = 422
    message = _("The folder %(path)s is not there, or may not be read. Mount it, or correct the path.")


class ApiRefused(ZhiyinError):
    """The other system answered, but not with data."""

    code = "api_refused"
    status = 502
    message = _("%(host)s answered with status %(status)s. Check the address, the parameters and the token.")


class ApiUnexpected(ZhiyinError):
    code = "api_unexpected"
    status = 502
    message = _("The answer is not what the settings say.")


class ApiBusy(ZhiyinError):
    """Too many requests, or a pause on the other side; `wait` in seconds."""

    code = "api_busy"
    status = 503
    message = _("%(host)s asks us to wait. We go on in %(wait)s seconds where we stopped.")


class ConnectorTaken(ZhiyinError):
    code = "connector_name_taken"
    status = 409
    message = _("There is a connector “%(name)s” already. Choose another name.")


class NoSuchReceipt(NotFound):
    code = "no_such_receipt"
    message = _("Nothing is kept under this receipt: it is not right, or the words were taken back.")
