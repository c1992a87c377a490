"""Days that matter to customers, by the sun and by the moon."""

from datetime import date

import pytest
from django.utils import translation

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.remove_date import remove_date
from zhiyin.customers.actions.save_date import DateContent, problems_of, save_date
from zhiyin.customers.actions.undo_merge import undo_merge
from zhiyin.customers.models import Customer, ImportantDate
from zhiyin.customers.phrases.profiles import days_in_words, yearly_day
from zhiyin.customers.queries.profiles import days_of

SYSTEM = Actor.system("test")
TODAY = date(2026, 11, 22)


@pytest.fixture
def wang(db: None) -> Customer:
    return met("mobile", "13812345678", name="王芳", born_on=date(1990, 12, 1))


def test_a_lunar_birthday_comes_on_another_day_each_year(wang: Customer) -> None:
    save_date(SYSTEM, customer_id=wang.pk, content=DateContent("birthday", 1, 1, is_lunar=True))
    (day,) = days_of(wang, TODAY)
    assert (day.next_on, day.days) == (date(2027, 2, 6), 76)
    (next_year,) = days_of(wang, date(2027, 2, 7))
    assert next_year.next_on == date(2028, 1, 26)


def test_a_birthday_in_the_leap_sixth_month_is_kept_in_the_sixth(wang: Customer) -> None:
    content = DateContent("birthday", 6, 1, year=2025, is_lunar=True, is_leap_month=True)
    save_date(SYSTEM, customer_id=wang.pk, content=content)
    assert days_of(wang, date(2025, 7, 1))[0].next_on == date(2025, 7, 25)
    assert days_of(wang, TODAY)[0].next_on == date(2027, 7, 4)


def test_the_birthday_of_the_profile_holds_until_another_is_written_down(wang: Customer) -> None:
    assert [(day.id, day.next_on) for day in days_of(wang, TODAY)] == [(0, date(2026, 12, 1))]
    save_date(SYSTEM, customer_id=wang.pk, content=DateContent("birthday", 10, 15, is_lunar=True))
    assert [day.is_lunar for day in days_of(wang, TODAY)] == [True]


def test_a_person_has_one_birthday_and_many_other_days(wang: Customer) -> None:
    for month in (3, 4):
        save_date(SYSTEM, customer_id=wang.pk, content=DateContent("birthday", month, 1))
        save_date(SYSTEM, customer_id=wang.pk, content=DateContent("other", month, 1, label="店庆"))
    kinds = sorted(ImportantDate.objects.values_list("kind", flat=True))
    assert kinds == ["birthday", "other", "other"]


def test_of_two_joined_customers_birthdays_the_one_written_down_last_holds(wang: Customer) -> None:
    other = met("mobile", "13812345679")
    save_date(SYSTEM, customer_id=other.pk, content=DateContent("birthday", 3, 1))
    merge = join_customers(SYSTEM, left=wang.pk, right=other.pk)
    person = Customer.objects.get(id=Customer.objects.get(id=wang.pk).person_id)
    assert person == wang
    assert [day.month for day in days_of(person, TODAY)] == [3]
    save_date(SYSTEM, customer_id=person.pk, content=DateContent("birthday", 4, 1))
    assert [day.month for day in days_of(person, TODAY)] == [4]
    undo_merge(SYSTEM, merge_id=merge.pk)
    other.refresh_from_db()
    assert [day.month for day in days_of(other, TODAY)] == [3]


def test_another_day_that_is_changed_into_the_birthday_takes_its_place(wang: Customer) -> None:
    save_date(SYSTEM, customer_id=wang.pk, content=DateContent("birthday", 3, 1))
    feast = save_date(SYSTEM, customer_id=wang.pk, content=DateContent("other", 4, 1))
    save_date(SYSTEM, customer_id=wang.pk, content=DateContent("birthday", 4, 1), date_id=feast.pk)
    assert [day.id for day in days_of(wang, TODAY)] == [feast.pk]
    assert ImportantDate.objects.count() == 1


def test_the_next_day_stands_first(wang: Customer) -> None:
    save_date(SYSTEM, customer_id=wang.pk, content=DateContent("other", 11, 23))
    assert [day.kind for day in days_of(wang, TODAY)] == ["other", "birthday"]


def test_a_day_is_taken_away(wang: Customer) -> None:
    saved = save_date(SYSTEM, customer_id=wang.pk, content=DateContent("other", 11, 23))
    remove_date(SYSTEM, customer_id=wang.pk, date_id=saved.pk)
    assert not ImportantDate.objects.exists()


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (DateContent("birthday", 2, 30), "day"),
        (DateContent("birthday", 13, 1), "month"),
        (DateContent("birthday", 4, 31), "day"),
        (DateContent("birthday", 1, 31, is_lunar=True), "day"),
        (DateContent("birthday", 2, 29, year=2027), "day"),
        (DateContent("birthday", 6, 1, is_leap_month=True), "is_leap_month"),
        (DateContent("birthday", 6, 1, year=2026, is_lunar=True, is_leap_month=True), "is_leap_month"),
        (DateContent("birthday", 1, 1, year=1800), "year"),
        (DateContent("party", 1, 1), "kind"),
    ],
)
def test_a_day_that_does_not_exist_is_refused(content: DateContent, field: str) -> None:
    assert list(problems_of(content)) == [field]


@pytest.mark.parametrize(
    "content",
    [
        DateContent("birthday", 2, 29),
        DateContent("birthday", 1, 30, is_lunar=True),
        DateContent("birthday", 6, 1, year=2025, is_lunar=True, is_leap_month=True),
    ],
)
def test_a_day_that_only_some_years_have_is_kept(content: DateContent) -> None:
    assert problems_of(content) == {}


@pytest.mark.parametrize(
    ("month", "day", "leap", "shown"),
    [
        (1, 1, False, "农历正月初一"),
        (6, 15, True, "农历闰六月十五"),
        (12, 30, False, "农历腊月三十"),
        (8, 21, False, "农历八月廿一"),
        (11, 20, False, "农历冬月二十"),
        (5, 10, False, "农历五月初十"),
    ],
)
def test_lunar_days_are_written_as_chinese_write_them(month: int, day: int, leap: bool, shown: str) -> None:
    with translation.override("zh-hans"):
        assert yearly_day(month, day, is_lunar=True, is_leap_month=leap) == shown


def test_days_of_a_month_are_written_short(in_english: None) -> None:
    assert days_in_words([14, 15, 16, 28]) == "day 14–16, 28 of the month"
    assert yearly_day(3, 15, is_lunar=False, is_leap_month=False, year=1990) == "15 March, 1990"
