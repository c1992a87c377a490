"""The door for what systems say of customers: attributes come in masked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accepting.write import masked_value
from zhiyin.customers.actions.receive_profiles import Profile, Settled, receive_profiles

# Names of people and days are no words in which a telephone number could hide.
AS_SAID = frozenset({"name", "tier", "language", "born_on", "gender", "joined_on"})


def accept_profiles(actor: Actor, profiles: Sequence[Profile]) -> list[Settled]:
    """`receive_profiles` with personal data in attributes masked: contact points belong into keys. Raises Forbidden."""
    return receive_profiles(actor, [replace(one, fields=masked_fields(one.fields)) for one in profiles])


def masked_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of somebody, without numbers and addresses in words of any kind."""
    return {name: value if name in AS_SAID else masked_value(value) for name, value in fields.items()}
