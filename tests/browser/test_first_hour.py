"""What a newcomer does in the first hour, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.processes import wait_until

pytestmark = pytest.mark.browser


def test_a_newcomer_imports_a_file_and_finds_its_words(visit: Callable[..., Page], tmp_path: Path) -> None:
    file = tmp_path / "上月评价.csv"
    file.write_bytes(
        "日期,门店,评分,评价\n2026-10-02 12:30,徐家汇店,2,空调坏了，热得受不了，申请退款没人理\n"
        "2026-10-03 18:05,徐家汇店,5,味道很好\n2026-13-40,徐家汇店,4,这一行的日期不对\n".encode("gb18030")
    )
    page = visit("zh-CN")
    page.goto("/listen/imports/new")
    page.set_input_files("input[type=file]", file)
    page.locator("main button.btn").first.click()
    page.wait_for_url("**/columns")
    expect(page.locator("main")).to_contain_text("评价")
    page.get_by_label("1–5").check()  # three rows do not tell whether five or ten is the best
    page.locator("main button[name=start]").click()
    page.wait_for_url("**/listen/imports/*")
    expect(page.locator("main")).to_contain_text("下载")

    def is_read() -> bool:
        page.goto("/listen/inbox?q=申请退款")
        return bool(page.locator("article.voice").count())

    wait_until(is_read)
    expect(page.locator("article.voice").first).to_contain_text("申请退款没人理")


def test_the_keyboard_walks_the_inbox(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto("/listen/inbox")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-item]").nth(1)).to_have_attribute("data-selected", "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/listen/signals/*")


def test_slash_goes_to_the_search_field(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto("/listen/inbox")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_the_language_is_switched_on_the_page_and_stays(visit: Callable[..., Page]) -> None:
    page = visit("en")
    page.goto("/listen/inbox")
    page.locator("nav button[name=language]").click()
    expect(page.locator("h1")).to_have_text("客户说了什么")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_an_agent_takes_a_case_and_resolves_it(visit: Callable[..., Page]) -> None:
    page = visit("en")
    page.goto("/act/cases")  # whether the sample's last days brought one depends on the day
    page.get_by_role("link", name="Open a case").click()
    page.fill("input[name=title]", "The soup was cold")
    page.locator("select[name=unit]").select_option(index=1)
    page.get_by_role("button", name="Open the case").click()
    expect(page.locator("h1")).to_contain_text("The soup was cold")
    page.goto("/act/cases")
    page.locator("main table").get_by_role("link", name="The soup was cold").click()
    page.fill("textarea[name=text]", "Called the guest; the soup was replaced.")
    page.get_by_role("button", name="Add comment").click()
    expect(page.locator("main")).to_contain_text("the soup was replaced")
    form = page.locator("form[action$='/resolve']")
    form.locator("select").select_option(index=1)
    form.locator("textarea").fill("Replaced the dish and apologised.")
    form.get_by_role("button", name="Resolve").click()
    expect(page.locator("main")).to_contain_text("How it ended")


def test_a_condition_that_is_wrong_says_where(visit: Callable[..., Page]) -> None:
    page = visit("en")
    page.goto("/listen/inbox")
    page.fill("#where", "npps <= 6")
    page.locator("main form button.btn").first.click()
    expect(page.locator("#where-error")).to_contain_text("nps")
