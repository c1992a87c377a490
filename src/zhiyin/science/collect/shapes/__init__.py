"""JSON of known tools: where its records lie and how one of them becomes rows."""

from typing import Final

from zhiyin.science.collect.shapes.chatwoot import CHATWOOT
from zhiyin.science.collect.shapes.shape import Shape
from zhiyin.science.collect.shapes.surveymonkey import SURVEYMONKEY
from zhiyin.science.collect.shapes.zendesk import ZENDESK

# The first that matches wins: those with unmistakable marks come first.
SHAPES: Final[tuple[Shape, ...]] = (*SURVEYMONKEY, *ZENDESK, *CHATWOOT)

__all__ = ["SHAPES", "Shape"]
