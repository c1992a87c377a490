from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language import detection
from zhiyin.science.language.cantonese import as_standard, standard
from zhiyin.science.language.folding import fold
from zhiyin.science.understand.reading import read


def test_cantonese_words_stand_in_standard_ones() -> None:
    assert standard("等咗好耐") == "等了好久"
    assert standard("唔好食") == "不好吃"
    assert standard("呢间嘢抵食") == "这间物划算"
    assert standard("打咗三次电话都冇人听") == "打了三次电话都没人听"


@given(st.text(alphabet="唔好食味咗冇人听抵呢间耐嚟睇成个钟而家abc，。", max_size=40))
def test_every_position_stays(text: str) -> None:
    assert len(standard(text)) == len(text)


def test_only_cantonese_texts_change() -> None:
    folded = fold(["唔好食", "不好吃", "唔好食"])
    changed = as_standard(folded, [detection.CANTONESE, detection.SIMPLIFIED, detection.SIMPLIFIED])
    assert "".join(map(chr, changed.codes)).split("\0")[1:4] == ["不好吃", "不好吃", "唔好食"]
    assert (changed.where == folded.where).all()
    assert as_standard(folded, [detection.SIMPLIFIED] * 3) is folded


def test_cantonese_is_read_like_standard_chinese() -> None:
    slow, dear, good = read(["等咗好耐", "唔好食，又贵", "啲嘢好好味，侍应又有礼貌"])
    assert [one.language for one in (slow, dear, good)] == [detection.CANTONESE] * 3
    assert [one.label for one in (slow, dear, good)] == ["negative", "negative", "positive"]
    assert {one.code for one in slow.annotations if one.kind == "effort"} == {"waiting"}
    assert {one.aspect for one in good.mentions if one.sentiment > 0.5} >= {"taste", "staff_attitude"}
