"""Make a segment, or change what one is called or asks."""

import re
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.criteria import follows_time, read_criteria, segments_meant
from zhiyin.customers.errors import NoSuchSegment, UnusableSegment
from zhiyin.customers.models import Segment
from zhiyin.customers.queries.segment_order import circle, kept_in_order
from zhiyin.journal.record import record
from zhiyin.search.errors import BadCondition

LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_CODE = 100, 300, 50
TAKEN_BY_PAGES = ("new", "preview")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class SegmentContent:
    """What a segment is. `code` and `kind` ("criteria" or "list") are settled when it is made."""

    code: str
    name: str
    kind: str = "criteria"
    criteria: str = ""
    description: str = ""


def save_segment(actor: Actor, *, content: SegmentContent, code: str | None = None) -> Segment:
    """Make a segment, or change the one with `code`; journals `customers.segment_saved`, upon which it is filled.

    Needs `customers.manage` everywhere. Raises Forbidden, NoSuchSegment, UnusableSegment with an error a field.
    """
    actor.require("customers.manage", "")
    segment = Segment()
    if code is not None:
        segment = _known(code)
    errors = _problems(content, segment)
    if errors:
        raise UnusableSegment(errors=errors)
    segment.name, segment.description = content.name.strip(), content.description.strip()
    if code is None:
        segment.code, segment.kind, segment.created_by = content.code, content.kind, actor.name
    if segment.kind == "criteria":
        segment.criteria = content.criteria.strip()
        segment.follows_time = follows_time(read_criteria(segment.criteria))
    try:
        with transaction.atomic():
            segment.save()
            record(
                actor,
                "customers.segment_saved",
                {"segment": segment.id, "code": segment.code},
                subject=f"segment:{segment.id}",
            )
    except IntegrityError:
        raise UnusableSegment(errors={"code": _taken()}) from None
    return segment


def _known(code: str) -> Segment:
    segment = Segment.objects.filter(code=code).first()
    if segment is None:
        raise NoSuchSegment()
    return segment


def _taken() -> str:
    return _("Another segment has this code. Choose a different one.")


def _problems(content: SegmentContent, segment: Segment) -> dict[str, str]:
    errors: dict[str, str] = {}
    is_new = segment.pk is None
    if is_new and content.code in TAKEN_BY_PAGES:
        errors["code"] = _taken()
    elif is_new and not (_CODE.fullmatch(content.code) and len(content.code) <= LONGEST_CODE):
        errors["code"] = _("Use small letters, digits, - and _, up to 50 characters.")
    elif is_new and Segment.objects.filter(code=content.code).exists():
        errors["code"] = _taken()
    if not 0 < len(content.name.strip()) <= LONGEST_NAME or "\x00" in content.name:
        errors["name"] = _("Give the segment a name of up to 100 characters.")
    if len(content.description) > LONGEST_DESCRIPTION or "\x00" in content.description:
        errors["description"] = _("Use up to 300 characters.")
    kind = content.kind if is_new else segment.kind
    if kind not in Segment.KINDS:
        errors["kind"] = _("Choose whether a condition or a list says who belongs.")
    elif kind == "criteria" and (problem := _of_criteria(content, segment.code or content.code)):
        errors["criteria"] = problem
    return errors


def _of_criteria(content: SegmentContent, code: str) -> str:
    try:
        criterion = read_criteria(content.criteria.strip())
    except BadCondition as error:
        return str(error)
    names = {**dict(Segment.objects.values_list("code", "name")), code: content.name.strip()}
    asks = {one.segment.code: one.asks for one in kept_in_order()}
    asks[code] = segments_meant(criterion, names)
    if way := circle(code, asks):
        return _("Segments would ask about each other in a circle: %(way)s.") % {"way": " → ".join(way)}
    return ""
