"""Delete a target customer's description."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.journal.record import record
from zhiyin.journeys.errors import NoSuchPersona
from zhiyin.journeys.models import Persona


def delete_persona(actor: Actor, *, code: str) -> None:
    """Journals `journeys.persona_deleted`. Needs `customers.manage` everywhere. Raises Forbidden, NoSuchPersona."""
    actor.require("customers.manage", "")
    persona = Persona.objects.filter(code=code).first()
    if persona is None:
        raise NoSuchPersona()
    with transaction.atomic():
        data = {"code": code, "name": persona.name}
        record(actor, "journeys.persona_deleted", data, subject=f"persona:{persona.id}")
        persona.delete()
