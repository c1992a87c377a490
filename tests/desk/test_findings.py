"""What the sentences above the pictures say agrees with the pictures."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation

from zhiyin.desk.findings import units_finding
from zhiyin.desk.queries.standouts import Standout


@dataclass
class Reference:
    value: float | None = 30.0
    low: float | None = None
    high: float | None = None


@dataclass
class Headline:
    polarity: int = 1


class Board:
    """As much of a scoreboard as the sentence looks at."""

    reference, headline, units = Reference(), Headline(), ()


@dataclass
class Place:
    label: str


def _places(**values: float) -> list[Standout]:
    return [Standout(Place(name), Reference(value)) for name, value in values.items()]  # type: ignore[arg-type]


def _said(apart: list[Standout], language: str = "en") -> str:
    board: Any = Board()
    with translation.override(language):
        return units_finding(board, apart)


def test_places_that_stand_apart_are_named_on_their_side() -> None:
    assert _said(_places(East=62, West=4)) == "Above the whole beyond noise: East; below: West."


def test_a_place_above_is_named_in_chinese() -> None:
    assert _said(_places(世纪大道店=62), "zh-hans") == "确实高于整体：世纪大道店。"


def test_more_places_than_a_sentence_holds_are_counted() -> None:
    assert _said(_places(A=1, B=2, C=3, D=4, E=5)) == "Below the whole beyond noise: A, B, C and 2 more."
