"""What people talk about: aspects, categories of a taxonomy or annotations with share, feeling and change; and one of them.

A topic is named by one code: of an aspect `queue`, of a category `restaurant.dish_taste`, of an annotation
`intent:churn_threat`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.facts.reading import Snapshot
from zhiyin.journal.errors import NotFound
from zhiyin.measure.phrases import CHANNELS, KINDS
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.lake import facts
from zhiyin.measure.queries.periods import Span, add_months, month_end, read_span
from zhiyin.measure.queries.question import Answer, Cell, Key, Question, Row
from zhiyin.measure.registry import METRICS, Metric
from zhiyin.science.understand.annotations.annotation import (
    EFFORT,
    EMOTION,
    EXPECTATION,
    INTENT,
    OFFER,
    RISK,
    URGENCY,
)
from zhiyin.understand.queries.taxonomies import current_taxonomies

ASPECTS: Final = "aspect"
ANNOTATIONS: Final = "annotation"
VOLUME, SHARE, NET = "mention_volume", "mention_share", "aspect_net_sentiment"
NEGATIVE, POSITIVE = "aspect_negative_share", "aspect_positive_share"
COUNTED: Final = (VOLUME, SHARE, NEGATIVE, POSITIVE, NET)
SCORES: Final = ("nps", "csat", "rating")
"""The first of these that has a value stands beside the texts."""
MONTHS: Final = 3
MONTHS_OF_A_TREND: Final = 12
FELT: Final = (INTENT, EMOTION, EFFORT, EXPECTATION, URGENCY, RISK, OFFER)
"""Kinds of annotations that say what people want and feel, in the order in which they are shown."""
LEAVING: Final = f"{INTENT}:churn_threat"
SORTS: Final = ("hurts", "share", "negative", "net", "change", "score", "name")

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}(?:[.:][a-z][a-z0-9_]{0,59})?")


@dataclass(frozen=True, slots=True)
class About:
    """Which voices: days both included (none: the three months up to the latest with signals), a unit and all below it,
    a condition in the criteria language, a channel and a kind (what is no known one asks for nothing). `compare` is
    `previous` or `previous_year`."""

    start: date | str | None = None
    end: date | str | None = None
    unit: str = ""
    where: str = ""
    channel: str = ""
    kind: str = ""
    population: str = "customer"
    compare: str = "previous"

    def question(self, *metrics: str, by: tuple[str, ...] = (), compared: bool = False) -> Question:
        """A question about these voices."""
        return Question(
            metrics=metrics,
            by=by,
            where=self.condition(),
            start=self.start,
            end=self.end,
            compare=(self.compare or None) if compared else None,
            population=self.population,
            unit=self.unit or None,
        )

    def condition(self) -> str | None:
        """Condition, channel and kind as one condition; None for none."""
        parts = [f"({self.where})"] if self.where.strip() else []
        narrowed = (("channel", self.channel, CHANNELS), ("kind", self.kind, KINDS))
        parts += [f'{name} == "{value}"' for name, value, known in narrowed if value in known]
        if len(parts) == 1 and self.where.strip():
            return self.where  # alone it keeps its places, which a message may name
        return " && ".join(parts) or None


@dataclass(frozen=True, slots=True)
class Topic:
    """What is said of one thing. `texts` speak of it, of which `hurts` badly; `score` is of those who do. `depth`: how
    far below the top of its taxonomy it lies."""

    code: str
    label: str
    texts: Cell
    share: Cell
    negative: Cell
    positive: Cell
    net: Cell
    score: Cell | None = None
    depth: int = 0

    @property
    def hurts(self) -> int:
        """Texts that speak badly of it."""
        return round((self.negative.value or 0.0) / 100 * self.negative.n)

    @property
    def neither(self) -> float | None:
        """Percent that is neither good nor bad, or both."""
        if self.negative.value is None or self.positive.value is None:
            return None
        return max(0.0, 100.0 - self.negative.value - self.positive.value)


@dataclass(frozen=True, slots=True)
class Listing:
    """What may be listed: aspects, or the categories of a taxonomy that is switched on."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of a listing in the order asked for; `all_texts` are those that were counted, `score` is of all; beside
    annotations there is none."""

    of: str
    about: About
    span: Span
    topics: tuple[Topic, ...]
    all_texts: Cell
    score_metric: Metric | None
    score: Cell | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class With:
    """What comes with a topic: how many of its texts, their share, and the share in all texts.

    `more`: the interval of the share lies wholly above that of all texts.
    """

    code: str
    label: str
    texts: Cell
    share: Cell
    overall: float | None

    @property
    def more(self) -> bool:
        return self.overall is not None and self.share.low is not None and self.share.low > self.overall


@dataclass(frozen=True, slots=True)
class OneTopic:
    """One topic: by month, by the units below, and what comes with it."""

    topic: Topic
    about: About
    span: Span
    trend: tuple[tuple[Key, Cell, Cell], ...]  # month, share of the texts, net sentiment
    units: tuple[tuple[Key, Cell, Cell], ...]  # unit, share of the texts, negative share; the worst first
    beside: tuple[With, ...]
    all_texts: Cell
    scores: tuple[tuple[Metric, Cell, Cell], ...]  # of those who speak of it, of all
    answer: Answer


def listings() -> list[Listing]:
    """What may be listed, in the reader's language."""
    language = get_language() or ""
    return [
        Listing(ASPECTS, _("Aspects")),
        *(Listing(one.code, one.name(language)) for one in current_taxonomies()),
    ]


