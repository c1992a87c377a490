"""Cards of shipped models as pages and comparisons need them."""

import pytest

from zhiyin.science.understand import cards


def test_the_card_states_an_accuracy_where_people_can_measure_one() -> None:
    claimed = {one.code for one in cards.shipped() if cards.claim(one)}
    assert claimed == {"sentiment_zh", "sentiment_en", "polarity_zh", "polarity_en"}
    for one in cards.shipped():
        if claim := cards.claim(one):
            assert 0.5 < claim.low < claim.value < claim.high < 1
            assert claim.n > 100


def test_the_card_names_the_version_that_lies_here() -> None:
    for one in cards.shipped():
        if one.claims:
            assert f"Version {one.version()} " in cards.text_of(one)


def test_every_model_has_files_and_a_size() -> None:
    assert all(one.size > 10_000 and one.version() for one in cards.shipped())


def test_blocks_of_a_card() -> None:
    heading, paragraph, table, items = cards.blocks(
        "# A model\nof **two** `files`\nand lines\n| a | b |\n|---|---|\n| 1 | *2* |\n\n- one\n  more\n- two\n"
    )
    assert (heading.kind, heading.level, cards.plain(heading.lines[0])) == (cards.HEADING, 1, "A model")
    assert paragraph.lines[0] == (
        (cards.PLAIN, "of "), (cards.STRONG, "two"), (cards.PLAIN, " "), (cards.CODE, "files"), (cards.PLAIN, " and lines"),
    )  # fmt: skip
    assert [[cards.plain(cell) for cell in row] for row in table.rows] == [["a", "b"], ["1", "2"]]
    assert [cards.plain(line) for line in items.lines] == ["one more", "two"]


@pytest.mark.parametrize("text", ["", "|", "#", "- ", "| a |\n| b", "**", "`x", "\n\n\n", "|---|\n|---|"])
def test_no_text_is_too_odd_for_a_card(text: str) -> None:
    cards.blocks(text)
