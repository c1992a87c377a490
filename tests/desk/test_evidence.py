"""One signal's page and the API: sentences, what is spoken of, and the words that show it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.collect.models import Signal
from zhiyin.desk.evidence import rows, shown
from zhiyin.desk.showing.belonging import category_chips
from zhiyin.measure.feeding.feeder import feed_pending
from zhiyin.understand.actions.correct_reading import correct_reading
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.save_taxonomy import switch_taxonomy
from zhiyin.understand.models import Reading
from zhiyin.understand.queries.voice import voice_detail

SignIn = Callable[[User], Client]
SAID = "酸菜鱼特别鲜。服务员<b>太差</b>了，等了一个小时！价格不贵。"


@pytest.fixture
def signal(organisation: Organisation, lake: object) -> Signal:
    return said(SAID)


def said(text: str) -> Signal:
    draft = SignalDraft(
        source="test", source_id=text[:20], kind="review", channel="web", unit="E1", text=text
    )
    (settled,) = accept_signals(Actor.system("test"), [draft], source="test").settled
    assert settled.id
    read_signals(Actor.system("test"), signals=[settled.id])
    return Signal.objects.get(pk=settled.id)


def test_each_sentence_of_several_is_kept_with_its_feeling(signal: Signal) -> None:
    kept = Reading.objects.get(signal=signal).sentences
    words = [signal.text[one["start"] : one["end"]] for one in kept]
    assert [word[:3] for word in words] == ["酸菜鱼", "服务员", "价格不"]
    assert [one["label"] for one in kept] == ["positive", "negative", "positive"]
    assert all(0.5 <= one["confidence"] <= 1 for one in kept)


def test_of_a_text_of_one_sentence_none_are_kept(organisation: Organisation, lake: object) -> None:
    assert Reading.objects.get(signal=said("味道很好")).sentences == []


def test_what_no_word_of_the_dictionary_names_is_an_aspect_by_its_head(signal: Signal) -> None:
    found = [one for one in Reading.objects.get(signal=signal).mentions if one["rule"] == "aspect.tagger"]
    assert [(one["aspect"], signal.text[one["start"] : one["end"]]) for one in found] == [("taste", "酸菜鱼")]


def test_a_mention_shows_the_words_that_judge_it(signal: Signal) -> None:
    mentions = Reading.objects.get(signal=signal).mentions
    judged = {signal.text[m["start"] : m["end"]]: m["opinion"] for m in mentions if m["opinion"]}
    assert signal.text[slice(*judged["服务员"])].replace("</b>", "") == "太差"


def test_the_page_marks_sentences_and_evidence(
    signal: Signal, lin: User, signed_in: SignIn, in_english: None
) -> None:
    page = signed_in(lin).get(f"/listen/signals/{signal.pk}").content.decode()
    assert page.count('<span class="sentence') == 3
    assert '<span class="sentence neg" title="Negative' in page
    assert re.search(r'<mark class="asp [^"]*neg[^"]*" title="[^"]*sure">服务员</mark>', page)
    assert "sentence: Negative" in page  # the legend
    assert "aspect.dictionary" in page
    assert "aspect.tagger" in page
    assert "<b>" not in page


def test_no_two_columns_of_the_evidence_have_the_same_name(
    signal: Signal, lin: User, signed_in: SignIn, in_english: None
) -> None:
    page = signed_in(lin).get(f"/listen/signals/{signal.pk}").content.decode()
    tables = re.findall(r'<table class="evidence">.*?</thead>', page, re.S)
    headers = [re.findall(r"<th[^>]*>([^<]*)</th>", table) for table in tables]
    assert [len(set(one)) for one in headers] == [len(one) for one in headers]
    assert len(headers) == 2
    assert set(headers[0]) & set(headers[1]) == {"Sure, %", "Found by"}


def test_the_page_leads_to_the_categories_that_the_voice_names(
    organisation: Organisation, lake: object, lin: User, signed_in: SignIn, in_english: None
) -> None:
    switch_taxonomy(Actor.system("test"), code="restaurant", on=True)
    voice = said("排队太久了")
    while feed_pending():
        pass
    page = signed_in(lin).get(f"/listen/signals/{voice.pk}").content.decode()
    addresses = re.findall(r'<a class="chip" href="(/insight/topics/[^"]*)"', page)
    assert addresses
    assert "/insight/topics/restaurant.service" not in addresses  # what lies below it says more
    assert "/insight/topics/restaurant.service_wait_time" in addresses
    assert {signed_in(lin).get(address).status_code for address in addresses} == {200}


def test_without_the_right_to_read_numbers_a_category_is_no_link(
    organisation: Organisation, lake: object, in_english: None
) -> None:
    voice = said("排队太久了")
    only_words = Actor("user", "1", "Wen", (Grant("frontline", "", frozenset({"voice.read"})),))
    assert not only_words.may("measures.read")
    chips = category_chips(only_words, voice_detail(only_words, voice.pk).voice)
    assert [one.url for one in chips] == [""] * len(chips) != []


def test_the_words_on_the_page_are_all_the_words(signal: Signal, lin: User) -> None:
    detail = voice_detail(actor_for(lin), signal.pk)
    told = shown(detail.voice, detail.reading)
    assert "".join(piece.text for one in told.sentences for piece in one.pieces) == signal.text


def test_a_program_gets_sentences_and_targets(signal: Signal, lin: User, signed_in: SignIn) -> None:
    told = signed_in(lin).get(f"/api/v1/signals/{signal.pk}").json()
    assert [one["label"] for one in told["reading"]["sentences"]] == ["positive", "negative", "positive"]
    assert "酸菜鱼" in [signal.text[t["start"] : t["end"]] for t in told["reading"]["targets"]]
    assert {"opinion", "confidence", "rule"} <= told["mentions"][0].keys()


def test_a_reading_of_earlier_days_is_shown_without_what_it_lacks(
    signal: Signal, lin: User, signed_in: SignIn
) -> None:
    old = [{"aspect": "taste", "start": 0, "end": 3, "sentiment": 0.5}]
    Reading.objects.filter(signal=signal).update(sentences=[], targets=[], mentions=old)
    assert '<mark class="asp' in signed_in(lin).get(f"/listen/signals/{signal.pk}").content.decode()
    assert signed_in(lin).get(f"/api/v1/signals/{signal.pk}").json()["mentions"][0]["confidence"] is None


def test_spans_of_earlier_words_are_not_shown_in_later_ones(signal: Signal, lin: User) -> None:
    Signal.objects.filter(pk=signal.pk).update(text="换了", revision=signal.revision + 1)
    detail = voice_detail(actor_for(lin), signal.pk)
    assert shown(detail.voice, detail.reading).marks == frozenset()
    assert rows(detail.voice, detail.reading) == []


def test_what_a_person_says_of_an_aspect_is_found_by_a_person(signal: Signal, lin: User) -> None:
    correct_reading(actor_for(lin), signal_id=signal.pk, field="aspect", key="price", value="negative")
    found = [one for one in Reading.objects.get(signal=signal).mentions if one["aspect"] == "price"]
    assert [(one["sentiment"], one["rule"], one["opinion"]) for one in found] == [(-1.0, "person", None)]
