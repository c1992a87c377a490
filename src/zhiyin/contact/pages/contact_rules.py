"""How often and at which hours people are contacted; and whether one person would be, now."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.pages.frame import confirm, settings_page, signed_in
from zhiyin.contact.actions.save_contact_rule import (
    remove_contact_rule,
    save_contact_rule,
    switch_contact_rule,
)
from zhiyin.contact.errors import BadRule
from zhiyin.contact.forms import AskForm, ContactRuleForm
from zhiyin.contact.queries.contact_rules import RuleRow, list_rules, read_rule, would_contact
from zhiyin.journal.errors import NotFound
from zhiyin.journal.reach import is_number


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule; and the answer to "would this person be contacted?"."""
    actor = signed_in(request)
    asked = AskForm(request.GET if "customer" in request.GET else None)
    context: dict[str, Any] = {
        "rows": list_rules(actor),
        "ask": asked,
        "found": None,
        "zone": timezone.get_current_timezone_name(),
    }
    if asked.is_bound and asked.is_valid():
        given = asked.cleaned_data
        try:
            if not is_number(given["customer"]):
                raise NotFound()
            context["found"] = would_contact(
                actor,
                customer_id=int(given["customer"]),
                channel=given["channel"],
                purpose=given["purpose"],
                at=given["at"],
            )
        except NotFound:
            asked.add_error("customer", _("No customer has this number."))
    return settings_page(request, "contact/contact_rules.html", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request: HttpRequest) -> HttpResponse:
    signed_in(request).require("contact.manage", "")
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    return _edit(request, read_rule(signed_in(request), rule_id))


def _edit(request: HttpRequest, row: RuleRow | None) -> HttpResponse:
    names = ("purpose", "channel", "most", "within_days", "quiet_from", "quiet_until")
    initial = {name: getattr(row, name) for name in names} if row else None
    form = ContactRuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_contact_rule(signed_in(request), form.fields_given(), rule_id=row.id if row else None)
        except BadRule as error:
            for name, sentence in error.data["errors"].items():
                form.add_error(name, sentence)
        else:
            messages.success(request, _("Saved. It holds from now on, also for what waits in the outbox."))
            return redirect("contact:contact-rules")
    context = {"form": form, "row": row}
    return settings_page(request, "contact/contact_rule.html", context, status=422 if form.errors else 200)


@require_POST
def switch(request: HttpRequest, rule_id: int) -> HttpResponse:
    on = request.POST.get("on") == "1"
    switch_contact_rule(signed_in(request), rule_id=rule_id, on=on)
    messages.success(request, _("The rule holds again.") if on else _("The rule is suspended."))
    return redirect("contact:contact-rules")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Forget it, after a question."""
    actor = signed_in(request)
    row = read_rule(actor, rule_id)
    if request.method == "POST":
        remove_contact_rule(actor, rule_id=row.id)
        messages.success(request, _("The rule is removed."))
        return redirect("contact:contact-rules")
    return confirm(
        request,
        title=_("Remove this rule?"),
        text=[_("What it kept back may leave from this moment on.")],
        action=_("Remove"),
        back=reverse("contact:contact-rules"),
    )
