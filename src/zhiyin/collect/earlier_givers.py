"""What a revision keeps of who gave a signal, so that an undo knows them again: how it is found, and taken out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Q

from zhiyin.collect.models import Signal

# of whoever spoke by name, of whoever spoke in confidence
CUSTOMER: Final = "customer_id"
PSEUDONYM: Final = "pseudonym"
HASH: Final = "content_hash"
NAMES_ITS_GIVER: Final = Q(content__has_key=PSEUDONYM) | (
    Q(content__has_key=CUSTOMER) & ~Q(content__customer_id=None)
)


def giver_of(signal: Signal) -> dict[str, str | None]:
    """The giver as a revision keeps them: as text, for the numbers are too long for JSON's."""
    kept: dict[str, str | None] = {CUSTOMER: str(signal.customer_id) if signal.customer_id else None}
    if signal.pseudonym is not None:
        kept[PSEUDONYM] = str(signal.pseudonym)
    return kept


def giver_in(content: Mapping[str, Any]) -> str | None:
    """Customer or pseudonym; None where nobody was known."""
    return content[CUSTOMER] or content.get(PSEUDONYM)


def given_by(givers: Sequence[str]) -> Q:
    """Revisions that were these givers'."""
    return Q(content__customer_id__in=givers) | Q(content__pseudonym__in=givers)


def said_in(content: Mapping[str, Any]) -> dict[str, Any]:
    """What may be read with the signal: not whose it was, nor the hash by which it is compared."""
    return {name: value for name, value in content.items() if name not in (CUSTOMER, PSEUDONYM, HASH)}


def without_its_giver(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content, nobody's."""
    return {name: value for name, value in content.items() if name != PSEUDONYM} | {CUSTOMER: None}