def dimension_of(code: str) -> str:
    """The breakdown in which a topic lies, narrowed to it. Raises NotFound for what cannot be one."""
    if not _CODE.fullmatch(code):
        raise NotFound()
    return f"{kind_of(code)}:{code}"


def kind_of(code: str) -> str:
    """aspect, category or annotation."""
    return ANNOTATIONS if ":" in code else "category" if "." in code else ASPECTS


def topics(
    actor: Actor, about: About, of: str = ASPECTS, *, sort: str = "hurts", at: Snapshot | None = None
) -> Topics:
    """What people talk about. Raises Forbidden, NotFound (unit, listing), and the errors of `zhiyin.measure.errors`."""
    actor.require("measures.read")
    at = at or facts().snapshot()
    about = dated(actor, about, at)
    by = _breakdown(of)
    answer = ask(actor, about.question(*COUNTED, by=(by,), compared=True), at=at)
    metric, score = _score(actor, about, at) if of != ANNOTATIONS else (None, None)
    by_code: dict[str | None, Cell] = {}
    if metric is not None:
        found = ask(actor, about.question(metric.code, by=(by,)), at=at)
        by_code = {row.keys[0].id: row.cells[metric.code] for row in found.rows}
    depths = _depths(of)
    known = [_topic(row, by_code, depths) for row in answer.rows if row.keys[0].id]
    if of == ANNOTATIONS:
        known = [topic for topic in known if topic.code.partition(":")[0] in FELT]
    return Topics(
        of=of,
        about=about,
        span=answer.span,
        topics=tuple(in_order(known, sort)),
        all_texts=_texts(actor, about, at),
        score_metric=metric,
        score=score,
        answer=answer,
    )


def one_topic(actor: Actor, about: About, code: str, *, at: Snapshot | None = None) -> OneTopic:
    """One topic with all that is known of it. Raises as `topics`; NotFound for what is no topic."""
    actor.require("measures.read")
    by, at = dimension_of(code), at or facts().snapshot()
    about = dated(actor, about, at)
    answer = ask(actor, about.question(*COUNTED, by=(by,), compared=True), at=at)
    units = ask(actor, about.question(SHARE, NEGATIVE, by=(by, "children")), at=at)
    row = answer.rows[0] if answer.rows else None
    metric, whole = _score(actor, about, at) if row else (None, None)
    of_it = ask(actor, about.question(metric.code, by=(by,)), at=at).rows if metric else ()
    return OneTopic(
        topic=_topic(row, {}, {}) if row else _unheard(actor, code, about, at),
        about=about,
        span=answer.span,
        trend=_trend(actor, about, by, answer.span, at),
        units=_worst_first(units.rows),
        beside=_beside(actor, about, by, code, at) if row else (),
        all_texts=_texts(actor, about, at),
        scores=((metric, of_it[0].cells[metric.code], whole),) if metric and whole and of_it else (),
        answer=answer,
    )


def export_question(actor: Actor, about: About, of: str) -> Question:
    """The question behind `topics`, for a file. Raises as it does."""
    actor.require("measures.read")
    return dated(actor, about, facts().snapshot()).question(*COUNTED, by=(_breakdown(of),), compared=True)


def reasons_to_leave(actor: Actor, about: About, *, at: Snapshot | None = None) -> tuple[With, ...]:
    """What those who threaten to leave speak of, the most frequent first."""
    at = at or facts().snapshot()
    about = dated(actor, about, at)
    return _beside(actor, about, dimension_of(LEAVING), LEAVING, at)


def dated(actor: Actor, about: About, at: Snapshot) -> About:
    """With a period: the three months up to the latest with signals where none is asked for.

    A comparison needs both ends; it is left out where one is open.
    """
    span = read_span(about.start, about.end)
    if span.start and span.end:
        return about
    if span.start or span.end:
        return replace(about, compare="")
    today = timezone.localtime(at.as_of if at.number else timezone.now()).date()
    heard = ask(actor, replace(about, end=month_end(today)).question("volume", by=("month",)), at=at).rows
    months = [row.keys[0].start for row in heard if row.cells["volume"].n]
    last = months[-1] if months and months[-1] else today.replace(day=1)
    return replace(about, start=add_months(last, 1 - MONTHS), end=month_end(last))


