"""What a program is told when something is wrong follows its Accept-Language, to the last field."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from zhiyin.accounts.models import User
from zhiyin.collect.phrases import REASONS
from zhiyin.collect.phrases.faults import FAULTS as FILE_FAULTS
from zhiyin.journal.errors import ZhiyinError
from zhiyin.journal.phrases import WRONG

SignIn = Callable[[User], Client]
ENGLISH = re.compile(r"\b(?!zhiyin )[a-z]+ [a-z]+ [a-z]+", re.IGNORECASE)

REFUSED: list[tuple[str, str, Any]] = [
    ("get", "/api/v1/no-such-thing", None),
    ("delete", "/api/v1/me", None),
    ("get", "/api/v1/signals?page_size=0", None),
    ("get", "/api/v1/signals?page_size=many", None),
    ("get", "/api/v1/signals?cursor=%00", None),
    ("get", "/api/v1/signals?where=npps<3", None),
    ("get", "/api/v1/measures/nps?where=nps=6", None),
    ("get", "/api/v1/measures/zzz", None),
    ("get", "/api/v1/measures/nps?grain=hour", None),
    ("post", "/api/v1/units", {"name": 3, "colour": "red"}),
    ("post", "/api/v1/units", "{"),
    ("post", "/api/v1/alert-rules", {"name": "x", "criteria": "channel > 3", "priority": 9}),
    ("post", "/api/v1/alert-rules/preview", {"criteria": "count(signal, '3 days') > 1"}),
    ("post", "/api/v1/signals", {"kind": 3}),
    ("post", "/api/v1/signals", {"kind": "survey", "colour": "red"}),
    ("post", "/api/v1/signals", {"kind": "survey", "occurred_at": "yesterday"}),
    ("post", "/api/v1/signals", "{"),
]


def sentences(body: Any) -> list[str]:
    """Every `detail` in a body."""
    if isinstance(body, list):
        return [text for one in body for text in sentences(one)]
    if not isinstance(body, dict):
        return []
    own = [body["detail"]] if isinstance(body.get("detail"), str) else []
    return own + [text for one in body.values() for text in sentences(one)]


@pytest.mark.parametrize(("method", "address", "body"), REFUSED)
def test_every_detail_of_a_problem_is_in_chinese(
    lin: User, signed_in: SignIn, method: str, address: str, body: Any
) -> None:
    sent = {} if body is None else {"data": body, "content_type": "application/json"}
    answer = getattr(signed_in(lin), method)(address, headers={"accept-language": "zh-CN"}, **sent)
    assert 400 <= answer.status_code < 500
    found = sentences(json.loads(answer.content))
    assert found
    for text in found:
        assert re.search(r"[\u4e00-\u9fff]", text), text
        assert not ENGLISH.search(text), text


def kinds(of: type[ZhiyinError]) -> list[type[ZhiyinError]]:
    return [of, *(inner for one in of.__subclasses__() for inner in kinds(one))]


def test_every_error_has_a_chinese_sentence() -> None:
    with translation.override("zh-hans"):
        for kind in kinds(ZhiyinError):
            assert re.search(r"[\u4e00-\u9fff]", str(kind.message)), kind
            assert not ENGLISH.search(str(kind.message)), kind


def test_every_reason_has_a_chinese_sentence() -> None:
    with translation.override("zh-hans"):
        for phrase in (*REASONS.values(), *FILE_FAULTS.values(), *WRONG.values()):
            assert re.search(r"[\u4e00-\u9fff]", str(phrase)), phrase
