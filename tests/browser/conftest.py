"""A served sample organisation and a real browser. Chromium is the system's; without one these tests cannot run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.processes import PATIENCE, Installation

PASSWORD = "a-long-browser-password"
SMALL_SAMPLE = "from zhiyin.server.sample.install import fill_if_empty; fill_if_empty(signals=2500)"
ADMINISTRATOR = """
from zhiyin.accounts.actions.ensure_administrator import ensure_administrator
from zhiyin.server.installation import INSTALLER
ensure_administrator(INSTALLER, username="lin", password="a-long-browser-password")
"""
WAITS = 1000 * PATIENCE  # milliseconds, for what a page of a busy machine takes a moment to show
expect.set_options(timeout=WAITS)
SIZES = {"desktop": {"width": 1360, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("browser") / "data")
    installation.python(SMALL_SAMPLE + ADMINISTRATOR)
    return installation


@pytest.fixture(scope="session")
def address(place: Installation) -> Iterator[str]:
    with place.served() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A page of somebody signed in: `visit("zh-CN", "phone", "dark")`. What the browser complains of fails the test."""
    opened = []
    complaints: list[str] = []

    def make(language: str = "en", size: str = "desktop", scheme: str = "light") -> Page:
        context = browser.new_context(
            base_url=address,
            locale=language,
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        context.set_default_timeout(WAITS)
        opened.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in")
        page.fill("input[name=username]", "lin")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{address}/")
        return page

    yield make
    for context in opened:
        context.close()
    assert [line for line in complaints if "422" not in line and "404" not in line] == []


def shots(name: str) -> Path:
    """Where a test may leave a picture for people to look at."""
    folder = Path("bench") / "results" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"
