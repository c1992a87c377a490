"""One company with what its people say, what is open with it and when it renews; data for a judgement, not one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyin.accounts.actor import Actor
from zhiyin.act.models import Case
from zhiyin.act.queries.cases import CaseRow, as_rows, visible_cases
from zhiyin.collect.models import Signal
from zhiyin.customers.queries.companies import (
    Company,
    CompanyScore,
    Contact,
    as_company,
    company_for,
    contacts_of,
    nodes_of_contacts,
    score_of,
)
from zhiyin.desk.queries.timeline.entries import read_mark
from zhiyin.understand.queries.voices import Voice, as_voices, readable_signals

CASES: Final = 10
LATELY: Final = timedelta(days=90)
UNHAPPY_TO: Final = 6  # of 10


@dataclass(frozen=True, slots=True)
class CompanyView:
    """Everything on a company's page. `hints` are what should be looked at before it renews, in words."""

    company: Company
    contacts: list[Contact]
    score: CompanyScore
    voices: list[Voice]
    older: str
    cases: list[CaseRow]
    hints: list[str]
    may_manage: bool


def read_company(actor: Actor, company_id: int, *, cursor: str = "", limit: int = 20) -> CompanyView:
    """Raises Forbidden, NotFound, BadCursor. A fixed number of statements."""
    account = company_for(actor, company_id)
    company = as_company(account)
    contacts = contacts_of(actor, company_id)
    score = score_of(contacts)
    nodes = nodes_of_contacts(company_id)
    cases = _open_cases(actor, company_id, nodes)
    voices, older = _voices(actor, company_id, nodes, cursor, limit)
    return CompanyView(
        company=company,
        contacts=contacts,
        score=score,
        voices=voices,
        older=older,
        cases=cases,
        hints=hints(company, contacts, score, cases),
        may_manage=actor.may("customers.manage", company.unit_path),
    )


def company_signals(actor: Actor, company_id: int, nodes: Sequence[int]) -> QuerySet[Signal]:
    """What was said for the company or by its present contacts under their names, where the actor may read it."""
    said = Q(account_id=company_id) | Q(customer_id__in=nodes)
    return readable_signals(actor).filter(said, identity="known")


def _voices(
    actor: Actor, company_id: int, nodes: Sequence[int], cursor: str, limit: int
) -> tuple[list[Voice], str]:
    if not actor.may("voice.read"):
        return [], ""
    signals = company_signals(actor, company_id, nodes)
    if cursor:
        mark = read_mark(cursor)
        signals = signals.filter(
            Q(occurred_at__lte=mark.at) & (Q(occurred_at__lt=mark.at) | Q(pk__lt=mark.id))
        )
    found = list(signals.select_related("reading").order_by("-occurred_at", "-pk")[: limit + 1])
    shown = found[:limit]
    older = f"{shown[-1].occurred_at.isoformat()}~0~{shown[-1].pk}" if len(found) > limit else ""
    return as_voices(actor, shown), older


def _open_cases(actor: Actor, company_id: int, nodes: Sequence[int]) -> list[CaseRow]:
    if not actor.may("cases.read"):
        return []
    named = Q(signal__isnull=True) | Q(signal__identity="known")
    theirs = Q(customer_id__in=nodes) | Q(signal__account_id=company_id)
    cases: QuerySet[Case] = visible_cases(actor).filter(named, theirs).exclude(state="resolved")
    return as_rows(cases.select_related("unit", "assignee", "signal").order_by("due_at", "id")[:CASES])


def hints(
    company: Company, contacts: Sequence[Contact], score: CompanyScore, cases: Sequence[CaseRow]
) -> list[str]:
    """What speaks against a renewal that runs by itself, as facts: who is unhappy, what is open, who is silent."""
    told = []
    present = [contact for contact in contacts if contact.until is None]
    unhappy = {
        contact.customer_id for contact in present if contact.nps is not None and contact.nps <= UNHAPPY_TO
    }
    if unhappy:
        told.append(
            ngettext(
                "%(count)d contact would not recommend us.",
                "%(count)d contacts would not recommend us.",
                len(unhappy),
            )
            % {"count": len(unhappy)}
        )
    if cases:
        told.append(
            ngettext("%(count)d case is open.", "%(count)d cases are open.", len(cases))
            % {"count": len(cases)}
        )
    heard = [contact.last_heard_at for contact in present if contact.last_heard_at is not None]
    newest: datetime | None = max(heard, default=None)
    if present and (newest is None or newest < timezone.now() - LATELY):
        told.append(_("No contact has been heard for 90 days."))
    if not any(contact.role == "decision_maker" for contact in present):
        told.append(_("Nobody is known who decides."))
    return told
