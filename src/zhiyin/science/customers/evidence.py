"""How likely two customers are one person: by what they are looked for, what speaks for it and against it.

The weights are judgements, not estimates: they put a queue in order. No score joins anybody; a name alone is
neither looked for nor evidence enough to be asked about.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhiyin.science.customers.kinds import KINDS
from zhiyin.science.customers.names import names_agree, real_name

# log odds; the first word is "two customers of whom we know nothing", one pair in thousands
_PRIOR: Final = -4.0
WEIGHTS: Final[dict[str, float]] = {
    "same_name": 2.0,
    "same_birthday": 3.0,
    "same_last_digits": 2.5,
    "same_mailbox_name": 2.5,
    "shared_key": 2.0,
    "stated_together": 4.0,
    "stated_with_device": 3.0,
    "same_language": 0.2,
    "different_name": -3.0,
    "different_birthday": -4.0,
    "two_keys": -1.5,
}
MOST_IN_A_BLOCK: Final = 12  # more people than this alike: the likeness tells nothing


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person: `born_on` as ISO text, keys as (kind, scope, value)."""

    id: int
    name: str = ""
    born_on: str = ""
    language: str = ""
    keys: tuple[tuple[str, str, str], ...] = ()
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for two customers being one person, or against it."""

    code: str
    speaks_for: bool
    data: dict[str, Any] = field(default_factory=dict)


def traits(facts: Facts) -> list[tuple[str, str]]:
    """(code, text) under which a person is looked for: always a whole name together with something else."""
    name = real_name(facts.name)
    if not name:
        return []
    found = set()
    if facts.born_on:
        found.add(("birthday", f"{name}\x1f{facts.born_on}"))
    for kind, _scope, value in facts.keys:
        if kind == "mobile" and len(value) >= 7:
            found.add(("last_digits", f"{name}\x1f{value[-4:]}"))
        elif kind == "email" and len(value.partition("@")[0]) >= 4:
            found.add(("mailbox_name", f"{name}\x1f{value.partition('@')[0]}"))
    return sorted(found)


def evidence(one: Facts, other: Facts) -> list[Evidence]:
    """What speaks for the two being one person, then what speaks against it."""
    speaks_for: list[Evidence] = []
    against: list[Evidence] = []
    names = real_name(one.name), real_name(other.name)
    if all(names):
        (speaks_for if names[0] == names[1] else against).append(
            Evidence("same_name", True) if names[0] == names[1] else Evidence("different_name", False)
        )
    elif not names_agree(one.name, other.name):
        against.append(Evidence("different_name", False))
    if one.born_on and other.born_on:
        if one.born_on == other.born_on:
            speaks_for.append(Evidence("same_birthday", True))
        else:
            against.append(Evidence("different_birthday", False))
    if _ends(one) & _ends(other):
        speaks_for.append(Evidence("same_last_digits", True))
    if _boxes(one) & _boxes(other):
        speaks_for.append(Evidence("same_mailbox_name", True))
    for kind in sorted(
        {
            kind
            for kind, scope in _singles(one).keys() & _singles(other).keys()
            if _differ(one, other, kind, scope)
        }
    ):
        against.append(Evidence("two_keys", False, {"kind": kind}))
    return speaks_for + against


def score(found: Iterable[Evidence]) -> float:
    """0..1, to put a queue in order."""
    total = _PRIOR + sum(WEIGHTS.get(one.code, 0.0) for one in found)
    return round(1 / (1 + math.exp(-total)), 4)


def worth_asking(found: Sequence[Evidence]) -> bool:
    """Whether anybody should be asked: never on a name alone, nor where more speaks against it than for it."""
    speaks_for = [one for one in found if one.speaks_for and one.code not in ("same_name", "same_language")]
    return bool(speaks_for) and score(found) >= 0.3


def _ends(facts: Facts) -> set[str]:
    return {value[-4:] for kind, _scope, value in facts.keys if kind == "mobile" and len(value) >= 7}


def _boxes(facts: Facts) -> set[str]:
    return {value.partition("@")[0] for kind, _scope, value in facts.keys if kind == "email"}


def _singles(facts: Facts) -> dict[tuple[str, str], set[str]]:
    held: dict[tuple[str, str], set[str]] = {}
    for kind, scope, value in facts.keys:
        if kind in KINDS and KINDS[kind].single:
            held.setdefault((kind, scope), set()).add(value)
    return held


def _differ(one: Facts, other: Facts, kind: str, scope: str) -> bool:
    return _singles(one)[kind, scope] != _singles(other)[kind, scope]
