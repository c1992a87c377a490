"""The intake's pages with something on them: a wide survey, a question, a changed layout, a result, an undo."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import LOOKS
from tests.processes import Installation

pytestmark = pytest.mark.browser

PREPARE = """
import zhiyin.collect.background
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.models import Import
from zhiyin.jobs.worker import take_up_one
importer = Actor.system("importer")
header = "编号,评价时间,门店,满意度,评价内容"
def receive(name, header, *rows):
    return receive_file(importer, name, ["\\n".join([header, *rows, ""]).encode()], source="浏览器")
done = receive("三月.csv", header, "x1,2025-03-01 12:00,东一店,5,味道很好下次再来", "x2,从前,东一店,4,时间写错了没关系")
start_import(importer, done)
take_up_one()
changed = receive("四月.csv", "编号,评价时间,门店,满意程度,评价内容,等待时长", "x3,2025-04-01,东一店,4,还行吧就那样,20")
row = Import.objects.get(id=changed)
for column in row.mapping["columns"]:
    if column["name"] == "满意程度":
        column |= {"field": "csat", "scale_min": 1, "scale_max": 5, "asked": [[1, 5], [0, 10]], "label": "您满意吗？"}
        column["scores"] = {"非常满意": 5.0, "满意": 4.0}
row.save()
lines = ",".join(f"列{n}" for n in range(300)), ",".join("1" * 300)
wide = receive_file(importer, "宽.csv", ["\\n".join(lines).encode()])
print("IDS", done, changed, wide)
"""


@pytest.fixture(scope="session")
def imports(place: Installation, address: str) -> list[str]:
    """A finished import, one with a changed layout and an open question, one of 300 columns: their numbers."""
    line = next(line for line in place.python(PREPARE).splitlines() if line.startswith("IDS"))
    return line.split()[1:]


@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_the_intakes_pages_are_accessible_and_fit(
    visit: Callable[..., Page], imports: list[str], language: str, size: str, scheme: str
) -> None:
    page = visit(language, size, scheme)
    done, changed, wide = imports
    faults = []
    for path in (
        "/listen/imports?state=done",
        f"/listen/imports/{done}",
        f"/listen/imports/{done}/undo",
        f"/listen/imports/{changed}/columns",
        f"/listen/imports/{wide}/columns",
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            faults.append(f"{path}: wider than the screen")
        for violation in Axe().run(page).response["violations"]:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:2])
            faults.append(f"{path}: {violation['id']}: {nodes}")
    assert not faults, "\n".join(faults)


def test_a_column_is_found_among_hundreds(visit: Callable[..., Page], imports: list[str]) -> None:
    page = visit("en", "desktop", "light")
    page.goto(f"/listen/imports/{imports[2]}/columns")
    page.fill("#find-column", "列299")
    expect(page.locator("tr[data-column]:visible")).to_have_count(1)
