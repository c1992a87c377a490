"""Components draw what they are given, escape it, and leave gaps where nothing is known."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from django import forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.theme import drawing
from zhiyin.theme.templatetags.theme import evidence


@dataclass(frozen=True)
class Cell:
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 100
    indicative: bool = False
    reason: str | None = None
    change: object = None


def test_the_evidence_is_marked_in_the_colour_of_its_feeling() -> None:
    marked = evidence(
        "味道好，等太久",
        [{"start": 0, "end": 2, "sentiment": 0.8}, {"start": 4, "end": 7, "sentiment": -0.9}],
    )
    assert marked == '<mark class="pos">味道</mark>好，<mark class="neg">等太久</mark>'


def test_hostile_words_are_shown_and_not_run() -> None:
    assert "<script>" not in evidence(
        "<script>alert(1)</script>", [{"start": 0, "end": 8, "sentiment": -1.0}]
    )


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45), st.floats(-1, 1)), max_size=6),
)
def test_marking_never_loses_a_character(text: str, spans: list[tuple[int, int, float]]) -> None:
    import html
    import re

    marked = evidence(text, [{"start": a, "end": b, "sentiment": s} for a, b, s in spans if a >= 0])
    assert html.unescape(re.sub(r"</?mark[^>]*>", "", marked)) == text


def test_a_missing_month_is_a_gap_in_the_line() -> None:
    cells = [Cell(10, 5, 15), Cell(12, 7, 17), Cell(None, n=0), Cell(11, 6, 16), Cell(13, 8, 18)]
    drawn = drawing.trend(cells, list("abcde"), [100, 100, 0, 100, 100])
    assert len(drawn.lines) == 2
    assert drawn.points[2].y is None


def test_a_point_of_few_answers_is_hollow_and_unlinked() -> None:
    drawn = drawing.trend([Cell(10, 5, 15), Cell(12, -9, 33), Cell(11, 6, 16)], list("abc"), [100, 12, 100])
    assert drawn.points[1].hollow
    assert drawn.lines == []


@pytest.mark.parametrize("width", [340, 720, 1080])
@pytest.mark.parametrize("label", ["22 Nov 2026", "2026年11月22日", "11"])
def test_labels_of_a_year_of_days_do_not_touch(width: int, label: str) -> None:
    drawn = drawing.trend([Cell(1, 0, 2)] * 365, [label] * 365, [100] * 365, width=width)
    at = [point.x for point in drawn.points if point.shows_label]
    needed = 11 * sum(1.0 if letter in "年月日" else 0.6 for letter in label)
    assert min(right - left for left, right in pairwise(at)) > needed


def test_of_points_too_close_to_tell_apart_only_those_of_few_answers_are_drawn() -> None:
    cells = [Cell(value, value - 1, value + 1, n=100 if value else 9) for value in range(200)]
    shown = Template("{% trend 'NPS' '' cells labels 'points' %}").render(
        Context({"cells": cells, "labels": [str(i) for i in range(200)]})
    )
    assert shown.count("f-sheet d-ink") == 3  # the first, in each of the three sizes
    assert shown.count("<circle") == 6  # and the last


class Choosing(forms.Form):
    """A choice that explains itself."""

    what = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, help_text="One at least."
    )


def test_boxes_are_one_group_tied_to_their_hint_and_error() -> None:
    shown = Template("{% field form.what %}").render(Context({"form": Choosing({})}))
    assert '<fieldset class="field choices" aria-describedby="id_what-hint id_what-error">' in shown
    assert shown.count('type="checkbox"') == 2
    assert 'id="id_what-error"' in shown
    assert 'id="id_what-hint"' in shown


@pytest.mark.django_db
def test_a_tile_without_answers_says_so_and_shows_no_zero() -> None:
    shown = Template("{% score_tile 'NPS' cell 'points' %}").render(
        Context({"cell": Cell(None, n=0, reason="no_valid_answers")})
    )
    assert "没有有效回答" in shown
    assert ">0<" not in shown
