"""Purchases as tills, shops and members' systems export them: recognised, taken once, taken back."""

from collections.abc import Callable
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models import Sum

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions import run_import as running_module
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.actions.take_file_as import take_file_as
from zhiyin.collect.actions.taking import purchases as taking
from zhiyin.collect.actions.undo_import import undo_import
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Event, EventRevision, Import, Reject, Signal
from zhiyin.customers.models import Customer, Identity
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.errors import Invalid

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
DATA = Path(__file__).parents[3] / "shared" / "data" / "customers"
TILL = """流水号,会员卡号,手机号,会员姓名,消费时间,门店,商品名称,数量,应收金额,优惠金额,实收金额,支付方式
S1001,VIP0001,13800138001,王芳,2024/3/1 12:10,东一店,牛肉面,1,32,2,30.00,微信
S1002,VIP0002,13800138002,李强,2024/3/1 12:20,东一店,牛肉面,2,64,0,64.00,支付宝
S1002,VIP0002,13800138002,李强,2024/3/1 12:20,东一店,酸梅汤,1,8,0,8.00,支付宝
S1003,,,,2024/3/1 12:30,东二店,凉菜,1,12,0,12.00,现金
合计,,,,,,,,116,2,114.00,
"""
SHOP = """订单号,订单状态,下单时间,付款时间,买家手机号,商品名称,商品数量,商品单价,订单实付金额,优惠金额,退款金额,店铺名称
E001,交易完成,2024-01-01 10:00:00,2024-01-01 10:00:30,13812345678,大杯拿铁,2,18.00,32.00,4.00,0.00,东一店
E002,已退款,2024-01-01 11:00:00,2024-01-01 11:00:30,13912345678,美式,1,15.00,15.00,0.00,15.00,东一店
E003,已关闭,2024-01-01 12:00:00,,13912345678,美式,1,15.00,15.00,0.00,0.00,东一店
"""
INVOICES = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART,6,12/1/2010 8:26,2.55,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,6,12/1/2010 8:26,3.39,17850.0,United Kingdom
C536379,D,Discount,-1,12/13/2010 9:41,27.50,14527.0,United Kingdom
536414,22139,,56,12/1/2010 11:52,0.0,,United Kingdom
536589,21777,,-10,12/1/2010 16:50,0.0,,United Kingdom
"""
CDS = " 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n 00003 19970113  2   20.76\n"

Take = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


@pytest.fixture
def take(tmp_path: Path) -> Take:
    def take(text: str, name: str = "file.csv", codec: str = "utf-8", **better: Any) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(text.encode(codec))
        return import_files(SYSTEM, [path], **better)

    return take


def undo(key: int) -> None:
    undo_import(SYSTEM, key)
    assert take_up_one()


def events() -> list[tuple[Any, ...]]:
    columns = ("kind", "order", "product", "quantity", "amount", "unit__code")
    return list(Event.objects.order_by("occurred_at", "order", "kind", "product").values_list(*columns))


def test_a_tills_export_becomes_purchases(take: Take) -> None:
    done = take(TILL)
    assert (done["accepted"], done["rejected"], done["passed_over"]) == (4, 0, 1)
    assert done["files"][0]["preset"] == "purchases"
    assert events() == [
        ("paid", "S1001", "牛肉面", 1, Decimal("30.00"), "E1"),
        ("paid", "S1002", "牛肉面", 2, Decimal("64.00"), "E1"),
        ("paid", "S1002", "酸梅汤", 1, Decimal("8.00"), "E1"),
        ("paid", "S1003", "凉菜", 1, Decimal("12.00"), "E2"),
    ]
    assert not Signal.objects.exists()


def test_in_the_encoding_of_chinese_windows_as_well(take: Take) -> None:
    assert take(TILL, codec="gb18030")["accepted"] == 4


def test_card_and_mobile_number_of_one_row_are_one_person(take: Take) -> None:
    take(TILL)
    assert Customer.objects.values("person_id").distinct().count() == 2
    card = Identity.objects.filter(kind="customer_number").first()
    assert card is not None
    assert set(card.customer.identities.values_list("kind", flat=True)) == {"customer_number", "mobile"}
    assert set(Customer.objects.values_list("name", flat=True)) == {"王芳", "李强"}


def test_a_shops_own_number_under_three_names_is_nobodys(take: Take) -> None:
    rows = [
        f"S10{n},13812345679,{name},2024/3/1 12:{n}0,东一店,牛肉面,1,30.00"
        for n, name in enumerate(["王小明", "李四方", "赵六一"])
    ]
    done = take("\n".join(["流水号,手机号,会员姓名,消费时间,门店,商品名称,数量,实收金额", *rows]))
    assert done["accepted"] == 3
    assert Identity.objects.get().is_shared
    assert set(Event.objects.values_list("customer", flat=True)) == {None}


def test_a_discount_is_told_from_none(take: Take) -> None:
    take(TILL)
    told = dict(Event.objects.values_list("order", "is_discounted"))
    assert (told["S1001"], told["S1003"]) == (True, False)


def test_what_else_stands_in_a_row_is_kept(take: Take) -> None:
    take(TILL)
    assert Event.objects.get(order="S1001").attributes == {
        "应收金额": "32",
        "优惠金额": 2,
        "支付方式": "微信",
    }


def test_what_was_paid_back_and_what_was_called_off_are_told_from_purchases(take: Take) -> None:
    take(SHOP)
    assert [(kind, order, amount) for kind, order, _, _, amount, _ in events()] == [
        ("paid", "E001", Decimal("32.00")),
        ("paid", "E002", Decimal("15.00")),
        ("refunded", "E002", Decimal("-15.00")),
        ("cancelled", "E003", None),
    ]


def test_an_order_that_was_never_paid_is_dated_by_when_it_was_made(take: Take) -> None:
    take(SHOP)
    assert Event.objects.get(order="E003").occurred_at.hour == 4  # 12:00 in Shanghai


def test_price_times_quantity_and_credit_notes(take: Take) -> None:
    done = take(INVOICES)
    assert (done["accepted"], done["passed_over"]) == (
        3,
        2,
    )  # stock taken and written off is nobody's purchase
    assert [(kind, product, quantity, amount) for kind, _, product, quantity, amount, _ in events()] == [
        ("paid", "WHITE HANGING HEART", 6, Decimal("15.30")),
        ("paid", "WHITE METAL LANTERN", 6, Decimal("20.34")),
        ("refunded", "Discount", -1, Decimal("-27.50")),
    ]
    assert Event.objects.get(product="Discount").attributes == {"StockCode": "D", "Country": "United Kingdom"}


def test_a_file_without_header_in_columns_of_blanks_is_read(take: Take) -> None:
    done = take(CDS, name="master.txt")
    assert done["accepted"] == 4
    assert Event.objects.aggregate(sum=Sum("amount"))["sum"] == Decimal("121.53")
    assert Customer.objects.count() == 3
    assert sorted(Event.objects.values_list("quantity", flat=True)) == [1, 1, 2, 5]


def test_a_file_without_header_waits_for_a_person_when_nobody_can_be_asked(tmp_path: Path) -> None:
    key = receive_file(SYSTEM, "master.txt", [CDS.encode()])
    assert start_import(SYSTEM, key, unattended=True) == 0
    assert Import.objects.get().problem["code"] == "columns_open"


def test_the_same_file_again_adds_nothing(take: Take) -> None:
    take(TILL)
    again = take(TILL)
    assert (again["accepted"], again["duplicates"]) == (0, 4)
    assert Event.objects.count() == 4


def test_two_lines_that_are_alike_are_two_purchases(take: Take) -> None:
    line = "S9,VIP0001,13800138001,王芳,2024/3/1 12:10,东一店,牛肉面,1,32,2,30.00,微信\n"
    assert take(TILL + line + line)["accepted"] == 6
    assert take(TILL + line + line)["duplicates"] == 6


def test_a_corrected_export_corrects_the_purchase(take: Take) -> None:
    take(TILL)
    again = take(TILL.replace("64.00", "60.00"))
    assert (again["revised"], again["duplicates"]) == (1, 3)
    assert Event.objects.get(order="S1002", product="牛肉面").amount == Decimal("60.00")


def test_rows_that_cannot_be_purchases_say_why(take: Take) -> None:
    bad = (
        "S1,VIP0001,13800138001,王芳,昨天,东一店,牛肉面,1,32,2,30.00,微信\n"
        "S2,VIP0001,13800138001,王芳,,东一店,牛肉面,1,32,2,30.00,微信\n"
        "S3,VIP0001,13800138001,王芳,2024/3/1 12:10,东一店,牛肉面,1,32,2,很多,微信\n"
        "S4,VIP0001,13800138001,王芳,2024/3/1 12:10,东一店,牛肉面,1,32,2,,微信\n"
    )
    assert take(TILL + bad)["rejected"] == 4
    assert list(Reject.objects.order_by("row").values_list("code", flat=True)) == [
        "time_relative",
        "time_missing",
        "amount_unreadable",
        "amount_missing",
    ]


def test_a_killed_import_goes_on_and_comes_to_the_same_end(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "S9,VIP0001,13800138001,王芳,2024/3/1 12:10,东一店,牛肉面,1,32,2,30.00,微信\n"
    monkeypatch.setattr(running_module, "BATCH", 2)
    accept, left = taking.accept_events, [2]

    def killed(*args: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return accept(*args, **named)

    monkeypatch.setattr(taking, "accept_events", killed)
    with pytest.raises(KeyboardInterrupt):
        take(TILL + 3 * line)
    monkeypatch.setattr(taking, "accept_events", accept)
    take(TILL + 3 * line)
    assert Event.objects.count() == 7


def test_an_undone_import_leaves_no_purchase(take: Take) -> None:
    done = take(TILL)
    undo(int(done["files"][0]["import"]))
    assert not Event.objects.exists()
    assert Import.objects.get().state == "undone"
    assert take(TILL)["accepted"] == 4


def test_undoing_a_correction_brings_the_first_amount_back(take: Take) -> None:
    take(TILL)
    done = take(TILL.replace("64.00", "60.00"))
    undo(int(done["files"][0]["import"]))
    assert Event.objects.get(order="S1002", product="牛肉面").amount == Decimal("64.00")
    assert Event.objects.count() == 4


def test_undoing_a_large_correction_brings_every_amount_back(take: Take) -> None:
    rows = [f"L{n},13800138001,2024/3/1 12:10,东一店,牛肉面,1,30.00" for n in range(1_100)]
    text = "\n".join(["流水号,手机号,消费时间,门店,商品名称,数量,实收金额", *rows])
    take(text)
    done = take(text.replace("30.00", "31.00"))
    assert done["revised"] == 1_100
    undo(int(done["files"][0]["import"]))
    assert set(Event.objects.values_list("amount", flat=True)) == {Decimal("30.00")}
    assert not EventRevision.objects.exists()


def test_the_order_of_undoing_makes_no_difference(take: Take) -> None:
    first = take(TILL)
    second = take(TILL.replace("64.00", "60.00"))
    undo(int(first["files"][0]["import"]))
    assert Event.objects.get().amount == Decimal("60.00")
    undo(int(second["files"][0]["import"]))
    assert not Event.objects.exists()


def test_a_person_says_that_a_table_holds_purchases(tmp_path: Path) -> None:
    text = "who,when,much,评价\nM1,2024-01-01,12,很好吃下次还来\nM2,2024-01-02,15,味道一般般没什么特别\n"
    key = receive_file(SYSTEM, "odd.csv", [text.encode()])
    assert Import.objects.get().mapping["kind"] == "review"
    take_file_as(SYSTEM, key, "purchases")
    columns = Import.objects.get().mapping["columns"]
    assert Import.objects.get().mapping["kind"] == "purchases"
    assert [column["name"] for column in columns] == ["who", "when", "much", "评价"]
    with pytest.raises(Invalid):
        take_file_as(SYSTEM, key, "rockets")


def test_feedback_with_amounts_stays_feedback(take: Take) -> None:
    text = (
        "订单号,会员号,消费时间,消费金额,评分,评价内容\n"
        "1,M1,2024-01-01,32,5,味道很好下次还会再来的\n2,M2,2024-01-02,20,2,等了一个小时才上菜很失望\n"
    )
    take(text)
    assert Signal.objects.count() == 2
    assert not Event.objects.exists()


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not on this machine")
def test_the_first_purchases_of_online_retail_are_understood(take: Take) -> None:
    import gzip

    with gzip.open(DATA / "online_retail.csv.gz", "rt") as file:
        done = take("".join(islice(file, 3_001)))
    assert done["accepted"] + done["passed_over"] == 3_000
    assert done["rejected"] == 0
    assert Event.objects.filter(kind="refunded").exists()


def test_the_kind_said_on_the_command_line_decides(take: Take) -> None:
    text = "who,when,much,评价\nM101,2024-01-01,12,很好吃下次还来\nM102,2024-01-02,15,味道一般般没什么特别\n"
    done = take(text, kind="purchases", columns={"customer_number": "who", "time": "when", "amount": "much"})
    assert done["accepted"] == 2
    assert Event.objects.get(amount=15).attributes == {"评价": "味道一般般没什么特别"}
