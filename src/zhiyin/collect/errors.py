"""What can go wrong at the door."""

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.errors import ZhiyinError


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
