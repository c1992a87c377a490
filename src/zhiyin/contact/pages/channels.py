"""The ways out, and the doors for what comes back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.pages.frame import confirm, settings_page, signed_in
from zhiyin.contact.actions.open_door import close_door, open_door
from zhiyin.contact.actions.save_channel import save_channel, switch_channel
from zhiyin.contact.actions.send_test import send_test
from zhiyin.contact.errors import BadChannel
from zhiyin.contact.forms import ChannelForm, DoorForm, TestForm
from zhiyin.contact.phrases.channels import CARRIERS, GROUPS, KINDS, carrier_label, carriers_of, kind_label
from zhiyin.contact.queries.channels import ChannelRow, list_channels, mail_goes_by_installation, read_channel
from zhiyin.contact.queries.doors import list_doors, read_door
from zhiyin.journal.errors import NotFound


@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """Every way out and every door, and what may be added."""
    actor = signed_in(request)
    context = {
        "rows": list_channels(actor),
        "doors": list_doors(actor),
        "by_installation": mail_goes_by_installation(),
        "choices": [
            (kind, label, [(name, carrier_label(name)) for name in carriers_of(kind)])
            for kind, label in KINDS.items()
        ],
    }
    return settings_page(request, "contact/channels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_channel(request: HttpRequest, kind: str, carrier: str) -> HttpResponse:
    """Set up a way out."""
    signed_in(request).require("contact.manage", "")
    if carrier not in CARRIERS or kind not in CARRIERS[carrier].kinds:
        raise NotFound()
    return _edit(request, None, kind, carrier)


@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """One way out: how it is set up; try it."""
    row = read_channel(signed_in(request), channel_id)
    return _edit(request, row, row.kind, row.carrier)


def _edit(request: HttpRequest, row: ChannelRow | None, kind: str, carrier: str) -> HttpResponse:
    actor = signed_in(request)
    held = row.secrets_held if row else ()
    posted = request.POST if request.method == "POST" else None
    initial = {"name": row.name, "is_default": row.is_default} if row else {"is_default": True}
    initial |= {f"x_{name}": value for name, value in row.settings.items()} if row else {}
    form = ChannelForm(kind, carrier, posted, initial=initial, held=held)
    if posted is not None and form.is_valid():
        try:
            saved = save_channel(actor, form.fields_given(), channel_id=row.id if row else None)
        except BadChannel as error:
            form.add_errors(error.data["errors"])
        else:
            messages.success(request, _("Saved. Send yourself a test."))
            return redirect("contact:channel", saved.pk)
    context = {
        "form": form,
        "fields": [form[name] for name in form.fields],
        "row": row,
        "kind_label": kind_label(kind),
        "carrier_label": carrier_label(carrier),
        "test": None if kind in GROUPS else TestForm(initial={"to": _own_address(request, kind)}),
    }
    return settings_page(request, "contact/channel.html", context, status=422 if form.errors else 200)


def _own_address(request: HttpRequest, kind: str) -> str:
    return str(getattr(request.user, "email", "")) if kind == "mail" else ""


@require_POST
def switch(request: HttpRequest, channel_id: int) -> HttpResponse:
    on = request.POST.get("on") == "1"
    switch_channel(signed_in(request), channel_id=channel_id, on=on)
    messages.success(
        request, _("The channel carries again.") if on else _("The channel is off; messages wait.")
    )
    return redirect("contact:channels")


@require_POST
def test(request: HttpRequest, channel_id: int) -> HttpResponse:
    """One message to oneself, through the outbox like everything else."""
    try:
        sent = send_test(signed_in(request), channel_id=channel_id, to=request.POST.get("to", "")[:190])
    except BadChannel as error:
        messages.error(request, error.data["errors"]["to"])
        return redirect("contact:channel", channel_id)
    messages.success(request, _("The test is on its way. Look at it in a moment."))
    return redirect("contact:message", sent.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_door(request: HttpRequest) -> HttpResponse:
    """Make an address for what comes back; it is shown once."""
    actor = signed_in(request)
    actor.require("contact.manage", "")
    form = DoorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind, _colon, carrier = form.cleaned_data["use"].partition(":")
        door, token = open_door(actor, name=form.cleaned_data["name"], kind=kind, carrier=carrier)
        address = settings.SITE_URL + reverse(f"contact:in-{door.kind}", args=[token])
        return settings_page(
            request,
            "contact/shown_once.html",
            {"title": door.name, "secret": address, "back": "contact:channels"},
        )
    return settings_page(request, "contact/door.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_door(request: HttpRequest, door_id: int) -> HttpResponse:
    """Close it, after a question."""
    actor = signed_in(request)
    door = read_door(actor, door_id)
    if request.method == "POST":
        close_door(actor, door_id=door_id)
        messages.success(request, _("“%(name)s” is closed.") % {"name": door.name})
        return redirect("contact:channels")
    return confirm(
        request,
        title=_("Close “%(name)s”?") % {"name": door.name},
        text=[
            _("What is brought to its address from now on is refused. The address cannot be opened again.")
        ],
        action=_("Close"),
        back=reverse("contact:channels"),
    )
