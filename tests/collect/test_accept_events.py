"""The door for events: what happened to customers comes in exactly once, masked, with whom and where it happened."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import Organisation, actor_for
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit, User
from zhiyin.collect.actions.accept_events import EventDraft, Outcome, PersonKey, accept_events
from zhiyin.collect.actions.accepting.identify import tombstone
from zhiyin.collect.models import Event, EventRevision, Tombstone
from zhiyin.customers.models import Customer, Identity
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event as Journalled

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("intake")
NOON = datetime(2025, 3, 1, 4, tzinfo=UTC)


def paid(**fields: Any) -> EventDraft:
    return EventDraft(
        **{
            "source_id": "1",
            "occurred_at": NOON,
            "unit": "E1",
            "amount": 88.5,
            "customer": PersonKey(value="M1001"),
            **fields,
        }
    )


def accept(*drafts: EventDraft, actor: Actor = SYSTEM, source: str = "till") -> Outcome:
    return accept_events(actor, list(drafts), source=source)


def statuses(outcome: Outcome) -> list[str]:
    return [one.status for one in outcome.settled]


def reason(outcome: Outcome) -> tuple[str, str]:
    problem = outcome.settled[0].problem
    assert problem is not None
    return problem.pointer, problem.code


def test_an_event_is_kept_with_whom_where_and_how_much(organisation: Organisation) -> None:
    accept(paid(order="A-7", product="大杯拿铁", quantity=2, channel="store", is_discounted=True))
    event = Event.objects.get()
    assert (event.kind, event.amount, event.quantity, event.order, event.product) == (
        "paid",
        Decimal("88.50"),
        2,
        "A-7",
        "大杯拿铁",
    )
    assert event.unit_path == organisation.east_one.path
    assert event.customer_id == Identity.objects.get(kind="customer_number").customer_id
    assert (event.source, event.source_id, event.is_discounted) == ("till", "1", True)


def test_the_same_event_again_adds_nothing(organisation: Organisation) -> None:
    assert statuses(accept(paid())) == ["accepted"]
    assert statuses(accept(paid())) == ["duplicate"]
    assert Event.objects.count() == 1


def test_other_content_under_the_same_key_replaces_the_event_and_keeps_what_it_said(
    organisation: Organisation,
) -> None:
    accept(paid())
    assert statuses(accept(paid(amount=80, customer=PersonKey(value="M1002")))) == ["revised"]
    event = Event.objects.get()
    assert event.amount == Decimal("80.00")
    assert EventRevision.objects.get().content["amount"] == "88.50"
    told = Journalled.objects.filter(name="collect.events_accepted").order_by("id").last()
    assert told is not None
    assert len(told.data["customers"]) == 2  # whose event it was has changed, too


def test_two_alike_without_an_id_are_two_and_come_back_as_the_same_two(organisation: Organisation) -> None:
    assert statuses(accept(paid(source_id=""), paid(source_id=""))) == ["accepted", "accepted"]
    assert statuses(accept(paid(source_id=""), paid(source_id=""))) == ["duplicate", "duplicate"]


def test_the_second_of_one_key_in_a_batch_replaces_the_first(organisation: Organisation) -> None:
    assert statuses(accept(paid(), paid(amount=1))) == ["accepted", "revised"]
    assert Event.objects.get().amount == Decimal("1.00")


def test_one_journal_entry_names_every_customer_of_a_batch_once(organisation: Organisation) -> None:
    accept(*(paid(source_id=str(n), customer=PersonKey(value=f"M{n % 3 + 100}")) for n in range(9)))
    told = Journalled.objects.get(name="collect.events_accepted")
    assert sorted(told.data["customers"]) == sorted(Customer.objects.values_list("id", flat=True))


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"kind": "Paid!"}, ("/kind", "event_kind")),
        ({"occurred_at": None}, ("/occurred_at", "required")),
        ({"occurred_at": datetime(1900, 1, 1, tzinfo=UTC)}, ("/occurred_at", "time_out_of_range")),
        ({"amount": float("nan")}, ("/amount", "amount_too_large")),
        ({"amount": 1e15}, ("/amount", "amount_too_large")),
        ({"kind": "refunded", "amount": 5}, ("/amount", "refund_positive")),
        ({"quantity": float("inf")}, ("/quantity", "number_too_large")),
        ({"product": "x" * 121}, ("/product", "too_long")),
        ({"order": "a\0"}, ("/order", "nul")),
        ({"customer": PersonKey(value=" ")}, ("/customer/value", "required")),
        ({"customer": PersonKey(value="1", kind="passport")}, ("/customer/kind", "unknown_choice")),
        ({"attributes": {"a": [1]}}, ("/attributes/a", "attribute_type")),
    ],
)
def test_a_draft_that_cannot_be_says_where_and_why(
    organisation: Organisation, fields: dict[str, Any], where: tuple[str, str]
) -> None:
    assert reason(accept(paid(**fields))) == where
    assert not Event.objects.exists()


def test_a_kind_of_ones_own_is_taken(organisation: Organisation) -> None:
    assert statuses(accept(paid(kind="test_drive", amount=None))) == ["accepted"]


def test_who_left_without_a_day_left_when_we_heard_of_it_first(organisation: Organisation) -> None:
    accept(paid(kind="left", amount=None, occurred_at=None))
    first = Event.objects.get().occurred_at
    assert Event.objects.get().attributes == {"time_assumed": True}
    assert statuses(accept(paid(kind="left", amount=None, occurred_at=None))) == ["duplicate"]
    assert statuses(accept(paid(kind="left", amount=3, occurred_at=None))) == ["revised"]
    assert Event.objects.get().occurred_at == first


def test_personal_data_in_attributes_and_products_are_masked(organisation: Organisation) -> None:
    accept(paid(product="充值 13800138000", attributes={"remark": "送到 13912345678", "table": 7}))
    event = Event.objects.get()
    assert event.product == "充值 ‹mobile›"
    assert event.attributes == {"remark": "送到 ‹mobile›", "table": 7}


def test_a_key_that_many_share_names_nobody(organisation: Organisation) -> None:
    met("mobile", "13800138000")
    Identity.objects.update(is_shared=True)
    assert statuses(accept(paid(customer=PersonKey(value="13800138000", kind="mobile")))) == ["accepted"]
    assert Event.objects.get().customer_id is None


def test_an_event_without_a_customer_is_taken(organisation: Organisation) -> None:
    assert statuses(accept(paid(customer=None))) == ["accepted"]


def test_what_was_erased_does_not_come_back(organisation: Organisation) -> None:
    Tombstone.objects.create(digest=tombstone("till", "1"))
    assert reason(accept(paid())) == ("/source_id", "erased")


def test_a_manager_brings_in_events_of_their_own_units_only(organisation: Organisation, mei: User) -> None:
    hers = actor_for(mei)
    assert statuses(accept(paid(), actor=hers)) == ["accepted"]
    assert reason(accept(paid(source_id="2", unit="W1"), actor=hers)) == ("/unit", "unit_out_of_scope")
    accept(paid(source_id="3", unit="W1"))
    assert reason(accept(paid(source_id="3", unit="E1"), actor=hers)) == ("/source_id", "key_out_of_scope")


def test_who_may_bring_in_nothing_is_refused(organisation: Organisation, sheng: User) -> None:
    with pytest.raises(Forbidden):
        accept(paid(), actor=actor_for(sheng))


def test_an_event_without_a_unit_belongs_to_the_whole(organisation: Organisation) -> None:
    accept(paid(unit=""))
    event = Event.objects.get()
    assert (event.unit_id, event.unit_path) == (None, "")
    assert not Unit.objects.filter(code="unsorted").exists()


def test_a_local_time_is_the_organisations(organisation: Organisation) -> None:
    accept(paid(occurred_at=datetime(2025, 3, 1, 12)))
    assert Event.objects.get().occurred_at == NOON
