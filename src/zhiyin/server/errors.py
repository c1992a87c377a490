"""The one error exit: every expected failure becomes a page, or `application/problem+json` under /api/."""

import json
import logging
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyin.journal.errors import Busy, DiskFull, Forbidden, NotFound, ZhiyinError, is_full, is_locked

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict[str, Any]] | None = None,
    data: dict[str, Any] | None = None,
) -> HttpResponse:
    """An RFC 9457 body; `errors` carry JSON pointers, `data` what the sentence was made of."""
    body: dict[str, Any] = {
        "type": f"https://zhiyin.example/problems/{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
    }
    if errors:
        body["errors"] = errors
    if data:
        body["data"] = data
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str), status=status, content_type=PROBLEM
    )


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def error_response(request: HttpRequest, error: ZhiyinError) -> HttpResponse:
    """The error as a page or a problem."""
    if is_api(request):
        response = problem(request, error.status, error.code, str(error), data=error.data)
        if error.status == 429 and "seconds" in error.data:
            response["Retry-After"] = str(error.data["seconds"])
        return response
    # whoever follows a link from a letter signs in first, and only then hears whether the thing is there
    if error.status in {403, 404} and request.resolver_match and not request.user.is_authenticated:
        return redirect(f"{reverse('accounts:sign-in')}?{urlencode({'next': request.get_full_path()})}")
    return _page(request, error)


def _page(request: HttpRequest, error: ZhiyinError) -> HttpResponse:
    context = {"status": error.status, "message": str(error), "code": error.code}
    if request.headers.get("HX-Request"):
        return render(request, "server/error_fragment.html", context, status=error.status)
    return render(request, "server/error.html", context, status=error.status)


class ErrorMiddleware:
    """Turns raised errors into answers; anything unforeseen is logged and shown without its inside."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and is_api(request):
            allowed = response["Allow"]
            detail = _("This address knows only %(methods)s.") % {"methods": allowed}
            response = problem(request, 405, "method_not_allowed", detail)
            response["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ZhiyinError):
            return error_response(request, exception)
        if isinstance(exception, Http404):
            return error_response(request, NotFound())
        if isinstance(exception, PermissionDenied):
            return error_response(request, Forbidden())
        if isinstance(exception, RequestDataTooBig):
            return error_response(request, TooLarge())
        if unable := _unable(exception):
            log.warning("%s %s: %s", request.method, request.path, exception)
            return error_response(request, unable)
        return None


def _unable(error: BaseException | None) -> ZhiyinError | None:
    """What the machine cannot do at the moment, wherever it was noticed."""
    return DiskFull() if is_full(error) else Busy() if is_locked(error) else None


class TooLarge(ZhiyinError):
    code = "too_large"
    status = 413
    message = gettext_lazy("This is more than is taken at once. Send it in several parts.")


class FormRefused(ZhiyinError):
    code = "form_refused"
    status = 403
    message = gettext_lazy(
        "This form was open for too long, or the browser keeps no cookies. Load the page again and send it once more."
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself refuses: too much data, too many fields, a host that is not ours, a session it cannot save."""
    error = TooLarge() if isinstance(exception, RequestDataTooBig) else _unable(exception) or ZhiyinError()
    with _language_of(request):
        return error_response(request, error)


def _language_of(request: HttpRequest) -> AbstractContextManager[None]:
    """For answers to what went wrong outside of the middleware that chooses the language."""
    return translation.override(translation.get_language_from_request(request))


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token that our pages put into it."""
    return (
        problem(request, 403, FormRefused.code, str(FormRefused()))
        if is_api(request)
        else _page(request, FormRefused())
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    with _language_of(request):
        return _server_error(request, sys.exc_info()[1])


def _server_error(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    if unable := _unable(error):  # noticed outside of a view: while saving the session, say
        return error_response(request, unable)
    message = _(
        "Something went wrong on our side. It has been written to the log; nothing you entered before is lost."
    )
    if is_api(request):
        return problem(request, 500, "internal", message)
    return render(
        request, "server/error.html", {"status": 500, "message": message, "code": "internal"}, status=500
    )
