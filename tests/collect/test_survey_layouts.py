"""One survey handed in by several layouts of its tool: the same voices once, with the same answers."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.command import import_files
from zhiyin.collect.errors import LayoutChanged
from zhiyin.collect.models import Answer, Signal

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
FRAME = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
PEOPLE = range(1, 41)


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


@pytest.fixture
def hand_in(tmp_path: Path) -> Any:
    def hand_in(*rows: Sequence[object]) -> tuple[int, int, int]:
        """Accepted, revised, duplicates."""
        path = tmp_path / "survey.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        done = import_files(SYSTEM, [path])
        return done["accepted"], done["revised"], done["duplicates"]

    return hand_in


def answers() -> set[tuple[Any, ...]]:
    fields = ("signal__source_id", "item", "construct", "value", "scale_max", "status", "choice")
    return set(Answer.objects.values_list(*fields))


def wjx_frame(n: int) -> list[object]:
    return [n, f"2024/6/{n % 28 + 1} 12:00:00", "60秒", "微信", "N/A", "1.2.3.4(上海-上海)"]


WJX_TEXT = [
    *FRAME,
    "1、您的性别",
    "2、请评价—口味",
    "2、请评价—价格合理",
    "3、请打分—卫生",
    "3、请打分—环境",
    "4、渠道",
    "5、门店名称",
    "6、建议",
]
WJX_NUMBER = [
    *FRAME,
    "1、您的性别",
    "第2题(口味)",
    "第2题(价格合理)",
    "第3题(卫生)",
    "第3题(环境)",
    "第4题(微信)",
    "第4题(其他)",
    "5、门店名称",
    "6、建议",
]


def wjx_text(n: int) -> list[object]:
    several = ["微信", "微信┋其他〖电台〗", "其他〖电台〗"][n % 3]
    return [
        *wjx_frame(n),
        "男女"[n % 2],
        n % 5 + 1,
        n % 4 + 2,
        n % 90 + 10,
        55 + n % 9,
        several,
        f"{n % 3}号店",
        "快一点",
    ]


def wjx_number(n: int) -> list[object]:
    several = [["1", "0"], ["1", "1〖电台〗"], ["0", "1〖电台〗"]][n % 3]
    return [
        *wjx_frame(n),
        n % 2 + 1,
        n % 5 + 1,
        n % 4 + 2,
        n % 90 + 10,
        55 + n % 9,
        *several,
        n % 3 + 1,
        "快一点",
    ]


def test_numbers_after_texts_add_nothing_and_change_nothing(hand_in: Any) -> None:
    assert hand_in(WJX_TEXT, *map(wjx_text, PEOPLE)) == (40, 0, 0)
    before = answers()
    assert hand_in(WJX_NUMBER, *map(wjx_number, PEOPLE)) == (0, 0, 40)
    assert hand_in(WJX_TEXT, *map(wjx_text, range(1, 51))) == (10, 0, 40)
    assert before <= answers()


def test_texts_after_numbers_word_them_once(hand_in: Any) -> None:
    assert hand_in(WJX_NUMBER, *map(wjx_number, PEOPLE)) == (40, 0, 0)
    assert hand_in(WJX_TEXT, *map(wjx_text, PEOPLE)) == (0, 40, 0)
    worded = answers()
    assert hand_in(WJX_NUMBER, *map(wjx_number, PEOPLE)) == (0, 0, 40)
    assert answers() == worded
    assert {one.unit.name for one in Signal.objects.select_related("unit")} == {"0号店", "1号店", "2号店"}


def test_the_number_of_a_store_that_nobody_has_worded_is_no_store(hand_in: Any) -> None:
    hand_in(WJX_TEXT, *map(wjx_text, PEOPLE))
    later = wjx_number(41)
    later[-2] = 9
    assert hand_in(WJX_NUMBER, *map(wjx_number, PEOPLE), later) == (1, 0, 40)
    assert Signal.objects.get(source_id="41").unit.name not in ("9", "9号店")


def test_what_an_empty_file_was_taken_for_binds_nobody(hand_in: Any) -> None:
    assert hand_in(WJX_TEXT) == (0, 0, 0)
    assert hand_in(WJX_TEXT, *map(wjx_text, PEOPLE)) == (40, 0, 0)
    assert set(Answer.objects.filter(item="q2_1").values_list("construct", flat=True)) == {"rating"}


def test_one_number_for_several_options_is_shown_and_not_taken(hand_in: Any) -> None:
    hand_in(WJX_TEXT, *map(wjx_text, PEOPLE))
    names = [*WJX_NUMBER[:11], "4、渠道", *WJX_NUMBER[13:]]
    with pytest.raises(LayoutChanged):
        hand_in(names, *([*wjx_number(n)[:11], n % 3 + 1, *wjx_number(n)[13:]] for n in PEOPLE))


def test_blanks_for_who_answered_are_kept_alike(hand_in: Any) -> None:
    people = [[f"王{n}", f"上海市路{n}号", f"{n % 5 + 1}"] for n in PEOPLE]
    by_text = [*FRAME, "1、您的联系方式—姓名：", "1、您的联系方式—地址：", "2、满意度", "3、性别"]
    by_number = [*FRAME, "第1题(姓名：)", "第1题(地址：)", "2、满意度", "3、性别"]
    hand_in(by_text, *([*wjx_frame(n), *one, "男女"[n % 2]] for n, one in enumerate(people, 1)))
    again = hand_in(by_number, *([*wjx_frame(n), *one, n % 2 + 1] for n, one in enumerate(people, 1)))
    assert again == (0, 0, 40)


def test_one_question_more_is_shown(hand_in: Any) -> None:
    hand_in(WJX_TEXT, *map(wjx_text, PEOPLE))
    with pytest.raises(LayoutChanged):
        hand_in([*WJX_TEXT, "7、您的年龄段"], *([*wjx_text(n), "18-25"] for n in PEOPLE))


SYSTEM_COLUMNS = (
    "StartDate",
    "EndDate",
    "Status",
    "Progress",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "DistributionChannel",
)
IMPORTS = (
    "startDate",
    "endDate",
    "status",
    "progress",
    "finished",
    "recordedDate",
    "_recordId",
    "distributionChannel",
)
CHANNELS = ("App", "Website", "Phone, fax")
STEPS = (
    "Extremely satisfied",
    "Somewhat satisfied",
    "Neither satisfied nor dissatisfied",
    "Somewhat dissatisfied",
)


def qualtrics(*, numbers: bool, columns: bool) -> list[list[object]]:
    asked = [("Q1", "How satisfied are you?", '{"ImportId":"QID1"}')]
    text = "Which channels did you use? - Selected Choice"
    if columns:
        asked += [
            (f"Q2_{n}", f"{text} - {one}", f'{{"ImportId":"QID2","choiceId":"{n}"}}')
            for n, one in enumerate(CHANNELS, 1)
        ]
    else:
        asked += [("Q2", text, '{"ImportId":"QID2"}')]
    asked += [
        ("Q3", "Gender", '{"ImportId":"QID3"}'),
        ("Q4", "Which store did you visit?", '{"ImportId":"QID4"}'),
    ]
    rows: list[list[object]] = [
        [*SYSTEM_COLUMNS, *(one[0] for one in asked)],
        [*SYSTEM_COLUMNS, *(one[1] for one in asked)],
        [*(f'{{"ImportId":"{one}"}}' for one in IMPORTS), *(one[2] for one in asked)],
    ]
    for n in PEOPLE:
        time = f"2024-06-{n % 28 + 1:02d} 10:00:00"
        chosen = [at for at in range(3) if (n + at) % 3 or at == n % 2]
        said: list[object] = [
            time,
            time,
            "0" if numbers else "IP Address",
            "100",
            "1" if numbers else "True",
            time,
            f"R_{n}",
            "anonymous",
            str(5 - n % 4) if numbers else STEPS[n % 4],
        ]
        if columns:
            said += [("1" if numbers else CHANNELS[at]) if at in chosen else "" for at in range(3)]
        else:
            said.append(",".join(str(at + 1) if numbers else CHANNELS[at] for at in chosen))
        said += [
            str(n % 2 + 1) if numbers else ("Male", "Female")[n % 2],
            str(n % 3 + 1) if numbers else f"Store {n % 3}",
        ]
        rows.append(said)
    return rows


def test_qualtrics_by_number_and_with_a_column_per_option_says_the_same(hand_in: Any) -> None:
    assert hand_in(*qualtrics(numbers=False, columns=False)) == (40, 0, 0)
    before = answers()
    for numbers, columns in ((True, False), (False, True), (True, True)):
        assert hand_in(*qualtrics(numbers=numbers, columns=columns)) == (0, 0, 40)
    assert answers() == before
    assert {one.unit.name for one in Signal.objects.select_related("unit")} == {
        "Store 0",
        "Store 1",
        "Store 2",
    }


def test_qualtrics_numbers_are_worded_by_a_later_export(hand_in: Any) -> None:
    assert hand_in(*qualtrics(numbers=True, columns=False)) == (40, 0, 0)
    assert hand_in(*qualtrics(numbers=False, columns=False)) == (0, 40, 0)
    assert hand_in(*qualtrics(numbers=True, columns=False)) == (0, 0, 40)


def surveymonkey(*, numbers: bool, expanded: bool) -> list[list[object]]:
    frame = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    steps = (
        "Very satisfied",
        "Satisfied",
        "Neither satisfied nor dissatisfied",
        "Dissatisfied",
        "Very dissatisfied",
    )
    rows_of = ("Food", "Service")
    first: list[object] = [*frame]
    second: list[object] = [""] * len(frame)
    for text, condensed, spread in (
        ("How satisfied are you?", ["Response"], [*steps]),
        ("Which did you use?", [*CHANNELS], [*CHANNELS]),
        ("Please rate", [*rows_of], [f"{row} - {step}" for row in rows_of for step in steps]),
        ("Drag the slider", ["Response"], ["Response"]),
    ):
        parts = spread if expanded else condensed
        first += [text, *[""] * (len(parts) - 1)]
        second += parts
    rows: list[list[object]] = [first, second]
    for n in PEOPLE:
        row: list[object] = [
            str(1000 + n),
            "7",
            f"06/{n % 28 + 1:02d}/2024 10:00:00 AM",
            f"06/{n % 28 + 1:02d}/2024 10:05:00 AM",
            "",
        ]
        for step in (n % 5, None, (n + 1) % 5, (n + 2) % 5):
            if step is None:
                row += [
                    (at + 1 if numbers else one) if (n + at) % 3 else "" for at, one in enumerate(CHANNELS)
                ]
            elif expanded:
                row += [(at + 1 if numbers else one) if at == step else "" for at, one in enumerate(steps)]
            else:
                row.append(step + 1 if numbers else steps[step])
        rows.append([*row, n * 2])
    return rows


def test_surveymonkey_condensed_or_expanded_as_texts_or_numbers_says_the_same(hand_in: Any) -> None:
    assert hand_in(*surveymonkey(numbers=False, expanded=False)) == (40, 0, 0)
    before = answers()
    assert ("1001", "please_rate_food", "csat", 3.0, 5.0, "answered", "") in before
    for numbers, expanded in ((False, True), (True, False), (True, True)):
        assert hand_in(*surveymonkey(numbers=numbers, expanded=expanded)) == (0, 0, 40)
    assert answers() == before


def limesurvey(heads: str) -> list[list[object]]:
    frame = {
        "id": "Response ID",
        "submitdate": "Date submitted",
        "lastpage": "Last page",
        "startlanguage": "Start language",
        "seed": "Seed",
        "startdate": "Date started",
        "datestamp": "Date last action",
    }
    asked = {f"S{n}": f"How satisfied are you with part {n}?" for n in range(1, 8)}
    asked |= {"A[SQ001]": "Please rate [Food]", "A[SQ002]": "Please rate [Place]"}
    named = {
        "code": lambda code, text: code,
        "text": lambda code, text: text,
        "both": lambda code, text: f"{code}. {text}",
    }[heads]
    steps = ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied")
    rows: list[list[object]] = [[named(code, text) for code, text in (frame | asked).items()]]
    for n in PEOPLE:
        time = f"2024-06-{n % 28 + 1:02d} 10:00:00"
        rows.append([n, time, 3, "en", 77, time, time, *(steps[(n + at) % 5] for at in range(len(asked)))])
    return rows


def test_limesurvey_with_headings_of_any_form_has_the_same_items(hand_in: Any) -> None:
    assert hand_in(*limesurvey("code")) == (40, 0, 0)
    before = answers()
    for heads in ("both", "text"):
        assert sum(hand_in(*limesurvey(heads))) == 40
        assert Signal.objects.count() == 40
        assert {one[:2] for one in answers()} == {one[:2] for one in before}


def test_a_middle_that_comes_later_is_shown_and_mixed_into_no_scale_without_one(hand_in: Any) -> None:
    names = [*FRAME, "1、满意度"]
    steps = ("非常满意", "满意", "不满意", "非常不满意")
    first = [[*wjx_frame(n), steps[n % 4]] for n in PEOPLE]
    assert hand_in(names, *first) == (40, 0, 0)
    with pytest.raises(LayoutChanged):
        hand_in(names, *first, [*wjx_frame(41), "一般"])


def test_a_few_answers_do_not_narrow_the_scale_of_those_to_come(hand_in: Any) -> None:
    names = [*FRAME, "1、满意度"]
    steps = ("非常满意", "满意", "不满意", "非常不满意", "一般")
    assert hand_in(names, *([*wjx_frame(n), steps[n % 4]] for n in range(1, 7))) == (6, 0, 0)
    assert hand_in(names, *([*wjx_frame(n), steps[n % 5 if n > 6 else n % 4]] for n in PEOPLE)) == (34, 0, 6)
    assert set(Answer.objects.filter(item="q1").values_list("scale_max", flat=True)) == {5.0}
