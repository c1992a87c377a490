"""Hard cases are generated: personal data in every way people write it, and look-alikes that are none."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.language import hard_cases, hard_look_alikes
from zhiyin.science.language.masking import MASKS, find, mask

EACH = 320


def test_recall_is_99_and_precision_98_percent_on_generated_hard_cases(
    record_property: Callable[[str, object], None],
) -> None:
    dice = random.Random(20240607)
    cases = hits = false = 0
    lines = []
    by_kind: dict[str, list[hard_cases.Case]] = {}
    for case in hard_cases.positives(dice, EACH):
        by_kind.setdefault(case.kind, []).append(case)
    for kind, mine in by_kind.items():
        right = extra = 0
        for case in mine:
            at = case.text.index(case.value)
            found = find(case.text)
            covering = [
                item for item in found if item.start <= at + 1 and item.end >= at + len(case.value) - 1
            ]
            right += any(item.kind == kind for item in covering)
            extra += len(found) - bool(covering)
        cases, hits, false = cases + len(mine), hits + right, false + extra
        lines.append(
            f"{kind:<10} recall {right / len(mine):.4f} precision {right / (right + extra):.4f} n {len(mine)}"
        )
        assert right / len(mine) >= 0.98, kind
    innocent = list(hard_look_alikes.negatives(dice, EACH // 4))
    false += sum(len(find(case.text)) for case in innocent)
    lines.append(
        f"all        recall {hits / cases:.4f} precision {hits / (hits + false):.4f} n {cases + len(innocent)}"
    )
    told = "\n".join(lines)
    record_property("masking", told)
    assert cases + len(innocent) >= 4000
    assert hits / cases >= 0.99, told
    assert hits / (hits + false) >= 0.98, told


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678，金额1299.00", "电话‹mobile›，金额1299.00"),
        ("13812345678 13912345678", "‹mobile› ‹mobile›"),
        ("2023-11-01 13812345678", "2023-11-01 ‹mobile›"),
        ("0755-82345678转8001，", "‹landline›，"),
        ("QQ 12345678@qq.com。", "QQ ‹email›。"),
        ("电话62345678，编号62345678", "电话‹landline›，编号62345678"),
        ("订单20231101123045", "订单20231101123045"),
        ("卡6222 0202 0011 2233 446密码", "卡‹bank-card›密码"),
        ("一共13812345678.50元", "一共13812345678.50元"),
        ("显示1799（1999-200），但", "显示1799（1999-200），但"),
        ("一天150（13812345678李）", "一天150（‹mobile›李）"),
        ("(021)62345678", "‹landline›"),
        ("86-010-62345678-801", "‹landline›"),
        ("加微信：abc_123，QQ 12345678", "加微信：‹wechat›，QQ ‹qq›"),
        ("微信 2024-06-01 转账", "微信 2024-06-01 转账"),
        ("微信支付failed2次，QQ音乐", "微信支付failed2次，QQ音乐"),
        ("微信同号１③捌l2345678", "微信同号‹mobile›"),
        ("li.ming at qq dot com, see you at example.com", "‹email›, see you at example.com"),
        ("护照E12345678，型号E12345678", "护照‹passport›，型号E12345678"),
        ("车牌京A·12345，京东12345", "车牌‹plate›，京东12345"),
        ("10086、95588、12345、400-820-8820、110", "10086、95588、12345、400-820-8820、110"),
        ("http://a.cn/?p=13812345678&o=2024060112345678", "http://a.cn/?p=‹mobile›&o=2024060112345678"),
        ("一三八个人，二〇二四年一月一五日", "一三八个人，二〇二四年一月一五日"),
        ("one three eight zero zero one three eight zero zero zero", "‹mobile›"),
        ("A123456(3)在", "‹id-card›在"),
        ("经度134.83791317, 48.36110512", "经度134.83791317, 48.36110512"),
    ],
)
def test_only_the_person_is_masked(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_a_finding_tells_what_it_reads_as_without_disguise() -> None:
    assert [item.value for item in find("电话一三八-零零l3-8oo0，或 a(at)qq点com")] == [
        "13800138000",
        "a@qq.com",
    ]


def test_every_mask_is_such_as_readers_take_out_of_the_text() -> None:
    assert all(
        2 <= len(mark.strip("‹›")) <= 12 and mark.strip("‹›").replace("-", "").isalpha()
        for mark in MASKS.values()
    )


def test_findings_are_spans_of_the_original_text() -> None:
    text = "我１３８１２３４５６７８，邮箱a@qq.com"
    assert [(item.kind, text[item.start : item.end]) for item in mask(text).found] == [
        ("mobile", "１３８１２３４５６７８"),
        ("email", "a@qq.com"),
    ]


@given(st.text(alphabet="0123456789 -+()@.aX１＠服", max_size=120))
def test_findings_never_overlap_and_masking_twice_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert all(a.end <= b.start for a, b in zip(masked.found, masked.found[1:], strict=False))
    assert len(mask(masked.text).found) == 0 or masked.text != text
    assert all(0 <= item.start < item.end <= len(text) for item in masked.found)


@given(st.text(max_size=200))
def test_any_text_has_a_defined_answer(text: str) -> None:
    assert all(0 <= item.start < item.end <= len(text) for item in mask(text).found)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "138 ",
        "1-",
        "1.2 ",
        "a@",
        "a.b@c",
        "(",
        "6222 ",
        "86 ",
        "ａ@",
        "一",
        "三 ",
        "oO0 ",
        "l3",
        "微信a",
        "a at ",
        "(at)",
    ],
)
def test_a_hundred_thousand_characters_take_bounded_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < 5
