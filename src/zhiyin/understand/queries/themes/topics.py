"""Pinned topics."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import NotFound
from zhiyin.understand.models import Topic, TopicMember
from zhiyin.understand.queries.themes.runs import shares
from zhiyin.understand.queries.voices import readable_signals


@dataclass(frozen=True, slots=True)
class SeenTopic:
    """A topic. `theme`: the theme that it was pinned from, if that is in force. `is_complete`: earlier texts are in it."""

    id: int
    code: str
    name: str
    words: tuple[str, ...]
    theme: int | None
    by: str
    at: datetime
    is_complete: bool


def condition_of(code: str) -> str:
    """What narrows the inbox, a measure or a segment to the topic."""
    return f'any(topics, code == "{code}")'


def topic_of(actor: Actor, topic: int | str) -> SeenTopic:
    """One, by its id or code. Raises NotFound."""
    for one in topics(actor):
        if topic in (one.id, one.code):
            return one
    raise NotFound()


def topics_of(actor: Actor, signal_id: int) -> list[SeenTopic]:
    """Those that a voice belongs to, of those that the actor sees. Needs `voice.read`."""
    mine = set(
        TopicMember.objects.filter(signal=signal_id, signal__in=readable_signals(actor)).values_list(
            "topic", flat=True
        )
    )
    return [one for one in topics(actor) if one.id in mine] if mine else []


def topics(actor: Actor) -> list[SeenTopic]:
    """Those pinned where the actor reads something, by name. Needs `voice.read`."""
    actor.require("voice.read")
    mine = actor.paths("voice.read")
    return [
        SeenTopic(
            one.pk,
            one.code,
            one.name,
            tuple(word["shown"] for word in one.content["words"]),
            one.theme_id if one.theme is not None and one.theme.run_id else None,
            one.by,
            one.at,
            one.is_complete,
        )
        for one in Topic.objects.select_related("theme").order_by("name", "id")
        if shares(one.paths, mine)
    ]
