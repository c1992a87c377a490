"""Working on a case."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from tests.act.conftest import SYSTEM, Tell
from tests.conftest import Organisation, actor_for
from tests.people import opted_out
from zhiyin.accounts.models import User
from zhiyin.act.actions.apply_rules import apply_rules
from zhiyin.act.actions.assign_case import assign_case
from zhiyin.act.actions.comment_on_case import comment_on_case
from zhiyin.act.actions.name_cause import name_cause
from zhiyin.act.actions.open_case import open_case
from zhiyin.act.actions.reopen_case import reopen_case
from zhiyin.act.actions.resolve_case import resolve_case
from zhiyin.act.actions.undo_step import undo_step
from zhiyin.act.actions.write_to_customer import write_to_customer
from zhiyin.act.errors import (
    AlreadyResolved,
    AnotherCaseIsOpen,
    BadCase,
    ChangedMeanwhile,
    NothingToUndo,
    NotResolved,
)
from zhiyin.act.models import Case
from zhiyin.act.queries.case import read_case
from zhiyin.act.queries.cases import cases_of_signal, counts, list_cases, my_open_cases
from zhiyin.contact.errors import MayNotContact
from zhiyin.contact.models import Hold, Message, Notification
from zhiyin.customers.models import Customer
from zhiyin.journal.errors import Forbidden, NotFound
from zhiyin.journal.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(rules: None, tell: Tell, wang: Customer) -> Case:
    """王女士 gave NPS 1 at the east's first shop, and said why."""
    signal = tell(
        nps=1,
        text="等了一个小时",
        sentiment=-0.6,
        mentions=[{"aspect": "waiting", "start": 0, "end": 2, "sentiment": -0.8}],
        customer=wang,
    )
    (key,) = apply_rules(SYSTEM, signals=[signal.id])
    return Case.objects.get(id=key)


def reloaded(case: Case) -> Case:
    return Case.objects.get(id=case.id)


def test_a_manager_sees_the_cases_of_their_units_only(case: Case, mei: User, rui: User, sheng: User) -> None:
    assert [row.id for row in list_cases(actor_for(mei)).rows] == [case.id]
    for stranger in (rui, sheng):
        with pytest.raises(Forbidden):
            list_cases(actor_for(stranger))
        with pytest.raises(Forbidden):
            read_case(actor_for(stranger), case.id)


def test_a_foreign_unit_cannot_work_on_a_case(
    case: Case, organisation: Organisation, tell: Tell, mei: User
) -> None:
    west = tell(nps=0, unit=organisation.west_one)
    (foreign,) = apply_rules(SYSTEM, signals=[west.id])
    with pytest.raises(NotFound):
        comment_on_case(actor_for(mei), case_id=foreign, text="x")


def test_an_analyst_reads_but_does_not_work(case: Case, an: User) -> None:
    assert not read_case(actor_for(an), case.id).may_work
    with pytest.raises(Forbidden):
        comment_on_case(actor_for(an), case_id=case.id, text="x")


def test_the_frontline_sees_the_voice_but_not_who_it_is(case: Case, fang: User, mei: User) -> None:
    seen = read_case(actor_for(fang), case.id)
    assert seen.voice is not None
    assert seen.voice.words == "等了一个小时"
    assert seen.customer is not None
    assert (seen.customer.name, seen.customer.address, seen.customer.tier) == ("", "", "金卡")
    assert seen.may_write
    manager = read_case(actor_for(mei), case.id).customer
    assert manager is not None
    assert (manager.name, manager.address) == ("王女士", "wang@example.com")


def test_a_case_given_to_somebody_is_theirs_and_they_are_told(case: Case, mei: User, fang: User) -> None:
    Notification.objects.all().delete()
    assign_case(actor_for(mei), case_id=case.id, user_id=fang.pk, version=1)
    changed = reloaded(case)
    assert (changed.assignee_id, changed.state, changed.version) == (fang.pk, "working", 2)
    assert [note.kind for note in Notification.objects.filter(user=fang)] == ["case_assigned"]
    assert [row.id for row in my_open_cases(actor_for(fang), 5)] == [case.id]


def test_a_case_is_not_given_to_somebody_from_elsewhere(case: Case, mei: User, rui: User) -> None:
    with pytest.raises(BadCase):
        assign_case(actor_for(mei), case_id=case.id, user_id=rui.pk)


