"""One survey of 问卷星, taken in by text and by number: the same voices, once."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.start_import import receive_file
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Answer, Import, Item, Signal, Source

SAMPLE = Path(__file__).parents[2].parent / "shared/data/exports/wjx/wjx_800_by_text.xls"

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
FRAME = "序号|提交答卷时间|所用时间|来源|来源详情|来自IP|"
TITLES = (
    "1、您的性别|{several}|3、总体满意度|4、您有多大可能推荐我们|5、您觉得服务如何|6、您的职业|7、原因|第8题(环境)|"
    "第8题(价格)"
)
HEADER_BY_TEXT = FRAME + TITLES.format(several="2、您看重什么")
HEADER_BY_NUMBER = FRAME + TITLES.format(several="第2题(价格)|第2题(服务)|第2题(其他)")
GENDER, JOB = ("男", "女"), ("学生", "职员", "自由职业")
SERVICE = ("非常满意", "满意", "一般", "不满意", "非常不满意")
SEVERAL = ("价格", "服务", "其他")


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


def row(number: int, *, by_number: bool) -> str:
    """One person's answers in either layout; the last of every six jumped over the several options."""
    frame = f"{number}|2024/6/{number % 28 + 1} 12:00:00|{number + 50}秒|微信|N/A|1.2.3.4(上海-上海)"
    chosen = [(number + at) % 3 == 0 or at == number % 2 for at in range(3)] if number % 6 else []
    if by_number:
        several = "|".join(str(int(one)) for one in chosen) if chosen else "-3|-3|-3"
        said = (
            f"{number % 2 + 1}|{several}|{number % 5 + 1}|{number % 11 + 1}|{number % 5 + 1}|{number % 3 + 1}"
        )
        return f"{frame}|{said}|{'等得太久了' if number % 4 else '-2'}|{number % 5 + 1}|{number % 4 + 1}"
    several = "┋".join(text for text, one in zip(SEVERAL, chosen, strict=False) if one) or "(跳过)"
    said = f"{GENDER[number % 2]}|{several}|{number % 5 + 1}|{number % 11}|{SERVICE[number % 5]}|{JOB[number % 3]}"
    words = f"{SERVICE[number % 5]}|{SERVICE[number % 4]}"
    return f"{frame}|{said}|{'等得太久了' if number % 4 else '(空)'}|{words}"


@pytest.fixture
def export(tmp_path: Path) -> Any:
    def export(numbers: Sequence[int], *, by_number: bool, name: str = "survey.csv") -> Path:
        path = tmp_path / name
        header = HEADER_BY_NUMBER if by_number else HEADER_BY_TEXT
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                line.split("|")
                for line in [header, *(row(number, by_number=by_number) for number in numbers)]
            )
        return path

    return export


def counts(result: dict[str, Any]) -> tuple[int, int, int, int]:
    return result["accepted"], result["revised"], result["duplicates"], result["rejected"]


def answers() -> list[tuple[Any, ...]]:
    rows = Answer.objects.order_by("signal__source_id", "item", "choice")
    return list(
        rows.values_list(
            "signal__source_id",
            "item",
            "construct",
            "value",
            "scale_min",
            "scale_max",
            "status",
            "choice",
            "polarity",
        )
    )


EVERYBODY = range(1, 61)


def test_by_text_and_then_by_number_nothing_is_new(export: Any) -> None:
    assert counts(import_files(SYSTEM, [export(EVERYBODY, by_number=False)])) == (60, 0, 0, 0)
    by_text = answers()
    assert counts(import_files(SYSTEM, [export(EVERYBODY, by_number=True)])) == (0, 0, 60, 0)
    assert answers() == by_text
    assert (Source.objects.count(), Signal.objects.count()) == (1, 60)
    said = dict(
        Answer.objects.filter(signal__source_id="1", item__in=("q1", "q5")).values_list("item", "value")
    )
    assert said == {"q1": None, "q5": 4}


def test_the_page_of_an_import_by_number_shows_the_texts_that_are_known(export: Any) -> None:
    import_files(SYSTEM, [export(EVERYBODY, by_number=False)])
    path = export(EVERYBODY, by_number=True)
    received = Import.objects.get(id=receive_file(SYSTEM, path.name, [path.read_bytes()]))
    job = next(column for column in received.mapping["columns"] if column["item"] == "q6")
    assert job["labels"]["2"] == "职员"
    assert [note["code"] for note in received.layout["notes"]] == ["questions_understood"]


