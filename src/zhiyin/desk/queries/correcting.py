"""What a person may say about how one voice was read, and what people said."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.desk.phrases import SENTIMENTS, aspect_names, named
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.understand.corrected import ANNOTATION, COPY, FEELINGS, SENTIMENT, SENTIMENT_OF
from zhiyin.understand.phrases.annotations import CODES, KINDS, label_of
from zhiyin.understand.phrases.taxonomies import FACTORS
from zhiyin.understand.queries.corrections import Corrected, corrections_of

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Made:
    """One correction in words: "Feeling: positive"."""

    field: str
    key: str
    words: str
    by: str
    at: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class Correcting:
    """The labels to choose from (`aspects` in groups), and the corrections that were made."""

    feelings: Choices  # of the whole
    about: Choices  # one aspect
    feeling: str  # as it stands
    aspects: list[tuple[str, Choices]]
    annotations: list[tuple[str, Choices]]
    made: list[Made]
    may: bool


def correcting(actor: Actor, signal_id: int, feeling: str, *, may: bool) -> Correcting:
    """Raises Forbidden without `voice.read`, NotFound out of sight."""
    names = aspect_names()
    made = [_made(one, names) for one in corrections_of(actor, signal_id)]
    feelings = [(code, named(code, SENTIMENTS)) for code in SENTIMENT_OF]
    about = [(code, named(code, SENTIMENTS)) for code in FEELINGS]
    return Correcting(feelings, about, feeling, _aspects(names), _annotations(), made, may)


def _aspects(names: dict[str, str]) -> list[tuple[str, Choices]]:
    """Under the factors that they belong to."""
    groups: dict[str, Choices] = {}
    for aspect in aspects():
        groups.setdefault(str(FACTORS.get(aspect.factor, aspect.factor)), []).append(
            (aspect.code, names[aspect.code])
        )
    return list(groups.items())


def _annotations() -> list[tuple[str, Choices]]:
    groups: dict[str, Choices] = {}
    for (kind, code), name in CODES.items():
        groups.setdefault(str(KINDS[kind]), []).append((f"{kind}:{code}", str(name)))
    return list(groups.items())


def _made(one: Corrected, names: dict[str, str]) -> Made:
    kind, _colon, code = one.key.partition(":")
    label = label_of(kind, code) if one.field == ANNOTATION else names.get(one.key, one.key)
    if one.field == COPY:
        words = _("Not a copy")
    elif one.field == SENTIMENT:
        words = _("The whole: %(feeling)s") % {"feeling": named(str(one.value), SENTIMENTS)}
    elif one.value is None or one.value is False:
        words = _("%(label)s: no") % {"label": label}
    elif one.value is True:
        words = _("%(label)s: yes") % {"label": label}
    else:
        feeling = named(str(one.value), SENTIMENTS)
        words = _("%(label)s: %(feeling)s") % {"label": label, "feeling": feeling}
    return Made(one.field, one.key, words, one.by, one.at, one.holds)
