"""The kinds of keys by which sources know a person, and what each kind is good for.

| kind            | scope                  | joins                                       | one a person and scope |
|-----------------|------------------------|---------------------------------------------|------------------------|
| customer_number | the system that gave it| for certain                                 | yes                    |
| unionid         | the open platform      | for certain: OpenIDs that state it are one  | yes                    |
| wecom           | the corporation        | for certain                                 | yes                    |
| openid          | the app                | for certain                                 | yes                    |
| mobile          | none                   | unless names differ, or it is many people's | no                     |
| email           | none                   | unless names differ, or it is many people's | no                     |
| device          | none                   | never: a shop's tablet is many people's     | no                     |

"Joins" speaks of two keys that one row of one source states together. What a name says never joins anybody.
The same text under two kinds or two scopes is two keys.
"""

from dataclasses import dataclass
from typing import Final

from zhiyin.science.collect.keys import digits_lost, may_be_key, visible


@dataclass(frozen=True, slots=True)
class Kind:
    """`sure`: joins whatever the names say. `joins`: may join at all. `single`: a person has one in a scope."""

    rank: int  # the smaller, the better it tells who somebody is
    joins: bool
    sure: bool
    single: bool


KINDS: Final[dict[str, Kind]] = {
    "customer_number": Kind(0, joins=True, sure=True, single=True),
    "unionid": Kind(1, joins=True, sure=True, single=True),
    "wecom": Kind(2, joins=True, sure=True, single=True),
    "openid": Kind(3, joins=True, sure=True, single=True),
    "mobile": Kind(4, joins=True, sure=False, single=False),
    "email": Kind(5, joins=True, sure=False, single=False),
    "device": Kind(6, joins=False, sure=False, single=False),
}

# Kinds that families, shops and colleagues share: watched for being many people's.
REACHES: Final = frozenset({"mobile", "email"})
NAMES_OF_ONE: Final = 2  # a key with more different names than this is many people's


def is_key(kind: str, value: str) -> bool:
    """Whether a value of this kind may tell who somebody is: no masked number, nickname, placeholder, lost digits."""
    value = visible(value)
    return kind in KINDS and bool(value) and not digits_lost(value) and may_be_key(kind, value)
