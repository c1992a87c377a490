"""Look for people who may be one person: by a whole name with a birthday, with the end of a number, with a mailbox."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.keys import digest
from zhiyin.customers.models import Apart, Customer, Suggestion, Trait
from zhiyin.customers.queries.joining import facts_of
from zhiyin.customers.rules.chunking import chunks
from zhiyin.science.customers.evidence import MOST_IN_A_BLOCK, Facts, evidence, score, traits, worth_asking

AT_ONCE = 2_000


def refresh_suggestions(actor: Actor, customer_ids: Iterable[int]) -> int:
    """Look anew at these customers' persons: how many questions there are now that were not there before.

    Only people who are alike in one trait are compared, and a trait that many have tells nothing: the work grows
    with the number of customers, not with its square. Questions that settled themselves become stale; what people
    have answered is not asked again. Asks for no permission of its own: it shows nothing and joins nobody.
    """
    asked = 0
    people: set[int] = set()
    for part in chunks(dict.fromkeys(customer_ids)):
        people.update(Customer.objects.filter(id__in=part).values_list("person_id", flat=True))
    wanted = sorted(people)
    for start in range(0, len(wanted), AT_ONCE):
        with transaction.atomic():
            asked += _look(wanted[start : start + AT_ONCE])
    return asked


def _look(people: list[int]) -> int:
    _settle_stale(people)
    named = Customer.objects.filter(id__in=people).exclude(name="").values_list("id", flat=True)
    facts = facts_of(named)
    # traits of customers that are no persons of their own any more go with them
    Trait.objects.filter(customer__person_id__in=people).delete()
    held = [
        (key, code, digest("trait", f"{code}\x1f{text}")[:8])
        for key, one in facts.items()
        for code, text in traits(one)
    ]
    Trait.objects.bulk_create(
        [Trait(customer_id=key, code=code, digest=mark) for key, code, mark in held], batch_size=1_000
    )
    return _ask(_alike({mark for _key, _code, mark in held}, set(facts)), facts)


def _settle_stale(people: list[int]) -> None:
    """Questions about who is one person already need no answer."""
    waiting = Suggestion.objects.filter(
        Q(left__person_id__in=people) | Q(right__person_id__in=people), state="open"
    ).values_list("id", "left__person_id", "right__person_id")
    stale = [key for key, left, right in waiting if left == right]
    Suggestion.objects.filter(id__in=stale).update(state="stale", decided_at=timezone.now())


def _alike(marks: set[bytes], wanted: set[int]) -> set[tuple[int, int]]:
    """Pairs of persons who share a trait, at least one of each pair wanted."""
    blocks: defaultdict[bytes, set[int]] = defaultdict(set)
    for part in chunks(marks):
        for mark, person in Trait.objects.filter(digest__in=part).values_list(
            "digest", "customer__person_id"
        ):
            blocks[bytes(mark)].add(person)
    return {
        (min(one, other), max(one, other))
        for members in blocks.values()
        if 1 < len(members) <= MOST_IN_A_BLOCK
        for one in members & wanted
        for other in members
        if one != other
    }


def _ask(pairs: set[tuple[int, int]], known: dict[int, Facts]) -> int:
    if not pairs:
        return 0
    everybody = {person for pair in pairs for person in pair}
    facts = known | facts_of(everybody - known.keys())
    apart = _told_apart(everybody)
    before = _asked_before(everybody)
    new = []
    for pair in sorted(pairs):
        left, right = pair
        if left not in facts or right not in facts or pair in apart:
            continue
        found = evidence(facts[left], facts[right])
        if not worth_asking(found):
            continue
        told = [{"code": one.code, "for": one.speaks_for, "data": one.data} for one in found]
        if pair in before:
            Suggestion.objects.filter(id=before[pair], state="open").update(score=score(found), evidence=told)
        else:
            new.append(Suggestion(left_id=left, right_id=right, score=score(found), evidence=told))
    Suggestion.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(new)


def _told_apart(people: set[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for part in chunks(people):
        pairs = Apart.objects.filter(Q(left__person_id__in=part) | Q(right__person_id__in=part)).values_list(
            "left__person_id", "right__person_id"
        )
        found.update((min(pair), max(pair)) for pair in pairs)
    return found


def _asked_before(people: set[int]) -> dict[tuple[int, int], int]:
    """Questions by persons, whichever of their customers they were asked about."""
    found: dict[tuple[int, int], int] = {}
    for part in chunks(people):
        rows = Suggestion.objects.filter(left__person_id__in=part).values_list(
            "id", "left__person_id", "right__person_id"
        )
        found.update(((min(left, right), max(left, right)), key) for key, left, right in rows)
        rows = Suggestion.objects.filter(right__person_id__in=part).values_list(
            "id", "left__person_id", "right__person_id"
        )
        found.update(((min(left, right), max(left, right)), key) for key, left, right in rows)
    return found
