"""The queue of questions whether two customers are one person, with what speaks for and against it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable
from zhiyin.customers import keys
from zhiyin.customers.errors import NoSuchSuggestion
from zhiyin.customers.models import Customer, Identity, Suggestion
from zhiyin.customers.phrases.identity import evidence_words, kind_label, state_label
from zhiyin.customers.phrases.profiles import TIERS, named
from zhiyin.customers.queries.persons import covered
from zhiyin.customers.rules.chunking import chunks
from zhiyin.science.customers.evidence import Facts
from zhiyin.science.customers.kinds import KINDS

PAGE = 20
STATES = ("open", "joined", "refused")


@dataclass(frozen=True, slots=True)
class Known:
    """One of the two as the queue shows them. `keys` are (kind in words, scope, value)."""

    customer_id: int
    person_id: int
    name: str
    tier: str
    born_on: str
    met_at: datetime
    is_known: bool
    keys: tuple[tuple[str, str, str], ...]

    @property
    def tier_label(self) -> str:
        """The tier in words, as it came when it is none of ours."""
        return named(self.tier, TIERS)


@dataclass(frozen=True, slots=True)
class Question:
    """Two customers that may be one person. `score` (0..1) only puts the queue in order."""

    id: int
    left: Known
    right: Known
    score: float
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    codes: tuple[str, ...]
    state: str
    state_label: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Questions:
    """One page of the queue."""

    rows: tuple[Question, ...]
    total: int
    page: int
    pages: int


def questions(actor: Actor, *, state: str = "open", page: int = 1) -> Questions:
    """Questions in one state: the open ones by what speaks for them, the others with the newest answer first.

    Needs `personal.read` for the whole organisation, for one of the two may have been met anywhere.
    """
    found = _of(actor, state)
    total = found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    order = ("-score", "id") if state == "open" else ("-decided_at", "-id")
    rows = list(found.order_by(*order)[(page - 1) * PAGE : page * PAGE])
    return Questions(tuple(_shown(rows)), total, page, pages)


def questions_after(actor: Actor, *, state: str, after: int | None, size: int) -> list[Question]:
    """Questions by number, for the API: one more than the page holds."""
    found = _of(actor, state).order_by("id")
    if after is not None:
        found = found.filter(id__gt=after)
    return _shown(list(found[: size + 1]))


def read_question(actor: Actor, suggestion_id: int) -> Question:
    """One question. Raises NoSuchSuggestion."""
    actor.require("personal.read", "")
    row = Suggestion.objects.filter(id=suggestion_id).first()
    if row is None:
        raise NoSuchSuggestion
    return _shown([row])[0]


def count_open(actor: Actor) -> int:
    """How many questions wait, 0 for who may not see them."""
    return Suggestion.objects.filter(state="open").count() if actor.may("personal.read", "") else 0


def _of(actor: Actor, state: str) -> QuerySet[Suggestion]:
    actor.require("personal.read", "")
    return Suggestion.objects.filter(state=state)


def _shown(rows: Sequence[Suggestion]) -> list[Question]:
    nodes = {node for row in rows for node in (row.left_id, row.right_id)}
    people = dict(Customer.objects.filter(id__in=nodes).values_list("id", "person_id"))
    # of two that were joined each side is shown as the customer that it came in as
    one = {row.pk for row in rows if people[row.left_id] == people[row.right_id]}
    held = _known(set(people.values()))
    alone = _known(
        {node for row in rows if row.pk in one for node in (row.left_id, row.right_id)}, alone=True
    )
    shown = []
    for row in rows:
        sides = []
        for node in (row.left_id, row.right_id):
            sides.append(alone[node] if row.pk in one else replace(held[people[node]], customer_id=node))
        told = [
            (bool(item["for"]), str(item["code"]), evidence_words(item["code"], item.get("data", {})))
            for item in row.evidence
        ]
        shown.append(
            Question(
                row.pk,
                sides[0],
                sides[1],
                row.score,
                tuple(words for speaks_for, _code, words in told if speaks_for),
                tuple(words for speaks_for, _code, words in told if not speaks_for),
                tuple(code for _for, code, _words in told),
                row.state,
                state_label(row.state),
                row.at,
                row.decided_by,
                row.decided_at,
            )
        )
    return shown


def _known(ids: set[int], *, alone: bool = False) -> dict[int, Known]:
    """Persons with the keys of all their customers; or customers with their own keys."""
    by = "customer_id" if alone else "customer__person_id"
    held: defaultdict[int, list[tuple[int, tuple[str, str, str]]]] = defaultdict(list)
    found = Identity.objects.filter(**{f"{by}__in": ids}).order_by("since", "id")
    for owner, kind, scope, sealed in found.values_list(by, "kind", "scope", "sealed"):
        rank = KINDS[kind].rank if kind in KINDS else len(KINDS)
        held[owner].append((rank, (kind_label(kind), scope, covered(kind, _opened(sealed)))))
    made = {}
    for row in Customer.objects.filter(id__in=ids):
        theirs = sorted(held[row.pk], key=lambda one: one[0])[:12]
        made[row.pk] = Known(
            row.pk,
            row.person_id,
            row.name,
            row.tier,
            row.born_on.isoformat() if row.born_on else "",
            row.created_at,
            row.is_known,
            tuple(key for _rank, key in theirs),
        )
    return made


def facts_of(person_ids: Iterable[int]) -> dict[int, Facts]:
    """What is compared of persons: names, birthdays, own keys. For what looks for people alike, not for pages."""
    found: dict[int, Facts] = {}
    for part in chunks(person_ids):
        held: defaultdict[int, list[tuple[str, str, str]]] = defaultdict(list)
        rows = Identity.objects.filter(customer__person_id__in=part, is_shared=False)
        for person, kind, scope, sealed in rows.values_list("customer__person_id", "kind", "scope", "sealed"):
            if value := _opened(sealed):
                held[person].append((kind, scope, value))
        people = Customer.objects.filter(id__in=part).values_list(
            "id", "name", "born_on", "language", "is_known"
        )
        for key, name, born, language, known in people:
            found[key] = Facts(key, name, born.isoformat() if born else "", language, tuple(held[key]), known)
    return found


def _opened(sealed: "bytes | memoryview[int]") -> str:
    try:
        return keys.opened(sealed)
    except Unreadable:
        return ""
