"""An erased person is nowhere any more: not in a table, a log, a free page, an index, a file of the lake."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Installation
from tests.server.erasing import NEEDLES, OTHER, erased, installed, traces


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[str], Installation, str]]:
    place, customer = installed(tmp_path_factory.mktemp("erasure") / "data")
    before = traces(place.data)
    yield before, place, erased(place, customer)


def test_the_test_finds_what_it_looks_for(before_and_after: tuple[list[str], Installation, str]) -> None:
    before, _, _ = before_and_after
    assert any(NEEDLES[0] in one for one in before)


def test_no_byte_of_an_erased_person_is_left(before_and_after: tuple[list[str], Installation, str]) -> None:
    _, place, _ = before_and_after
    assert traces(place.data) == []
