import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.detection import LANGUAGES, language_of, languages_of


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
        ("\x00\x01\ud83d", "und"),
    ],
)
def test_the_script_and_the_commonest_words_decide(text: str, language: str) -> None:
    assert language_of(text) == language


@given(st.lists(st.text(max_size=30), max_size=12))
def test_a_text_is_judged_alike_alone_and_in_a_batch(texts: list[str]) -> None:
    together = languages_of(texts)
    assert together == [language_of(text) for text in texts]
    assert set(together) <= set(LANGUAGES)
