"""Describe a target customer, or change the description."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Segment
from zhiyin.journal.record import record
from zhiyin.journeys.errors import NoSuchPersona, PersonaChanged, UnusablePersona
from zhiyin.journeys.models import Persona

LONGEST_NAME, LONGEST_SUMMARY, LONGEST_CODE = 80, 1000, 50
MOST_LINES, LONGEST_LINE = 20, 200
LISTS = ("needs", "pains", "expectations", "brand_words")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class PersonaContent:
    """What a persona says. `code` is settled when it is made; `segment` is the code of the segment behind it, or ""."""

    code: str
    name: str
    summary: str = ""
    segment: str = ""
    needs: tuple[str, ...] = ()
    pains: tuple[str, ...] = ()
    expectations: tuple[str, ...] = ()
    brand_words: tuple[str, ...] = ()


def save_persona(
    actor: Actor, *, content: PersonaContent, code: str | None = None, version: int | None = None
) -> Persona:
    """Write a new persona, or change the one with `code` under the version seen; journals `journeys.persona_saved`.

    Needs `customers.manage` everywhere. Raises Forbidden, NoSuchPersona, UnusablePersona with an error a field,
    PersonaChanged.
    """
    actor.require("customers.manage", "")
    segment = Segment.objects.filter(code=content.segment).first() if content.segment else None
    errors = _problems(content, is_new=code is None)
    if content.segment and segment is None:
        errors["segment"] = _("There is no such segment. Choose one from the list.")
    if errors:
        raise UnusablePersona(errors=errors)
    fields: dict[str, Any] = {
        "name": content.name.strip(),
        "summary": content.summary.strip(),
        "segment": segment,
        "changed_by": actor.name,
        **{name: _lines(getattr(content, name)) for name in LISTS},
    }
    try:
        with transaction.atomic():
            if code is None:
                persona = Persona.objects.create(
                    code=content.code, position=Persona.objects.count(), **fields
                )
            else:
                persona = _changed(code, version, fields)
            record(actor, "journeys.persona_saved", {"code": persona.code}, subject=f"persona:{persona.id}")
    except IntegrityError:
        raise UnusablePersona(errors={"code": _taken()}) from None
    return persona


def _changed(code: str, version: int | None, fields: dict[str, Any]) -> Persona:
    persona = Persona.objects.filter(code=code).first()
    if persona is None:
        raise NoSuchPersona()
    seen = persona.version if version is None else version
    rows = Persona.objects.filter(id=persona.id, version=seen)
    if not rows.update(**fields, version=F("version") + 1, changed_at=timezone.now()):
        raise PersonaChanged(who=persona.changed_by or "?", version=persona.version)
    persona.refresh_from_db()
    return persona


def _lines(lines: tuple[str, ...]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _taken() -> str:
    return _("Another target customer has this code. Choose a different one.")


def _problems(content: PersonaContent, *, is_new: bool) -> dict[str, str]:
    errors: dict[str, str] = {}
    if is_new and not (_CODE.fullmatch(content.code) and len(content.code) <= LONGEST_CODE):
        errors["code"] = _("Use small letters, digits, - and _, up to 50 characters.")
    elif is_new and (content.code == "new" or Persona.objects.filter(code=content.code).exists()):
        errors["code"] = _taken()
    if not 0 < len(content.name.strip()) <= LONGEST_NAME or "\x00" in content.name:
        errors["name"] = _("Give the target customer a name of up to 80 characters.")
    if len(content.summary) > LONGEST_SUMMARY or "\x00" in content.summary:
        errors["summary"] = _("Use up to 1,000 characters.")
    for name in LISTS:
        lines = _lines(getattr(content, name))
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE or "\x00" in line for line in lines):
            errors[name] = _("Write up to 20 lines of up to 200 characters.")
    return errors
