import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data import chinese_reviews, folder
from zhiyin.science.language.folding import batch, fold
from zhiyin.science.language.mending import mend


def mended(text: str) -> str:
    return batch([text]).texts[0]


def as_gbk(text: str) -> str:
    """As Windows shows it: 80 is €, what is no pair a question mark."""
    shown, rest = "", text.encode("utf-8")
    while rest:
        size = 1 if rest[0] <= 0x80 else 2
        shown += "€" if rest[0] == 0x80 else rest[:size].decode("gbk", "replace").replace("\ufffd", "?")[:1]
        rest = rest[size:]
    return shown


def as_windows(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode("utf-8"))


@pytest.mark.parametrize("text", ["服务很好", "服务很好，下次再来！", "菜品不错，态度也好。"])
def test_utf8_read_as_gbk_or_as_latin_is_read_right(text: str) -> None:
    assert mended(text.encode("utf-8").decode("latin-1")) == text
    assert mended(as_windows(text)) == text
    known = sum(a == b for a, b in zip(mended(as_gbk(text)), text, strict=False))
    assert known >= len(text) - 1


@pytest.mark.parametrize(
    ("text", "was"),
    [
        ("donâ€™t go, cafÃ© is badâ€¦", "don’t go, café is bad…"),
        ("客户说鏈嶅姟寰堝ソ，ok", "客户说服务很好，ok"),
        ("锟斤拷锟斤拷很好", "\ufffd很好"),
        ("don&#39;t &amp; &#26381;&#21153;", "don't & 服务"),
        (r"\u670d\u52a1好", "服务好"),
        ("%E6%9C%8D%E5%8A%A1", "服务"),
        ("客戶體驗(yàn)管理(CEM)是互動(dòng)的", "客戶體驗管理(CEM)是互動的"),
        ("期望??梢酝ㄟ^市場調研", "期望\ufffd可以通過市場調研"),
        ("確??蛻魸M意度", "確\ufffd客戶滿意度"),
        ("虽 然 内 容 很 好", "虽然内容很好"),
        ("服 务 好", "服务好"),
        ("差 评！", "差评！"),
        ("给差*评", "给差评"),
        ("垃*圾商家，真垃 圾", "垃圾商家，真垃圾"),
        ("尼·玛，坑~爹", "尼玛，坑爹"),
        ("[微笑]很好[捂脸]", "🙂很好🤦"),
        ("质量好\ue056", "质量好😊"),
        ("a comfor-\ntable room", "a comfortable room"),
        (
            "今天我们去了这家餐厅吃饭服务员态\n度非常好而且上菜速度也是特别的快\n推荐大家去吃",
            "今天我们去了这家餐厅吃饭服务员态度非常好而且上菜速度也是特别的快推荐大家去吃",
        ),
    ],
)
def test_what_machines_and_disguises_did_is_undone(text: str, was: str) -> None:
    assert mended(text) == was


@pytest.mark.parametrize(
    "text",
    [
        "质量差.评论区都这么说",
        "小狗 日子",
        "这个 菜 好 吃",
        "菜好吃\n服务差\n环境一般",
        "商家／快递/客服",
        "电池为800mAh锂电，连续通话250分钟",
        "联通联通",
        "déjà vu",
        "NÃO",
        "怎么??难吃死了",
        "[杭州]很好",
        "经理(wang)不错",
        "a & b; 100%",
        "2*3=6",
        "一天150（李）",
    ],
)
def test_what_is_meant_stays(text: str) -> None:
    assert mended(text) == text


@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.text("服务很好差评垃圾 *.\n()yàn?锟斤拷鏈嶅姟寰å¾ˆ&#39;[微笑]", max_size=40),
            st.text("太差了，服务好。", max_size=20).map(as_gbk),
            st.text("太差了，服务好。", max_size=20).map(as_windows),
        ),
        max_size=4,
    )
)
def test_every_character_of_a_mended_text_points_into_the_text_as_given(texts: list[str]) -> None:
    folded = fold(texts)
    assert len(folded) == len(texts)
    for index, text in enumerate(texts):
        repair = mend(text)
        if repair is not None:
            assert len(repair[0]) == len(repair[1])
        where = folded.where[folded.starts[index] + 1 : folded.starts[index + 1]]
        assert ((where >= 0) & (where < len(text))).all()
        assert (np.diff(where) > 0).all()


@given(st.lists(st.text("服务 很好。差*评å¾ˆ(yàn)[强]&amp;", max_size=20), min_size=1, max_size=4))
def test_a_text_is_mended_alike_alone_and_in_a_batch(texts: list[str]) -> None:
    assert list(batch(texts).texts) == [mended(text) for text in texts]


@pytest.mark.parametrize(
    "piece",
    [
        "鏈嶅姟寰堝ソ",
        "å¾ˆå¥½",
        "差*",
        "差 ",
        "好 评 ",
        "??蛻魸",
        "&#39;",
        "(y",
        "[微",
        "很\n",
        "锟斤拷",
        "\\u670d",
        "%E6",
    ],
)
def test_a_hundred_thousand_characters_are_mended_in_bounded_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    mend(text)
    assert time.process_time() - started < 2


@pytest.mark.skipif(not (folder() / "text").is_dir(), reason="the training texts are not here")
def test_of_ordinary_reviews_hardly_any_is_changed() -> None:
    reviews = chinese_reviews().texts
    changed = sum(len(batch(reviews[at : at + 1000]).moved) for at in range(0, len(reviews), 1000))
    assert 0 < changed < 0.003 * len(reviews)
