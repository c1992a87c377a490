"""Alert rules open cases: the right ones, once, and not for history."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.act.conftest import SYSTEM, Tell
from tests.conftest import Organisation, actor_for
from zhiyin.accounts.models import User
from zhiyin.act.actions.apply_rules import apply_rules
from zhiyin.act.actions.install_rules import install_rules
from zhiyin.act.actions.resolve_case import resolve_case
from zhiyin.act.actions.save_rule import RuleContent, save_rule
from zhiyin.act.actions.switch_rule import switch_rule
from zhiyin.act.errors import BadRule, ChangedMeanwhile
from zhiyin.act.models import AlertRule, Case, RootCause
from zhiyin.act.queries.cases import list_cases
from zhiyin.act.queries.rules import list_rules, replay
from zhiyin.act.reactions import look_at_scores_without_words, look_at_what_was_read
from zhiyin.contact.models import Hold, Message, Notification
from zhiyin.customers.models import Customer
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import Forbidden, NotFound
from zhiyin.journal.models import Delivery, Event
from zhiyin.journal.record import record
from zhiyin.journeys.models import Touchpoint
from zhiyin.measure.errors import BadCriteria
from zhiyin.understand.models import Reading

STAFF = {"aspect": "staff_attitude", "start": 0, "end": 2, "sentiment": -0.95}
pytestmark = pytest.mark.django_db


def test_installing_again_changes_nothing(rules: None) -> None:
    AlertRule.objects.filter(code="very_low_score").update(is_active=False)
    assert install_rules(SYSTEM) == 0
    assert AlertRule.objects.count() == 2
    assert RootCause.objects.count() == 13
    assert not AlertRule.objects.get(code="very_low_score").is_active


@pytest.mark.parametrize("score", [{"nps": 3}, {"nps": 0}, {"csat": 1}, {"ces": 1}, {"rating": 1}])
def test_a_very_low_score_opens_a_case(rules: None, tell: Tell, score: dict[str, float]) -> None:
    signal = tell(**score)
    (case,) = apply_rules(SYSTEM, signals=[signal.id])
    opened = Case.objects.get(id=case)
    assert (opened.signal_id, opened.state, opened.rule and opened.rule.code) == (
        signal.id,
        "open",
        "very_low_score",
    )


@pytest.mark.parametrize("score", [{"nps": 4}, {"csat": 2}, {}])
def test_an_ordinary_voice_opens_none(rules: None, tell: Tell, score: dict[str, float]) -> None:
    assert apply_rules(SYSTEM, signals=[tell(**score).id]) == []


def test_five_stars_with_a_poor_taste_open_none_and_one_star_names_the_stars(
    rules: None, tell: Tell, mei: User
) -> None:
    taste = Touchpoint.objects.create(code="taste", name="口味")
    content, cross = tell(), tell()
    for signal, stars, part in ((content, 5, 1), (cross, 1, 4)):
        scale = {"construct": "rating", "scale_min": 1, "scale_max": 5}
        signal.answers.create(item="stars", value=stars, **scale)
        signal.answers.create(item="taste", value=part, touchpoint=taste, **scale)
    (case,) = apply_rules(SYSTEM, signals=[content.id, cross.id])
    assert Case.objects.get(id=case).signal_id == cross.id
    (row,) = list_cases(actor_for(mei)).rows
    assert "1/5" in row.title


def test_strong_words_about_staff_open_an_urgent_case(rules: None, tell: Tell) -> None:
    signal = tell(text="店员骂人", sentiment=-0.99, mentions=[STAFF])
    (case,) = apply_rules(SYSTEM, signals=[signal.id])
    assert Case.objects.get(id=case).priority == 1


def test_a_case_is_named_by_the_reading_and_never_by_the_words(rules: None, tell: Tell, mei: User) -> None:
    signal = tell(text="店员骂人，我叫王小明", sentiment=-0.99, mentions=[STAFF], nps=1)
    apply_rules(SYSTEM, signals=[signal.id])
    (row,) = list_cases(actor_for(mei)).rows
    assert "NPS 1" in row.title
    assert "王" not in row.title


def test_the_same_event_twice_opens_one_case(rules: None, tell: Tell, mei: User) -> None:
    signal = tell(nps=0, text="差", sentiment=-0.5)
    event = Event(name="understand.signals_read", data={"signals": [signal.id]})
    look_at_what_was_read(event)
    look_at_what_was_read(event)
    assert Case.objects.count() == 1
    assert Notification.objects.count() == 1
    assert Message.objects.count() == 1


def test_a_score_without_words_is_looked_at_when_it_is_accepted(rules: None, tell: Tell) -> None:
    silent, speaking = tell(nps=0), tell(nps=0, text="还没读过")
    both = [silent.id, speaking.id]  # the other one was given words meanwhile
    event = Event(name="collect.signals_accepted", data={"signals": both, "wordless": both})
    look_at_scores_without_words(event)
    assert [case.signal_id for case in Case.objects.all()] == [silent.id]


def test_an_event_of_an_earlier_version_that_does_not_tell_who_is_silent_is_looked_at_all_the_same(
    rules: None, tell: Tell
) -> None:
    silent, speaking = tell(nps=0), tell(nps=0, text="还没读过")
    look_at_scores_without_words(
        Event(name="collect.signals_accepted", data={"signals": [silent.id, speaking.id]})
    )
    assert [case.signal_id for case in Case.objects.all()] == [silent.id]


def test_the_reaction_is_delivered_by_the_journal(rules: None, tell: Tell) -> None:
    signal = tell(nps=0, text="差", sentiment=-0.5)
    record(SYSTEM, "understand.signals_read", {"signals": [signal.id]})
    deliver_pending()
    assert Case.objects.filter(signal=signal).count() == 1
    assert not Delivery.objects.exists()


def test_a_resolved_case_is_not_opened_again_by_another_reading(rules: None, tell: Tell, mei: User) -> None:
    signal = tell(nps=0)
    (case,) = apply_rules(SYSTEM, signals=[signal.id])
    resolve_case(actor_for(mei), case_id=case, cause="waiting", resolution="已致歉")
    assert apply_rules(SYSTEM, signals=[signal.id]) == []


def test_history_raises_no_alarm(rules: None, tell: Tell) -> None:
    old, recent = tell(nps=0, days_ago=15), tell(nps=0, days_ago=13)
    assert len(apply_rules(SYSTEM, signals=[old.id, recent.id])) == 1
    AlertRule.objects.update(max_age_days=30)
    assert len(apply_rules(SYSTEM, signals=[old.id, recent.id])) == 1


@pytest.mark.parametrize("population", ["staff", "inspector", "test"])
def test_staff_inspectors_and_tests_never_open_a_case(rules: None, tell: Tell, population: str) -> None:
    assert apply_rules(SYSTEM, signals=[tell(nps=0, population=population).id]) == []


def test_a_rule_of_one_unit_leaves_the_others_alone(
    rules: None, tell: Tell, organisation: Organisation
) -> None:
    AlertRule.objects.filter(code="very_low_score").update(unit=organisation.west)
    east, west = tell(nps=0), tell(nps=0, unit=organisation.west_one)
    (case,) = apply_rules(SYSTEM, signals=[east.id, west.id])
    assert Case.objects.get(id=case).signal_id == west.id


def test_a_rule_that_is_off_opens_nothing(rules: None, tell: Tell, lin: User) -> None:
    for rule in AlertRule.objects.all():
        switch_rule(actor_for(lin), rule_id=rule.id, on=False)
    assert apply_rules(SYSTEM, signals=[tell(nps=0).id]) == []


def test_the_people_of_the_unit_are_told_in_the_product_and_by_mail(
    rules: None, tell: Tell, mei: User, fang: User, rui: User
) -> None:
    apply_rules(SYSTEM, signals=[tell(nps=0).id])
    assert [note.user for note in Notification.objects.all()] == [fang]
    assert [message.to_address for message in Message.objects.all()] == [fang.email]


def test_a_unit_without_people_tells_the_next_above(
    rules: None, tell: Tell, mei: User, organisation: Organisation
) -> None:
    apply_rules(SYSTEM, signals=[tell(nps=0, unit=organisation.east_two).id])
    assert [note.user for note in Notification.objects.all()] == [mei]


def test_many_cases_at_once_make_one_notification(rules: None, tell: Tell, fang: User) -> None:
    apply_rules(SYSTEM, signals=[tell(nps=0).id for _ in range(7)])
    assert Case.objects.count() == 7
    (note,) = Notification.objects.all()
    assert note.data["count"] == 7
    assert Event.objects.filter(name="act.cases_opened").count() == 1


def test_a_known_customers_open_case_keeps_other_messages_back(
    rules: None, tell: Tell, wang: Customer
) -> None:
    apply_rules(SYSTEM, signals=[tell(nps=0, customer=wang).id])
    assert Hold.objects.filter(customer_id=wang.id).exists()


def test_a_confidential_voice_does_not_tell_the_case_who_it_was(
    rules: None, tell: Tell, wang: Customer
) -> None:
    (case,) = apply_rules(SYSTEM, signals=[tell(nps=0, customer=wang, identity="confidential").id])
    assert Case.objects.get(id=case).customer_id is None
    assert not Hold.objects.exists()


def test_the_preview_counts_what_a_condition_would_have_opened(
    rules: None, tell: Tell, an: User, mei: User, organisation: Organisation
) -> None:
    tell(nps=3)
    tell(nps=3, days_ago=29)
    tell(nps=3, days_ago=31)
    tell(nps=9)
    tell(nps=3, unit=organisation.west_one)
    found = replay(actor_for(an), criteria="nps <= 3")
    assert (found.cases, found.signals, found.is_partial) == (3, 4, False)
    assert len(found.examples) == 3
    assert replay(actor_for(mei), criteria="nps <= 3").cases == 2


def test_a_condition_that_cannot_be_read_is_refused_with_its_place(an: User) -> None:
    with pytest.raises(BadCriteria) as problem:
        replay(actor_for(an), criteria="nsp <= 3")
    assert problem.value.data["suggestions"] == ["nps"]


CONTENT = RuleContent(name="排队", criteria='any(aspects, name == "waiting")')


def test_a_rule_can_be_made_and_changed(an: User) -> None:
    rule = save_rule(actor_for(an), content=CONTENT)
    changed = save_rule(
        actor_for(an), content=RuleContent(name="排队", criteria="nps <= 1"), rule_id=rule.id, version=1
    )
    assert (changed.criteria, changed.version) == ("nps <= 1", 2)


def test_a_rule_can_be_about_what_the_words_show(an: User, tell: Tell) -> None:
    criteria = 'any(annotations, kind == "risk" && strength > 0.5)'
    save_rule(actor_for(an), content=RuleContent(name="食安", criteria=criteria))
    ill = tell(text="吃完全家拉肚子", sentiment=-0.9)
    shown = {"kind": "risk", "code": "safety", "start": 0, "end": 7, "strength": 0.9, "confidence": 0.9}
    Reading.objects.filter(signal=ill).update(annotations=[shown])
    well = tell(text="好吃", sentiment=0.9)
    assert len(apply_rules(SYSTEM, signals=[ill.id, well.id])) == 1


def test_two_people_changing_a_rule_at_once_are_told_of_each_other(an: User, lin: User) -> None:
    rule = save_rule(actor_for(an), content=CONTENT)
    save_rule(actor_for(lin), content=CONTENT, rule_id=rule.id, version=1)
    with pytest.raises(ChangedMeanwhile) as problem:
        save_rule(actor_for(an), content=CONTENT, rule_id=rule.id, version=1)
    assert "林岚" in str(problem.value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"criteria": ""}, "criteria"),
        ({"criteria": "nps <="}, "criteria"),
        ({"criteria": 'count(signal, "30d", nps <= 3) > 2'}, "criteria"),
        ({"priority": 9}, "priority"),
        ({"due_minutes": 0}, "due_minutes"),
        ({"max_age_days": 0}, "max_age_days"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_field_by_field(
    an: User, changes: dict[str, object], field: str
) -> None:
    content = RuleContent(**{"name": "n", "criteria": "nps <= 3", **changes})  # type: ignore[arg-type]
    with pytest.raises(BadRule) as problem:
        save_rule(actor_for(an), content=content)
    assert list(problem.value.data["errors"]) == [field]


def test_only_those_who_set_alerts_change_rules(rules: None, mei: User) -> None:
    (first, _) = list_rules(actor_for(mei))
    assert not first.may_change
    with pytest.raises(Forbidden):
        save_rule(actor_for(mei), content=CONTENT)
    with pytest.raises(Forbidden):
        switch_rule(actor_for(mei), rule_id=first.id, on=False)


def test_rules_of_foreign_units_are_not_seen(
    rules: None, mei: User, an: User, organisation: Organisation
) -> None:
    rule = save_rule(
        actor_for(an), content=RuleContent(name="西", criteria="nps <= 3", unit_id=organisation.west.pk)
    )
    assert rule.id not in {row.id for row in list_rules(actor_for(mei))}


def test_a_case_is_due_on_the_units_calendar(
    rules: None, tell: Tell, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhiyin.accounts.models import Calendar
    from zhiyin.act.queries.clock import due_at

    round_the_clock = Calendar.objects.create(
        code="always", name="always", weekly={str(day): [["00:00", "24:00"]] for day in range(1, 8)}
    )
    organisation.east.calendar = round_the_clock
    organisation.east.save()
    start = timezone.now()
    assert due_at(organisation.east_one, start, 90) == start + timedelta(minutes=90)
    night = start.replace(hour=16, minute=0, second=0, microsecond=0)  # midnight in Shanghai
    assert due_at(organisation.west_one, night, 60) == night + timedelta(hours=10)


def test_rules_do_not_exist_for_strangers(rules: None, sheng: User) -> None:
    with pytest.raises((Forbidden, NotFound)):
        list_rules(actor_for(sheng))
