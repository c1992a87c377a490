"""What others bring: mails by a mail pipe, answers and receipts by SMS carriers. Only who knows a token gets in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.client_address import client_address
from zhiyin.accounts.endpoints.throttling import count_request
from zhiyin.contact.actions.receive_inbound import note_receipt, receive_mail, receive_sms_reply
from zhiyin.contact.errors import DoorClosed, NotUnderstood, TooLargeForDoor
from zhiyin.contact.inbound.mail import read_mail
from zhiyin.contact.inbound.sms import SmsReply, Unreadable, read_push
from zhiyin.contact.queries.doors import DoorRow, knock
from zhiyin.journal.errors import ZhiyinError

DOORKEEPER = Actor.system("doorkeeper")
LARGEST_MAIL = 10 * 1024 * 1024  # bytes
LARGEST_PUSH = 1024 * 1024
MOST_A_MINUTE = 1_200  # of one door
MOST_GUESSES = 30  # of one address, with tokens that open nothing


@csrf_exempt
@require_POST
def mail(request: HttpRequest, token: str) -> HttpResponse:
    """One mail as it came (RFC 5322)."""
    try:
        _enter(request, "mail", token)
        receive_mail(DOORKEEPER, read_mail(_body(request, LARGEST_MAIL)))
    except ZhiyinError as error:
        return _said(error)
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def sms(request: HttpRequest, token: str) -> HttpResponse:
    """What a carrier pushes; answered in the carrier's own way, so that it does not push again."""
    try:
        door = _enter(request, "sms", token)
        try:
            entries = read_push(door.carrier, _body(request, LARGEST_PUSH))
        except Unreadable as error:
            raise NotUnderstood() from error
        for entry in entries:
            if isinstance(entry, SmsReply):
                receive_sms_reply(DOORKEEPER, entry)
            else:
                note_receipt(DOORKEEPER, entry)
    except ZhiyinError as error:
        return _said(error)
    if door.carrier == "aliyun":
        return JsonResponse({"code": 0, "msg": "OK"})
    return JsonResponse({"result": 0, "errmsg": "OK"})


def _enter(request: HttpRequest, kind: str, token: str) -> DoorRow:
    try:
        door = knock(kind, token)
    except DoorClosed:
        count_request(f"door:{client_address(request)}", most=MOST_GUESSES)
        raise
    count_request(f"door:{door.id}", most=MOST_A_MINUTE)
    return door


def _body(request: HttpRequest, largest: int) -> bytes:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if not stated.isdecimal() or int(stated) > min(largest, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or largest):
        raise TooLargeForDoor()
    body = request.body
    if len(body) > largest:
        raise TooLargeForDoor()
    return body


def _said(error: ZhiyinError) -> HttpResponse:
    """To machines: the code alone."""
    response = JsonResponse({"code": error.code}, status=error.status)
    if error.status == 429:
        response["Retry-After"] = str(error.data.get("seconds", 60))
    return response
