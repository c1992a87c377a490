"""Only what the customer said is the customer's word, however the conversation was written down."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.collect.transcripts import conversation, is_dialogue


def customers_words(transcript: str) -> tuple[str, str]:
    found = conversation(transcript)
    return found.theirs, found.ours


THEIRS = "我要投诉\n等了一个小时"
OURS = "您好，请讲\n非常抱歉"


@pytest.mark.parametrize(
    "transcript",
    [
        "客服：您好，请讲\n客户：我要投诉\n客户：等了一个小时\n客服：非常抱歉",
        "坐席:您好，请讲\r\n顾客:我要投诉\r\n顾客:等了一个小时\r\n坐席:非常抱歉",
        "工号8021：您好，请讲\n用户：我要投诉\n用户：等了一个小时\n工号8021：非常抱歉",
        "[00:00:01] 客服：您好，请讲\n[00:00:05] 客户：我要投诉\n[00:01:02] 客户：等了一个小时\n[00:01:09] 客服：非常抱歉",
        "00:00:01 坐席8021：您好，请讲\n00:00:05 客户：我要投诉\n00:01:02 客户：等了一个小时\n00:01:09 坐席8021：非常抱歉",
        "客服（10:00:01）：您好，请讲\n客户（10:00:05）：我要投诉\n客户（10:00:07）：等了一个小时\n客服（10:00:09）：非常抱歉",
        "客服：您好，请讲<br/>客户：我要投诉<br>客户：等了一个小时<br />客服：非常抱歉",
        "<p>客服：您好，请讲</p><p>客户：我要投诉</p><p>客户：等了一个小时</p><p><b>客服</b>：非常抱歉</p>",
        "客服：您好，请讲\\n客户：我要投诉\\n客户：等了一个小时\\n客服：非常抱歉",
        "客服：您好，请讲 客户：我要投诉 客户：等了一个小时 客服：非常抱歉",
        "【客服】您好，请讲\n【客户】我要投诉\n【客户】等了一个小时\n【客服】非常抱歉",
        "客服小美 2026-03-01 10:00:01\n您好，请讲\n访客 2026-03-01 10:00:05\n我要投诉\n等了一个小时\n"
        "客服小美 2026-03-01 10:00:09\n非常抱歉",
        "客服小美 2026-03-01 10:00:01\n您好，请讲\n张三 2026-03-01 10:00:05\n我要投诉\n等了一个小时\n"
        "客服小美 2026-03-01 10:00:09\n非常抱歉",
        "2026-03-01 10:00:01 客服小美\n您好，请讲\n2026-03-01 10:00:05 访客\n我要投诉\n等了一个小时\n"
        "2026-03-01 10:00:09 客服小美\n非常抱歉",
        "1\n00:00:01,000 --> 00:00:03,000\n客服：您好，请讲\n\n2\n00:00:04,000 --> 00:00:06,000\n客户：我要投诉\n"
        "客户：等了一个小时\n\n3\n00:00:07,000 --> 00:00:09,000\n客服：非常抱歉",
        "<客服> 您好，请讲\n<客户> 我要投诉\n<客户> 等了一个小时\n<客服> 非常抱歉",
        "Agent: 您好，请讲\nCustomer: 我要投诉\nCustomer: 等了一个小时\nAgent: 非常抱歉",
        "智能客服：您好，请讲\n王女士：我要投诉\n王女士：等了一个小时\n智能客服：非常抱歉",
        "客户经理李明：您好，请讲\n客户：我要投诉\n客户：等了一个小时\n客户经理李明：非常抱歉",
        "李明：您好，请讲\n客户：我要投诉\n客户：等了一个小时\n李明：非常抱歉",
    ],
)
def test_every_way_of_writing_gives_the_same_words(transcript: str) -> None:
    assert customers_words(transcript) == (THEIRS, OURS)
    assert is_dialogue(transcript) or "李明：您好" in transcript[:8] or "张三" in transcript


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("A", "B"), ("Speaker 1", "Speaker 2"), ("说话人1", "说话人2"), ("左声道", "右声道"),
        ("SPEAKER_00", "SPEAKER_01"), ("张", "李"),
    ],
)  # fmt: skip
def test_speakers_without_a_name_are_told_apart_by_who_greets(one: str, two: str) -> None:
    lines = [f"{one}：您好，很高兴为您服务", f"{two}：我的卡被吞了", f"{one}：请您稍等", f"{two}：好的"]
    assert customers_words("\n".join(lines)) == ("我的卡被吞了\n好的", "您好，很高兴为您服务\n请您稍等")
    swapped = [f"{two}：喂", *lines]
    assert customers_words("\n".join(swapped))[0] == "喂\n我的卡被吞了\n好的"


def test_whom_nobody_can_tell_apart_is_kept_whole_and_said_so() -> None:
    found = conversation("A：在吗\nB：在的\nA：好")
    assert (found.theirs, found.ours, found.told_apart) == ("A：在吗\nB：在的\nA：好", "", False)


def test_words_with_a_colon_are_no_speakers() -> None:
    theirs, ours = customers_words(
        "客服：请讲\n客户：我的情况是\n地址：东一路\n网址：http://a.cn\n客服：好的"
    )
    assert theirs == "我的情况是\n地址：东一路\n网址：http://a.cn"
    assert ours == "请讲\n好的"


def test_a_colon_within_one_line_does_not_break_it() -> None:
    theirs, ours = customers_words("客服：您好 客户：我的问题：太慢了 而且，电话：没人接 客服：抱歉")
    assert theirs == "我的问题：太慢了 而且， 电话：没人接"
    assert ours == "您好\n抱歉"


def test_json_messages_are_read_by_role() -> None:
    messages = [
        {"role": "assistant", "content": "有什么可以帮您"},
        {"role": "user", "content": "退款\n太慢"},
        {"role": "system", "content": "会话结束"},
    ]
    assert customers_words(json.dumps(messages)) == ("退款 太慢", "有什么可以帮您\n会话结束")
    wrapped = {"id": 7, "messages": [{"角色": "客户", "内容": "喂"}, {"角色": "客服", "内容": "您好"}]}
    assert customers_words(json.dumps(wrapped, ensure_ascii=False)) == ("喂", "您好")


@pytest.mark.parametrize(
    "text",
    [
        "味道很好：下次再来",
        "优点：快\n缺点：贵",
        "客服态度很好",
        "时间：10:00\n地点：东一店",
        "",
        "：",
        "[]",
        "{",
        "a" * 500,
    ],
)
def test_other_words_are_no_conversation(text: str) -> None:
    assert not is_dialogue(text)


@given(
    st.lists(
        st.tuples(st.sampled_from(["客服", "客户"]), st.text("好慢贵快", min_size=1, max_size=5)), min_size=2
    )
)
def test_no_word_is_lost_or_on_the_wrong_side(turns: list[tuple[str, str]]) -> None:
    theirs, ours = customers_words("\n".join(f"{who}：{said}" for who, said in turns))
    assert theirs == "\n".join(said for who, said in turns if who == "客户")
    assert ours == "\n".join(said for who, said in turns if who == "客服")


@given(st.text(max_size=300))
def test_any_text_is_survived_and_none_of_it_lost_when_nobody_speaks(text: str) -> None:
    found = conversation(text)
    assert found.theirs or found.ours or not text.strip() or found.told_apart or "<" in text or "\\" in text
