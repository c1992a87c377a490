from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests.conftest import Organisation, actor_for
from tests.measure.voices import Voice, fill
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import User

Hear = Callable[[Iterable[Voice]], None]


@pytest.fixture
def hear(lake: Path) -> Hear:
    """Put voices into the lake."""
    return lambda voices: fill(lake, voices)


@pytest.fixture
def everywhere(organisation: Organisation) -> Actor:
    """An analyst of the whole group."""
    return Actor("user", "1", "An", (Grant("analyst", ""),))


@pytest.fixture
def east_manager(mei: User) -> Actor:
    """The manager of the east."""
    return actor_for(mei)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Words outside of requests are English; requests choose for themselves."""
    with translation.override("en"):
        yield
