"""Tell whoever asked for it of themes that emerge, once each."""

from dataclasses import replace
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.queries.acting import actor_again
from zhiyin.contact.actions.notify import notify
from zhiyin.understand.models import ThemeAlert, ThemeRun, ThemeWatcher
from zhiyin.understand.queries.themes.themes import SeenTheme, ThemeQuote, quotes_of, themes_in
from zhiyin.understand.theming.choice import EVERYWHERE, Choice, view_of

LONGEST_QUOTE: Final = 200
VOICE: Final = frozenset({"voice.read"})


def tell_of_emerging_themes(actor: Actor, *, run_id: int) -> int:
    """Notify those who watch of what emerges in their own units in this finding; returns how many notices there are.

    Only the finding in force of all units, which is made every night, is told of. Each person is told of each theme
    once, ever. Quotes are masked as for readers who may not know the staff: others may see a letter too. Needs
    `settings.manage`: it is the product's own work. Journals as `notify`.
    """
    actor.require("settings.manage")
    newest = (
        ThemeRun.objects.filter(view=view_of(Choice(), EVERYWHERE), state="ready").order_by("-id").first()
    )
    if newest is None or newest.pk != run_id:
        return 0
    watching = ThemeWatcher.objects.filter(user__is_active=True).select_related("user").order_by("user_id")
    return sum(_tell(actor, one.user, run_id) for one in watching)


def _tell(actor: Actor, user: User, run_id: int) -> int:
    reader = actor_again("user", str(user.pk), str(user))
    reader = replace(reader, grants=tuple(replace(grant, scopes=VOICE) for grant in reader.grants))
    paths = reader.paths("voice.read")
    if not paths:
        return 0
    found = themes_in(reader, run_id, paths)
    known = set(ThemeAlert.objects.filter(user=user).values_list("theme_id", flat=True))
    told = 0
    for theme in found.themes:
        if theme.emergence is not None and theme.n and not theme.is_hidden and theme.id not in known:
            quote = next(iter(quotes_of(reader, theme.id, most=1, since=theme.emergence.begins)), None)
            key = f"theme_emerging:{theme.id}"
            with transaction.atomic():
                ThemeAlert.objects.create(
                    user=user,
                    theme_id=theme.id,
                    signal_id=quote.signal if quote else None,
                    key=f"{key}:user:{user.pk}",
                )
                told += notify(
                    actor,
                    users=[user],
                    kind="theme_emerging",
                    data=_facts(theme, quote),
                    url=reverse("desk:theme", args=[theme.id]),
                    key=key,
                    about=f"theme:{theme.id}",
                    unit_path=_place(paths),
                )
    return told


def _facts(theme: SeenTheme, quote: ThemeQuote | None) -> dict[str, Any]:
    """What the notice is worded from."""
    grown = theme.emergence
    assert grown is not None
    words = " ".join(quote.words.split()) if quote else ""
    return {
        "name": theme.name,
        "n": theme.n,
        "read": theme.share.n,
        "share": 100 * (theme.share.value or 0.0),
        "count": grown.count,
        "day": timezone.localtime(grown.begins).date().isoformat(),
        "expected": grown.expected,
        "growth": grown.growth,
        "quote": words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…",
        "unit": quote.unit if quote else "",
    }


def _place(paths: tuple[str, ...]) -> str:
    """The path of the lowest unit that contains all of these: whoever sees all of it may see the letter."""
    first, last = min(paths), max(paths)
    length = 0
    while first[length : length + 4] and first[length : length + 4] == last[length : length + 4]:
        length += 4
    return first[:length]
