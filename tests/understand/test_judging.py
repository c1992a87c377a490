"""What the nightly run writes of people, and what it leaves alone."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from tests.understand.buyers import (
    KEEPER,
    TODAY,
    bought,
    cards,
    heard,
    judged,
    met_people,
    standing,
    world,
)
from zhiyin.collect.models import Event
from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
from zhiyin.customers.models import Consent, Customer, Membership, Purpose, Restriction, Standing
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.errors import JobTakenAway
from zhiyin.jobs.models import Job
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event as Journalled
from zhiyin.journal.record import record
from zhiyin.science.understand.people.churn.histories import Known
from zhiyin.understand.actions import judge_people as judging
from zhiyin.understand.judging import buying
from zhiyin.understand.judging.attributes import numbers
from zhiyin.understand.judging.leaving import known_today
from zhiyin.understand.judging.material import gather
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.judging.writing import COLUMNS
from zhiyin.understand.models import JudgingTerms, PeopleModel

pytestmark = pytest.mark.django_db


def written() -> dict[int, tuple[Any, ...]]:
    """Every judged column of everybody."""
    return {row[0]: row[1:] for row in Standing.objects.values_list("customer_id", *COLUMNS)}


def deliver() -> None:
    while deliver_pending():
        pass


def test_everybody_who_bought_is_judged() -> None:
    world()
    found = judged()
    assert {code: row.state for code, row in found.items()} == {
        "rfm": "ready", "value": "ready", "tiers": "ready", "loyalty": "ready", "silence": "not_enough",
        "churn": "not_enough", "churn_contract": "not_enough", "next_product": "not_enough", "base": "ready",
        "retention": "ready", "acquisition": "not_enough",
    }  # fmt: skip
    rows = list(Standing.objects.all())
    assert len(rows) == 600
    assert all(row.alive is not None and 0 <= row.alive <= 1 for row in rows)
    assert all(row.value_low <= row.value <= row.value_high for row in rows)  # type: ignore[operator]
    assert {row.value_tier for row in rows} == {"high", "middle", "low"}
    assert all(row.rfm_group and row.recency_score in (1, 2, 3, 4, 5) for row in rows)
    assert all(row.judged_at is not None for row in rows)


def test_too_few_customers_are_not_judged_and_the_card_says_what_was_missing() -> None:
    ids = met_people(2)
    bought([(key, TODAY - timedelta(days=30 * key), 20.0) for key in ids])
    found = judged()
    assert {row.state for row in found.values()} <= {"not_enough", "ready"}
    assert found["value"].reason == {"code": "too_few_customers", "have": 2, "need": 100}
    assert found["rfm"].reason["code"] == "too_few_customers"
    row = standing(1)
    assert (row.alive, row.value, row.churn_risk, row.rfm_group, row.value_tier) == (None, None, None, "", "")
    assert row.next_products == []


def test_an_installation_without_anybody_is_judged_in_peace() -> None:
    assert {row.state for row in judged().values()} == {"not_enough"}


def test_what_was_judged_is_taken_back_when_there_is_not_enough_any_more() -> None:
    met_people(3)
    Standing.objects.create(customer_id=1, value=100, churn_risk=0.5, rfm_group="loyal", is_silent=True)
    judged()
    row = standing(1)
    assert (row.value, row.churn_risk, row.rfm_group, row.is_silent) == (None, None, "", None)


def test_where_amounts_tell_too_little_the_chance_to_be_here_is_still_written() -> None:
    world(300)
    Event.objects.update(amount=0)
    found = judged()
    assert found["value"].state == "ready"
    assert found["value"].card["no_value"]["reason"] == "too_few_repeaters"
    row = standing(1)
    assert row.alive is not None
    assert row.expected_purchases is not None
    assert row.value is None
    assert found["tiers"].state == "not_enough"


@pytest.mark.parametrize("how", ["objected", "restricted"])
def test_who_refuses_is_not_judged_and_nothing_is_learnt_of_them(how: str) -> None:
    ids = world(300)
    for key in ids[:60]:
        if how == "objected":
            Consent.objects.create(
                customer_id=key, purpose=Purpose.objects.get(code="profiling"), state="withdrawn"
            )
        else:
            Restriction.objects.create(customer_id=key, by="x")
    Standing.objects.create(customer_id=1, value=5, churn_risk=0.5)
    found = judged()
    refused = written()
    assert all(refused[key] == refused[1] for key in ids[:60])
    assert standing(1).value is None
    assert standing(1).alive is None
    assert standing(1).next_products == []
    with_them = found["value"].card["buying"]
    assert found["value"].customers == 240
    assert found["value"].card["refused"] == 60
    Customer.objects.filter(id__in=ids[:60]).delete()
    assert judged()["value"].card["buying"] == with_them


def test_nobody_is_judged_where_everybody_must_agree_first_and_nobody_has() -> None:
    ids = world(150)
    Purpose.objects.filter(code="profiling").update(basis="consent")
    Consent.objects.create(customer_id=ids[0], purpose=Purpose.objects.get(code="profiling"), state="given")
    assert judged()["rfm"].customers == 1


def test_refusing_takes_back_what_was_judged_at_once() -> None:
    world(150)
    judged()
    save_segment(KEEPER, content=SegmentContent(code="best", name="best", criteria='value_tier == "high"'))
    deliver()
    best = Membership.objects.filter(segment__code="best", until__isnull=True).first()
    assert best is not None
    person = best.customer_id
    Consent.objects.create(
        customer_id=person, purpose=Purpose.objects.get(code="profiling"), state="withdrawn"
    )
    record(KEEPER, "customers.consent_changed", {"purpose": "profiling", "customers": [person]})
    deliver()
    assert standing(person).value_tier == ""
    assert not Membership.objects.filter(customer_id=person, until__isnull=True).exists()


def test_the_same_run_again_writes_the_same() -> None:
    world(300)
    judged()
    first = written()
    judged()
    assert written() == first
    assert PeopleModel.objects.filter(code="value").count() == 2


def test_a_run_whose_job_was_taken_away_writes_no_card_and_the_next_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world(300)
    monkeypatch.setattr("zhiyin.understand.judging.writing.BATCH", 100)
    judging.judge_people(KEEPER)
    Job.objects.update(payload={"until": TODAY.isoformat()})
    running = claim_about(judging.ABOUT)
    assert running is not None
    told = type(running).progress

    def taken(self: Any, done: int, total: int | None = None) -> None:
        if done > 150:
            Job.objects.filter(id=self.job_id).update(attempts=9)
        told(self, done, total)

    monkeypatch.setattr(type(running), "progress", taken)
    with pytest.raises(JobTakenAway):
        judging.carry_out(running)
    assert not PeopleModel.objects.exists()
    some = Standing.objects.filter(judged_at__isnull=False).count()
    assert 0 < some < 300
    monkeypatch.setattr(type(running), "progress", told)
    Job.objects.all().delete()
    judged()
    whole = written()
    Standing.objects.all().delete()
    PeopleModel.objects.all().delete()
    judged()
    assert written() == whole


def test_customers_that_are_one_person_are_judged_as_one() -> None:
    ids = world(300)
    alone = judged()["rfm"].customers
    one, other = ids[0], ids[1]
    Customer.objects.filter(id=other).update(person_id=one)
    Standing.objects.filter(customer_id=other).delete()
    assert judged()["rfm"].customers == alone - 1
    together = standing(one)
    assert not Standing.objects.filter(customer_id=other).exists()
    Customer.objects.filter(id=other).update(person_id=other)
    assert judged()["rfm"].customers == alone
    assert standing(other).rfm_group
    assert (standing(one).alive, standing(one).value) != (together.alive, together.value)


def test_erased_persons_are_gone_from_what_is_learnt() -> None:
    ids = world(200)
    judged()
    Customer.objects.filter(id__in=ids[:50]).delete()
    assert judged()["rfm"].customers == 150


def test_a_model_that_fails_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = world(300)
    judged()
    before = standing(ids[0])
    Standing.objects.filter(customer_id=ids[0]).update(rfm_group="")

    def broken(*_: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(buying, "judge_value", broken)
    found = judged()
    assert (found["value"].state, found["value"].reason) == ("failed", {"code": "fault"})
    assert (found["tiers"].state, found["tiers"].reason) == ("failed", {"code": "value_failed"})
    assert found["rfm"].state == "ready"
    after = standing(ids[0])
    assert after.rfm_group == before.rfm_group
    assert (after.value, after.value_tier) == (before.value, before.value_tier)  # yesterday's word stands


def test_what_a_failed_model_said_of_somebody_who_refuses_since_is_taken_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = world(200)
    judged()
    Restriction.objects.create(customer_id=ids[0], by="x")

    def broken(*_: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(buying, "judge_value", broken)
    judged()
    assert standing(ids[0]).value is None
    assert standing(ids[1]).value is not None


def test_a_customer_near_a_border_keeps_the_tier() -> None:
    world(300)
    borders = judged()["tiers"].card["borders"]
    near = Standing.objects.filter(value__gte=borders[0], value__lt=borders[0] * 1.08).first()
    assert near is not None
    Standing.objects.filter(customer_id=near.customer_id).update(value_tier="middle")
    judged()
    assert standing(near.customer_id).value_tier == "middle"
    Standing.objects.filter(customer_id=near.customer_id).update(value_tier="")
    judged()
    assert standing(near.customer_id).value_tier == "high"


def test_segments_that_ask_about_judgements_follow_the_run() -> None:
    world(300)
    save_segment(KEEPER, content=SegmentContent(code="best", name="best", criteria='value_tier == "high"'))
    deliver()
    assert not Membership.objects.exists()
    judged()
    deliver()
    high = set(Standing.objects.filter(value_tier="high").values_list("customer_id", flat=True))
    assert set(Membership.objects.filter(until__isnull=True).values_list("customer_id", flat=True)) == high


def test_churn_is_judged_where_enough_left_and_reasons_name_features() -> None:
    world(2_200, seed=3)
    every = judged()
    found = every["churn"]
    assert found.state == "ready", found.reason
    assert every["next_product"].state == "ready", every["next_product"].reason
    assert Standing.objects.exclude(next_products=[]).exists()
    assert found.card["quality"]["auc"]["value"] > 0.6
    rows = Standing.objects.filter(churn_risk__isnull=False)
    assert rows.count() == found.card["judged"]
    assert all(set(one) == {"feature", "value"} for row in rows[:200] for one in row.churn_reasons)


def test_the_very_satisfied_who_come_often_are_loyal_twice_over() -> None:
    ids = met_people(40)
    bought([(key, TODAY - timedelta(days=10 * step), 20.0) for key in ids for step in range(6)])
    heard(1, nps=10)
    heard(2, nps=8)
    found = judged()
    assert standing(1).loyalty == "loyal_both"
    assert standing(2).loyalty == "habit_only"
    assert standing(3).loyalty == ""
    assert standing(1).relation == "emotional"
    stayed = {row["score"]: row["share"]["n"] for row in found["loyalty"].card["stayed"]["nps"]}
    assert stayed == {8.0: 1, 10.0: 1}


def test_a_score_is_as_old_as_itself_however_lately_its_giver_was_heard() -> None:
    ids = met_people(40)
    bought([(key, TODAY - timedelta(days=10 * step), 20.0) for key in ids for step in range(6)])
    long_ago = timezone.now() - timedelta(days=4 * 365)
    heard(1, nps=10, nps_at=long_ago)
    heard(2, nps=10, nps_at=long_ago, csat=2)
    heard(3, nps=10, nps_at=long_ago, rating=5)
    judged()
    assert [standing(key).loyalty for key in (1, 2, 3)] == ["", "habit_only", "loyal_both"]


def test_whoever_has_gone_for_one_model_has_gone_for_all() -> None:
    """Bought twice, five days apart, 40 days ago: one gap is no habit yet, and all others buy every 30 days."""
    ids = met_people(40)
    bought([(1, TODAY - timedelta(days=days), 20.0) for days in (45, 40)])
    bought([(key, TODAY - timedelta(days=30 * step), 20.0) for key in ids[1:] for step in range(1, 8)])
    heard(1, csat=5)
    now = known_today(gather(TODAY))
    assert isinstance(now, Known)
    assert not now.gone(Terms().gone)[0]
    (stayed,) = judged()["loyalty"].card["stayed"]["csat"]
    assert (stayed["share"]["n"], stayed["share"]["value"]) == (1, 1.0)


def test_where_nobody_bought_twice_it_takes_the_longest_silence_to_have_gone() -> None:
    ids = met_people(40)
    bought([(key, TODAY - timedelta(days=170 if key == 1 else 190), 20.0) for key in ids])
    heard(1, csat=5)
    heard(2, csat=1)
    stayed = judged()["loyalty"].card["stayed"]["csat"]
    assert [(one["score"], one["share"]["value"]) for one in stayed] == [(1, 0.0), (5, 1.0)]


def test_who_buys_mostly_reduced_is_held_by_rebates() -> None:
    ids = met_people(30)
    rows = [(key, TODAY - timedelta(days=10 * step), 20.0) for key in ids for step in range(6)]
    bought(rows, is_discounted=[who == 1 for who, _, _ in rows])
    found = judged()["loyalty"].card
    assert standing(1).relation == "rebate"
    assert found["fragile"] == 1
    assert found["fragile_known"] == 30


def test_a_contract_is_judged_by_the_attribute_that_says_who_left() -> None:
    ids = met_people(1_200)
    told = []
    for key in ids:
        monthly = key % 2 == 0
        left = key % 7 < (4 if monthly else 1)
        row = Customer(
            id=key,
            attributes={
                "Churn": "Yes" if left else "No",
                "Contract": "Monthly" if monthly else "Two years",
                "Fee": str(key % 13),
            },
        )
        told.append(row)
    Customer.objects.bulk_update(told, ["attributes"])
    JudgingTerms.objects.create(content={"left_attribute": "Churn", "left_value": "Yes"})
    found = judged()
    card = found["churn_contract"]
    assert card.state == "ready", card.reason
    assert 0.6 < card.card["quality"]["auc"]["low"] < card.card["quality"]["auc"]["value"]
    assert "Churn" not in card.card["features"]
    here, gone = standing(2 * 7 + 4), standing(14)
    assert gone.churn_risk is None
    assert here.churn_risk is not None
    assert here.relation == "contractual"
    assert {"feature": "Contract", "value": "Monthly"} in here.churn_reasons


def test_only_one_run_waits_at_a_time_and_only_some_may_ask(mei: Any) -> None:
    from tests.conftest import actor_for

    assert judging.judge_people(KEEPER) == judging.judge_people(KEEPER)
    assert Job.objects.count() == 1
    with pytest.raises(Forbidden):
        judging.judge_people(actor_for(mei))


def test_the_night_asks_once_and_only_where_there_is_anybody(at_noon: datetime) -> None:
    judging.judge_when_due()
    assert not Job.objects.exists()
    met_people(1)
    judging.judge_when_due()
    judging.judge_when_due()
    assert Job.objects.count() == 1
    Job.objects.update(state="done", created_at=timezone.now() - timedelta(days=1))
    PeopleModel.objects.create(code="rfm", state="ready", run_at=timezone.now(), until=TODAY)
    judging.judge_when_due()
    assert Job.objects.count() == 1
    PeopleModel.objects.update(run_at=timezone.now() - timedelta(days=2))
    judging.judge_when_due()
    assert Job.objects.count() == 2


def test_the_run_is_journalled_without_naming_anybody() -> None:
    world(120)
    judged()
    told = Journalled.objects.get(name="understand.people_judged")
    assert told.data == {"people": 120, "refused": 0}


def test_every_model_has_a_card_of_each_run() -> None:
    met_people(1)
    judged()
    assert set(cards()) == set(PeopleModel.CODES)


@pytest.mark.parametrize("how", ["objected", "restricted"])
@pytest.mark.parametrize("when", ["before_writing", "before_writing_and_heard_after_it", "after_writing"])
def test_who_refuses_while_a_run_is_on_keeps_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, how: str, when: str
) -> None:
    ids = world(150)
    judged()
    deliver()
    late = ids[70]
    assert standing(late).value is not None

    def refuse() -> None:
        if how == "objected":
            purpose = Purpose.objects.get(code="profiling")
            Consent.objects.create(customer_id=late, purpose=purpose, state="withdrawn")
            record(KEEPER, "customers.consent_changed", {"purpose": "profiling", "customers": [late]})
        else:
            Restriction.objects.create(customer_id=late, by="x")
            record(KEEPER, "customers.restricted", {}, subject=f"customer:{late}")

    writing = judging.write

    def write(*told: Any) -> int:
        if when != "after_writing":
            refuse()
        if when == "before_writing":
            deliver()
            assert standing(late).value is None
        written = writing(*told)
        if when == "after_writing":
            refuse()
            deliver()
        assert standing(late).value is None
        return written

    monkeypatch.setattr(judging, "write", write)
    monkeypatch.setattr("zhiyin.understand.judging.writing.BATCH", 40)
    judged()
    deliver()
    nothing = Standing(customer_id=late)
    assert [getattr(standing(late), name) for name in COLUMNS] == [getattr(nothing, name) for name in COLUMNS]
    assert standing(ids[71]).value is not None


def test_whoever_is_not_judged_is_looked_up_and_not_worked_out_anew_for_every_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = met_people(5)
    Customer.objects.update(attributes={"cost_to_serve": "3"})
    Restriction.objects.create(customer_id=ids[2], by="x")
    found = gather(TODAY)

    def whole(_: Any) -> Any:
        raise AssertionError("an array of everybody for one person")

    monkeypatch.setattr(type(found), "judged", property(whole))
    assert np.isfinite(numbers(found, "cost_to_serve")).tolist() == [True, True, False, True, True]


def test_a_person_joined_with_one_who_refuses_is_judged_no_more() -> None:
    ids = world(150)
    Restriction.objects.create(customer_id=ids[9], by="x")
    judged()
    assert standing(ids[3]).value is not None
    Customer.objects.filter(id=ids[9]).update(person_id=ids[3])
    record(KEEPER, "customers.joined", {"customers": [ids[3], ids[9]]})
    deliver()
    assert standing(ids[3]).value is None
    assert standing(ids[3]).value_tier == ""
