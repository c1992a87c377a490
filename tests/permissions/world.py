"""Two sides of one organisation: what a person of the east owns, and the same things in the west."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.conftest import actor_for, person
from tests.people import met
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actions.place_unsorted_unit import merge_unsorted_unit
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import BrandWord, RoleGrant, Unit, UnitAlias, User
from zhiyin.accounts.permissions import ROLES
from zhiyin.act.models import AlertRule, Case, RootCause
from zhiyin.collect.actions.fetching.save_connector import ConnectorFields, save_connector
from zhiyin.collect.actions.start_import import receive_file
from zhiyin.collect.models import Answer, Signal
from zhiyin.contact.actions.open_door import open_door
from zhiyin.contact.actions.replay_deliveries import send_test_event
from zhiyin.contact.actions.save_channel import ChannelFields, save_channel
from zhiyin.contact.actions.save_contact_rule import RuleFields, save_contact_rule
from zhiyin.contact.actions.save_webhook import WebhookFields, add_webhook
from zhiyin.contact.models import Message
from zhiyin.customers.actions.install_purposes import install_purposes
from zhiyin.customers.actions.open_request import open_request
from zhiyin.customers.models import (
    Account,
    AccountContact,
    Apart,
    Customer,
    Erasure,
    Identity,
    ImportantDate,
    Interest,
    Merge,
    Preference,
    Segment,
    Suggestion,
)
from zhiyin.customers.vault import Original, put_away
from zhiyin.journeys.models import Persona

# What the west's things say: it must not be read on any page of somebody of the east.
SECRET = "西区的秘密"
ASKING = {"asking": {"url": "https://example.com/reviews"}}


@dataclass(frozen=True)
class Side:
    """Things at one unit, each of a kind that a route may name."""

    unit: Unit  # a store
    region: Unit
    person: User
    grant: RoleGrant
    key: int
    alias: UnitAlias
    customer: int
    company: int
    contact: int  # that customer's part in it
    preference: int
    interest: int
    day: int
    signal: Signal
    case: Case
    resolved: Case
    rule: AlertRule
    message: Message
    imported: int  # begun by somebody who imports for the whole organisation
    connector: int
    unsorted: int  # of neither side, for those who place it on one
    merged: int  # a name that turned out to mean the side's unit
    brand: int  # a brand word of the whole
    rights: dict[str, int]  # a request, an erasure
    identity: dict[
        str, int
    ]  # of the customer: a key, a merge, an undone one, somebody kept apart, a question
    reach: dict[str, int]  # of the whole: a channel, a rule of contact, a webhook with a delivery, a door


@dataclass(frozen=True)
class World:
    own: Side
    foreign: Side
    people: dict[str, User]  # role at the east, "whole" (administrator of everything), "no role"


def build() -> World:
    group = Unit.objects.add_root({"code": "G", "name": "知行集团", "kind": "group"})
    east = group.add_child(code="E", name="华东大区", short_name="东区", kind="region")
    west = group.add_child(code="W", name="华西大区", short_name="西区", kind="region")
    east_one = east.add_child(code="E1", name="东区第一店", short_name="东一店")
    west_one = west.add_child(code="W1", name="西区第一店", short_name="西一店")
    whole = person("whole", "全权", ("administrator", None))
    people = {role: person(f"the-{role}", role, (role, east)) for role in ROLES}
    install_purposes(Actor.system("installation"))
    unsorted = receive_units(actor_for(whole), ["机场店"])["机场店"].id
    gold = Segment.objects.create(code="gold", name="东区的话", criteria='tier == "gold"')
    Segment.objects.create(code="guests", name="东区的话", kind="list")
    Persona.objects.create(code="fans", name="东区的话", segment=gold, needs=["东区的话"])
    RootCause.objects.get_or_create(code="queue", defaults={"name": "排队"})
    return World(
        own=_side(whole, east_one, east, "east", unsorted),
        foreign=_side(whole, west_one, west, "west", unsorted),
        people={**people, "whole": whole, "no role": person("nobody", "无名")},
    )


def _side(whole: User, unit: Unit, region: Unit, name: str, unsorted: int) -> Side:
    words = SECRET if name == "west" else "东区的话"
    now = timezone.now()
    clerk = person(f"clerk-{name}", words, ("frontline", unit))
    customer = met("email", f"{name}@example.com", name=words)
    identity = _identity(customer, name)
    company = Account.objects.create(name=words, code=f"c-{name}", unit_path=unit.path)
    signal = _signal(unit, customer, words, 1 if name == "east" else 2)
    second = _signal(unit, customer, words, 3 if name == "east" else 4)
    common: dict[str, Any] = {
        "unit": unit,
        "unit_path": unit.path,
        "customer_id": customer.pk,
        "opened_at": now,
        "due_at": now + timedelta(hours=4),
        "title": words,
    }
    case = Case.objects.create(signal=signal, **common)
    merged = receive_units(actor_for(whole), [f"{name}-name"])[f"{name}-name"]
    merge_unsorted_unit(actor_for(whole), unit_id=merged.id, into_id=unit.pk)
    return Side(
        unit=unit,
        region=region,
        person=clerk,
        grant=RoleGrant.objects.get(user=clerk),
        key=create_api_key(actor_for(whole), label=words, role="readonly", unit_id=unit.pk)[0],
        alias=UnitAlias.objects.create(unit=unit, alias=f"{words}店"),
        customer=customer.pk,
        identity=identity,
        company=company.pk,
        contact=AccountContact.objects.create(account=company, customer=customer, role="buyer").pk,
        preference=Preference.objects.create(customer=customer, code="drink", value=words, source="staff").pk,
        interest=Interest.objects.create(customer=customer, name=words, source="staff").pk,
        day=ImportantDate.objects.create(customer=customer, kind="other", month=1, day=1, label=words).pk,
        signal=signal,
        case=case,
        resolved=Case.objects.create(signal=second, state="resolved", resolved_at=now, **common),
        rule=AlertRule.objects.create(code=f"rule-{name}", name=words, criteria="nps <= 6", unit=unit),
        message=Message.objects.create(
            channel="mail",
            to_address=f"{name}@example.com",
            subject=words,
            body=words,
            purpose="case_reply",
            about=f"case:{case.pk}",
            key=f"{name}:1",
            state="unknown",
            unit_path=unit.path,
        ),
        imported=receive_file(
            actor_for(whole), f"{words}.csv", [f"门店,评分,评价\n{unit.name},5,{words}\n".encode()]
        ),
        connector=save_connector(actor_for(whole), ConnectorFields(words, "api", words, settings=ASKING)),
        unsorted=unsorted,
        merged=merged.id,
        rights=rights_of(whole, customer.pk, signal),
        reach=contact_things(whole, name),
        brand=BrandWord.objects.get_or_create(word="知味")[0].pk,
    )


def rights_of(whole: User, customer_id: int, signal: Signal) -> dict[str, int]:
    put_away(
        [Original(f"signal:{signal.pk}", customer_id, signal.unit_path, {"text": signal.text})],
        timezone.now(),
    )
    return {
        "request_id": open_request(actor_for(whole), customer_id, "correct"),
        "erasure_id": Erasure.objects.create(number=f"E-{customer_id}", by="x", state="done").pk,
    }


def contact_things(whole: User, name: str) -> dict[str, int]:
    actor = actor_for(whole)
    channel = save_channel(actor, ChannelFields(name, "sms", "null", {}, {}))
    webhook, _ = add_webhook(actor, WebhookFields("https://example.com/hook", name, ["case.opened"]))
    return {
        "channel_id": channel.pk,
        "rule_id": save_contact_rule(actor, RuleFields(most=1, within_days=7)).pk,
        "webhook_id": webhook.pk,
        "delivery_id": send_test_event(actor, webhook_id=webhook.pk).pk,
        "door_id": open_door(actor, name=name, kind="mail")[0].pk,
    }


def _identity(customer: Customer, name: str) -> dict[str, int]:
    joined, parted, alike = (met("customer_number", f"K-{name}-{number}") for number in range(3))
    Customer.objects.filter(pk=joined.pk).update(person_id=customer.pk)
    merges = [
        Merge.objects.create(left=customer, right=other, rule="person", by="x") for other in (joined, parted)
    ]
    Merge.objects.filter(pk=merges[1].pk).update(undone_at=timezone.now())
    pair = {"left": min(customer, alike, key=_number), "right": max(customer, alike, key=_number)}
    return {
        "key": Identity.objects.get(customer=customer).pk,
        "merge": merges[0].pk,
        "undone": merges[1].pk,
        "apart": Apart.objects.create(left=customer, right=parted, by="x").pk,
        "question": Suggestion.objects.create(**pair, score=0.5, evidence=[]).pk,
        "other": alike.pk,
    }


def _number(customer: Customer) -> int:
    return customer.pk


def _signal(unit: Unit, customer: Customer, words: str, number: int) -> Signal:
    now = timezone.now()
    signal = Signal.objects.create(
        id=number,
        kind="survey",
        channel="sms",
        source="test",
        source_id=str(number),
        content_hash=b"",
        occurred_at=now,
        received_at=now,
        unit=unit,
        unit_path=unit.path,
        customer=customer,
        text=words,
    )
    Answer.objects.create(signal=signal, item="nps", construct="nps", value=3, scale_min=0, scale_max=10)
    return signal
