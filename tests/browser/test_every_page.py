"""Every page, in both languages, on a phone and a desktop, light and dark: nothing to complain of."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/listen/inbox",
    "/listen/inbox?q=排队",
    "/listen/inbox?where=nps+%3C%3D+x",
    "/listen/inbox?theme=9",
    "/listen/imports",
    "/listen/imports/new",
    "/listen/connectors",
    "/listen/connectors/new/api?like=zendesk",
    "/listen/connectors/new/folder",
    "/settings/units/unsorted",
    "/insight/",
    "/insight/?metric=nps&by=region&compare=previous",
    "/insight/metrics",
    "/insight/themes",
    "/insight/themes?find=zzz",
    "/insight/themes?period=30d&where=nps+%3C%3D+x",
    "/insight/topics",
    "/insight/topics?of=six_factors&sort=share",
    "/insight/topics/waiting",
    "/insight/topics/intent:churn_threat",
    "/customers/",
    "/customers/?q=zzz",
    "/customers/?sort=risk",
    "/customers/segments",
    "/customers/segments/new",
    "/customers/segments/new?kind=list",
    "/customers/personas",
    "/customers/personas/new",
    "/customers/models",
    "/customers/models/value",
    "/customers/models/terms",
    "/customers/companies",
    "/customers/companies/add",
    "/customers/requests",
    "/customers/requests?state=all",
    "/customers/retention",
    "/customers/consent",
    "/customers/consent/marketing",
    "/receipt",
    "/my-data/no-such-token-at-all-here",
    "/customers/joining",
    "/act/cases",
    "/act/alerts",
    "/act/alerts/new",
    "/act/outbox",
    "/notifications",
    "/settings/",
    "/settings/users",
    "/settings/units",
    "/settings/keys",
    "/settings/channels",
    "/settings/channels/new/sms/aliyun",
    "/settings/channels/new/mail/smtp",
    "/settings/channels/doors/new",
    "/settings/analyser",
    "/settings/analyser/models",
    "/settings/analyser/models/sentiment_zh",
    "/settings/analyser/drift",
    "/settings/analyser/learning",
    "/settings/names",
    "/settings/slang",
    "/settings/slang?q=雷",
    "/settings/taxonomies",
    "/settings/taxonomies/restaurant",
    "/settings/taxonomies/restaurant?q=味",
    "/settings/taxonomies/restaurant/categories/dish_taste",
    "/settings/taxonomies/restaurant/categories/dish_taste/remove",
    "/settings/taxonomies/restaurant/new-category",
    "/settings/taxonomies/restaurant/import",
    "/settings/new-taxonomy",
    "/settings/assistant",
    "/settings/contact-rules",
    "/settings/contact-rules/new",
    "/settings/webhooks",
    "/settings/webhooks/new",
    "/u/damaged",
    "/settings/audit",
    "/settings/profile",
    "/settings/password",
    "/no-such-page",
)
LOOKS = (
    ("zh-CN", "desktop", "light"),
    ("zh-CN", "phone", "dark"),
    ("en", "desktop", "dark"),
    ("en", "phone", "light"),
)

SENTENCE = re.compile(r"\b[a-z]+ [a-z]+ [a-z]+", re.IGNORECASE)
SAID_BY_THE_PRODUCT = """() => {
  const page = document.body.cloneNode(true);
  const quoted = "q, blockquote, mark, code, kbd, .mono, .quote, .said, [lang], script";
  page.querySelectorAll(quoted).forEach(one => one.remove());
  return page.textContent;
}"""


def first(page: Page, listing: str, pattern: str, within: str = "main") -> str:
    page.goto(listing)
    found = page.locator(f'{within} a[href^="{pattern}"]').first.get_attribute("href")
    assert found is not None
    return found


@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_every_page_is_accessible_and_fits(
    visit: Callable[..., Page], language: str, size: str, scheme: str
) -> None:
    page = visit(language, size, scheme)
    person = first(page, "/customers/", "/customers/", "main td")
    single = (
        first(page, "/listen/inbox", "/listen/signals/"),
        first(page, "/act/cases", "/act/cases/"),
        person,
        f"{person}?kind=done",
        f"{person}/profile",
        f"{person}/reveal",
        f"{person}/rights",
        f"{person}/erase",
        f"{person}/consent",
        f"{person}/identity",
        first(page, "/customers/companies", "/customers/companies/", "main td"),
        segment := first(page, "/customers/segments", "/customers/segments/", "main td"),
        f"{segment}/change",
        first(page, "/customers/personas", "/customers/personas/", "main section"),
    )
    faults = []
    for path in (*PAGES, *single):
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            faults.append(f"{path}: wider than the screen")
        wanted = "zh-CN" if language == "zh-CN" else "en"
        if page.locator("html").get_attribute("lang") != wanted:
            faults.append(f"{path}: not in {language}")
        if language == "zh-CN" and (left := SENTENCE.search(page.evaluate(SAID_BY_THE_PRODUCT))):
            faults.append(f"{path}: still English: {left[0]}")
        for violation in Axe().run(page).response["violations"]:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:2])
            faults.append(f"{path}: {violation['id']}: {nodes}")
    assert not faults, "\n".join(faults)


def test_the_page_of_signing_in_is_accessible(browser: object, address: str) -> None:
    page = browser.new_page(base_url=address)  # type: ignore[attr-defined]
    page.goto("/sign-in")
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    page.close()
