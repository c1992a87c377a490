"""Zendesk-shaped tickets: lists, exports by cursor or time, tickets with their comments."""

from collections.abc import Iterable
from typing import Any, Final

from zhiyin.science.collect.flat import flat_cell
from zhiyin.science.collect.shapes.shape import Shape
from zhiyin.science.collect.transcripts import without_marks

_MARKS: Final = frozenset(
    {
        "satisfaction_rating",
        "via",
        "raw_subject",
        "submitter_id",
        "custom_fields",
        "ticket_form_id",
        "brand_id",
    }
)
_PLAIN: Final = (
    ("Ticket ID", "id"), ("Created at", "created_at"), ("Updated at", "updated_at"), ("Status", "status"),
    ("Priority", "priority"), ("Ticket type", "type"), ("Group ID", "group_id"), ("Assignee ID", "assignee_id"),
    ("Organization ID", "organization_id"), ("Brand ID", "brand_id"), ("External ID", "external_id"),
)  # fmt: skip


def _ticket(record: dict[str, Any]) -> dict[str, Any]:
    inner = record.get("ticket")
    return inner if isinstance(inner, dict) else record


def matches(record: dict[str, Any]) -> bool:
    """Whether it is a ticket, bare or beside its comments."""
    ticket = _ticket(record)
    return "id" in ticket and "requester_id" in ticket and len(_MARKS & ticket.keys()) >= 2


def rows(record: dict[str, Any]) -> list[dict[str, str]]:
    """One row: what the requester wrote, what agents answered in public, the rest by name. Private notes are left out."""
    ticket = _ticket(record)
    cells = {name: flat_cell(ticket.get(key)) for name, key in _PLAIN}
    requester = _object(ticket.get("requester"))
    asked, answered = _said(ticket, record.get("comments", ticket.get("comments")))
    rating = ticket.get("satisfaction_rating")
    rated = _object(rating)
    cells |= {
        "Requester ID": flat_cell(ticket.get("requester_id")),
        "Requester email": flat_cell(requester.get("email")),
        "Requester": flat_cell(requester.get("name")),
        "Via": flat_cell(_object(ticket.get("via")).get("channel")),
        "Tags": ", ".join(flat_cell(tag) for tag in _list(ticket.get("tags"))),
        "Subject": flat_cell(ticket.get("subject") or ticket.get("raw_subject")),
        "Description": asked,
        "Reply": answered,
        "Satisfaction Score": flat_cell(rated.get("score")) if rated else flat_cell(rating or ""),
        "Satisfaction Comment": flat_cell(rated.get("comment")),
        "Satisfaction Reason": flat_cell(rated.get("reason")),
    }
    metrics = _object(ticket.get("metric_set"))
    cells["Solved at"] = flat_cell(metrics.get("solved_at") or ticket.get("solved_at"))
    cells["Full resolution time in minutes"] = flat_cell(
        _object(metrics.get("full_resolution_time_in_minutes")).get("calendar")
    )
    for field in _list(ticket.get("custom_fields") or ticket.get("fields")):
        if isinstance(field, dict) and field.get("value") not in (None, "", []):
            name = field.get("title") or field.get("name") or f"custom field {flat_cell(field.get('id'))}"
            cells[flat_cell(name)] = flat_cell(field["value"])
    return [cells]


def _said(ticket: dict[str, Any], comments: Any) -> tuple[str, str]:
    """What the requester and what others wrote where the requester can read it."""
    description = without_marks(flat_cell(ticket.get("description")))
    requester = ticket.get("requester_id")
    theirs: list[str] = []
    ours: list[str] = []
    hidden: set[str] = set()
    for comment in _list(comments):
        if not isinstance(comment, dict):
            continue
        words = _first(comment, ("plain_body", "body", "html_body"))
        if comment.get("public") is False:
            hidden.add(words)
        else:
            (theirs if comment.get("author_id") == requester else ours).append(words)
    if description and description not in {*theirs, *ours, *hidden}:
        theirs.insert(0, description)
    return "\n".join(filter(None, theirs)), "\n".join(filter(None, ours))


def _first(comment: dict[str, Any], keys: Iterable[str]) -> str:
    return next((without_marks(flat_cell(comment[key])) for key in keys if comment.get(key)), "")


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


ZENDESK: Final = tuple(
    Shape("zendesk", path, matches, rows) for path in ("tickets.item", "results.item", "item")
)
