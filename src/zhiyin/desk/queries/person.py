"""One customer with everything their page needs, as far as the reader may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import (
    Account,
    AccountContact,
    Membership,
    Restriction,
    Standing,
)
from zhiyin.customers.phrases.judgements import (
    LOYALTIES,
    RELATIONS,
    RFM_GROUPS,
    VALUE_TIERS,
    explained_tier,
    next_in_words,
    products_in_words,
    reason_in_words,
    value_in_words,
)
from zhiyin.customers.phrases.profiles import TIERS, named
from zhiyin.customers.preference_values import Preferences
from zhiyin.customers.queries.companies import companies_of
from zhiyin.customers.queries.consents import consent_for, is_opted_out
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.queries.persons import nodes_of
from zhiyin.customers.queries.profiles import (
    Day,
    Fact,
    Liking,
    Wish,
    days_of,
    facts_of,
    interests_of,
    preferences_of,
    wishes_of,
)
from zhiyin.customers.queries.rights import in_force
from zhiyin.desk.queries.operations import Operations, operations
from zhiyin.desk.queries.timeline.records import Looking
from zhiyin.theme import wording

SOON: Final = 30
"""Days ahead in which an important date stands in the page's head."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that a model says of the person; `words` is empty where there is not enough data to say."""

    code: str
    label: str
    words: str
    note: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A segment that the person is in."""

    code: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """The person's part in a company."""

    company: Account
    contact: AccountContact


@dataclass(frozen=True, slots=True)
class Person:
    """Everything on a customer's page but the timeline."""

    id: int
    name: str
    tier: str
    tier_label: str
    value_tier: str
    value_tier_label: str
    value_tier_why: str
    objected: bool  # to being sorted by an automated judgement
    nodes: tuple[int, ...]
    standing: Standing | None
    facts: list[Fact]
    wishes: list[Wish]
    preferences: Preferences
    now: list[str]  # what matters at this moment, in words
    interests: list[Liking]
    days: list[Day]
    groups: list[Group]
    companies: list[Part]
    restricted: bool
    opted_out: bool
    judgements: list[Judgement]
    judged_at: datetime | None
    operations: Operations
    created_at: datetime

    @property
    def next_day(self) -> Day | None:
        """The next important date, if it is near."""
        near = [day for day in self.days if day.days is not None and day.days <= SOON]
        return near[0] if near else None


def read_person(actor: Actor, customer_id: int) -> Person:
    """The person that the customer belongs to. Raises Forbidden, NoSuchCustomer. A fixed number of statements."""
    root = person_for(actor, customer_id)
    nodes = tuple(nodes_of([root.pk])[root.pk])
    standing = Standing.objects.filter(customer=root).first()
    looking = Looking(actor, root.pk, nodes)
    preferences = preferences_of(root.pk)
    leave = consent_for(root.pk, "profiling", "")
    objected = not leave.allowed and leave.reason != "no_such_purpose"
    tier = standing.value_tier if standing and not objected else ""
    return Person(
        id=root.pk,
        name=root.name,
        tier=root.tier,
        tier_label=named(root.tier, TIERS) if root.tier else "",
        value_tier=tier,
        value_tier_label=named(tier, VALUE_TIERS) if tier else "",
        value_tier_why=explained_tier(tier, standing.value_low, standing.value_high, standing.purchases)
        if standing and tier
        else "",
        objected=objected,
        nodes=nodes,
        standing=standing,
        facts=facts_of(root),
        wishes=wishes_of(root.pk),
        preferences=preferences,
        now=matters_now(preferences, timezone.localtime()),
        interests=interests_of(root.pk),
        days=days_of(root),
        groups=_groups(nodes),
        companies=[Part(company, contact) for company, contact in companies_of(actor, root.pk)],
        restricted=Restriction.objects.filter(in_force(), customer_id__in=nodes).exists(),
        opted_out=is_opted_out(root.pk),
        judgements=judgements(standing) if not objected else [],
        judged_at=standing.judged_at if standing and not objected else None,
        operations=operations(looking),
        created_at=root.created_at,
    )


def _groups(nodes: tuple[int, ...]) -> list[Group]:
    held = Membership.objects.filter(
        Q(until__isnull=True), customer_id__in=nodes, segment__is_active=True
    ).order_by("segment__name")
    return [Group(*row) for row in held.values_list("segment__code", "segment__name", "since")]


def matters_now(preferences: Preferences, moment: datetime) -> list[str]:
    """What somebody who turns to the person at this local moment has to know."""
    told = []
    against = preferences.against(moment)
    if against == "not_on_this_day":
        told.append(_("Not today: the customer wants no contact on day %(day)s.") % {"day": moment.day})
    elif against == "outside_hours" and preferences.hours is not None:
        start, end = preferences.hours
        told.append(
            _("Not now: to be reached from %(start)s to %(end)s.")
            % {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        )
    return told


def judgements(standing: Standing | None) -> list[Judgement]:
    """What the models say, each in words; nothing is guessed where they say nothing."""
    held: Mapping[str, Any] = {} if standing is None else standing.__dict__
    alive, risk = held.get("alive"), held.get("churn_risk")
    silent = held.get("is_silent")
    products = [one for one in held.get("next_products") or () if isinstance(one, dict)]
    return [
        Judgement(
            "value",
            _("Expected to be worth"),
            value_in_words(held.get("value"), held.get("value_low"), held.get("value_high")),
        ),
        Judgement("alive", _("Still a customer"), "" if alive is None else _percent(alive)),
        Judgement(
            "churn",
            _("Risk of leaving"),
            "" if risk is None else _percent(risk),
            reasons=tuple(
                reason_in_words(one) for one in held.get("churn_reasons") or () if isinstance(one, dict)
            ),
        ),
        Judgement("rfm", _("By purchases (RFM)"), _coded(held.get("rfm_group"), RFM_GROUPS), _rfm(standing)),
        Judgement("loyalty", _("Loyalty"), _coded(held.get("loyalty"), LOYALTIES)),
        Judgement("relation", _("What holds the relation"), _coded(held.get("relation"), RELATIONS)),
        Judgement(
            "silent", _("Voice"), "" if silent is None else _("silent") if silent else _("speaks to us")
        ),
        Judgement(
            "next",
            _("May want next"),
            products_in_words(products),
            reasons=tuple(next_in_words(one) for one in products if one.get("because")),
        ),
    ]


def _percent(share: float) -> str:
    return f"{wording.number(100 * share)}%"


def _coded(code: str | None, names: Mapping[str, Any]) -> str:
    return named(code, names) if code else ""


def _rfm(standing: Standing | None) -> str:
    if standing is None or standing.recency_score is None:
        return ""
    return f"R{standing.recency_score} F{standing.frequency_score} M{standing.monetary_score}"
