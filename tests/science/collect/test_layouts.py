"""Two layouts of one source: the same, or what is new, gone, renamed or different."""

import dataclasses
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.layouts import (
    adopted,
    alike,
    carried_over,
    compare,
    mark_chosen,
    overlap,
    plain_names,
    same_names,
    same_questions,
)

names = st.lists(
    st.text("满意度评分门店时间推荐内容abcdefgh123", min_size=1, max_size=8),
    min_size=1,
    max_size=12,
    unique=True,
)


def columns(*found: str, **fields: str) -> list[Column]:
    return [Column(index, name, fields.get(name, "attribute")) for index, name in enumerate(found)]


def score(name: str, low: float, high: float, *values: float, index: int = 0) -> Column:
    column = Column(index, name, "csat", low, high)
    if values:
        column.because("values", low=min(values), high=max(values))
    return column


@given(names)
def test_a_layout_does_not_differ_from_itself(given_names: list[str]) -> None:
    assert compare(columns(*given_names), columns(*given_names)) == []


@given(names, st.integers())
def test_order_is_no_change(given_names: list[str], seed: int) -> None:
    shuffled = list(given_names)
    Random(seed).shuffle(shuffled)
    assert compare(columns(*given_names), columns(*shuffled)) == []
    assert same_names(plain_names(columns(*given_names)), plain_names(columns(*shuffled)))


@given(names, names)
def test_every_column_is_either_there_again_or_told(one: list[str], other: list[str]) -> None:
    agreed, found = columns(*one), columns(*other)
    changes = compare(agreed, found)
    new = [change.name for change in changes if change.code == "new"]
    missing = [change.name for change in changes if change.code == "missing"]
    assert len(found) - len(new) == len(agreed) - len(missing)
    assert set(new) <= set(other)
    assert set(missing) <= set(one)


@given(names, names)
def test_what_is_new_one_way_is_missing_the_other_way(one: list[str], other: list[str]) -> None:
    there = compare(columns(*one), columns(*other))
    back = compare(columns(*other), columns(*one))
    count = {code: sum(change.code == code for change in there) for code in ("new", "missing", "renamed")}
    assert count["new"] == sum(change.code == "missing" for change in back)
    assert count["missing"] == sum(change.code == "new" for change in back)


@given(names, st.integers())
def test_what_was_agreed_holds_whatever_the_order(given_names: list[str], seed: int) -> None:
    agreed = [dataclasses.replace(column, field="open", touchpoint="t") for column in columns(*given_names)]
    shuffled = list(given_names)
    Random(seed).shuffle(shuffled)
    taken = adopted(agreed, columns(*shuffled))
    assert [(column.index, column.name) for column in taken] == list(enumerate(shuffled))
    assert {column.field for column in taken} == {"open"}


def test_a_new_and_a_missing_column_are_told() -> None:
    changes = compare(columns("门店", "评分", "时间"), columns("门店", "评分", "会员等级"))
    assert [(change.code, change.name) for change in changes] == [("new", "会员等级"), ("missing", "时间")]


def test_a_column_with_a_like_name_was_renamed() -> None:
    (change,) = compare(columns("整体满意度评分", "门店"), columns("门店", "整体满意度评分(分)"))
    assert (change.code, change.name, change.data) == (
        "renamed", "整体满意度评分(分)", {"before": "整体满意度评分"},
    )  # fmt: skip


def test_width_case_and_blanks_do_not_make_another_name() -> None:
    assert compare(columns("NPS 打分", "门店"), columns("nps打分", "门 店")) == []


def test_values_outside_the_agreed_scale_are_another_scale() -> None:
    (change,) = compare([score("满意度", 1, 5, 1, 5)], [score("满意度", 1, 10, 2, 9)])
    assert (change.code, dict(change.data)) == ("scale", {"low": 1, "high": 5, "now_low": 2, "now_high": 9})


def test_values_within_the_agreed_scale_are_none() -> None:
    assert compare([score("满意度", 0, 10, 0, 10)], [score("满意度", 1, 5, 2, 4)]) == []


def test_a_scale_that_no_value_showed_may_be_any() -> None:
    before = score("满意度", 1, 5)
    before.because("no_values")
    assert compare([before], [score("满意度", 0, 10, 2, 9)]) == []


def test_an_nps_outside_its_scale_is_an_error_of_its_row() -> None:
    before, now = Column(0, "推荐", "nps", 0, 10), Column(0, "推荐", "nps", 0, 10)
    now.because("values_outside", low=0, high=11)
    assert compare([before], [now]) == []


def test_words_where_scores_stood_are_told() -> None:
    now = Column(0, "满意度")
    now.because("content_disagrees", field="csat")
    assert [change.code for change in compare([score("满意度", 1, 5, 1, 5)], [now])] == ["content"]


