"""What was promised to stay anonymous or confidential is made so before anything else is done with it.

Both lose the customer, the source's own number, attributes that single somebody out, and all but the hour. Of a
confidential one a keyed pseudonym stays, by which its giver's rights can be served; of an anonymous one nothing, except
that its number has been seen, kept apart and without a link, so that the same file handed in again adds nothing.
"""

import base64
import os
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
from django.db import connection

from zhiyin.collect.actions.accepting.identify import keyed
from zhiyin.collect.models import SeenAnonymous
from zhiyin.customers import keys
from zhiyin.science.collect.direct_identifiers import names_somebody, without_identifiers
from zhiyin.science.collect.drafts import AnswerDraft, SignalDraft
from zhiyin.science.language.masking import mask

PROTECTED: Final = ("anonymous", "confidential")
POSITIVE: Final = (1 << 63) - 1
KEYS_PER_STATEMENT: Final = 5_000


def protected(draft: SignalDraft) -> SignalDraft:
    """The draft as it may be kept. A copy: whoever handed it in may hand it in once more."""
    if draft.identity == "anonymous":
        source_id = "~" + base64.urlsafe_b64encode(os.urandom(15)).decode()
    else:
        digest = keyed(
            f"confidential\x1f{draft.source}\x1f{draft.source_id}".encode("utf-8", "surrogatepass")
        )
        source_id = "~" + base64.urlsafe_b64encode(digest)[:22].decode()
    return msgspec.structs.replace(
        draft,
        source_id=source_id,
        customer=None,
        occurred_at=to_the_hour(draft.occurred_at) if draft.occurred_at else None,
        attributes={
            name: value
            for name, value in without_identifiers(draft.attributes).items()
            if not (isinstance(value, str) and mask(value).found)
        },
        answers=[
            answer for answer in draft.answers if not (is_written(answer) and names_somebody(answer.item))
        ],
    )


def is_written(answer: AnswerDraft) -> bool:
    """Whether somebody wrote a name, a number, a date; not how satisfied they were with the staff."""
    return bool(answer.choice) or answer.construct in ("number", "choice", "text")


def to_the_hour(moment: datetime) -> datetime:
    """The hour in which it was: as exact as time is kept of what was said in confidence."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _number(data: bytes) -> int:
    return int.from_bytes(keyed(data)[:8], "big") & POSITIVE


def pseudonym_of(draft: SignalDraft) -> int | None:
    """Under which number the giver of a confidential draft is kept; None for everybody else."""
    if draft.identity != "confidential" or draft.customer is None:
        return None
    kind = draft.customer.kind
    return pseudonym(kind, keys.normal(kind, draft.customer.value), keys.scoped(kind, draft.customer.scope))


def pseudonym(kind: str, value: str, scope: str) -> int:
    """The number of whoever has this key, normal and scoped as identities are. Nobody without the installation's secret
    can work it out."""
    return _number(b"confidential\x1f" + keys.digest(kind, value, scope))


def seen_key(draft: SignalDraft) -> int | None:
    """Under which number it is remembered that an anonymous draft came in; None for everybody else's."""
    if draft.identity != "anonymous":
        return None
    return _number(f"anonymous\x1f{draft.source}\x1f{draft.source_id}".encode("utf-8", "surrogatepass"))


def seen_among(numbers: Iterable[int]) -> set[int]:
    """Those that came in before."""
    wanted = list(numbers)
    found: set[int] = set()
    for start in range(0, len(wanted), KEYS_PER_STATEMENT):
        rows = SeenAnonymous.objects.filter(id__in=wanted[start : start + KEYS_PER_STATEMENT])
        found.update(rows.values_list("id", flat=True))
    return found


def remember_seen(numbers: Iterable[int], imported_id: int | None) -> None:
    """Note that these came in. Written in the order of the numbers, which says nothing."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(SeenAnonymous._meta.db_table)} (id, imported_id) VALUES (%s, %s)"  # noqa: S608
            " ON CONFLICT DO NOTHING",
            [(number, imported_id) for number in sorted(numbers)],
        )
