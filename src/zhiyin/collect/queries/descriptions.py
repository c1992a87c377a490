"""The surveys that are described: what was kept of .lss, .qsf and details."""

from typing import IO

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Description
from zhiyin.science.collect.described import describe_survey
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.problems import FileFault

# How many are looked at: the newest.
LOOKED_AT = 200


def kept_descriptions(actor: Actor) -> list[SurveyDescription]:
    """The descriptions that responses may be read with, the newest first. Needs `signals.import`."""
    actor.require("signals.import")
    rows = Description.objects.order_by("-received_at", "-id")[:LOOKED_AT]
    return [SurveyDescription.from_json(row.content) for row in rows]


def describes_survey(stream: IO[bytes]) -> bool:
    """Whether a file is there to describe a survey, a damaged one as well: those are taken before responses."""
    try:
        return describe_survey(stream) is not None
    except FileFault:
        return True
    finally:
        stream.seek(0)
