"""The settings: which of them an actor may use, and the frame around each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.who_asks import who_asks
from zhiyin.journal.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Setting:
    """One page of the settings; an empty permission is everybody's; `whole`: it must hold for the whole organisation."""

    label: "str | Promise"
    about: "str | Promise"
    url_name: str
    permission: str
    whole: bool = False


SETTINGS = (
    Setting(_("Profile"), _("Your name, language and theme."), "accounts:profile", ""),
    Setting(_("Password"), _("Choose a new password."), "accounts:password", ""),
    Setting(
        _("Organisation"),
        _("The tree of units, their codes and names; what arrived unsorted."),
        "accounts:units",
        "organisation.manage",
    ),
    Setting(_("Users"), _("Who may sign in, and what they may do where."), "accounts:users", "users.manage"),
    Setting(_("API keys"), _("Keys for programs that send or fetch data."), "accounts:keys", "users.manage"),
    Setting(
        _("Channels"),
        _("The ways out: mail, SMS, WeCom and others; what may come back."),
        "contact:channels",
        "contact.manage",
        whole=True,
    ),
    Setting(
        _("Rules of contact"),
        _("How often and at which hours people are contacted."),
        "contact:contact-rules",
        "contact.manage",
        whole=True,
    ),
    Setting(
        _("Webhooks"),
        _("Other systems that are told what happens."),
        "contact:webhooks",
        "contact.manage",
        whole=True,
    ),
    Setting(
        _("Taxonomies"),
        _("Into which categories what customers speak of is sorted, and the words that name them."),
        "understand:taxonomies",
        "settings.manage",
        whole=True,
    ),
    Setting(
        _("Slang"),
        _("What slang and faces mean here: praise, blame, irony; own words, and shipped ones switched off."),
        "understand:slang",
        "settings.manage",
        whole=True,
    ),
    Setting(
        pgettext_lazy("of competitors, products and staff", "Names"),
        _("Competitors, products and staff that are recognised when customers name them."),
        "understand:names",
        "settings.manage",
        whole=True,
    ),
    Setting(
        _("How words are read"),
        _("The version of models and rules; reading everything again."),
        "understand:analyser",
        "settings.manage",
        whole=True,
    ),
    Setting(
        _("Assistant"),
        _("A language model of your choice that helps to read and write; off unless you switch it on."),
        "understand:assistant",
        "settings.manage",
        whole=True,
    ),
    Setting(_("Audit trail"), _("What happened, when, and who did it."), "accounts:audit", "audit.read"),
)


def signed_in(request: HttpRequest) -> Actor:
    """The person on the other side. Raises Forbidden, which leads to the sign-in page."""
    actor = who_asks(request)
    if actor.kind != "user":
        raise Forbidden()
    return actor


def settings_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the settings, with the others that this actor may use above it."""
    actor = signed_in(request)
    places = []
    for setting in SETTINGS:
        if not setting.permission or actor.may(setting.permission, "" if setting.whole else None):
            url = reverse(setting.url_name)
            current = request.path.startswith(url)
            places.append({"label": setting.label, "about": setting.about, "url": url, "current": current})
    return render(request, template, {"places": places, **context}, status=status)


def confirm(
    request: HttpRequest, *, title: str, text: list[str], action: str, back: str, harm: bool = True
) -> HttpResponse:
    """Ask once before something that is not simply undone."""
    context = {"heading": title, "text": text, "action": action, "back": back, "harm": harm}
    return settings_page(request, "accounts/confirm.html", context)
