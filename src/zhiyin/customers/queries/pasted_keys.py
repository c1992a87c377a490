"""Customers by keys that somebody pasted, one a line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from zhiyin.accounts.actor import Actor
from zhiyin.customers import keys
from zhiyin.customers.models import Customer, Identity
from zhiyin.customers.rules.chunking import chunks

KINDS: Final = ("customer_number", "mobile", "email", "wecom", "openid", "unionid", "customer")
"""What can be pasted: kinds of keys, or "customer" for the id that a customer has here."""
MOST: Final = 50_000
_CELL = re.compile(r"[,;\t，；]")


@dataclass(frozen=True, slots=True)
class Pasted:
    """Customers found, keys that nobody has, keys that many people share and that therefore name nobody."""

    customers: tuple[int, ...]
    unknown: tuple[str, ...]
    shared: tuple[str, ...]


def keys_in(text: str) -> list[str]:
    """The first cell of each line, without quotes; empty lines are left out, the same key once."""
    cells = (_CELL.split(line, maxsplit=1)[0].strip().strip("\"'").strip() for line in text.splitlines())
    return list(dict.fromkeys(cell for cell in cells if cell))


def customers_by_keys(actor: Actor, *, kind: str, values: Iterable[str], scope: str = "") -> Pasted:
    """Whose keys these are. Needs `customers.manage` everywhere."""
    actor.require("customers.manage", "")
    wanted = list(values)[:MOST]
    if kind == "customer":
        return _by_id(wanted)
    kept_scope = keys.scoped(kind, scope)
    by_digest: dict[bytes, list[str]] = {}  # one key may be written in several ways
    for value in wanted:
        by_digest.setdefault(keys.digest(kind, keys.normal(kind, value), kept_scope), []).append(value)
    found: list[int] = []
    known: set[str] = set()
    shared: list[str] = []
    for part in chunks(by_digest):
        rows = Identity.objects.filter(digest__in=part)
        for digest, customer, is_shared in rows.values_list("digest", "customer_id", "is_shared"):
            lines = by_digest[bytes(digest)]
            known.update(lines)
            if is_shared:
                shared += lines
            else:
                found.append(customer)
    return Pasted(tuple(found), tuple(value for value in wanted if value not in known), tuple(shared))


def _by_id(values: list[str]) -> Pasted:
    numbers = {
        value: int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 20
    }
    numbers = {value: key for value, key in numbers.items() if key < 2**63}
    found: set[int] = set()
    for part in chunks(numbers.values()):
        rows = Customer.objects.filter(id__in=part)
        found.update(rows.values_list("id", flat=True))
    unknown = tuple(value for value in values if numbers.get(value) not in found)
    return Pasted(tuple(sorted(found)), unknown, ())