def in_order(found: Iterable[Topic], sort: str) -> list[Topic]:
    """`hurts`: most texts that speak badly of it first; `share`, `negative`, `score`, `net`, `change` (of the net
    sentiment): the worst or greatest first; `name`."""

    def place(topic: Topic) -> tuple[bool, float, float, str]:
        value: float | None
        match sort:
            case "name":
                value = 0.0
            case "share":
                value = -(topic.share.value or 0.0)
            case "negative":
                value = None if topic.negative.value is None else -topic.negative.value
            case "net":
                value = topic.net.value
            case "change":
                value = topic.net.change.value if topic.net.change else None
            case "score":
                value = topic.score.value if topic.score else None
            case _:
                value = -float(topic.hurts)
        return (value is None, value or 0.0, -float(topic.texts.n if sort != "name" else 0), topic.label)

    return sorted(found, key=place)


def _breakdown(of: str) -> str:
    if of in (ASPECTS, ANNOTATIONS):
        return of
    if of not in {one.code for one in current_taxonomies()}:
        raise NotFound()
    return f"category:{of}."


def _depths(of: str) -> dict[str, int]:
    found = next((one for one in current_taxonomies() if one.code == of), None)
    return (
        {} if found is None else {found.full(c.code): len(found.ancestors(c.code)) for c in found.categories}
    )


def _topic(row: Row, scores: dict[str | None, Cell], depths: dict[str, int]) -> Topic:
    key, cells = row.keys[0], row.cells
    assert key.id is not None
    return Topic(
        key.id,
        key.label,
        cells[VOLUME],
        cells[SHARE],
        cells[NEGATIVE],
        cells[POSITIVE],
        cells[NET],
        score=scores.get(key.id),
        depth=depths.get(key.id, 0),
    )


def _unheard(actor: Actor, code: str, about: About, at: Snapshot) -> Topic:
    """A topic that nobody spoke of then. Raises NotFound where nobody ever did."""
    ever = ask(actor, Question((VOLUME,), by=(dimension_of(code),), population=about.population), at=at)
    if not ever.rows:
        raise NotFound()
    nothing = Cell(None, None, None, 0, reason="no_valid_answers")
    return Topic(
        code, ever.rows[0].keys[0].label, Cell(0.0, None, None, 0), nothing, nothing, nothing, nothing
    )


def _texts(actor: Actor, about: About, at: Snapshot) -> Cell:
    return ask(actor, about.question("texts"), at=at).rows[0].cells["texts"]


def _score(actor: Actor, about: About, at: Snapshot) -> tuple[Metric, Cell] | tuple[None, None]:
    """The score that stands beside the texts, of all voices; one after the other, as each is a pass over the answers."""
    for code in SCORES:
        rows = ask(actor, about.question(code), at=at).rows
        if rows[0].cells[code].value is not None:
            return METRICS[code], rows[0].cells[code]
    return None, None


def _trend(
    actor: Actor, about: About, by: str, span: Span, at: Snapshot
) -> tuple[tuple[Key, Cell, Cell], ...]:
    """The twelve months up to the end of the period; months before the first text are left out."""
    last = span.end or timezone.localtime(at.as_of).date()
    first = add_months(last.replace(day=1), 1 - MONTHS_OF_A_TREND)
    year = replace(about, start=first, end=last)
    rows = ask(actor, year.question(SHARE, NET, by=(by, "month")), at=at).rows
    found = [(row.key("month"), row.cells[SHARE], row.cells[NET]) for row in rows]
    while found and found[0][1].value is None:
        found.pop(0)
    return tuple(found)


def _worst_first(rows: Sequence[Row]) -> tuple[tuple[Key, Cell, Cell], ...]:
    found = [(row.key("children"), row.cells[SHARE], row.cells[NEGATIVE]) for row in rows]
    return tuple(sorted(found, key=lambda one: (one[2].value is None, -(one[2].value or 0.0), one[0].label)))


def _beside(actor: Actor, about: About, by: str, code: str, at: Snapshot) -> tuple[With, ...]:
    """Annotations that come with an aspect or a category; aspects that come with an annotation."""
    other = ASPECTS if kind_of(code) == ANNOTATIONS else ANNOTATIONS
    here = ask(actor, about.question(VOLUME, SHARE, by=(by, other)), at=at)
    everywhere = ask(actor, about.question(SHARE, by=(other,)), at=at)
    overall = {row.keys[0].id: row.cells[SHARE].value for row in everywhere.rows}
    found = [
        With(key.id, key.label, row.cells[VOLUME], row.cells[SHARE], overall.get(key.id))
        for row in here.rows
        if row.cells[VOLUME].n
        and (key := row.key(other)).id
        and (other == ASPECTS or key.id.partition(":")[0] in FELT)
    ]
    return tuple(sorted(found, key=lambda one: (-one.texts.n, one.label)))
