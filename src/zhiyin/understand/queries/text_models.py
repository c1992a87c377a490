"""The shipped models of texts, as whoever looks after the installation sees them."""

from dataclasses import dataclass, replace

from zhiyin.accounts.actor import Actor
from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand import cards
from zhiyin.understand.errors import NoSuchTextModel
from zhiyin.understand.queries.accuracy import CODED, CORRECTED, Accuracy, measured

LEAST: int = 30
"""Texts below which an accuracy is not compared with the card's."""


@dataclass(frozen=True, slots=True)
class TextModel:
    """One shipped model. `claim` is what its card promises, `here` its accuracy on texts drawn and coded here (the
    same measure; None where people cannot measure it), `below`: clearly less than promised."""

    code: str
    version: str
    size: int
    claim: cards.Claim | None
    here: Accuracy | None
    corrected: Accuracy | None
    below: bool

    @property
    def measured(self) -> Estimate | None:
        """What stands beside the card's number: of the sign, or of the feeling about aspects."""
        if self.here is None:
            return None
        return self.here.sign if self.code.startswith("sentiment") else self.here.feelings


def text_models(actor: Actor) -> list[TextModel]:
    """All of them. Needs `settings.manage` everywhere."""
    by = {(one.source, one.model): one for one in measured(actor)}
    return [_model(one, by) for one in cards.shipped()]


def text_model(actor: Actor, code: str) -> TextModel:
    """Needs `settings.manage` everywhere. Raises NoSuchTextModel."""
    actor.require("settings.manage", "")
    if not any(one.code == code for one in cards.shipped()):
        raise NoSuchTextModel()
    return next(one for one in text_models(actor) if one.code == code)


def card_of(actor: Actor, code: str, language: str) -> str:
    """The card as it was written, in the reader's language (a tag; English for all but Chinese). Needs `settings.manage`
    everywhere. Raises NoSuchTextModel."""
    actor.require("settings.manage", "")
    found = next((one for one in cards.shipped() if one.code == code), None)
    if found is None:
        raise NoSuchTextModel()
    return cards.text_of(found, language)


def _model(one: cards.Shipped, by: dict[tuple[str, str], Accuracy]) -> TextModel:
    kind, _line, language = one.code.partition("_")
    measured_here = kind in ("sentiment", "polarity") and bool(language)
    here = by.get((CODED, language)) if measured_here else None
    corrected = by.get((CORRECTED, language)) if measured_here else None
    claim = cards.claim(one)
    found = TextModel(one.code, one.version(), one.size, claim, here, corrected, False)
    estimate = found.measured
    if claim is None or estimate is None or estimate.n < LEAST or estimate.high is None:
        return found
    return replace(found, below=estimate.high < claim.low)
