"""Tell the people of a unit that there are new cases, without flooding them."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.act.models import Case
from zhiyin.act.queries.people import people_to_tell
from zhiyin.contact.actions.notify import notify

# So many cases at once get a notification each; more get one together.
SINGLY = 3


def tell_people(actor: Actor, cases: Sequence[Case]) -> None:
    """Notify managers and frontline of each case's unit; who would get many gets one notification about all.

    Call it inside the transaction that opened them. The actor is not told of their own doing.
    """
    people: dict[int, list[User]] = {}
    told: dict[int, list[Case]] = defaultdict(list)
    users: dict[int, User] = {}
    for case in cases:
        if case.unit_id not in people:
            people[case.unit_id] = people_to_tell(case.unit)
        for user in people[case.unit_id]:
            if actor.kind != "user" or str(user.pk) != actor.id:
                users[user.pk] = user
                told[user.pk].append(case)
    for key, theirs in told.items():
        if len(theirs) <= SINGLY:
            for case in theirs:
                notify(
                    actor,
                    users=[users[key]],
                    kind="case_opened",
                    data=facts_of(case),
                    url=reverse("act:case", args=[case.id]),
                    key=f"case_opened:{case.id}",
                    about=f"case:{case.id}",
                    unit_path=case.unit.path,
                )
        else:
            notify(
                actor,
                users=[users[key]],
                kind="cases_opened",
                data={"count": len(theirs), "units": sorted({case.unit.label for case in theirs})},
                url=reverse("act:cases"),
                key=f"cases_opened:{theirs[0].id}:{theirs[-1].id}:{len(theirs)}",
                unit_path=common_place([case.unit.path for case in theirs]),
            )


def facts_of(case: Case) -> dict[str, object]:
    """What a notification about a case is worded from: nothing personal."""
    return {
        "case": case.id,
        "title": case.title,
        "headline": case.headline,
        "unit": case.unit.label,
        "due_at": case.due_at.isoformat(),
        "priority": case.priority,
    }


def common_place(paths: list[str]) -> str:
    """The path of the lowest unit that contains all of these."""
    first, last = min(paths), max(paths)
    length = 0
    while first[length : length + 4] and first[length : length + 4] == last[length : length + 4]:
        length += 4
    return first[:length]