def test_numbers_of_stores_keep_the_rows_where_they_are(tmp_path: Path) -> None:
    stores = ("东一店", "西一店")
    for by_number in (False, True):
        path = tmp_path / f"{by_number}.csv"
        head = "序号,提交答卷时间,所用时间,1、您消费的是哪家门店,2、满意度" + (
            ",第3题(甲),第3题(乙)" if by_number else ""
        )
        rows = [
            f"{n},2024/6/1 12:00,9秒,{n % 2 + 1 if by_number else stores[n % 2]},{n % 5 + 1}{',1,0' if by_number else ''}"
            for n in range(20)
        ]
        path.write_text("\n".join([head, *rows]), encoding="utf-8")
        import_files(SYSTEM, [path], source="stores")
        assert set(Signal.objects.values_list("unit__short_name", flat=True)) == set(stores)


def test_new_rows_by_number_have_the_texts_of_the_old_ones(export: Any) -> None:
    import_files(SYSTEM, [export(range(1, 41), by_number=False)])
    assert counts(import_files(SYSTEM, [export(EVERYBODY, by_number=True)])) == (20, 0, 40, 0)
    assert set(Answer.objects.filter(item="q6").values_list("choice", flat=True)) == set(JOB)
    assert set(Answer.objects.filter(item="q5").values_list("construct", flat=True)) == {"csat"}


def test_by_number_and_then_by_text_the_texts_come_in(export: Any) -> None:
    import_files(SYSTEM, [export(EVERYBODY, by_number=True)])
    assert set(Answer.objects.filter(item="q6").values_list("choice", flat=True)) == {"1", "2", "3"}
    assert counts(import_files(SYSTEM, [export(EVERYBODY, by_number=False)])) == (0, 60, 0, 0)
    assert set(Answer.objects.filter(item="q6").values_list("choice", flat=True)) == set(JOB)
    by_text = answers()
    assert counts(import_files(SYSTEM, [export(EVERYBODY, by_number=True, name="again.csv")])) == (
        0,
        0,
        60,
        0,
    )
    assert answers() == by_text
    assert Source.objects.count() == 1


def test_an_export_by_text_teaches_the_question_its_numbers(export: Any) -> None:
    import_files(SYSTEM, [export(EVERYBODY, by_number=True)])
    import_files(SYSTEM, [export(EVERYBODY, by_number=False)])
    options = Item.objects.get(code="q6").options
    assert {number: options[number] for number in ("1", "2", "3")} == {
        "1": "学生",
        "2": "职员",
        "3": "自由职业",
    }


def test_the_same_export_twice_adds_nothing_in_either_layout(export: Any) -> None:
    for by_number in (True, False):
        name = f"{by_number}.csv"
        import_files(SYSTEM, [export(EVERYBODY, by_number=by_number, name=name)], source=name)
        again = import_files(SYSTEM, [export(EVERYBODY, by_number=by_number, name=name)], source=name)
        assert counts(again) == (0, 0, 60, 0)


def test_what_was_jumped_over_was_not_asked_and_what_was_left_empty_was_skipped(export: Any) -> None:
    for by_number in (True, False):
        source = f"by-{by_number}"
        import_files(SYSTEM, [export(EVERYBODY, by_number=by_number)], source=source)
        mine = Answer.objects.filter(signal__source=source)
        assert mine.get(signal__source_id="6", item="q2").status == "not_asked"
        assert mine.get(signal__source_id="4", item="q7").status == "skipped"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample export is not here")
def test_a_real_export_by_text_and_what_it_would_be_by_number_are_the_same_voices(tmp_path: Path) -> None:
    xlrd = pytest.importorskip("xlrd")
    sheet = xlrd.open_workbook(SAMPLE).sheet_by_index(0)
    rows = [[str(cell).removesuffix(".0") for cell in sheet.row_values(at)] for at in range(sheet.nrows)]
    assert counts(import_files(SYSTEM, [SAMPLE])) == (800, 0, 0, 0)
    path = tmp_path / "by_number.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(twin_by_number(rows))
    assert counts(import_files(SYSTEM, [path])) == (0, 0, 800, 0)
    assert Source.objects.count() == 1


def twin_by_number(rows: list[list[str]]) -> list[list[str]]:
    """The same answers as 问卷星 gives them by number; what was written beside an option stays with it."""
    made: list[list[str]] = [row[:6] for row in rows]
    for column in range(6, len(rows[0])):
        chosen = [dict(map(parted, row[column].split("┋"))) for row in rows[1:]]
        options = sorted({option for one in chosen for option in one})
        several = any(len(one) > 1 for one in chosen)
        number = rows[0][column].split("、")[0]
        made[0] += [f"第{number}题({option})" for option in options] if several else [rows[0][column]]
        for row, one in zip(made[1:], chosen, strict=True):
            if several:
                row += [f"1{one[option]}" if option in one else "0" for option in options]
            else:
                row += [f"{options.index(option) + 1}{words}" for option, words in one.items()]
    return made


def parted(cell: str) -> tuple[str, str]:
    option, mark, words = cell.partition("〖")
    return option, mark + words
