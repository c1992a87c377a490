"""What a voice belongs to, as chips: pinned topics and categories of taxonomies, each with the page about it."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from zhiyin.accounts.actor import Actor
from zhiyin.measure.queries.question import EVERYTHING_HEARD
from zhiyin.understand.queries.categories import lowest
from zhiyin.understand.queries.taxonomies import categories_above, category_names, kept_taxonomies
from zhiyin.understand.queries.themes.topics import condition_of, topics_of
from zhiyin.understand.queries.voices import Voice


@dataclass(frozen=True, slots=True)
class Chip:
    """`within`: the taxonomy of a category. No `url` where the actor may not see the page."""

    name: str
    url: str
    within: str = ""


def topic_chips(actor: Actor, signal_id: int, themes: Collection[int]) -> list[Chip]:
    """The pinned topics of a voice: to the theme where that is one of `themes`, else to the topic's voices."""
    return [
        Chip(
            one.name,
            reverse("desk:theme", args=(one.theme,))
            if one.theme in themes
            else f"{reverse('desk:inbox')}?{urlencode({'where': condition_of(one.code)})}",
        )
        for one in topics_of(actor, signal_id)
    ]


def category_chips(actor: Actor, voice: Voice) -> list[Chip]:
    """The categories that a voice names, those above others left out, each once; a taxonomy's stand together."""
    named = dict.fromkeys(code for one in voice.mentions for code in one.get("categories", ()))
    if not named:
        return []
    language, rows = get_language() or "", kept_taxonomies()
    names = category_names((row.taxonomy for row in rows), language)
    taxonomies = {row.code: row.taxonomy.name(language) for row in rows}
    about = EVERYTHING_HEARD if voice.set_aside else voice.population
    query = "" if about == "customer" else f"?{urlencode({'population': about})}"
    may = actor.may("measures.read")
    chips = [
        Chip(
            names[code],
            f"{reverse('desk:topic', args=(code,))}{query}" if may else "",
            taxonomies[code.partition(".")[0]],
        )
        for code in lowest(list(named), categories_above())
        if code in names
    ]
    return sorted(chips, key=lambda chip: chip.within)
