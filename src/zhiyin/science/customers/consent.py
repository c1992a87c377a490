"""Whether a person allows something: the newest word about a purpose on a channel, and what it was said to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

GIVEN, WITHDRAWN = "given", "withdrawn"
CONSENT, OBJECTION, CONTRACT, LAW = "consent", "objection", "contract", "law"
BASES = (CONSENT, OBJECTION, CONTRACT, LAW)
"""Why a purpose is allowed: only once agreed to; until objected to; because a contract, or the law, needs it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One thing a person said about one purpose. `channel` "" is every channel; `text_holds` is false when the purpose
    has been worded anew since, and those who agreed to the old words must be asked again; `is_used_up` says that it
    allowed one message, which has left."""

    state: str
    channel: str
    at: datetime
    text_holds: bool = True
    by_guardian: bool = False
    is_used_up: bool = False


@dataclass(frozen=True, slots=True)
class Consented:
    """Whether it is allowed; `reason` is a code: never_asked, withdrawn, objected, words_changed, used_up,
    guardian_missing, or "" when it is allowed."""

    allowed: bool
    reason: str = ""


def consented(
    words: Iterable[Word],
    *,
    basis: str,
    channel: str,
    born_on: date | None,
    minimum_age: int | None,
    on: date,
) -> Consented:
    """Whether a purpose is allowed on a channel on that day.

    The newest word that covers the channel decides; of two in the same instant the withdrawal does. While somebody is
    younger than `minimum_age` only a guardian's agreement counts, but anybody may withdraw. An unknown age is taken
    for a grown-up's: asking for it would need more data than the purpose.
    """
    if basis in (CONTRACT, LAW):
        return Consented(True)
    covering = [word for word in words if word.channel in ("", channel)]
    newest = max(covering, key=lambda word: (word.at, word.state == WITHDRAWN), default=None)
    if newest is not None and newest.state == WITHDRAWN:
        return Consented(False, "withdrawn" if basis == CONSENT else "objected")
    if basis == OBJECTION:
        return Consented(True)
    if newest is None:
        return Consented(False, "never_asked")
    if not newest.text_holds:
        return Consented(False, "words_changed")
    if newest.is_used_up:
        return Consented(False, "used_up")
    too_young = minimum_age is not None and born_on is not None and age(born_on, on) < minimum_age
    if too_young and not newest.by_guardian:
        return Consented(False, "guardian_missing")
    return Consented(True)


def age(born_on: date, on: date) -> int:
    """Full years on that day; who was born on 29 February is a year older from 1 March on in other years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
