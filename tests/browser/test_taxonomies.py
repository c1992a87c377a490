"""A taxonomy is edited in a browser: the sample follows what is typed, before anything is saved."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_sample_follows_what_is_typed_and_the_change_is_undone(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto("/settings/taxonomies/restaurant")
    page.get_by_role("link", name="Add a category").first.click()
    page.wait_for_url("**/new-category*")  # loaded, so that what follows the typing is there
    page.fill("#id_code", "noodles")
    page.fill("#id_en", "Noodles")
    page.select_option("#id_parent", "dish")
    page.fill("#id_words", "面")
    expect(page.locator("#sample-title")).to_be_visible()
    expect(page.locator("[role=status] .finding")).to_contain_text("gained")
    expect(page.locator("[role=status] mark").first).to_have_text("面")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Noodles")).to_be_visible()
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_role("link", name="Noodles")).to_have_count(0)
