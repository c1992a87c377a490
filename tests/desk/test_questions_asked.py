"""What was asked stands beside what was answered: wordings of questions, options, kinds of silence."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import AnswerDraft, SignalDraft, accept_signals
from zhiyin.collect.models import Item, Signal
from zhiyin.measure.queries.labels import NAMES

SignIn = Callable[[User], Client]
QUEUE, FOOD = "您对排队时间满意吗？", "您对菜品满意吗？"


@pytest.fixture
def surveyed(organisation: Organisation) -> Signal:
    """A voice with two satisfaction scores, a multiple choice, own words and two silences."""
    draft = SignalDraft(
        source="问卷",
        source_id="1",
        unit="E1",
        text="上菜太慢了",
        answers=[
            AnswerDraft(item="q1", construct="csat", value=2),
            AnswerDraft(item="q2", construct="csat", value=5),
            AnswerDraft(item="q3", construct="choice", choice="微信"),
            AnswerDraft(item="q3", construct="choice", choice="朋友介绍"),
            AnswerDraft(item="q4", construct="text"),
            AnswerDraft(item="q5", construct="choice", status="not_asked"),
        ],
    )
    (settled,) = accept_signals(Actor.system("test"), [draft]).settled
    for code, label, construct in (
        ("q1", QUEUE, "csat"),
        ("q2", FOOD, "csat"),
        ("q3", "您从哪里知道我们？", "choice"),
        ("q4", "还有什么想说的？", "text"),
        ("q5", "外卖准时吗？", "choice"),
    ):
        Item.objects.create(source="问卷", code=code, label=label, construct=construct)
    return Signal.objects.get(id=settled.id)


def test_a_signals_page_shows_questions_options_and_silences(
    surveyed: Signal, lin: User, signed_in: SignIn
) -> None:
    page = signed_in(lin).get(f"/listen/signals/{surveyed.pk}").content.decode()
    assert f"{QUEUE} 2 / 5" in page
    assert "您从哪里知道我们？</dt><dd>微信 · 朋友介绍" in page
    assert "还有什么想说的？" in page
    assert "answered in own words, above" in page
    assert '外卖准时吗？</dt><dd class="note">not asked' in page


def test_the_inbox_tells_two_scores_of_one_kind_apart(surveyed: Signal, lin: User, signed_in: SignIn) -> None:
    page = signed_in(lin).get("/listen/inbox").content.decode()
    assert f"{QUEUE} 2 / 5" in page
    assert f"{FOOD} 5 / 5" in page


def test_over_the_api_answers_carry_their_question(surveyed: Signal, lin: User, signed_in: SignIn) -> None:
    told = signed_in(lin).get(f"/api/v1/signals/{surveyed.pk}").json()
    assert [answer["label"] for answer in told["answers"]] == [QUEUE, FOOD]
    assert told["choices"][0] == {
        "item": "q3",
        "label": "您从哪里知道我们？",
        "options": ["微信", "朋友介绍"],
    }
    assert told["unanswered"] == [{"item": "q5", "label": "外卖准时吗？", "status": "not_asked"}]


def test_figures_by_question_name_the_question_where_all_sources_word_it_alike(surveyed: Signal) -> None:
    Item.objects.create(source="另一份", code="q2", label="别的题", construct="csat")
    names = NAMES["item"]()
    assert names["q1"] == QUEUE
    assert "q2" not in names
