"""Themes are the same when some texts are left out: on made-up reviews, and on real ones where they are at hand."""

import os
import random

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tests.science.understand.themes_made import reviews
from training import data
from zhiyin.science.understand.themes import stability
from zhiyin.science.understand.themes.grouping import groups
from zhiyin.science.understand.themes.nearness import blended, shipped, vectors
from zhiyin.science.understand.themes.steadiness import matching, overlap

needs_data = pytest.mark.skipif(
    not (data.folder() / "text").is_dir(),
    reason="the training data are not here (../shared/data or ZHIYIN_TRAINING_DATA)",
)


def test_made_up_themes_are_found_again_without_one_text_in_twenty() -> None:
    found = stability(reviews(600), samples=3)
    assert found.value is not None
    assert found.value >= 0.8
    assert len(found.themes) == len(found.found)
    assert found == stability(reviews(600), samples=3)


def test_without_themes_there_is_no_stability() -> None:
    found = stability([], samples=2)
    assert (found.value, found.themes, found.coverage) == (None, (), 0.0)


@needs_data
@pytest.mark.parametrize("domain", ["food_delivery", "水果"])
def test_themes_of_chinese_reviews_are_stable(domain: str) -> None:
    rows = data.chinese_reviews()
    texts = [text for text, group in zip(rows.texts, rows.group, strict=True) if group == domain]
    random.Random(0).shuffle(texts)
    found = stability(texts[:2_500], samples=2)
    assert found.value is not None
    assert found.value >= 0.8
    assert found.coverage >= 0.6


@needs_data
def test_themes_of_english_reviews_are_stable() -> None:
    rows = data.english_sentences()
    texts = [text for text, group in zip(rows.texts, rows.group, strict=True) if "laptops" in group]
    found = stability(texts, samples=2)
    assert found.value is not None
    assert found.value >= 0.8


def test_overlap_is_jaccards_index() -> None:
    one = csr_matrix(np.array([[1, 1, 1, 0], [0, 0, 0, 0]]))
    two = csr_matrix(np.array([[0, 1, 1, 1], [1, 0, 0, 0]]))
    assert overlap(one, two).tolist() == [[0.5, pytest.approx(1 / 3)], [0.0, 0.0]]


def test_matching_takes_the_largest_sum_and_not_the_largest_first() -> None:
    one, two = matching(np.array([[0.9, 0.8], [0.8, 0.1]]))
    assert dict(zip(one.tolist(), two.tolist(), strict=True)) == {0: 1, 1: 0}


def test_groups_join_the_nearest_until_none_are_near() -> None:
    near = np.array([[1, 0.9, 0.1, 0], [0.9, 1, 0.2, 0], [0.1, 0.2, 1, 0.7], [0, 0, 0.7, 1]])
    assert groups(near, np.ones(4), until=0.5).tolist() == [0, 0, 2, 2]
    assert groups(near, np.ones(4), until=0.8).tolist() == [0, 0, 2, 3]
    assert groups(near, np.ones(4), until=-1.0).tolist() == [0, 0, 0, 0]
    assert groups(near, np.ones(4), until=-1.0, parts=3).tolist() == [0, 0, 2, 3]
    assert groups(np.ones((1, 1)), np.ones(1), until=0.5).tolist() == [0]


def test_a_common_word_decides_where_a_group_goes() -> None:
    near = np.array([[1.0, 0.9, 0.7], [0.9, 1.0, 0.1], [0.7, 0.1, 1.0]])
    assert groups(near, np.array([9.0, 1.0, 5.0]), until=0.5).tolist() == [0, 0, 0]
    assert groups(near, np.array([1.0, 9.0, 5.0]), until=0.5).tolist() == [0, 0, 2]


def test_shipped_vectors_know_what_is_near_in_both_languages() -> None:
    near, known = shipped(["停车", "停车场", "味道", "waiter", "waitress", "battery", "没有的词"])
    assert near[0, 1] > 0.6 > near[0, 2]
    assert near[3, 4] > 0.6 > near[3, 5]
    assert not known[0, 3]
    assert not known[6].any()
    assert {vectors(language).matrix.shape[1] for language in ("zh", "en")} == {64}


def test_words_that_the_vectors_do_not_know_are_near_by_the_texts_at_hand() -> None:
    here = np.array([[1.0, 0.4], [0.4, 1.0]])
    assert blended(["没有的词", "停车"], here)[0, 1] == 0.4
    assert blended(["停车场", "停车"], here)[0, 1] == pytest.approx(
        (0.4 + shipped(["停车场", "停车"])[0][0, 1]) / 2
    )


def test_the_shipped_vectors_are_small() -> None:
    from zhiyin.science.understand.themes.nearness import LANGUAGES, path

    assert sum(os.path.getsize(path(language)) for language in LANGUAGES) < 1_000_000
