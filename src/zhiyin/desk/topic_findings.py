"""Sentences that say what the topics show. Only what is real is said."""

from django.utils.translation import gettext as _

from zhiyin.desk.findings import ENOUGH
from zhiyin.measure.queries.question import Cell
from zhiyin.measure.queries.topics import ANNOTATIONS, OneTopic, Topics, kind_of
from zhiyin.theme import wording


def topics_finding(found: Topics) -> str:
    """What hurts most, with its share, n and interval, and whether that has changed."""
    heard = [one for one in found.topics if one.negative.n >= ENOUGH and one.hurts and not one.depth]
    if not found.topics:
        return _("Nothing is spoken of here in this period.")
    if not heard:
        return _("Too few texts to say what hurts most.")
    worst = max(heard, key=lambda one: one.hurts)
    words = {
        "topic": worst.label,
        "share": wording.number(worst.negative.value, 1),
        "interval": _interval(worst.negative),
        "n": wording.number(worst.negative.n),
    }
    change = worst.net.change
    if change is not None and change.real and change.value:
        words["points"] = wording.number(abs(change.value), 1)
        if change.value < 0:
            return (
                _(
                    "“%(topic)s” hurts most: %(share)s%% of %(n)s texts are unhappy with it (%(interval)s); its net "
                    "sentiment has really fallen, by %(points)s points."
                )
                % words
            )
        return (
            _(
                "“%(topic)s” hurts most: %(share)s%% of %(n)s texts are unhappy with it (%(interval)s); its net sentiment "
                "has really risen, by %(points)s points."
            )
            % words
        )
    return _("“%(topic)s” hurts most: %(share)s%% of %(n)s texts are unhappy with it (%(interval)s).") % words


def topic_finding(one: OneTopic) -> str:
    """How many texts speak of it, and how many of them unhappily."""
    topic = one.topic
    if topic.share.value is None or topic.negative.value is None:
        return _("“%(topic)s”: nobody speaks of it in this period.") % {"topic": topic.label}
    words = {
        "topic": topic.label,
        "share": wording.number(topic.share.value, 1),
        "interval": _interval(topic.share),
        "n": wording.number(topic.share.n),
        "negative": wording.number(topic.negative.value, 1),
        "between": _interval(topic.negative),
    }
    if kind_of(topic.code) == ANNOTATIONS:
        return _("“%(topic)s”: found in %(share)s%% of %(n)s texts (%(interval)s).") % words
    return (
        _(
            "“%(topic)s”: %(share)s%% of %(n)s texts speak of it (%(interval)s), %(negative)s%% of them unhappily "
            "(%(between)s)."
        )
        % words
    )


def _interval(cell: Cell) -> str:
    return wording.interval(cell.low, cell.high, 1)
