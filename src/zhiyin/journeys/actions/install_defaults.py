"""Giving a new installation the map it starts with."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.journal.record import record
from zhiyin.journeys.defaults import FACTORS, JOURNEY, STAGES, TOUCHPOINTS
from zhiyin.journeys.models import Factor, Journey, Stage, Touchpoint


def install_defaults(actor: Actor) -> None:
    """Write the default factors, journey, stages and touchpoints, once: what people change stays so."""
    actor.require("settings.manage")
    with transaction.atomic():
        if Factor.objects.exists():
            return
        factors = {
            code: Factor.objects.create(code=code, name=name, name_en=name_en, position=position)
            for position, (code, name, name_en) in enumerate(FACTORS)
        }
        code, name, name_en = JOURNEY
        journey = Journey.objects.create(code=code, name=name, name_en=name_en)
        stages = {
            code: Stage.objects.create(
                journey=journey, code=code, name=name, name_en=name_en, position=position
            )
            for position, (code, name, name_en) in enumerate(STAGES)
        }
        known = set(Touchpoint.objects.values_list("code", flat=True))
        for position, (code, name, name_en, stage, factor) in enumerate(TOUCHPOINTS):
            if code not in known:
                Touchpoint.objects.create(
                    code=code,
                    name=name,
                    name_en=name_en,
                    stage=stages[stage],
                    factor=factors[factor],
                    position=position,
                )
        record(actor, "journeys.defaults_installed")
