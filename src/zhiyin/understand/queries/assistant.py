"""How the assistant is set up, what it may be asked for here, what it wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable, unseal
from zhiyin.journal.errors import NotFound
from zhiyin.understand.assistant import budget
from zhiyin.understand.assistant.uses import REPLY, SUMMARY, THEME_NAME, TRANSLATION, TRIAL
from zhiyin.understand.models import Assistant, ThemeMember, Written
from zhiyin.understand.queries.voices import readable_signals

TEXT_OF = {THEME_NAME: "name", TRANSLATION: "translation", REPLY: "reply", TRIAL: "says"}


@dataclass(frozen=True, slots=True)
class AssistantState:
    """How it is set up; the key is never shown. `requests` and `tokens` are those of this month."""

    is_on: bool
    address: str
    model: str
    key_held: bool
    key_unreadable: bool
    own: bool
    seconds: int
    monthly_requests: int
    monthly_tokens: int
    uses: tuple[str, ...]
    requests: int
    tokens: int
    changed_by: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cited:
    """Words as they stand in what the model was shown of a voice."""

    signal: int
    words: str


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a summary, with the citations that were found in the voices."""

    says: str
    quotes: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class WrittenText:
    """What was written, or how far it is. `text` is empty for a summary, which has `points`.

    `texts` voices were shown of `of` that fit; `more`: there were older ones. `dropped`: citations that stand in no
    voice, `unsupported`: points without any; both were left out.
    """

    id: int
    use: str
    state: str  # Written.STATES
    problem: str
    language: str
    text: str
    points: tuple[Point, ...]
    dropped: int
    unsupported: int
    texts: int
    of: int
    more: bool
    signal: int | None  # the only one that it is about
    model: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        return self.state in ("waiting", "writing")


def assistant_state(actor: Actor) -> AssistantState | None:
    """None before it was set up. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    row = Assistant.objects.first()
    if row is None:
        return None
    try:
        unreadable = not unseal(row.key, "assistant") and bool(row.key)
    except Unreadable:
        unreadable = True
    requests, tokens = budget.spent()
    names = ("is_on", "address", "model", "own", "seconds", "monthly_requests", "monthly_tokens")
    return AssistantState(
        **{name: getattr(row, name) for name in (*names, "changed_by", "changed_at")},
        key_held=bool(row.key),
        key_unreadable=unreadable,
        uses=tuple(row.uses),
        requests=requests,
        tokens=tokens,
    )


def offered(actor: Actor) -> frozenset[str]:
    """What the actor may ask for: nothing while it is off, nothing without `voice.read`."""
    if not actor.may("voice.read"):
        return frozenset()
    row = Assistant.objects.filter(is_on=True).only("uses").first()
    return frozenset(row.uses) if row is not None else frozenset()


def visible(actor: Actor, written_id: int) -> Written:
    """What was written, for whoever may read every voice that it was made from (a trial: `settings.manage`).

    Raises Forbidden without `voice.read` anywhere, NotFound.
    """
    actor.require("voice.read")
    row = Written.objects.filter(id=written_id).first()
    if row is None:
        raise NotFound()
    among = row.sources.all()
    if not among.exists():
        seen = row.use == TRIAL and actor.may("settings.manage", "")
    else:
        everywhere = "" in actor.paths("voice.read")
        readable = readable_signals(actor).values("pk")
        seen = everywhere or not among.exclude(signal_id__in=readable).exists()
    if not seen:
        raise NotFound()
    return row


def written(actor: Actor, written_id: int) -> WrittenText:
    """Raises as `visible`."""
    return _shown(visible(actor, written_id))


def written_about(actor: Actor, signal_id: int) -> dict[str, WrittenText]:
    """The newest translation and reply of one voice, by use; for whoever may read it. Nothing while it is off."""
    if not offered(actor) or not readable_signals(actor).filter(pk=signal_id).exists():
        return {}
    rows = Written.objects.filter(use__in=(TRANSLATION, REPLY), sources__signal_id=signal_id)
    return {row.use: _shown(row) for row in rows.order_by("id")}


def suggested_name(actor: Actor, written_id: int, theme_id: int) -> WrittenText | None:
    """A name suggested for that theme; None when it is none that the actor may see, or was made from other texts."""
    try:
        row = visible(actor, written_id)
    except NotFound:
        return None
    members = ThemeMember.objects.filter(theme=theme_id).values("signal_id")
    if row.use != THEME_NAME or row.sources.exclude(signal_id__in=members).exists():
        return None
    return _shown(row)


def trial(actor: Actor) -> WrittenText | None:
    """The last trial. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    row = Written.objects.filter(use=TRIAL).order_by("-id").first()
    return _shown(row) if row is not None else None


def draft(actor: Actor, written_id: int, signal_id: int | None) -> str:
    """The text of a reply to that voice, "" when it is none that the actor may see."""
    try:
        found = written(actor, written_id)
    except NotFound:
        return ""
    about = signal_id is not None and found.use == REPLY and found.signal == signal_id
    return found.text if about else ""


def _shown(row: Written) -> WrittenText:
    places = dict(row.sources.order_by("position").values_list("position", "signal_id"))
    content: Mapping[str, Any] = row.content
    return WrittenText(
        id=row.pk,
        use=row.use,
        state=row.state,
        problem=row.problem,
        language=row.language,
        text=str(content.get(TEXT_OF[row.use], "")) if row.use != SUMMARY else "",
        points=tuple(
            Point(
                one["says"],
                tuple(
                    Cited(places[quote["comment"]], quote["words"])
                    for quote in one["quotes"]
                    if quote["comment"] in places
                ),
            )
            for one in content.get("points", ())
        ),
        dropped=content.get("dropped", 0),
        unsupported=content.get("unsupported", 0),
        texts=len(places),
        of=row.asked.get("of", len(places)),
        more=row.asked.get("more", False),
        signal=places[1] if len(places) == 1 else None,
        model=row.model,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )
