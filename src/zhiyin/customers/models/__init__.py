"""Who speaks to us, what we know of them, what they allow. Keys are random: their order says nothing about a person."""

from zhiyin.customers.models.companies import Account, AccountContact
from zhiyin.customers.models.consent import Consent, ConsentText, OptOut, Purpose
from zhiyin.customers.models.people import (
    Apart,
    Customer,
    Identity,
    ImportantDate,
    Interest,
    Merge,
    Preference,
    Suggestion,
    Told,
    Trait,
    random_key,
)
from zhiyin.customers.models.rights import Erasure, Restriction, RetentionRule, RightsRequest, Vaulted
from zhiyin.customers.models.segments import Membership, Segment, Standing

__all__ = [
    "Account",
    "AccountContact",
    "Apart",
    "Consent",
    "ConsentText",
    "Customer",
    "Erasure",
    "Identity",
    "ImportantDate",
    "Interest",
    "Membership",
    "Merge",
    "OptOut",
    "Preference",
    "Purpose",
    "Restriction",
    "RetentionRule",
    "RightsRequest",
    "Segment",
    "Standing",
    "Suggestion",
    "Told",
    "Trait",
    "Vaulted",
    "random_key",
]
