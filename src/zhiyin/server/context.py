"""What the frame of every page needs: the navigation, the languages, whether this is the sample organisation."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyin.accounts.pages.preferences import chosen_theme
from zhiyin.contact.phrases import NOTIFICATIONS
from zhiyin.contact.queries.notifications import count_unread
from zhiyin.server.sample.marker import is_sample


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; shown to whoever may do `permission` somewhere."""

    label: "str | Promise"
    url_name: str
    prefix: str
    permission: str


NAVIGATION: tuple[Place, ...] = (
    Place(_("Home"), "desk:home", "/", "measures.read"),
    Place(_("Listen"), "desk:inbox", "/listen/", "voice.read"),
    Place(_("Insight"), "measure:ask", "/insight/", "measures.read"),
    Place(_("Customers"), "desk:people", "/customers/", "personal.read"),
    Place(_("Act"), "act:cases", "/act/", "cases.read"),
    Place(_("Settings"), "accounts:settings", "/settings/", "measures.read"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for `theme/page.html`."""
    actor = getattr(request, "actor", None)
    theme = chosen_theme(request)
    if actor is None or actor.kind != "user":
        return {"navigation": [], "theme_choice": theme, "sample": is_sample()}
    entries = []
    for place in NAVIGATION:
        if actor.may(place.permission):
            here = request.path == "/" if place.prefix == "/" else request.path.startswith(place.prefix)
            url = reverse(place.url_name)
            entries.append({"label": place.label, "url": url, "current": here, "here": request.path == url})
    unread = {"label": NOTIFICATIONS, "count": count_unread(actor), "url": reverse("contact:notifications")}
    return {
        "navigation": entries,
        "notifications": unread,
        "actor": actor,
        "codes_texts": actor.may("voice.correct"),
        "reads_voices": actor.may("voice.read"),
        "sets_up_connectors": actor.may("settings.manage", ""),
        "theme_choice": theme,
        "sample": is_sample(),
    }
