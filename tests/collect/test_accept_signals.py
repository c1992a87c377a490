"""The intake door: what comes in becomes a signal exactly once, masked, at its unit; the rest is told why not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.collect.actions.accept_signals import AnswerDraft, CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.actions.accepting.identify import new_signal_ids, tombstone
from zhiyin.collect.actions.accepting.settling import Outcome
from zhiyin.collect.models import Answer, Signal, SignalRevision, Tombstone
from zhiyin.customers.keys import opened
from zhiyin.customers.models import Customer, Identity
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event, Feed
from zhiyin.journeys.models import Touchpoint

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("intake")
NOON = datetime(2025, 3, 1, 4, tzinfo=UTC)


def draft(**fields: Any) -> SignalDraft:
    return SignalDraft(
        **{
            "source_id": "1",
            "kind": "review",
            "text": "排队太久了",
            "occurred_at": NOON,
            "unit": "E1",
            **fields,
        }
    )


def accept(*drafts: SignalDraft, actor: Actor = SYSTEM, source: str = "app") -> Outcome:
    return accept_signals(actor, list(drafts), source=source)


def statuses(outcome: Outcome) -> list[str]:
    return [one.status for one in outcome.settled]


def reason(outcome: Outcome, position: int = 0) -> tuple[str, str]:
    problem = outcome.settled[position].problem
    assert problem is not None
    return problem.pointer, problem.code


def test_a_draft_becomes_a_signal_with_its_answers(organisation: Organisation) -> None:
    outcome = accept(draft(answers=[AnswerDraft(construct="nps", value=9)], channel="app", title="等"))
    signal = Signal.objects.get(id=outcome.settled[0].id)
    assert (signal.text, signal.title, signal.kind, signal.channel) == ("排队太久了", "等", "review", "app")
    assert (signal.unit_id, signal.unit_path) == (organisation.east_one.pk, organisation.east_one.path)
    assert signal.occurred_at == NOON
    answer = Answer.objects.get(signal=signal)
    assert (answer.item, answer.construct, answer.value, answer.scale_min, answer.scale_max) == (
        "nps", "nps", 9, 0, 10,
    )  # fmt: skip


def test_the_same_again_adds_nothing(organisation: Organisation) -> None:
    first = accept(draft())
    again = accept(draft())
    assert statuses(again) == ["duplicate"]
    assert again.settled[0].id == first.settled[0].id
    assert Signal.objects.count() == 1


def test_the_same_id_of_another_source_is_another_signal(organisation: Organisation) -> None:
    accept(draft())
    assert statuses(accept(draft(), source="desk")) == ["accepted"]


def test_other_content_under_the_same_key_is_a_revision_and_the_old_one_is_kept(
    organisation: Organisation,
) -> None:
    accept(draft(answers=[AnswerDraft(construct="nps", value=2)]))
    outcome = accept(draft(text="这次很快", answers=[AnswerDraft(construct="nps", value=9)]))
    assert statuses(outcome) == ["revised"]
    signal = Signal.objects.get()
    assert (signal.text, signal.revision, signal.answers.get().value) == ("这次很快", 2, 9)
    old = SignalRevision.objects.get(signal=signal)
    assert (old.revision, old.content["text"], old.content["answers"][0]["value"]) == (1, "排队太久了", 2)


def test_the_second_of_two_with_one_key_in_a_batch_revises_the_first(organisation: Organisation) -> None:
    outcome = accept(draft(text="一"), draft(text="二"), draft(text="二"))
    assert statuses(outcome) == ["accepted", "revised", "duplicate"]
    assert Signal.objects.get().text == "二"


def test_without_an_id_the_same_words_at_the_same_moment_are_known_again(organisation: Organisation) -> None:
    accept(draft(source_id=""))
    assert statuses(accept(draft(source_id=""))) == ["duplicate"]


def test_two_like_rows_of_one_batch_are_two_signals(organisation: Organisation) -> None:
    assert statuses(accept(draft(source_id=""), draft(source_id=""))) == ["accepted", "accepted"]
    assert statuses(accept(draft(source_id=""), draft(source_id=""))) == ["duplicate", "duplicate"]


def test_without_id_and_time_every_voice_counts(organisation: Organisation) -> None:
    nine = {"source_id": "", "text": "", "occurred_at": None}
    for _ in range(2):
        outcome = accept(draft(**nine, answers=[AnswerDraft(construct="nps", value=9)]))
        assert statuses(outcome) == ["accepted"]
    assert Signal.objects.filter(time_assumed=True).count() == 2


def test_personal_data_is_masked_before_it_is_stored(organisation: Organisation) -> None:
    accept(
        draft(text="打我电话13800138000", title="zhang@example.com", attributes={"备注": "卡 13800138000"})
    )
    signal = Signal.objects.get()
    stored = f"{signal.text} {signal.title} {signal.attributes}"
    assert "13800138000" not in stored
    assert "example.com" not in stored


def test_a_unit_is_found_by_code_name_and_short_name(organisation: Organisation) -> None:
    accept(*(draft(source_id=name, unit=name) for name in ("E1", "东区第一店", "东一店")))
    assert set(Signal.objects.values_list("unit_id", flat=True)) == {organisation.east_one.pk}


def test_an_unknown_unit_arrives_under_unsorted(organisation: Organisation) -> None:
    accept(draft(unit="月球店"))
    unit = Signal.objects.get().unit
    parent = Unit.objects.get_parent(unit)
    assert (unit.name, unit.is_unsorted, parent.code) == ("月球店", True, "unsorted")


def test_without_a_unit_it_is_unsorted(organisation: Organisation) -> None:
    accept(draft(unit=""))
    assert Signal.objects.get().unit.code == "unsorted"


def test_a_manager_cannot_bring_feedback_into_a_foreign_unit(
    organisation: Organisation, mei: AbstractUser
) -> None:
    outcome = accept(draft(unit="W1"), draft(source_id="2", unit="E1"), actor=actor_for(mei))
    assert statuses(outcome) == ["rejected", "accepted"]
    assert reason(outcome) == ("/unit", "unit_out_of_scope")


def test_a_manager_makes_no_new_units(organisation: Organisation, mei: AbstractUser) -> None:
    units = Unit.objects.count()
    outcome = accept(draft(unit="月球店"), actor=actor_for(mei))
    assert reason(outcome) == ("/unit", "unit_unknown")
    assert Unit.objects.count() == units


def test_without_a_unit_a_managers_feedback_is_her_regions(
    organisation: Organisation, mei: AbstractUser
) -> None:
    accept(draft(unit=""), actor=actor_for(mei))
    assert Signal.objects.get().unit_id == organisation.east.pk


def test_a_manager_cannot_change_a_foreign_signal_by_its_key(
    organisation: Organisation, mei: AbstractUser
) -> None:
    accept(draft(unit="W1"))
    outcome = accept(draft(unit="E1", text="都是西区的错"), actor=actor_for(mei))
    assert reason(outcome) == ("/source_id", "key_out_of_scope")
    assert outcome.settled[0].id is None
    assert Signal.objects.get().text == "排队太久了"


def test_who_may_not_import_is_refused(organisation: Organisation, fang: AbstractUser) -> None:
    with pytest.raises(Forbidden):
        accept(draft(), actor=actor_for(fang))


def test_a_known_customer_is_recognised_by_the_same_key(organisation: Organisation) -> None:
    accept(
        draft(source_id="1", customer=CustomerDraft(kind="mobile", value="138 0013 8000"), tier="gold"),
        draft(source_id="2", customer=CustomerDraft(kind="mobile", value="+86 13800138000")),
    )
    assert Customer.objects.count() == 1
    assert opened(Identity.objects.get().sealed) == "13800138000"
    assert set(Signal.objects.values_list("tier", flat=True)) == {"gold"}


def test_who_was_promised_anonymity_is_linked_to_nobody(organisation: Organisation) -> None:
    accept(draft(identity="anonymous", customer=CustomerDraft(value="M-1")))
    assert Signal.objects.get().customer_id is None
    assert not Customer.objects.exists()


def test_touchpoints_are_found_by_code_and_name_and_unknown_ones_are_kept(organisation: Organisation) -> None:
    Touchpoint.objects.create(code="queue", name="排队")
    accept(
        draft(source_id="1", touchpoint="queue"),
        draft(source_id="2", touchpoint="排队"),
        draft(source_id="3", touchpoint="试衣间"),
    )
    codes = Signal.objects.order_by("source_id").values_list("touchpoint__name", flat=True)
    assert list(codes) == ["排队", "排队", "试衣间"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": "好" * 50_001}, ("/text", "text_too_long")),
        ({"text": "a\0b"}, ("/text", "nul")),
        ({"attributes": {"a/b": "\0"}}, ("/attributes/a~1b", "nul")),
        ({"kind": "gossip"}, ("/kind", "unknown_kind")),
        ({"answers": [AnswerDraft(construct="nps", value=11)]}, ("/answers/0/value", "out_of_scale")),
        ({"answers": [AnswerDraft(construct="nps", value=7.5)]}, ("/answers/0/value", "out_of_scale")),
        (
            {"answers": [AnswerDraft(construct="nps", value=4, scale_min=1, scale_max=5)]},
            ("/answers/0/scale_max", "nps_scale"),
        ),
        ({"answers": [AnswerDraft(construct="csat", value=0)]}, ("/answers/0/value", "out_of_scale")),
        (
            {"answers": [AnswerDraft(construct="csat", value=float("nan"))]},
            ("/answers/0/value", "out_of_scale"),
        ),
        ({"answers": [AnswerDraft(construct="rating")]}, ("/answers/0/value", "required")),
        ({"text": ""}, ("", "empty")),
        ({"source_id": "x" * 191}, ("/source_id", "too_long")),
        ({"customer": CustomerDraft(value=" ")}, ("/customer/value", "required")),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_place(
    organisation: Organisation, fields: dict[str, Any], expected: tuple[str, str]
) -> None:
    outcome = accept(draft(**fields), draft(source_id="2"))
    assert statuses(outcome) == ["rejected", "accepted"]
    assert reason(outcome) == expected


def test_a_comment_of_fifty_thousand_characters_with_emoji_and_rtl_is_stored_whole(
    organisation: Organisation,
) -> None:
    text = ("好吃😀👨‍👩‍👧 خدمة سيئة \u202e" * 5_000)[:50_000]
    accept(draft(text=text))
    assert Signal.objects.get().text == text


def test_a_skipped_question_is_kept_without_a_value(organisation: Organisation) -> None:
    accept(draft(answers=[AnswerDraft(construct="nps", status="skipped")]))
    assert (Answer.objects.get().status, Answer.objects.get().value) == ("skipped", None)


def test_what_was_erased_does_not_come_back(organisation: Organisation) -> None:
    Tombstone.objects.create(digest=tombstone("app", "1"))
    assert reason(accept(draft())) == ("/source_id", "erased")
    assert not Signal.objects.exists()


def test_a_batch_is_one_event_with_the_ids_of_new_and_changed_signals(organisation: Organisation) -> None:
    first = accept(draft())
    accept(draft(text="改了"), draft(source_id="2"), draft(source_id="2"))
    event = Event.objects.filter(name="collect.signals_accepted").latest("id")
    assert set(event.data["signals"]) == set(Signal.objects.values_list("id", flat=True))
    assert first.settled[0].id in event.data["signals"]


def test_the_event_says_which_of_its_signals_have_no_words(organisation: Organisation) -> None:
    score = [AnswerDraft(construct="nps", value=9)]
    silent = accept(draft(source_id="1"), draft(source_id="2", text="", answers=score)).settled[1].id
    event = Event.objects.get(name="collect.signals_accepted")
    assert len(event.data["signals"]) == 2
    assert event.data["wordless"] == [silent]


def test_signals_with_words_wait_for_their_reading_before_they_are_fed(organisation: Organisation) -> None:
    accept(
        draft(source_id="1"),
        draft(source_id="2", text="", answers=[AnswerDraft(construct="nps", value=9)]),
    )
    ready = {row.key: row.ready for row in Feed.objects.all()}
    by_key = dict(Signal.objects.values_list("source_id", "id"))
    assert ready == {by_key["1"]: False, by_key["2"]: True}


def test_a_revision_that_moves_in_time_feeds_the_month_it_left(organisation: Organisation) -> None:
    accept(draft())
    Feed.objects.all().delete()
    accept(draft(occurred_at=datetime(2025, 5, 1, tzinfo=UTC)))
    assert list(Feed.objects.values_list("change", "month")) == [("change", "2025-03")]


def test_months_are_those_of_the_organisations_zone(organisation: Organisation) -> None:
    accept(draft(occurred_at=datetime(2025, 2, 28, 17, tzinfo=UTC)))  # 1 March in Shanghai
    assert Feed.objects.get().month == "2025-03"


def test_a_revision_without_a_time_keeps_the_time_first_assumed(organisation: Organisation) -> None:
    accept(draft(occurred_at=None))
    first = Signal.objects.get().occurred_at
    accept(draft(occurred_at=None, text="改了"))
    assert (Signal.objects.get().occurred_at, Signal.objects.get().time_assumed) == (first, True)


def test_ids_of_a_batch_are_different_and_begin_with_the_hour() -> None:
    ids = new_signal_ids(5_000, datetime(2026, 1, 1, tzinfo=UTC))
    assert len(set(ids)) == 5_000
    assert {key >> 45 for key in ids} == {(366 + 365) * 24}
    assert max(ids) < 2**63


def test_the_order_of_ids_does_not_tell_the_order_of_rows() -> None:
    ids = new_signal_ids(100, NOON)
    assert ids != sorted(ids)
