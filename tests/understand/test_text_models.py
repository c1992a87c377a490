"""The models of texts: their cards, how right they are here, whether texts drift."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.science.understand import cards
from zhiyin.server.commands import models as command
from zhiyin.understand.actions.code_text import code_text
from zhiyin.understand.actions.correct_reading import correct_reading
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.start_coding import close_coding, start_coding
from zhiyin.understand.errors import NoSuchTextModel
from zhiyin.understand.phrases.text_models import PURPOSES, TITLES
from zhiyin.understand.queries import drift as drift_query
from zhiyin.understand.queries.accuracy import CODED, CORRECTED, Accuracy, measured
from zhiyin.understand.queries.coding import next_to_code
from zhiyin.understand.queries.drift import drifting
from zhiyin.understand.queries.text_models import text_model

SYSTEM = Actor.system("test")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def take_in(texts: list[str], at: datetime | None = None) -> list[int]:
    drafts = [
        SignalDraft(unit="E1", text=text, source_id=f"{at}{n}", occurred_at=at)
        for n, text in enumerate(texts)
    ]
    ids = [one.id for one in accept_signals(SYSTEM, drafts).settled if one.id]
    read_signals(SYSTEM, signals=ids)
    return ids


def coded(user: User, label: str, size: int) -> int:
    """A closed round in which the user gave every text the same label."""
    actor = actor_for(user)
    number = start_coding(actor, name="round", size=size, seed=1)
    while text := next_to_code(actor, number):
        code_text(actor, item_id=text.item, sentiment=label, aspects={"taste": label})
    close_coding(actor, number)
    return number


def of(user: User, source: str, model: str = "zh") -> Accuracy:
    return next(one for one in measured(actor_for(user)) if (one.source, one.model) == (source, model))


def test_every_shipped_model_has_a_title_a_purpose_and_a_card() -> None:
    codes = [one.code for one in cards.shipped()]
    assert codes == list(TITLES) == list(PURPOSES)
    assert all(cards.blocks(cards.text_of(one)) for one in cards.shipped())


def test_texts_coded_blind_measure_the_model(organisation: Organisation, lin: User) -> None:
    take_in(["味道很好，很满意", "好吃，喜欢", "味道不错，推荐", "难吃，再也不来"])
    coded(lin, "positive", 4)
    found = of(lin, CODED)
    assert (found.texts, found.sign.n, found.sign.value) == (4, 4, 0.75)
    assert found.labels.accuracy.value == 0.75
    taste = next(one for one in found.aspects if one.code == "taste")
    assert (taste.spoken_of, taste.texts) == (4, 4)
    assert of(lin, CODED, "en").texts == 0


def test_an_aspect_on_which_the_coders_were_always_divided_is_not_measured(
    organisation: Organisation, lin: User, an: User
) -> None:
    take_in(["味道很好", "味道真不错"])
    number = start_coding(actor_for(lin), name="divided", size=10, seed=1)
    for user, aspects in ((lin, {"taste": "positive"}), (an, {})):
        actor = actor_for(user)
        while text := next_to_code(actor, number):
            code_text(actor, item_id=text.item, sentiment="positive", aspects=aspects)
    close_coding(actor_for(lin), number)
    found = of(lin, CODED)
    assert (found.texts, found.aspects) == (2, ())


def test_an_open_round_measures_nothing(organisation: Organisation, lin: User) -> None:
    take_in(["味道很好，很满意"])
    number = start_coding(actor_for(lin), name="open", size=1, seed=1)
    text = next_to_code(actor_for(lin), number)
    assert text is not None
    code_text(actor_for(lin), item_id=text.item, sentiment="positive", aspects={})
    assert of(lin, CODED).texts == 0


def test_corrections_are_measured_by_what_the_machine_said(organisation: Organisation, lin: User) -> None:
    ids = take_in(["味道很好，很满意", "难吃，再也不来"])
    for key in ids:
        correct_reading(actor_for(lin), signal_id=key, field="sentiment", value="negative")
    correct_reading(actor_for(lin), signal_id=ids[0], field="aspect", key="price", value="positive")
    found = of(lin, CORRECTED)
    assert (found.texts, found.labels.accuracy.value) == (2, 0.5)
    (price,) = found.aspects
    assert (price.code, price.scores.recall) == ("price", 0.0)


def test_a_model_that_is_clearly_less_right_than_its_card_is_named(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client], in_english: None
) -> None:
    take_in([f"第{n}次来，味道很好，很满意" for n in range(40)])
    coded(lin, "negative", 40)
    assert text_model(actor_for(lin), "sentiment_zh").below
    assert not text_model(actor_for(lin), "sentiment_en").below
    client = signed_in(lin)
    page = client.get("/settings/analyser/models").content.decode()
    assert "Clearly less right here than the card promises: Feeling, Chinese" in page
    page = client.get("/settings/analyser/models/sentiment_zh").content.decode()
    assert "texts drawn at random and coded" in page
    assert '<th scope="col">accuracy (95 % interval)</th>' in page
    assert "**" not in page


@pytest.mark.parametrize("code", [one.code for one in cards.shipped()])
def test_every_card_is_a_page(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client], code: str
) -> None:
    page = signed_in(lin).get(f"/settings/analyser/models/{code}")
    assert page.status_code == 200
    assert "|---" not in page.content.decode()


@pytest.mark.parametrize(
    ("language", "head"), [("zh-CN", "<h3>已知失误</h3>"), ("en", "<h3>Known failures</h3>")]
)
def test_a_card_is_read_in_the_language_of_the_page(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client], language: str, head: str
) -> None:
    client = signed_in(lin)
    page = client.get(
        "/settings/analyser/models/annotations", headers={"accept-language": language}
    ).content.decode()
    assert head in page
    assert ('<div lang="en">' in page) is (language == "en")
    assert '<span lang="en">“never again will I eat elsewhere”</span>' in page


@pytest.mark.parametrize(("language", "head"), [("zh-CN", "# 情感，中文"), ("en", "# Sentiment, Chinese")])
def test_a_program_asks_for_the_language_of_a_card(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client], language: str, head: str
) -> None:
    answer = signed_in(lin).get("/api/v1/text-models/sentiment_zh", headers={"accept-language": language})
    assert answer.json()["card"].startswith(head)
    assert answer.json()["claim"]["n"] > 100


@pytest.mark.parametrize(("language", "head"), [("zh-hans", "# 分类体系\n"), ("en", "# Taxonomies\n")])
def test_the_command_prints_a_card_in_the_language_of_the_terminal(
    organisation: Organisation,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    head: str,
) -> None:
    monkeypatch.setenv("ZHIYIN_LANGUAGE", language)
    parser = ArgumentParser()
    command.arguments(parser)
    assert command.run(parser.parse_args(["taxonomies"])) == 0
    assert capsys.readouterr().out.startswith(head)


def test_a_model_that_does_not_exist_is_not_found(organisation: Organisation, lin: User) -> None:
    with pytest.raises(NoSuchTextModel):
        text_model(actor_for(lin), "no_such")


def test_a_program_reads_card_and_accuracy(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client]
) -> None:
    take_in(["味道很好，很满意", "难吃，再也不来"])
    coded(lin, "positive", 2)
    client = signed_in(lin)
    listed = client.get("/api/v1/text-models").json()["results"]
    assert [one["code"] for one in listed] == list(TITLES)
    found = client.get("/api/v1/text-models/sentiment_zh").json()
    assert found["card"].startswith("# ")
    assert found["here"]["n"] == 2
    assert found["coded"]["labels"]["n"] == 2
    assert client.get("/api/v1/text-models/none").status_code == 404


@pytest.fixture
def months(organisation: Organisation) -> None:
    """Sixteen weeks of thirty texts; in the last four half of them are in a language that is not read."""
    monday = datetime(2026, 11, 16, 3, tzinfo=UTC)
    for week in range(16):
        other = 15 if week < 4 else week % 2
        texts = [f"味道很好，第{n}次来了" for n in range(30 - other)] + ["Это очень плохо, мы ждали"] * other
        take_in(texts, monday - timedelta(weeks=week))


def test_a_drift_beyond_chance_is_told(months: None, lin: User) -> None:
    found = drifting(actor_for(lin), NOW)
    assert (found.texts, found.sampled, len(found.weeks)) == (480, 480, 16)
    assert found.tested["not_read"].told
    assert found.tested["language"].told
    assert not found.tested["confidence"].told


def test_of_many_texts_a_random_slice_is_looked_at(
    months: None, lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drift_query, "MOST_TEXTS", 200)
    found = drifting(actor_for(lin), NOW)
    assert found.texts == 480
    assert 120 < found.sampled < 280


def test_without_texts_the_drift_page_says_so(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client], in_english: None
) -> None:
    client = signed_in(lin)
    assert "There are no texts in these weeks." in client.get("/settings/analyser/drift").content.decode()
    assert client.get("/api/v1/text-drift").json()["sampled"] == 0


def test_the_drift_page_draws_weeks(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client], in_english: None
) -> None:
    now = datetime.now(UTC)
    for week in range(1, 16):
        take_in([f"味道很好，第{n}次来了" for n in range(25)], now - timedelta(weeks=week))
    client = signed_in(lin)
    page = client.get("/settings/analyser/drift").content.decode()
    assert "No drift beyond chance in the last weeks." in page
    assert "Texts that were not read" in page
    assert len(client.get("/api/v1/text-drift").json()["weeks"]) == 16
