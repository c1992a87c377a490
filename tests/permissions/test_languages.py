"""Every page of the product in both languages: nothing of the one is left in the other."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client

from tests.permissions.table import ROUTES
from tests.permissions.world import SECRET, World
from zhiyin.accounts.models import Unit, User

pytestmark = pytest.mark.django_db

PAGES = sorted(
    route.removeprefix("GET ")
    for route in ROUTES
    if route.startswith("GET ") and not re.search(r"/api/|/healthz|/readyz|download|\.csv", route)
)
FORMS = sorted(
    route.removeprefix("POST ")
    for route in ROUTES
    if route.startswith("POST ") and not re.search(r"/api/|/sign-|/language|/theme|download", route)
)
ALSO = (
    "/no-such-page",
    "/listen/inbox?q=nothing+of+the+kind",
    "/listen/inbox?where=npps+<+3",
    "/insight/?metric=zzz&by=zzz&grain=zzz&from=yesterday",
    "/insight/?metric=nps&where=nps+=+6",
    "/act/cases?state=resolved",
    "/settings/audit?name=accounts.",
)
SHOWN_ATTRIBUTES = {"title", "aria-label", "placeholder", "alt", "label"}
QUOTING = {"code", "kbd", "q", "blockquote", "mark", "script", "style", "textarea"}
"""Elements that hold what people wrote or will write: conditions, keys, customers' words."""
VOID = {"input", "br", "img", "link", "meta", "hr", "wbr", "path", "line", "rect", "circle"}
SENTENCE = re.compile(r"\b[a-z]+ [a-z]+ [a-z]+", re.IGNORECASE)
HAN = re.compile(r"[\u3001-\u3002\u4e00-\u9fff\uff01-\uff5e]")


class Shown(HTMLParser):
    """What a page shows: its texts and the attributes that are read out or shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            classes = (given.get("class") or "").split()
            # what names its language is meant to stand in that one: the cards of models
            named = tag != "html" and "lang" in given
            self._open.append((tag, tag in QUOTING or "mono" in classes or named))
        self.texts += [value for name, value in attrs if name in SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(quoting for _tag, quoting in self._open):
            self.texts.append(" ".join(data.split()))


def addresses(world: World) -> Iterator[str]:
    for page in PAGES:
        at = ROUTES[f"GET {page}"].at
        yield page.format(**at(world.own)) if at else page
    yield from ALSO


def shown(world: World, language: str) -> Iterator[tuple[str, str]]:
    """(address, text) of everything that somebody who may see all of it reads."""
    browser = Client(headers={"accept-language": language})
    browser.force_login(world.people["whole"], backend="django.contrib.auth.backends.ModelBackend")
    for address in addresses(world):
        answer = browser.get(address)
        assert answer.status_code in {200, 302, 404, 422}, address
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            for text in Shown(answer.content.decode()).texts:
                yield address, text


def after_sending(world: World, language: str) -> Iterator[tuple[str, str]]:
    """(address, text) of what is shown after each form was sent, filled in rightly and not at all."""
    for address in FORMS:
        needs = ROUTES[f"POST {address}"]
        place = address.format(**needs.at(world.own)) if needs.at else address
        for body in (needs.body(world.own) if needs.body else {}, {}):
            browser = Client(headers={"accept-language": language})
            with transaction.atomic():
                browser.force_login(world.people["whole"], "django.contrib.auth.backends.ModelBackend")
                answer = browser.post(place, dict(body), follow=True)
                transaction.set_rollback(True)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                for text in Shown(answer.content.decode()).texts:
                    yield place, text


def test_what_is_said_after_sending_a_form_is_chinese(world: World) -> None:
    found = {text: address for address, text in after_sending(world, "zh-CN") if SENTENCE.search(text)}
    assert found == {}


def test_a_chinese_page_shows_no_english_sentence(world: World) -> None:
    found = {text: address for address, text in shown(world, "zh-CN") if SENTENCE.search(text)}
    assert found == {}


def test_an_english_page_shows_no_chinese_but_peoples_own(world: World) -> None:
    """Names of units and people, what they wrote, the name of the product and of the other language."""
    own = {
        "知音",
        "中文",
        "排队",
        "机场店",
        "知行",
        "知味",
        SECRET,
        "东区的话",
        "东区的话店",
        "门店",
        "评分",
        "评价",
    }
    for kind in (User.objects.values_list("display_name"), Unit.objects.values_list("name", "short_name")):
        own |= {name for row in kind for name in row if name}
    words = re.compile("|".join(sorted(map(re.escape, own), key=len, reverse=True)))
    found = {}
    for address, text in shown(world, "en"):
        # that page names the headings that a file may have, in both languages
        if address != "/settings/units/import" and HAN.search(words.sub("", text)):
            found[text] = address
    assert found == {}
