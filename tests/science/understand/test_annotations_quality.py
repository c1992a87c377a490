"""Precision and recall of annotations on sentences written for it (gold/), none of them from a data set."""

from pathlib import Path

import pytest

from zhiyin.science.understand.annotations.annotating import CODES, Names
from zhiyin.science.understand.annotations.quality import Sentence, measure, parse, table

GOLD = Path(__file__).parent / "gold"
NAMES = Names(
    competitors=(
        "海底捞", "招商银行", "肯德基", "麦当劳", "星巴克", "瑞幸", "老乡鸡",
        "Walmart", "Verizon", "Starbucks", "Comcast", "McDonald's", "Amazon",
    ),
    products=("金卡套餐", "极光Pro", "红丝绒蛋糕", "Gold Card", "Aurora Pro"),
)  # fmt: skip
LANGUAGES = ("zh", "en")


def sentences(language: str) -> list[Sentence]:
    return [
        sentence
        for path in sorted(GOLD.glob(f"*_{language}.txt"))
        for sentence in parse(path.read_text(encoding="utf-8").splitlines())
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_sentences_for_every_code(language: str) -> None:
    written = sentences(language)
    for kind, codes in CODES.items():
        of_kind = [sentence for sentence in written if kind in sentence.kinds]
        for code in codes:
            shown = sum((kind, code) in sentence.shown for sentence in of_kind)
            assert shown >= 6, (kind, code)
            assert len(of_kind) - shown >= 15, (kind, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_annotations_are_right_and_complete_on_the_sentences(language: str) -> None:
    quality, failures = measure(sentences(language), NAMES)
    assert table(quality).count("\n") == 1 + sum(map(len, CODES.values()))
    right = sum(each.right for each in quality.values())
    assert right / sum(each.right + each.wrong for each in quality.values()) >= 0.97
    assert right / sum(each.right + each.missed for each in quality.values()) >= 0.97
    for what, each in quality.items():
        assert each.precision >= 0.85, (what, [failure for failure in failures if failure[1] == what])
        assert each.recall >= 0.85, (what, [failure for failure in failures if failure[1] == what])


def test_a_heading_with_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown codes of emotion: glee"):
        parse(["# emotion glee", "what a day"])
