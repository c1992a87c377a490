"""Texts are read over the API without being stored."""

from collections.abc import Callable

from django.test import Client

from zhiyin.accounts.models import User
from zhiyin.collect.models import Signal

SignIn = Callable[[User], Client]


def test_texts_are_read_in_order_and_not_kept(lin: User, signed_in: SignIn) -> None:
    texts = ["味道很好，服务员很热情", "", "Waited forty minutes, terrible"]
    answer = signed_in(lin).post("/api/v1/readings", {"texts": texts}, content_type="application/json")
    good, empty, bad = answer.json()["results"]
    assert (good["sentiment_label"], bad["sentiment_label"]) == ("positive", "negative")
    assert (empty["sentiment"], empty["reason"]) == (None, "empty")
    assert not Signal.objects.exists()


def test_more_texts_than_fit_are_refused(lin: User, signed_in: SignIn) -> None:
    answer = signed_in(lin).post(
        "/api/v1/readings", {"texts": ["好"] * 1001}, content_type="application/json"
    )
    assert answer.status_code == 422


def test_texts_that_are_no_proper_text_are_answered_all_the_same(lin: User, signed_in: SignIn) -> None:
    body = '{"texts": ["味道很好\\\\u0000", "\\\\ud83d 很差", "%s"]}' % ("好吃，" * 33_333)
    answer = signed_in(lin).post("/api/v1/readings", body, content_type="application/json")
    assert answer.status_code == 200, answer.json()
    labels = [one["sentiment_label"] for one in answer.json()["results"]]
    assert labels == ["positive", "negative", "positive"]