def test_options_that_were_not_there_are_told_by_their_text() -> None:
    before = Column(0, "渠道", "choice", labels={"1": "门店", "2": "外卖"})
    now = Column(0, "渠道", "choice", labels={"1": "门店", "2": "外卖", "3": "小程序"})
    (change,) = compare([before], [now])
    assert (change.code, dict(change.data)) == ("options", {"options": ["小程序"]})
    assert adopted([before], [now])[0].labels == now.labels


def test_a_scale_once_settled_is_not_asked_for_again() -> None:
    now = dataclasses.replace(score("满意度", 1, 5, 3, 4), asked=[[1, 5], [0, 10]])
    assert adopted([score("满意度", 0, 10, 2, 9)], [now])[0].asked == []
    assumed = dataclasses.replace(score("满意度", 1, 5, 3, 4), asked=[[1, 5], [0, 10]])
    assert adopted([assumed], [now])[0].asked == [[1, 5], [0, 10]]


def question(index: int, name: str, field: str, item: str, label: str) -> Column:
    return Column(index, name, field, item=item, label=label)


def test_two_layouts_of_one_survey_ask_the_same() -> None:
    by_text = [
        question(0, "1、满意吗", "csat", "q1", "满意吗"),
        question(1, "2、渠道", "choices", "q2", "渠道"),
        Column(2, "来源"),
    ]
    by_number = [
        question(0, "1、满意吗", "csat", "q1", "满意吗"),
        question(1, "2、渠道(门店)", "option", "q2", "渠道"),
        question(2, "2、渠道(外卖)", "option", "q2", "渠道"),
    ]
    assert same_questions(by_text, by_number)
    by_text[0] = dataclasses.replace(by_text[0], polarity=-1, touchpoint="queue")
    assert carried_over(by_text, by_number)[0].touchpoint == "queue"
    assert carried_over(by_text, by_number)[0].polarity == -1


@given(names, names)
def test_overlap_is_mutual_and_a_share(one: list[str], other: list[str]) -> None:
    mine = [Column(i, name, "choice") for i, name in enumerate(one)]
    theirs = [Column(i, name, "choice") for i, name in enumerate(other)]
    assert overlap(mine, theirs) == overlap(theirs, mine)
    assert 0 <= overlap(mine, theirs) <= 1
    assert overlap(mine, mine) == 1


def test_files_without_questions_have_nothing_in_common() -> None:
    assert overlap(columns("门店", "时间"), columns("门店", "时间")) == 0


def test_a_word_of_the_scale_that_nobody_had_used_is_no_change() -> None:
    before = dataclasses.replace(score("满意度", 1, 5), scores={"满意": 4.0, "非常满意": 5.0})
    now = dataclasses.replace(score("满意度", 1, 5), scores={"满意": 4.0, "不满意": 2.0})
    assert compare([before], [now]) == []
    beyond = dataclasses.replace(score("满意度", 1, 7), scores={"满意": 6.0, "非常满意": 7.0})
    assert [change.code for change in compare([before], [beyond])] == ["scale"]


def test_only_new_options_need_no_consent() -> None:
    before = [Column(0, "渠道", "choice", labels={"1": "门店"}), Column(1, "时间")]
    now = [Column(0, "渠道", "choice", labels={"1": "门店", "2": "外卖"}), Column(1, "备注")]
    assert {change.code: change.wants_consent for change in compare(before, now)} == {
        "options": False, "new": True, "missing": True,
    }  # fmt: skip


def test_a_survey_that_lost_a_question_is_alike_two_with_one_common_question_are_not() -> None:
    survey = [Column(i, name, "choice") for i, name in enumerate(["渠道", "频率", "满意吗", "推荐吗"])]
    assert alike(survey, survey[:3])
    assert not alike(survey[:1], survey[:1])


def test_what_was_only_kept_follows_a_better_guess_unless_somebody_chose_it() -> None:
    before, now = [Column(0, "Q1")], [Column(0, "Q1", "choice", item="q1", label="您从哪里知道我们？")]
    assert adopted(before, now)[0].field == "choice"
    guessed = [Column(0, "Q1", "choice")]
    mark_chosen(guessed, before)
    assert adopted(before, now)[0].field == "attribute"
    assert adopted(adopted(before, now), now)[0].field == "attribute"


def test_wordings_and_texts_are_those_of_the_new_file_and_else_those_known() -> None:
    before = [Column(0, "Q1", "choice", item="q1", label="Q1", labels={"1": "A1", "2": "B"})]
    now = [Column(0, "Q1", "choice", item="q1", label="渠道", labels={"1": "门店"})]
    (column,) = adopted(before, now)
    assert (column.label, column.labels) == ("渠道", {"1": "门店", "2": "B"})
    assert adopted(now, [Column(0, "Q1")])[0].label == "渠道"


def test_records_that_name_only_what_they_have_do_not_change_by_that() -> None:
    agreed = columns("id", "score", "city", score="rating")
    found = columns("id", "score", "note", "effort", score="rating", effort="ces")
    assert [(change.code, change.name) for change in compare(agreed, found, sparse=True)] == [
        ("new", "effort")
    ]
