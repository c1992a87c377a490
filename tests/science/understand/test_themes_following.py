"""Themes keep their identity: written down, found in new texts, matched with later ones, changed by hand."""

from dataclasses import replace

import numpy as np
import pytest

from tests.science.understand.themes_made import reviews
from zhiyin.science.understand.themes import (
    ThemeError,
    Themes,
    assign,
    counted,
    discover,
    match,
    merge,
    pin,
    rename,
    split,
)

TEXTS = reviews()


@pytest.fixture(scope="module")
def themes() -> Themes:
    return discover(TEXTS)


def test_what_is_written_down_is_read_the_same(themes: Themes) -> None:
    again = Themes.from_json(themes.to_json())
    assert again == themes
    assert again.members is None
    one, other = assign(again, TEXTS), assign(themes, TEXTS)
    assert (one.theme == other.theme).all()
    assert (one.text == other.text).all()
    assert (one.strength == other.strength).all()


@pytest.mark.parametrize(
    "written", ["", "{}", "[]", '{"format":99}', '{"format":1,"themes":[{}]}', "null", b"\xff"]
)
def test_what_is_no_theme_is_refused(written: str | bytes) -> None:
    with pytest.raises(ThemeError):
        Themes.from_json(written)


def test_new_texts_are_told_apart_without_the_old_ones(themes: Themes) -> None:
    members = assign(themes, ["骑手把外卖送错了", "车位", "别的什么", None, ""])
    assert sorted(members.text.tolist()) == [0, 1]
    assert members.read.tolist() == [True, True, True, False, False]
    assert members.coverage == pytest.approx(2 / 3)


def test_new_numbers_do_not_change_what_a_theme_is(themes: Themes) -> None:
    texts = ["停车场没有车位"] * 3 + ["排队"]
    new = counted(themes, assign(themes, texts))
    assert [theme.id for theme in new] == [theme.id for theme in themes]
    assert sum(theme.texts for theme in new) >= 4
    assert new.n == 4


def test_a_later_finding_keeps_ids_pins_and_given_names(themes: Themes) -> None:
    first = themes.themes[0].id
    old = rename(pin(themes, first), first, "等太久")
    followed = match(old, discover(reviews(seed=9)))
    again = followed.themes.get(first)
    assert (again.name, again.pinned, again.renamed) == ("等太久", True, True)
    assert set(followed.kept) | set(followed.gone) == {theme.id for theme in old}
    assert all(0.3 <= likeness <= 1 for likeness in followed.likeness)
    assert len({theme.id for theme in followed.themes}) == len(followed.themes)


def test_a_theme_matched_with_itself_is_wholly_alike(themes: Themes) -> None:
    followed = match(themes, themes)
    assert followed.themes == themes
    assert followed.likeness == pytest.approx([1.0] * len(themes))
    assert followed.new == followed.gone == ()


def test_a_pinned_theme_that_is_gone_stays_without_members(themes: Themes) -> None:
    parking = next(theme.id for theme in themes if any(word.key == "停车" for word in theme.words))
    other = [text for text in reviews(800, seed=2) if "停" not in text and "车位" not in text]
    followed = match(pin(themes, parking), discover(other))
    assert parking in followed.gone
    assert followed.themes.get(parking).texts == 0
    again = counted(followed.themes, assign(followed.themes, ["停车太难"]))
    assert again.get(parking).texts == 1
    assert parking not in {theme.id for theme in match(themes, discover(other)).themes}


def test_an_empty_finding_matches_nothing(themes: Themes) -> None:
    nothing = discover([])
    assert match(nothing, themes).new == tuple(theme.id for theme in themes)
    assert match(themes, nothing).gone == tuple(theme.id for theme in themes)


def test_renaming_wants_a_name(themes: Themes) -> None:
    first = themes.themes[0].id
    assert rename(themes, first, "  等   位 ").get(first).name == "等 位"
    for name in ("", "  ", "长" * 101):
        with pytest.raises(ThemeError, match="1 to 100"):
            rename(themes, first, name)
    with pytest.raises(ThemeError, match="no theme"):
        rename(themes, "t000", "等位")


def test_merging_joins_words_and_members(themes: Themes) -> None:
    one, two = themes.themes[0], themes.themes[2]
    merged = merge(themes, [one.id, two.id])
    assert len(merged) == len(themes) - 1
    new = merged.get(one.id)
    assert {word.key for word in new.words} == {word.key for part in (one, two) for word in part.words}
    exact = counted(merged, assign(merged, TEXTS))
    assert [theme.texts for theme in exact] == [theme.texts for theme in merged]
    assert [theme.share for theme in exact] == pytest.approx([theme.share for theme in merged])
    assert merged.members is not None
    assert exact.members is not None
    assert (merged.members.theme == exact.members.theme).all()
    assert (merged.members.text == exact.members.text).all()
    assert np.allclose(merged.members.strength, exact.members.strength)


def test_a_merged_theme_keeps_a_given_name_and_a_pin(themes: Themes) -> None:
    one, two = themes.themes[1].id, themes.themes[0].id
    new = merge(pin(rename(themes, two, "甲"), two), [one, two]).get(one)
    assert (new.name, new.pinned, new.renamed) == ("甲", True, True)
    assert merge(themes, [one, two], name="乙").get(one).name == "乙"
    with pytest.raises(ThemeError, match="two themes"):
        merge(themes, [one, one])


def test_splitting_parts_the_words_and_finds_the_members_of_each(themes: Themes) -> None:
    merged = merge(themes, [themes.themes[0].id, themes.themes[1].id])
    id = themes.themes[0].id
    parted = split(merged, id, TEXTS)
    assert len(parted) == len(merged) + 1
    before = {word.key for word in merged.get(id).words}
    new = [theme for theme in parted if theme.id not in {t.id for t in merged} or theme.id == id]
    assert len(new) == 2
    first, second = ({word.key for word in theme.words} for theme in new)
    assert first | second == before
    assert not first & second
    assert all(theme.quotes and theme.texts for theme in new)
    assert parted.members is not None


def test_a_theme_of_one_word_cannot_be_split(themes: Themes) -> None:
    one = themes.themes[0]
    single = replace(themes, themes=(replace(one, words=one.words[:1]), *themes.themes[1:]))
    with pytest.raises(ThemeError, match="too few"):
        split(single, one.id, TEXTS)
    with pytest.raises(ThemeError, match="two parts"):
        split(themes, one.id, TEXTS, parts=1)
