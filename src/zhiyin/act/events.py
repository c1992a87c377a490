"""What other systems may be told of cases."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.public_events import public_event

if TYPE_CHECKING:
    from zhiyin.journal.models import Event


def _cases(ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    from zhiyin.act.models import Case  # noqa: PLC0415  (declared before models are loaded)

    rows = Case.objects.filter(id__in=list(ids)).select_related("unit", "rule", "root_cause")
    for case in rows.order_by("id"):
        yield {
            "case": {
                "id": str(case.pk),
                "state": case.state,
                "priority": case.priority,
                "unit": {"id": str(case.unit_id), "code": case.unit.code},
                "rule": case.rule.code if case.rule else None,
                "signal_id": str(case.signal_id) if case.signal_id else None,
                "root_cause": case.root_cause.code if case.root_cause else None,
                "opened_at": case.opened_at.isoformat(),
                "due_at": case.due_at.isoformat(),
                "resolved_at": case.resolved_at.isoformat() if case.resolved_at else None,
            }
        }


@public_event("case.opened", of="act.cases_opened", about=_("A case was opened"))
def case_opened(event: "Event") -> Iterator[dict[str, Any]]:
    return _cases(event.data["cases"])


@public_event("case.resolved", of="act.case_resolved", about=_("A case was resolved"))
def case_resolved(event: "Event") -> Iterator[dict[str, Any]]:
    return _cases([event.data["case"]])


@public_event("case.reopened", of="act.case_reopened", about=_("A case was reopened"))
def case_reopened(event: "Event") -> Iterator[dict[str, Any]]:
    return _cases([event.data["case"]])