def test_whoever_comes_second_is_told_who_was_first(case: Case, mei: User, fang: User) -> None:
    assign_case(actor_for(fang), case_id=case.id, user_id=fang.pk, version=1)
    with pytest.raises(ChangedMeanwhile) as problem:
        assign_case(actor_for(mei), case_id=case.id, user_id=mei.pk, version=1)
    assert "方舟" in str(problem.value)
    assert reloaded(case).assignee_id == fang.pk


def test_a_comment_alone_does_not_stop_the_clock_but_a_conversation_does(case: Case, fang: User) -> None:
    comment_on_case(actor_for(fang), case_id=case.id, text="查过监控")
    assert reloaded(case).touched_at is None
    comment_on_case(actor_for(fang), case_id=case.id, text="已电话致歉", contacted=True)
    assert reloaded(case).touched_at is not None
    assert read_case(actor_for(fang), case.id).row.clock == "kept"


def test_an_empty_comment_is_refused(case: Case, fang: User) -> None:
    with pytest.raises(BadCase):
        comment_on_case(actor_for(fang), case_id=case.id, text="  ")


def test_a_letter_goes_through_the_outbox_and_stops_the_clock(case: Case, fang: User) -> None:
    write_to_customer(actor_for(fang), case_id=case.id, subject="致歉", body="对不起", token="t1")
    message = Message.objects.get(purpose="case_reply")
    assert (message.to_address, message.state, message.about) == (
        "wang@example.com",
        "waiting",
        f"case:{case.id}",
    )
    assert reloaded(case).touched_at is not None


def test_the_same_form_sent_twice_writes_once(case: Case, fang: User) -> None:
    for _ in range(2):
        write_to_customer(actor_for(fang), case_id=case.id, subject="致歉", body="对不起", token="t1")
    assert Message.objects.filter(purpose="case_reply").count() == 1
    assert reloaded(case).entries.filter(kind="message").count() == 1


@pytest.mark.parametrize("subject", ["致歉\r\nBcc: all@example.com", "致歉\x00", ""])
def test_a_letter_with_a_smuggled_header_is_refused(case: Case, fang: User, subject: str) -> None:
    with pytest.raises(BadCase) as problem:
        write_to_customer(actor_for(fang), case_id=case.id, subject=subject, body="b", token="t")
    assert "subject" in problem.value.data["errors"]
    assert not Message.objects.filter(purpose="case_reply").exists()


def test_a_customer_who_opted_out_is_not_written_to(case: Case, fang: User) -> None:
    opted_out("email", "wang@example.com")
    assert not read_case(actor_for(fang), case.id).may_write
    with pytest.raises(MayNotContact):
        write_to_customer(actor_for(fang), case_id=case.id, subject="s", body="b", token="t")
    assert reloaded(case).touched_at is None


def test_resolving_needs_a_cause_and_what_was_done(case: Case, fang: User) -> None:
    with pytest.raises(BadCase) as problem:
        resolve_case(actor_for(fang), case_id=case.id, cause="", resolution=" ")
    assert set(problem.value.data["errors"]) == {"root_cause", "resolution"}


def test_resolving_lifts_the_hold_and_reopening_sets_it_again(case: Case, fang: User, wang: Customer) -> None:
    resolve_case(actor_for(fang), case_id=case.id, cause="waiting", resolution="退款并致歉", version=1)
    assert not Hold.objects.exists()
    assert reloaded(case).resolved_at is not None
    reopen_case(actor_for(fang), case_id=case.id, reason="客户再次来电")
    again = reloaded(case)
    assert (again.state, again.reopened, again.touched_at, again.resolved_at) == ("open", 1, None, None)
    assert Hold.objects.filter(customer_id=wang.id).exists()


def test_a_resolved_case_is_not_worked_on_and_an_open_one_not_reopened(case: Case, fang: User) -> None:
    with pytest.raises(NotResolved):
        reopen_case(actor_for(fang), case_id=case.id, reason="x")
    resolve_case(actor_for(fang), case_id=case.id, cause="waiting", resolution="done")
    with pytest.raises(AlreadyResolved):
        resolve_case(actor_for(fang), case_id=case.id, cause="waiting", resolution="done")
    with pytest.raises(AlreadyResolved):
        assign_case(actor_for(fang), case_id=case.id, user_id=fang.pk)
    with pytest.raises(AlreadyResolved):
        write_to_customer(actor_for(fang), case_id=case.id, subject="s", body="b", token="t")


