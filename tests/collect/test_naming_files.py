"""Files that wait and rows that were not taken are found by the person in them, however they are written."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.actions.start_import import receive_file
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Import, Reject
from zhiyin.collect.naming_files import Names, names_person
from zhiyin.collect.rights import NAMELESS
from zhiyin.customers.actions.erase_person import erase_person
from zhiyin.customers.actions.recognise_customers import Known, recognise_customers
from zhiyin.customers.models import Customer, Identity
from zhiyin.customers.queries.rights import person_in_full
from zhiyin.customers.rights_registry import Key, Person, holdings
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.worker import carry_out

LIN = Actor.system("lin")
NAME, MOBILE, MAIL = "欧阳知秋", "13987654321", "zhiqiu.ouyang@example.com"
PERSON = Person(
    1,
    (1,),
    (Key("mobile", "", MOBILE), Key("email", "", MAIL), Key("customer_number", "crm", "100234")),
    (NAME,),
)
TILL = "\n".join(
    [
        "流水号,手机号,消费时间,门店,商品名称,数量,实收金额",
        *(f"S{n},1380013800{n},2024/3/1 12:1{n},东一店,牛肉面,1,32.00" for n in range(9)),
        f"S9,13800138009,2024/3/1 12:20,东一店,牛肉面,1,{MOBILE}转账",
    ]
)
COLUMNS = ("编号", "手机号", "邮箱", "评价内容")


def row(mobile: str = "", mail: str = "", words: str = "排队太久了") -> dict[str, str]:
    return dict(zip(COLUMNS, ("9", mobile, mail, words), strict=True))


def as_csv(one: dict[str, str]) -> str:
    return "\n".join([",".join(COLUMNS), *[",".join(one.values())] * 3, ""])


def parquet(one: dict[str, str]) -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([one] * 50), held, compression="zstd")
    return held.getvalue()


def workbook(one: dict[str, str]) -> bytes:
    book, held = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(list(one))
    book.active.append([int(cell) if cell.isdecimal() else cell for cell in one.values()])
    book.save(held)
    return held.getvalue()


DRESSES: dict[str, bytes] = {
    "gb18030": as_csv(row(words=f"我是{NAME}")).encode("gb18030"),
    "utf-16-be": ("\ufeff" + as_csv(row(mail=MAIL))).encode("utf-16-be"),
    "capital letters": as_csv(row(mail="ZhiQiu.Ouyang@Example.com")).encode(),
    "blanks and dashes": as_csv(row(mobile="139 8765-4321")).encode(),
    "full width": as_csv(row(mobile="１３９８７６５４３２１")).encode(),
    "escaped JSON": json.dumps([row(words=NAME)] * 3).encode(),
    "parquet": parquet(row(mobile=MOBILE)),
    "workbook with numbers": workbook(row(mobile=MOBILE)),
    "gzip": gzip.compress(as_csv(row(mail=MAIL.upper())).encode()),
}


@pytest.fixture(autouse=True)
def data_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"
    settings.LAKE = tmp_path / "lake"
    settings.INBOX = tmp_path / "inbox"


@pytest.fixture
def known(organisation: Organisation) -> Customer:
    keys = [("customer_number", "M-77310942"), ("mobile", MOBILE), ("email", MAIL)]
    for number, (kind, value) in enumerate(keys):
        customer = CustomerDraft(kind=kind, value=value, name=NAME)
        draft = SignalDraft(source="crm", source_id=str(number), unit="E1", customer=customer, text="很好")
        accept_signals(LIN, [draft])
    first, *others = Customer.objects.order_by("created_at", "id")
    Customer.objects.filter(id__in=[one.pk for one in others]).update(person_id=first.pk)
    return first


@pytest.fixture
def erased(known: Customer) -> Callable[[], None]:
    def erase() -> None:
        running = claim_about(f"erasure:{erase_person(LIN, known.pk, confirmed='erase')}")
        assert running is not None
        carry_out(running)

    return erase


@pytest.mark.parametrize("dress", DRESSES)
def test_a_file_that_names_the_person_is_found(tmp_path: Path, dress: str) -> None:
    place = tmp_path / "file"
    place.write_bytes(DRESSES[dress])
    assert names_person(place, PERSON)


def test_a_file_about_others_stays(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text(as_csv(row("13812345678", "other@example.com", "单号8100234599，等了很久")), "utf-8")
    assert not names_person(place, Person(1, (1,), PERSON.keys[:2], PERSON.names))
    assert not Names(PERSON).stand_in("单号8100234599"), "a number within a longer one is another"


@pytest.mark.parametrize("dress", ["parquet", "escaped JSON", "capital letters", "blanks and dashes"])
def test_a_waiting_upload_goes_with_the_person(
    known: Customer, erased: Callable[[], None], dress: str
) -> None:
    receive_file(LIN, f"{NAME}的投诉.csv", [DRESSES[dress]])
    erased()
    kept = Import.objects.get()
    assert kept.stored_as == ""
    assert kept.file_name == NAMELESS


def test_a_row_that_names_the_person_in_its_words_is_emptied(
    known: Customer, erased: Callable[[], None]
) -> None:
    made = Import.objects.create(
        file_name="rows.csv", digest="0", source="crm", created_by="lin", created_by_id="1"
    )
    for number, words in enumerate((f"我叫{NAME}，没人理我", "会员 M-77310942 又来了", "别人的话")):
        Reject.objects.create(imported=made, row=number, code="time_missing", raw={"评价": words})
    erased()
    assert [one.raw for one in Reject.objects.order_by("row")] == [{}, {}, {"评价": "别人的话"}]


def test_a_copy_holds_no_rows_of_somebody_of_the_same_name(known: Customer) -> None:
    made = Import.objects.create(
        file_name="rows.csv", digest="0", source="crm", created_by="lin", created_by_id="1"
    )
    for number, key in enumerate(("M-77310942", "M-2")):
        raw = {"会员号": key, "姓名": NAME}
        Reject.objects.create(imported=made, row=number, code="time_missing", raw=raw)
    (place,) = [one for one in holdings() if one.place == "collect.rejects"]
    assert place.export is not None
    assert [one["cells"]["会员号"] for one in place.export(person_in_full(known.pk))] == ["M-77310942"]


def test_a_copy_holds_no_rows_whose_amount_happens_to_be_the_persons_number(
    organisation: Organisation,
) -> None:
    recognise_customers(LIN, [Known("customer_number", "1001")])
    customer = Identity.objects.get().customer_id
    columns = [{"name": "会员号", "field": "customer_number"}, {"name": "实收金额", "field": "amount"}]
    made = Import.objects.create(
        file_name="rows.csv", digest="0", source="crm", created_by="lin", created_by_id="1",
        mapping={"columns": columns},
    )  # fmt: skip
    for number, (key, amount) in enumerate((("1001", "8"), ("1002", "1001"))):
        raw = {"会员号": key, "实收金额": amount}
        Reject.objects.create(imported=made, row=number, code="time_missing", raw=raw)
    (place,) = [one for one in holdings() if one.place == "collect.rejects"]
    assert place.export is not None
    assert [one["cells"]["会员号"] for one in place.export(person_in_full(customer))] == ["1001"]


def test_a_row_that_was_not_taken_says_why_without_a_number(
    tmp_path: Path, organisation: Organisation
) -> None:
    file = tmp_path / "till.csv"
    file.write_text(TILL)
    import_files(LIN, [file])
    (reject,) = Reject.objects.all()
    assert reject.code == "amount_unreadable"
    assert MOBILE not in str([reject.data, reject.raw])


def test_a_row_of_somebody_erased_that_comes_again_leaves_nothing_of_them(
    tmp_path: Path, known: Customer, erased: Callable[[], None]
) -> None:
    file = tmp_path / "till.csv"
    file.write_text(TILL)
    import_files(LIN, [file])
    erased()
    import_files(LIN, [file])
    assert {(str(one.raw), *one.data) for one in Reject.objects.all()} == {("{}", "pointer")}
