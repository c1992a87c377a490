"""A page for whoever has a receipt: what they said, and taking it back. Nobody signs in, nobody is asked who they are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.limits import within_limit
from zhiyin.collect.actions.receipts import TRIES, said_under, take_back
from zhiyin.collect.errors import NoSuchReceipt


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """The token travels in the body only: addresses stand in logs."""
    said, problem, is_gone, status = None, "", False, 200
    token = request.POST.get("receipt", "").strip()
    if request.method == "POST":
        within_limit(request, "receipt", most=TRIES)
        try:
            if request.POST.get("wish") == "take_back":
                take_back(token)
                is_gone = True
            else:
                said = said_under(token)
        except NoSuchReceipt as error:
            problem, status = str(error), 404
    context = {"said": said, "token": token if said else "", "problem": problem, "is_gone": is_gone}
    return render(request, "collect/receipt.html", context, status=status)
