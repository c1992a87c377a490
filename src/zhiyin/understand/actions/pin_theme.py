"""A theme becomes a topic: every text that uses its words belongs to it, those heard before and those to come."""

from typing import Any, Final

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.errors import NotFound
from zhiyin.journal.feed import make_ready
from zhiyin.journal.record import record
from zhiyin.understand.corrected import whole
from zhiyin.understand.errors import TooManyTopics
from zhiyin.understand.models import Topic, TopicMember
from zhiyin.understand.queries.themes.themes import theme_of
from zhiyin.understand.theming.topics import belonging, write

KIND: Final = "understand.assign_topic"
MOST_TOPICS: Final = 50
CHUNK: Final = 2_000


def pin_theme(actor: Actor, theme_id: int) -> int:
    """Keep it as a topic; returns the topic's id, of one pinned already too.

    Earlier texts are assigned in the background. Needs `voice.correct` for all that the finding is about. Journals
    `understand.topic_pinned`. Raises NotFound, TooManyTopics.
    """
    row = theme_of(actor, theme_id)
    run = row.run
    if run is None:
        raise NotFound()
    for path in run.paths:
        actor.require("voice.correct", path)
    with transaction.atomic():
        known = Topic.objects.select_for_update().filter(theme=row).first()
        if known is not None:
            return known.pk
        if Topic.objects.count() >= MOST_TOPICS:
            raise TooManyTopics(most=MOST_TOPICS)
        topic = Topic.objects.create(
            code=_code(row.key),
            name=row.name,
            content=row.content,
            theme=row,
            view=row.view,
            paths=run.paths,
            user_id=int(actor.id) if actor.kind == "user" else None,
            by=actor.name,
        )
        subject = f"topic:{topic.pk}"
        enqueue(actor, KIND, {"topic": topic.pk}, subject=subject)
        record(actor, "understand.topic_pinned", {"code": topic.code}, subject=subject)
    return topic.pk


def unpin_topic(actor: Actor, topic_id: int) -> None:
    """A topic no longer: conditions that name it fit nothing, its theme stays a theme.

    Needs `voice.correct` for all that it was pinned for. Journals `understand.topic_unpinned`. Raises NotFound.
    """
    actor.require("voice.correct")
    topic = Topic.objects.filter(pk=topic_id).first()
    if topic is None:
        raise NotFound()
    for path in topic.paths:
        actor.require("voice.correct", path)
    with transaction.atomic():
        keys = list(TopicMember.objects.filter(topic=topic_id).values_list("signal_id", flat=True))
        Topic.objects.filter(pk=topic_id).delete()
        make_ready("signal", keys)
        record(actor, "understand.topic_unpinned", {"code": topic.code}, subject=f"topic:{topic_id}")


def _code(key: str) -> str:
    """The theme's key, or one made from it that no other topic has."""
    free, number = key[:36], 2
    while Topic.objects.filter(code=free).exists():
        free, number = f"{key[:32]}-{number}", number + 1
    return free


@job(KIND)
def carry_out(running: Running) -> dict[str, Any]:
    """Every signal with words, in the order of ids; a killed run goes on where it stopped."""
    number = running.payload["topic"]
    total = Signal.objects.exclude(text="", title="").count()
    done = 0
    while topic := Topic.objects.filter(pk=number, is_complete=False).first():
        rows = list(
            Signal.objects.filter(pk__gt=topic.after)
            .exclude(text="", title="")
            .order_by("pk")
            .values_list("pk", "revision", "title", "text", "reading__language")[:CHUNK]
        )
        if not rows:
            Topic.objects.filter(pk=number).update(is_complete=True)
            break
        keys = [row[0] for row in rows]
        found = belonging(
            [topic], keys, [whole(row[2], row[3]) for row in rows], [row[4] or None for row in rows]
        )
        with transaction.atomic():
            if not Topic.objects.select_for_update().filter(pk=number).exists():
                break
            # what was revised in the meantime is assigned when it is read
            same = set(Signal.objects.filter(pk__in=keys).values_list("pk", "revision")) & {
                (row[0], row[1]) for row in rows
            }
            there = {key for key, _revision in same}
            kept = [one for one in found if one.signal in there]
            write([topic], list(there), kept)
            Topic.objects.filter(pk=number).update(after=keys[-1])
            make_ready("signal", [one.signal for one in kept])
        done += len(rows)
        running.progress(done, max(total, done))
    return {"topic": number, "texts": TopicMember.objects.filter(topic=number).count()}
