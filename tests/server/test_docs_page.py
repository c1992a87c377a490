"""The page of the API in a real browser, under the policy that production sends."""

import pytest
from playwright.sync_api import Browser

from tests.server.conftest import Imported


@pytest.mark.browser
def test_the_docs_page_shows_every_operation_and_asks_only_us(imported: Imported, browser: Browser) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    with imported.place.served("--no-worker") as port:
        here = f"http://127.0.0.1:{port}/"
        page = browser.new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{here}api/v1/docs")
        page.locator(".opblock-summary-control").first.click()
        page.locator(".opblock-body").first.wait_for()
        document = page.request.get(f"{here}api/v1/openapi.json").json()
        shown = page.locator(".opblock").count()
        page.close()
    assert shown == sum(len(path) for path in document["paths"].values())
    assert complaints == []
    assert [url for url in asked if not url.startswith((here, "data:"))] == []
