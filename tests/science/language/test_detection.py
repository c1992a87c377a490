from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.detection import LANGUAGES, languages_of

SAID = Path(__file__).with_name("said")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("服务很好，下次还来", "zh-Hans"),
        ("服務態度很好，價錢也便宜", "zh-Hant"),
        ("好", "zh-Hans"),
        ("这个APP很好用", "zh-Hans"),
        ("iPhone 15 Pro Max 很好", "zh-Hans"),
        ("<p>很好</p>", "zh-Hans"),
        ("好吃ヾ(≧▽≦)ノ", "zh-Hans"),
        ("优の品", "zh-Hans"),
        ("yyds", "zh-Hans"),
        ("老板娘说谢谢", "zh-Hans"),
        ("服务人员鍏跺疄寰堝ソ", "zh-Hans"),
        ("唔该，再加两个位", "yue"),
        ("呢間餐廳嘅嘢食好正", "yue"),
        ("哈哈，唔，好吃", "zh-Hans"),
        ("系统真系统化", "zh-Hans"),
        ("服务nice", "mixed"),
        ("The waiter was slow", "en"),
        ("good", "en"),
        ("ok", "en"),
        ("The café in München was great", "en"),
        ("service 很 slow，不会再来", "mixed"),
        ("我覺得 the service is really good but 價錢貴", "mixed"),
        ("Danke, sehr gut", "other"),
        ("très bon restaurant", "other"),
        ("Muy bueno pero caro", "other"),
        ("zhe jia dian hen hao chi", "other"),
        ("asdf qwer", "other"),
        ("美味しいラーメンでした", "other"),
        ("맛있어요", "other"),
        ("Очень вкусно", "other"),
        ("السلام عليكم", "other"),
        ("", "und"),
        ("👍👍👍", "und"),
        ("12345。。。!!", "und"),
        ("hhhh", "und"),
        ("\x00\x01\ud83d", "und"),
    ],
)
def test_the_script_and_the_commonest_words_decide(text: str, language: str) -> None:
    assert languages_of([text]) == [language]


@pytest.mark.parametrize("file", sorted(SAID.glob("*.txt")), ids=lambda file: file.stem)
def test_at_least_97_of_100_sentences_of_a_language_are_told(file: Path) -> None:
    said = file.read_text(encoding="utf-8").split("\n")[:-1]
    found = languages_of(said)
    wrong = [(text, language) for text, language in zip(said, found, strict=True) if language != file.stem]
    assert len(said) >= 60
    assert len(wrong) <= 0.03 * len(said), wrong


def test_every_language_has_its_sentences() -> None:
    assert {file.stem for file in SAID.glob("*.txt")} == set(LANGUAGES)


@given(st.lists(st.text(max_size=30), max_size=12))
def test_a_text_is_judged_alike_alone_and_in_a_batch(texts: list[str]) -> None:
    together = languages_of(texts)
    assert together == [languages_of([text])[0] for text in texts]
    assert set(together) <= set(LANGUAGES)
