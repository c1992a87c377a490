"""Reviews and mystery visits through the door: what is taken, what is nobody's voice, at which touchpoint it counts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from openpyxl import Workbook

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Answer, Import, Signal, SignalRevision
from zhiyin.collect.phrases import PRESET_LABELS, evidence, note
from zhiyin.customers.models import Customer
from zhiyin.jobs.worker import take_up_one
from zhiyin.journeys.models import Touchpoint

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


def sheet(path: Path, *lines: str) -> Path:
    """A workbook as a back office writes it; cells are parted by | and numbers are numbers."""
    book = Workbook()
    page = book.active
    assert page is not None
    for line in lines:
        page.append(
            [
                float(cell) if cell.replace(".", "", 1).isdecimal() else cell or None
                for cell in line.split("|")
            ]
        )
    book.save(path)
    return path


REVIEWS = (
    "评价ID|评价时间|门店名称|用户昵称|用户等级|星级|口味|环境|服务|评价内容|追评内容|商家回复|团购名称",
    "A1|2025-03-01 12:30|东一店|爱吃的猫|Lv5|4.5|5|4|3|点心很好吃，就是等位有点久||感谢光临|双人套餐",
    "A2|2025-03-02 12:30|东一店|小王|Lv2|5|0|0|0|默认好评|||",
    "A3|2025-03-03 12:30|西一店|小李|Lv1|2|2|3|1|此用户没有填写评价。|||",
    "A4|2025-03-04 12:30|西一店|小张|Lv3|5|5|5|5|都挺好的一家店|回家拉肚子了||",
)


VISITS = (
    "门店|检查日期|检查员|检查项|分值|得分|扣分原因",
    "东一店|2025-03-01|张三|微笑服务|10|8|未露齿",
    "东一店|2025-03-01|张三|环境卫生|20|20|",
    "西一店|2025-03-02|李四|微笑服务|10|10|",
    "西一店|2025-03-02|李四|环境卫生|20|12|地面有水",
)


def test_a_back_offices_export_goes_in_without_help(tmp_path: Path) -> None:
    import_files(SYSTEM, [sheet(tmp_path / "评价.xlsx", *REVIEWS)])
    taken = Import.objects.get()
    assert (taken.accepted, taken.rejected, taken.passed_over) == (3, 0, {"no_voice": 1})
    assert taken.layout["preset"] == "dianping"
    first = Signal.objects.get(source_id="A1")
    assert (first.kind, first.channel, first.customer) == ("review", "dianping", None)
    assert first.attributes["reply"] == "感谢光临"
    assert (first.attributes["visit_route"], first.attributes["团购名称"]) == ("group_buy", "双人套餐")
    assert Signal.objects.get(source_id="A4").text == "都挺好的一家店\n回家拉肚子了"
    assert Customer.objects.count() == 0


def test_a_platforms_own_five_stars_are_in_no_score(tmp_path: Path) -> None:
    import_files(SYSTEM, [sheet(tmp_path / "评价.xlsx", *REVIEWS)])
    stars = Answer.objects.filter(item="stars").order_by("signal__source_id")
    assert list(stars.values_list("signal__source_id", "value")) == [("A1", 4.5), ("A3", 2.0), ("A4", 5.0)]
    assert Signal.objects.get(source_id="A3").text == ""


def test_parts_of_the_rating_stand_at_touchpoints_named_in_both_languages(tmp_path: Path) -> None:
    import_files(SYSTEM, [sheet(tmp_path / "评价.xlsx", *REVIEWS)])
    answers = Answer.objects.filter(signal__source_id="A1")
    assert dict(answers.values_list("item", "touchpoint__code")) == {
        "stars": None, "taste": "taste", "environment": "environment", "service": "service",
    }  # fmt: skip
    names = dict(Touchpoint.objects.filter(code__in=("taste", "service")).values_list("name", "name_en"))
    assert names == {"口味": "Taste", "服务": "Service"}


def test_a_later_export_with_a_reply_revises_the_review(tmp_path: Path) -> None:
    import_files(SYSTEM, [sheet(tmp_path / "一.xlsx", *REVIEWS)])
    replied = REVIEWS[4].replace("拉肚子了||", "拉肚子了|请联系我们|")
    result = import_files(SYSTEM, [sheet(tmp_path / "二.xlsx", *REVIEWS[:4], replied)])
    assert (result["accepted"], result["revised"], result["duplicates"]) == (0, 1, 2)
    assert SignalRevision.objects.count() == 1


def test_an_added_text_that_comes_later_replaces_nothing(tmp_path: Path) -> None:
    header = "评价ID|评价时间|评价内容|评分|是否追评|买家昵称|商品名称"
    first = sheet(
        tmp_path / "一.xlsx", header, "7|2025-03-01|很好用的锅|5|否|a|锅", "8|2025-03-01|一般般|3|否|b|锅"
    )
    later = sheet(tmp_path / "二.xlsx", header, "7|2025-04-01|一个月后坏了|5|是|a|锅")
    import_files(SYSTEM, [first], source="shop")
    for _ in range(2):
        import_files(SYSTEM, [later], source="shop")
    assert Signal.objects.get(source_id="7").text == "很好用的锅"
    added = Signal.objects.get(text="一个月后坏了")
    assert (added.attributes["follows"], added.answers.count(), Signal.objects.count()) == ("7", 0, 3)


def test_google_plays_file_in_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "reviews_com.example_202503.csv"
    lines = [
        "Package Name,App Version Name,Reviewer Language,Device,Review Submit Date and Time,"
        "Review Submit Millis Since Epoch,Star Rating,Review Title,Review Text,Developer Reply Text,Review Link",
        'com.example,1.2,zh,oriole,2025-03-01T04:00:00Z,1740801600000,1,,"闪退，打不开",已修复,'
        "http://play.google.com/console/x?reviewId=gp:AB1&corpus=PUBLIC_REVIEWS",
        "com.example,1.2,zh,oriole,2025-03-01T05:00:00Z,1740805200000,5,,,,",
    ]
    path.write_bytes("\r\n".join([*lines, ""]).encode("utf-16"))
    import_files(SYSTEM, [path])
    signal = Signal.objects.get(source_id="gp:AB1")
    assert (signal.channel, signal.text, signal.attributes["reply"]) == (
        "google_play",
        "闪退，打不开",
        "已修复",
    )
    assert Answer.objects.filter(construct="rating").count() == 2


def test_the_checks_of_a_mystery_visit_are_in_no_customers_score(tmp_path: Path) -> None:
    path = sheet(tmp_path / "三月暗访.xlsx", *VISITS)
    result = import_files(SYSTEM, [path])
    assert (result["accepted"], result["rejected"]) == (2, 0)
    east, west = Signal.objects.order_by("row")
    assert (east.unit_id == west.unit_id, west.text) == (False, "环境卫生：地面有水")
    assert (east.kind, east.text, east.customer) == ("mystery_visit", "微笑服务：未露齿", None)
    assert {east.population, west.population} == {"inspector"}
    assert set(Answer.objects.values_list("construct", flat=True)) == {"number"}
    assert list(east.answers.order_by("item").values_list("item", "value", "scale_max")) == [
        ("微笑服务", 8, 10), ("环境卫生", 20, 20),
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [REVIEWS, VISITS])
def test_what_was_understood_has_its_sentences_and_the_form_changes_nothing(
    signed_in: Callable[[User], Client], an: User, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    client = signed_in(an)
    content = sheet(tmp_path / "三月暗访.xlsx" if lines is VISITS else tmp_path / "评价.xlsx", *lines)
    with content.open("rb") as file:
        columns = client.post("/listen/imports/new", {"file": file})["Location"]
    row = Import.objects.get()
    before = row.mapping
    assert client.get(columns).status_code == 200
    assert PRESET_LABELS[row.layout["preset"]]
    assert all(note(said) for said in row.layout["notes"])
    assert all(evidence(why) for column in row.mapping["columns"] for why in column["evidence"])
    sent = {name: row.mapping[name] for name in ("source", "kind", "channel", "unit")}
    sent.update({f"field-{column['index']}": column["field"] for column in row.mapping["columns"]})
    client.post(columns, {**sent, "start": "1"})
    take_up_one()
    row.refresh_from_db()
    assert (row.state, row.rejected) == ("done", 0)
    for column, was in zip(row.mapping["columns"], before["columns"], strict=True):
        assert column == was
