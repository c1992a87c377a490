"""A condition about customers means the same read in Python, by its definition, and in the database."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Organisation
from zhiyin.collect.models import Event, Signal
from zhiyin.customers.criteria import COUNTED, follows_time, people_for, read_criteria
from zhiyin.customers.models import Customer, Interest, Membership, Segment, Standing
from zhiyin.science.terms import Count, Criterion, calls, predicate
from zhiyin.science.terms.nodes import Call, Name
from zhiyin.search.errors import BadCondition

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)  # in Shanghai
PEOPLE = 60
Rows = dict[int, dict[str, Any]]


def years(born: date) -> int:
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


@pytest.fixture
def rows(organisation: Organisation) -> Rows:
    """People with standings, segments, voices and events; each second one is two customers joined to one."""
    dice = random.Random(11)
    codes = ("vip", "young")
    segments = [Segment.objects.create(code=code, name=code.upper(), kind="list") for code in codes]
    Segment.objects.create(code="off", name="OFF", kind="list", is_active=False)
    found: Rows = {}
    number = 0
    for key in range(1, PEOPLE + 1):
        attributes = dice.choice(
            ({}, {"city": "上海"}, {"city": 3, "visits": 4}, {"visits": "4"}, {"visits": 0.5})
        )
        born = dice.choice(
            (None, date(2008, 2, 29), date(1996, 11, 22), date(1996, 11, 23), date(1960, 1, 1))
        )
        tier, language = dice.choice(("", "gold", "Gold")), dice.choice(("", "zh"))
        met = NOW - timedelta(days=dice.randrange(60))
        Customer.objects.create(
            id=key, person_id=key, name=f"N{key}", tier=tier, language=language, born_on=born,
            attributes=attributes, created_at=met, is_known=dice.random() < 0.7,
        )  # fmt: skip
        nodes = [key]
        if key % 2:
            nodes.append(1000 + key)
            Customer.objects.create(id=1000 + key, person_id=key, tier="gold", born_on=date(1990, 1, 1))
        row: dict[str, Any] = {
            "tier": tier or None, "language": language or None, "age": years(born) if born else None,
            "is_known": Customer.objects.get(id=key).is_known, "met_at": met,
            "attributes": attributes, "numbers": attributes, **dict.fromkeys(COUNTED, 0),
            "segments": [], "interests": [], "events": [], "signals": [],
        }  # fmt: skip
        if dice.random() < 0.8:
            stands = {
                "nps": dice.choice((None, 0.0, 6.0, 9.0)), "purchases": dice.randrange(4),
                "spent": dice.choice((0.0, 99.5)), "signals": dice.randrange(3), "churn_risk": dice.choice((None, 0.6)),
                "rfm_group": dice.choice(("", "champion")), "is_silent": dice.choice((None, True, False)),
                "last_bought_at": dice.choice((None, NOW - timedelta(days=30), NOW - timedelta(days=29, hours=23))),
            }  # fmt: skip
            Standing.objects.create(customer_id=key, **stands)
            row.update(stands, rfm_group=stands["rfm_group"] or None)
            row["voices"] = stands["signals"]
            del row["signals"]
            row["signals"] = []
        for segment in segments:
            if dice.random() < 0.3:
                Membership.objects.create(
                    segment=segment, customer_id=dice.choice(nodes), since=met, until=dice.choice((None, NOW))
                )
        held = Membership.objects.filter(customer__in=nodes, until=None)
        row["segments"] = [{"code": one.segment.code, "name": one.segment.name} for one in held]
        if dice.random() < 0.3:
            Interest.objects.create(customer_id=dice.choice(nodes), name="tea", source="x")
            row["interests"] = [{"name": "tea"}]
        for _ in range(dice.randrange(4)):
            number += 1
            event = {
                "kind": dice.choice(("paid", "refunded")), "product": dice.choice(("", "tea")),
                "amount": dice.choice((None, 10, -2.5)),
                "occurred_at": NOW - timedelta(days=dice.randrange(40)),
            }  # fmt: skip
            Event.objects.create(
                id=number,
                customer_id=dice.choice(nodes),
                source="s",
                source_id=str(number),
                received_at=NOW,
                **event,
            )
            row["events"].append({**event, "product": event["product"] or None})
        for _ in range(dice.randrange(2)):
            number += 1
            identity = dice.choice(("known", "confidential"))
            kind, unit = dice.choice(("survey", "review")), organisation.east_one
            Signal.objects.create(
                id=number, customer_id=dice.choice(nodes), source="s", source_id=str(number), kind=kind,
                channel="web", content_hash=b"", occurred_at=NOW, received_at=NOW, unit=unit, unit_path=unit.path,
                identity=identity,
            )  # fmt: skip
            if identity == "known":
                row["signals"].append({"kind": kind, "channel": "web", "occurred_at": NOW})
        found[key] = row
    return found


def in_python(text: str, rows: Rows) -> list[int]:
    """By definition: a count is counted for each person before the criterion is looked at."""
    criterion = read_criteria(text)
    kept = []
    for key, row in rows.items():
        numbers: dict[Call, float | Name | None] = {
            call: counted(call, criterion, row) for call in calls(criterion) if isinstance(call, Count)
        }
        if predicate(criterion, numbers, now=NOW)(row):
            kept.append(key)
    return kept


def counted(call: Count, criterion: Criterion, row: dict[str, Any]) -> int:
    records = [one for one in row[call.subject] if NOW - call.period.length <= one["occurred_at"] <= NOW]
    if call.condition is None:
        return len(records)
    subject = next(one for one in criterion.subject.collections if one.name == call.subject)
    holds = predicate(Criterion(subject, call.condition, criterion.zone), now=NOW)
    return Counter(holds(one) for one in records)[True]


def in_database(text: str) -> list[int]:
    return sorted(people_for(read_criteria(text), now=NOW).values_list("id", flat=True))


ordered = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
equal = st.sampled_from(["==", "!="])
few = st.sampled_from(["0", "1", "2", "2.5", "-1", "99.5"])
leaves = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["purchases", "spent", "voices", "nps"]), ordered, few),
    st.builds("purchases in [{}, {}]".format, few, few),
    st.builds("age {} {}".format, ordered, st.sampled_from(["18", "29", "30", "29.5", "-1", "3000"])),
    st.builds("age in [{}, 66]".format, st.sampled_from(["18", "29", "30", "1.5"])),
    st.builds(
        "{} {} null".format, st.sampled_from(["age", "nps", "tier", "purchases", "last_bought_at", "rfm_group"]), equal
    ),
    st.builds("last_bought_at {} ago({})".format, ordered, st.sampled_from(['"30d"', '"1h"', '"720h"'])),
    st.builds("numbers.visits {} {}".format, ordered, few),
    st.builds("count(events, {}) {} {}".format, st.sampled_from(['"30d"', '"2w"']), ordered, few),
    st.builds('count(events, "30d", {}) {} {}'.format,
              st.sampled_from(['kind == "paid"', "amount > 0", "!(product == null)"]), ordered, few),
    st.builds('count(signals, "30d") in [{}]'.format, st.sampled_from(["0", "1", "0, 1", ""])),
    st.sampled_from([
        'tier == "gold"', 'tier != "gold"', 'attributes.city == "上海"', "is_known", "is_silent", 'language == "zh"',
        'any(segments, code == "vip")', 'any(segments, name == "YOUNG")', 'any(interests, name == "tea")',
        'any(events, kind == "paid" && amount > 0)', 'any(signals, kind == "review")', 'met_at < ago("3w")',
        'any(events, occurred_at < ago("10d"))', 'rfm_group == "champion"',
    ]),
)  # fmt: skip
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds("!({})".format, inner),
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=conditions)
def test_python_and_the_database_agree_for_whom_a_condition_holds(text: str, rows: Rows) -> None:
    assert in_database(text) == in_python(text, rows)


@pytest.mark.parametrize(
    "text",
    ["age >= 30", "purchases == 0", 'count(events, "30d") == 0', 'any(segments, code == "vip")', "spent > 0",
     'last_bought_at <= ago("30d")', "numbers.visits >= 4", 'count(events, "30d", kind == "paid") >= 2'],
)  # fmt: skip
def test_there_are_people_on_both_sides_of_a_condition(text: str, rows: Rows) -> None:
    assert 0 < len(in_database(text)) < PEOPLE


def test_asking_about_a_few_people_gives_those_of_them_for_whom_it_holds(rows: Rows) -> None:
    for text in ('count(events, "30d") == 0', 'count(events, "30d") >= 1 && purchases >= 1', "age < 30"):
        some = set(range(1, PEOPLE, 3))
        found = people_for(read_criteria(text), now=NOW, among=sorted(some)).values_list("id", flat=True)
        assert set(found) == set(in_database(text)) & some


@pytest.mark.parametrize(
    ("text", "moving"),
    [('last_bought_at < ago("30d")', True), ("age >= 18", True), ('count(events, "1w") > 0', True),
     ('any(events, occurred_at < ago("1d"))', True), ("nps <= 6", False), ('met_at < "2026-01-01"', False)],
)  # fmt: skip
def test_it_is_known_which_conditions_time_alone_can_change(text: str, moving: bool, db: None) -> None:
    assert follows_time(read_criteria(text)) is moving


@pytest.mark.parametrize(
    ("text", "reason"),
    [("npss > 3", "unknown_name"), ('any(segments, code == "none")', "unknown_choice"), ("name == \"x\"", "unknown_name"),
     ('metric("nps", "7d") > 3', "no_metric"), ('count(segments, "7d") > 3', "unknown_subject"),
     ('nps > ago("3d")', "type_mismatch"), ('any(signals, text.contains("x"))', "unknown_name")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_its_reason(text: str, reason: str, db: None) -> None:
    with pytest.raises(BadCondition) as caught:
        read_criteria(text)
    assert caught.value.data["reason"] == reason
