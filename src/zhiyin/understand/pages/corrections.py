"""Correcting a reading on the page of the voice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.actions.correct_reading import correct_reading, withdraw_correction
from zhiyin.understand.corrected import ANNOTATION, COPY
from zhiyin.understand.errors import NothingToCorrect, UnknownLabel

SHOWN, NOT_SHOWN = "shown", "not_shown"
NOT_SPOKEN_OF = "not_spoken_of"


@require_POST
def correct(request: HttpRequest, signal_id: int) -> HttpResponse:
    """One label of one reading; `withdraw` takes the correction back."""
    actor = who_asks(request)
    field, key = request.POST.get("field", ""), request.POST.get("key", "")
    try:
        if request.POST.get("withdraw"):
            withdraw_correction(actor, signal_id=signal_id, field=field, key=key)
            messages.success(request, _("Taken back. It is again as the analyser read it."))
        else:
            value = _value(field, request.POST.get("value", ""))
            correct_reading(actor, signal_id=signal_id, field=field, key=key, value=value)
            messages.success(request, _("Corrected. Every number follows in a moment."))
    except (UnknownLabel, NothingToCorrect) as error:
        messages.error(request, str(error))
    return redirect("desk:signal", signal_id)


def _value(field: str, given: str) -> str | bool | None:
    if field == COPY:
        return False
    if field == ANNOTATION:
        return given == SHOWN
    return None if given == NOT_SPOKEN_OF else given