def test_a_step_can_be_taken_back_by_whoever_took_it(case: Case, fang: User, mei: User) -> None:
    resolve_case(actor_for(fang), case_id=case.id, cause="waiting", resolution="done")
    with pytest.raises(NothingToUndo):
        undo_step(actor_for(mei), case_id=case.id)
    assert read_case(actor_for(fang), case.id).may_undo
    undo_step(actor_for(fang), case_id=case.id)
    restored = reloaded(case)
    assert (restored.state, restored.root_cause_id, restored.resolved_at, restored.touched_at) == (
        "open",
        None,
        None,
        None,
    )
    assert Hold.objects.exists()
    with pytest.raises(NothingToUndo):
        undo_step(actor_for(fang), case_id=case.id)


def test_naming_the_cause_is_told_in_both_languages(case: Case, fang: User) -> None:
    name_cause(actor_for(fang), case_id=case.id, cause="waiting")
    with translation.override("en"):
        assert read_case(actor_for(fang), case.id).story[-1].what == "named the cause: Waiting too long"
    with translation.override("zh-hans"):
        assert "等待太久" in read_case(actor_for(fang), case.id).story[-1].what


def test_a_person_can_open_a_case_about_a_voice_once(rules: None, tell: Tell, mei: User) -> None:
    signal = tell(nps=8)
    opened = open_case(actor_for(mei), signal_id=signal.id)
    assert [row.id for row in cases_of_signal(actor_for(mei), signal.id)] == [opened.id]
    with pytest.raises(AnotherCaseIsOpen):
        open_case(actor_for(mei), signal_id=signal.id)


def test_a_person_can_open_a_case_about_what_they_saw(
    rules: None, organisation: Organisation, mei: User
) -> None:
    with pytest.raises(BadCase):
        open_case(actor_for(mei), unit_id=organisation.east_one.pk)
    opened = open_case(actor_for(mei), unit_id=organisation.east_one.pk, title="地面湿滑")
    assert read_case(actor_for(mei), opened.id).row.title == "地面湿滑"
    with pytest.raises(NotFound):
        open_case(actor_for(mei), unit_id=organisation.west_one.pk, title="x")


def test_lists_are_sorted_by_the_clock_and_filtered(case: Case, tell: Tell, mei: User, fang: User) -> None:
    late = open_case(actor_for(mei), signal_id=tell(nps=5).id)
    Case.objects.filter(id=late.id).update(due_at=timezone.now() - timedelta(hours=1))
    assign_case(actor_for(mei), case_id=case.id, user_id=mei.pk)
    reader = actor_for(mei)
    assert [row.id for row in list_cases(reader).rows] == [late.id, case.id]
    assert [row.id for row in list_cases(reader, show="late").rows] == [late.id]
    assert [row.id for row in list_cases(reader, show="mine").rows] == [case.id]
    assert [row.id for row in list_cases(reader, show="untaken").rows] == [late.id]
    assert [row.id for row in list_cases(reader, search=f"#{case.id}").rows] == [case.id]
    with translation.override("en"):
        assert [row.id for row in list_cases(reader, search="queue").rows] == [case.id]
    assert [row.id for row in list_cases(reader, search="东一店").rows] == [late.id, case.id]
    assert counts(reader) == {"mine": 1, "untaken": 1, "late": 1, "open": 2, "resolved": 0}


def test_every_step_is_in_the_journal_without_any_words(case: Case, fang: User) -> None:
    comment_on_case(actor_for(fang), case_id=case.id, text="查过监控")
    write_to_customer(actor_for(fang), case_id=case.id, subject="致歉", body="对不起", token="t1")
    resolve_case(actor_for(fang), case_id=case.id, cause="waiting", resolution="退款")
    names = list(
        Event.objects.filter(subject=f"case:{case.id}", actor_kind="user")
        .order_by("id")
        .values_list("name", flat=True)
    )
    assert names == [
        "act.case_commented",
        "contact.message_queued",
        "act.customer_written_to",
        "act.case_resolved",
    ]
    written = str(list(Event.objects.values_list("data", flat=True)))
    assert not any(word in written for word in ("监控", "对不起", "退款", "一个小时"))
