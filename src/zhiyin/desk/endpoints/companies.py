"""What a company's people said and what to look at before it renews, over the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from zhiyin.accounts.endpoints.schemas import Cursor, PageSize
from zhiyin.customers.endpoints.companies import (
    CompanyId,
    CompanyOut,
    ScoreOut,
    company_out,
    router,
    score_out,
)
from zhiyin.desk.endpoints.signals import SignalPage, voice_out
from zhiyin.desk.queries.company import read_company

__all__ = ["router"]


class OpenCase(Schema):
    id: str
    title: str
    state: str
    clock: str


class RenewalOut(Schema):
    """Facts to look at before a contract renews; no prediction."""

    company: CompanyOut
    nps: ScoreOut
    open_cases: list[OpenCase]
    hints: list[str]


@router.get(
    "/{company_id}/renewal",
    response=RenewalOut,
    operation_id="get_company_renewal",
    summary="What to look at before a company renews",
)
def get_renewal(request: HttpRequest, company_id: CompanyId) -> dict[str, Any]:
    view = read_company(request.actor, company_id, limit=1)  # type: ignore[attr-defined]
    return {
        "company": company_out(view.company),
        "nps": score_out(view.score),
        "open_cases": [
            {"id": str(case.id), "title": case.title, "state": case.state, "clock": case.clock}
            for case in view.cases
        ],
        "hints": view.hints,
    }


@router.get(
    "/{company_id}/signals",
    response=SignalPage,
    by_alias=True,
    operation_id="list_company_signals",
    summary="What a company's people said, newest first",
)
def get_signals(
    request: HttpRequest, company_id: CompanyId, cursor: Cursor = "", page_size: PageSize = 20
) -> dict[str, Any]:
    """Only what was said by name; empty without `voice.read`."""
    view = read_company(request.actor, company_id, cursor=cursor, limit=page_size)  # type: ignore[attr-defined]
    return {
        "results": [voice_out(voice) for voice in view.voices],
        "next": view.older or None,
        "previous": "" if cursor else None,
        "withheld": False,
    }
