"""Receipts: by a token that only they have, anonymous respondents see what they said and take it back."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accepting.identify import keyed
from zhiyin.collect.errors import NoSuchReceipt
from zhiyin.collect.forgetting import forget_signals
from zhiyin.collect.models import Receipt, Signal
from zhiyin.journal.record import record

RESPONDENT = Actor.system("respondent")
BYTES = 15
TRIES = 20  # of one address in a minute


@dataclass(frozen=True, slots=True)
class Said:
    """What lies behind a receipt."""

    at: datetime
    title: str
    text: str
    answers: list[tuple[str, str]]  # item, what was answered


def give_receipts(signals: Sequence[int]) -> dict[int, str]:
    """A token for each of these signals. Only a number made of it is kept, and no time."""
    tokens = {one: base64.b32encode(secrets.token_bytes(BYTES)).decode() for one in signals}
    Receipt.objects.bulk_create(
        sorted(
            (Receipt(id=_number(token), signal_id=one) for one, token in tokens.items()),
            key=lambda one: one.id,
        )
    )
    return tokens


def _number(token: str) -> int:
    plain = "".join(token.split()).replace("-", "").upper()
    digest = keyed(b"receipt\x1f" + hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest())
    return int.from_bytes(digest[:8], "big") & ((1 << 63) - 1)


def said_under(token: str) -> Said:
    """What was said under this receipt. Raises NoSuchReceipt, alike for a wrong one and for words taken back."""
    signal = _signal(token)
    answers = []
    for one in signal.answers.order_by("id"):
        value = one.choice or ("" if one.value is None else f"{one.value:g}")
        if value:
            answers.append((one.item, value))
    return Said(signal.occurred_at, signal.title, signal.text, answers)


def take_back(token: str) -> None:
    """Delete what was said under this receipt, from the tables, the search and the lake.

    Journals `collect.words_taken_back` without saying which. Raises NoSuchReceipt.
    """
    with transaction.atomic():
        forget_signals([_signal(token)], for_good=False)  # its number stays among those that were seen
        record(RESPONDENT, "collect.words_taken_back", {})


def _signal(token: str) -> Signal:
    if not 16 <= len(token) <= 60:
        raise NoSuchReceipt()
    found = Receipt.objects.filter(id=_number(token)).select_related("signal").first()
    if found is None:
        raise NoSuchReceipt()
    return found.signal
