"""Lists of customers: recognised, taken with their types, joined by what one row states, taken back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.undo_import import undo_import
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Event, Import, Reject, Source
from zhiyin.customers.models import Customer, Identity
from zhiyin.jobs.worker import take_up_one

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
DATA = Path(__file__).parents[3] / "shared" / "data" / "customers"
MEMBERS = """会员卡号,姓名,手机号,性别,生日,会员等级,注册时间,开卡门店,余额,积分,邮编,备注
VIP0001,王芳,13800138001,女,1990-05-01,金卡,2022-01-05 10:00,东一店,120.5,3000,010020,喜欢靠窗
VIP0002,李强,13800138002,男,1988-11-11,银卡,2022-03-05 10:00,东一店,0,12,200030,请打 13912345678
VIP0003,张伟,13800138003,男,2月11日,普通,2023-03-05 10:00,西一店,10,12,200031,
VIP0004,匿名,138****8004,未知,,普通,2023-04-05 10:00,西一店,10,12,200031,
"""
CHURN = """customerID,gender,SeniorCitizen,tenure,Contract,MonthlyCharges,TotalCharges,Churn
7590-VHVEG,Female,0,1,Month-to-month,29.85,29.85,No
3668-QPYBK,Male,0,2,Month-to-month,53.85,108.15,Yes
7795-CFOCW,Male,1,45,One year,42.30, ,No
"""

Take = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


@pytest.fixture
def take(tmp_path: Path) -> Take:
    def take(text: str, name: str = "file.csv", **better: Any) -> dict[str, Any]:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return import_files(SYSTEM, [path], **better)

    return take


def undo(done: dict[str, Any]) -> None:
    undo_import(SYSTEM, int(done["files"][0]["import"]))
    assert take_up_one()


def one(name: str) -> Customer:
    return Customer.objects.get(name=name)


def test_a_members_list_becomes_customers(take: Take) -> None:
    done = take(MEMBERS)
    assert done["files"][0]["preset"] == "customers"
    assert (done["accepted"], done["rejected"]) == (4, 0)
    fang = one("王芳")
    assert (fang.tier, fang.born_on) == ("金卡", date(1990, 5, 1))
    assert fang.attributes["gender"] == "female"
    assert fang.attributes["joined_on"] == "2022-01-05"
    assert set(fang.identities.values_list("kind", flat=True)) == {"customer_number", "mobile"}


def test_a_short_list_in_which_somebody_stands_twice_is_still_a_list_of_customers(take: Take) -> None:
    rows = [f"M{one},王{one}芳,1380013800{one},金卡,喜欢靠窗的位置，坐得久" for one in (1, 2, 3, 4, 5, 6, 6)]
    done = take("\n".join(["会员号,姓名,手机号,会员等级,备注", *rows]))
    assert done["files"][0]["preset"] == "customers"
    assert Customer.objects.count() == 6


def test_numbers_stay_numbers_and_codes_stay_text(take: Take) -> None:
    take(MEMBERS)
    kept = one("王芳").attributes
    assert (kept["余额"], kept["积分"], kept["邮编"]) == (120.5, 3000, "010020")


def test_a_birthday_without_a_year_is_kept_as_it_stands(take: Take) -> None:
    take(MEMBERS)
    assert one("张伟").born_on is None
    assert one("张伟").attributes["生日"] == "2月11日"


def test_a_masked_number_joins_nobody(take: Take) -> None:
    take(MEMBERS)
    assert Identity.objects.filter(kind="mobile").count() == 3


def test_a_number_in_a_remark_is_masked(take: Take) -> None:
    take(MEMBERS)
    assert one("李强").attributes["备注"] == "请打 ‹mobile›"


def test_who_joined_did_so_at_their_store(take: Take) -> None:
    take(MEMBERS)
    assert Event.objects.filter(kind="joined", unit__code="E1").count() == 2


def test_who_left_is_known_as_an_attribute_and_as_what_happened(take: Take) -> None:
    done = take(CHURN)
    assert done["accepted"] == 3
    left = Event.objects.get(kind="left")
    assert left.customer is not None
    assert left.customer.attributes["has_left"] is True
    assert left.customer.attributes["tenure"] == 2
    assert Customer.objects.filter(attributes__has_left=False).count() == 2


def test_the_same_list_again_changes_nothing(take: Take) -> None:
    take(CHURN)
    again = take(CHURN)
    assert (again["accepted"], again["revised"], again["duplicates"]) == (0, 0, 3)
    assert Event.objects.count() == 1


def test_a_newer_list_revises_those_who_changed(take: Take) -> None:
    take(MEMBERS)
    again = take(MEMBERS.replace("金卡", "钻石卡"))
    assert (again["revised"], again["duplicates"]) == (1, 3)
    assert one("王芳").tier == "钻石卡"


def test_a_row_without_any_key_says_so(take: Take) -> None:
    done = take(MEMBERS + ",赵六,,男,,普通,,东一店,1,1,200031,\n")
    assert done["rejected"] == 1
    assert Reject.objects.get().code == "no_key"


def test_an_undone_list_takes_its_customers_with_it(take: Take) -> None:
    undo(take(MEMBERS))
    assert not Customer.objects.exists()
    assert not Event.objects.exists()
    assert take(MEMBERS)["accepted"] == 4


def test_who_is_known_otherwise_stays_and_is_as_before(take: Take) -> None:
    take(
        "订单号,会员卡号,消费时间,实收金额,数量\nS1,VIP0001,2024-03-01 12:00,30,1\nS2,VIP0001,2024-04-01 12:00,20,1\n"
    )
    done = take(MEMBERS)
    undo(done)
    left = Customer.objects.get()
    assert (left.name, left.tier, left.attributes) == ("", "", {})
    assert Event.objects.filter(customer=left).count() == 2


@pytest.mark.parametrize("first", [0, 1])
def test_the_order_in_which_lists_are_undone_makes_no_difference(take: Take, first: int) -> None:
    done = [take(MEMBERS), take(MEMBERS.replace("金卡", "钻石卡"))]
    undo(done[first])
    assert one("王芳").tier == ("金卡" if first else "钻石卡")
    undo(done[1 - first])
    assert not Customer.objects.filter(name="王芳").exists()


def test_the_columns_are_remembered_under_their_source(take: Take) -> None:
    take(MEMBERS)
    source = Source.objects.get()
    assert source.name.startswith("customers-")
    assert source.mapping["kind"] == "customers"
    take(MEMBERS.replace("VIP000", "VIP100"))
    assert Import.objects.latest("id").source == source.name


@pytest.mark.usefixtures("in_english")
def test_the_page_shows_what_the_first_rows_mean_and_takes_another_word(
    take: Take, signed_in: Callable[[User], Client], lin: User
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(lin)
    file = SimpleUploadedFile("members.csv", MEMBERS.encode())
    address = client.post("/listen/imports/new", {"file": file})["Location"]
    page = client.get(address).content.decode()
    assert "A list of customers" in page
    assert "Customer: number VIP0001" in page
    assert "The first 4 rows can be taken" in page
    key = Import.objects.get().pk
    client.post(f"/listen/imports/{key}/read-as", {"group": "feedback"})
    assert Import.objects.get().layout["preset"] == "table"
    assert client.get(address).status_code == 200


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not on this machine")
def test_a_list_of_a_telephone_company_is_understood(take: Take) -> None:
    import gzip

    with gzip.open(DATA / "telco_churn_train.csv.gz", "rt") as file:
        lines = [next(file) for _ in range(301)]
    done = take("".join(lines))
    assert (done["accepted"], done["rejected"]) == (300, 0)
    assert (
        Event.objects.filter(kind="left").count()
        == Customer.objects.filter(attributes__has_left=True).count()
    )
