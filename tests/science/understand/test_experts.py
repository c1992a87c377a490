import numpy as np
import pytest

from zhiyin.science.language.folding import fold
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.experts import corrected, whose
from zhiyin.science.understand.wording import words

TEXTS = [
    "酒店房间很小，前台服务员态度一般，离火车站近",
    "送餐慢，外卖送到的时候饭都凉了",
    "手机屏幕不错，充电快，物流也快",
    "",
]
EXPERTS = sentiment.experts(sentiment.CHINESE)


def test_a_text_is_recognised_as_of_its_domain_or_of_none() -> None:
    domains = [expert.domain for expert in EXPERTS]
    assert whose(words(fold(TEXTS)), domains).tolist() == [0, 1, -1, -1]


def test_an_expert_speaks_of_its_own_domain_only() -> None:
    before = np.array([0.3, -0.2, 0.1, 0.0])
    after = corrected(before, words(fold(TEXTS)), EXPERTS)
    assert (after[:2] != before[:2]).all()
    assert after[2:] == pytest.approx(before[2:])


def test_without_experts_nothing_changes() -> None:
    before = np.array([0.3, -0.2, 0.1, 0.0])
    assert corrected(before, words(fold(TEXTS)), ()) == pytest.approx(before)
    assert whose(words(fold(TEXTS)), []).tolist() == [-1] * 4
