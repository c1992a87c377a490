"""The cast: one organisation and the people in it, for every test.

Lin (administrator), An (analyst of the whole group), Mei (manager of the east), Fang (frontline in the east's
first shop), Rui (read-only, west), Sheng (a stranger: signs in, holds no role).
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.test import Client
from django.utils import timezone, translation

from tests.processes import PATIENCE
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.endpoints import throttling
from zhiyin.accounts.models import RoleGrant, Unit, User
from zhiyin.accounts.tree_version import tree_changed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples at every run and no bound on the time of one: whether a change is taken is no matter of luck, nor of
# how busy the machine is. `pytest --hypothesis-profile=default -m hypothesis` looks for new ones.
hypothesis.settings.load_profile("ci")


@dataclass
class Organisation:
    """知行集团 > 东区 > 东一店, 东二店; 西区 > 西一店."""

    group: Unit
    east: Unit
    east_one: Unit
    east_two: Unit
    west: Unit
    west_one: Unit


@pytest.fixture
def in_english() -> Iterator[None]:
    """For tests that read sentences, which come in the installation's language otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture
def organisation(db: None) -> Organisation:
    """The whole tree in one statement: nearly every test has one, and unit by unit it costs more than most tests."""
    group = Unit.objects.add_root({"code": "G", "name": "知行集团", "kind": "group", "numchild": 2})

    def under(above: Unit, step: int, children: int = 0, **fields: str) -> Unit:
        place = Unit._get_path(above.path, above.depth + 1, step)
        return Unit(path=place, depth=above.depth + 1, numchild=children, **fields)

    east = under(group, 1, 2, code="E", name="华东大区", short_name="东区", kind="region")
    west = under(group, 2, 1, code="W", name="华西大区", short_name="西区", kind="region")
    east_one = under(east, 1, code="E1", name="东区第一店", short_name="东一店", kind="store")
    east_two = under(east, 2, code="E2", name="东区第二店", short_name="东二店", kind="store")
    west_one = under(west, 1, code="W1", name="西区第一店", short_name="西一店", kind="store")
    Unit.objects.bulk_create([east, west, east_one, east_two, west_one])
    tree_changed()
    return Organisation(group, east, east_one, east_two, west, west_one)


def person(username: str, name: str, *grants: tuple[str, Unit | None]) -> User:
    user = User.objects.create_user(
        username, password="a-long-password", display_name=name, email=f"{username}@example.com"
    )
    for role, unit in grants:
        RoleGrant.objects.create(user=user, role=role, unit=unit)
    return user


def actor_for(user: User) -> Actor:
    held = RoleGrant.objects.filter(user=user).select_related("unit")
    return Actor(
        "user", str(user.pk), str(user), tuple(Grant(g.role, g.unit.path if g.unit else "") for g in held)
    )


@pytest.fixture
def lin(organisation: Organisation) -> User:
    return person("lin", "林岚", ("administrator", None))


@pytest.fixture
def an(organisation: Organisation) -> User:
    return person("an", "安宁", ("analyst", None))


@pytest.fixture
def mei(organisation: Organisation) -> User:
    return person("mei", "梅青", ("manager", organisation.east))


@pytest.fixture
def fang(organisation: Organisation) -> User:
    return person("fang", "方舟", ("frontline", organisation.east_one))


@pytest.fixture
def rui(organisation: Organisation) -> User:
    return person("rui", "芮雪", ("readonly", organisation.west))


@pytest.fixture
def sheng(organisation: Organisation) -> User:
    return person("sheng", "盛夏")


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier test asked for within the last minute does not slow this one down."""
    monkeypatch.setattr(throttling, "_asked", {})
    monkeypatch.setattr(throttling, "_asked_before", {})


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The product's clock stands still at noon of today: no day and no night ends in the middle of the test."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return noon


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which that person has signed in; pages in English unless the test says otherwise."""

    def sign_in(user: User) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def lake(tmp_path: Path, settings: object) -> Path:
    """An empty lake of the test's own."""
    settings.LAKE = tmp_path / "lake"  # type: ignore[attr-defined]
    return tmp_path / "lake"


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's Chromium, one for the whole run: Playwright allows no second one beside it."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine; .ci/run installs one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            timeout=1000 * PATIENCE,
        )
        yield launched
        launched.close()
