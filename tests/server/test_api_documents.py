"""The API describes itself: a document for programs, a page for people, nothing from elsewhere."""

import json
import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from zhiyin.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_openapi_document_is_served_and_names_every_operation_once() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = json.loads(answer.content)
    operations = [one for path in document["paths"].values() for one in path.values()]
    times = Counter(one["operationId"] for one in operations)
    assert times
    assert max(times.values()) == 1, [name for name, count in times.items() if count > 1]


def test_the_openapi_document_holds_no_key_twice() -> None:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
        assert not twice, twice
        return dict(pairs)

    json.loads(Client().get("/api/v1/openapi.json").content, object_pairs_hook=once)


def test_the_openapi_document_refers_only_to_what_it_holds() -> None:
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_the_docs_page_runs_under_our_content_policy() -> None:
    answer = Client().get("/api/v1/docs")
    page = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    scripts = re.findall(r"<script([^>]*)>", page)
    assert scripts
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert "<style" not in page
    assert not re.search(r"\son\w+=|\sstyle=", page)


def test_the_docs_page_loads_only_files_that_we_ship() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) >= 3
    for address in loaded:
        assert address.startswith("/static/"), address
        assert finders.find(address.removeprefix("/static/")), address


def test_the_docs_page_asks_nobody_else_whether_the_document_is_valid() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    settings = re.search(r'id="swagger-settings">(.*?)</script>', page, re.DOTALL)
    assert settings
    told = json.loads(settings[1])
    assert told["url"] == "/api/v1/openapi.json"
    assert told["validatorUrl"] is None


def test_whoever_makes_a_key_is_led_to_the_readable_description(
    lin: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(lin).get("/settings/keys").content.decode()
    assert 'href="/api/v1/docs"' in page
