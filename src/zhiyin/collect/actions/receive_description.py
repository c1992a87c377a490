"""A file that describes a survey is kept for the responses that come as codes."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Description
from zhiyin.journal.record import record
from zhiyin.science.collect.descriptions import SurveyDescription


@dataclass(frozen=True, slots=True)
class Described:
    """What was kept: the tool, the survey's id there, its title, how many questions it asks."""

    tool: str
    survey: str
    title: str
    questions: int


def receive_description(actor: Actor, description: SurveyDescription, *, name: str = "") -> Described:
    """Keep what a tool says of a survey; a later description of the same survey takes its place.

    Needs `signals.import`.
    """
    actor.require("signals.import")
    count = len(description.questions)
    with transaction.atomic():
        row, _made = Description.objects.update_or_create(
            tool=description.tool,
            survey=description.survey,
            defaults={
                "title": description.title[:300],
                "file_name": (PurePosixPath(name.replace("\\", "/").replace("\0", "")).name)[:255],
                "content": description.as_json(),
                "received_by": actor.name[:150],
            },
        )
        record(
            actor,
            "collect.description_received",
            {"tool": description.tool, "survey": description.survey, "questions": count},
            subject=f"description:{row.pk}",
        )
    return Described(description.tool, description.survey, description.title, count)
