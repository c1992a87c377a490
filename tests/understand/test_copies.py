"""Copied reviews and spam: found when words are read, shown calmly, left out of numbers, never lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import AnswerDraft, SignalDraft, accept_signals
from zhiyin.collect.actions.accepting import identify
from zhiyin.collect.models import Signal
from zhiyin.journal.models import Feed
from zhiyin.measure.feeding.feeder import feed_pending
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Question
from zhiyin.understand.actions.correct_reading import correct_reading, withdraw_correction
from zhiyin.understand.actions.find_copies import find_copies, look_at_the_rest
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.errors import UnknownLabel
from zhiyin.understand.models import Reading, TextPrint

SYSTEM = Actor.system("test")
PRAISE = "客服很热情，下单的手机壳第二天就到了，颜色和图片一样，非常满意"
ALMOST = "客服很热情，下单的手机壳第二天就到了，颜色和图片一样，非常满意哦"
OTHER = "快递太慢了，等了一个星期才到，打开一看杯子还碎了，联系卖家也没人理"
SPAM = "加微信abc12345领取免费优惠券，兼职日赚三百元，名额有限速来"


def say(*texts: str, unit: str = "E1", look: bool = True, **more: object) -> list[int]:
    drafts = [SignalDraft(unit=unit, text=text, **{"kind": "review", **more}) for text in texts]  # type: ignore[arg-type]
    keys = [one.id for one in accept_signals(SYSTEM, drafts).settled if one.id]
    read_signals(SYSTEM, signals=keys)
    if look:
        find_copies(SYSTEM, signals=keys)
    return keys


def aside() -> list[str | None]:
    return sorted(Reading.objects.values_list("set_aside", flat=True), key=str)


def counted() -> int:
    return Reading.objects.filter(set_aside="").count()


def test_of_several_that_say_the_same_the_earliest_counts(organisation: Organisation) -> None:
    keys = say(PRAISE, OTHER, PRAISE, ALMOST)
    assert aside() == ["", "", "copy", "copy"]
    assert Reading.objects.get(pk=keys[1]).print is None


def test_who_was_asked_or_complained_copies_nobody(organisation: Organisation) -> None:
    """Ten members of one family may say the same to a survey; only what anybody can write in public is looked at."""
    for kind in ("survey", "ticket", "call", "chat"):
        say(PRAISE, PRAISE, kind=kind)
    say(PRAISE)
    assert aside() == [""] * 9


def test_copies_are_found_across_batches_and_units(organisation: Organisation) -> None:
    say(PRAISE)
    say(ALMOST, unit="W1")
    assert aside() == ["", "copy"]
    assert TextPrint.objects.count() == 1


def test_an_earlier_voice_that_comes_later_is_the_first(organisation: Organisation) -> None:
    now = timezone.now()
    (late,) = say(PRAISE, occurred_at=now - timedelta(days=1))
    (early,) = say(PRAISE, occurred_at=now - timedelta(days=30))
    assert Reading.objects.get(pk=early).set_aside == ""
    assert Reading.objects.get(pk=late).set_aside == "copy"


@pytest.mark.parametrize("text", ["好评", "很好，下次再来", "very good", "好评好评好评好评好评好评好评好评"])
def test_what_is_short_or_repeats_itself_is_nobodys_copy(organisation: Organisation, text: str) -> None:
    say(text, text, text)
    assert "copy" not in aside()


def test_a_score_without_words_is_never_a_copy(organisation: Organisation) -> None:
    drafts = [SignalDraft(unit="E1", answers=[AnswerDraft(item="nps", value=9)]) for _ in range(3)]
    keys = [one.id for one in accept_signals(SYSTEM, drafts).settled if one.id]
    read_signals(SYSTEM, signals=keys)
    find_copies(SYSTEM, signals=keys)
    assert not Reading.objects.exists()


def test_the_same_customer_revises_and_repeats_and_copies_nobody(organisation: Organisation) -> None:
    keys = say(PRAISE, PRAISE, PRAISE, look=False)
    wang = met("email", "wang@example.com")
    Signal.objects.filter(pk__in=keys[:2]).update(customer=wang)
    find_copies(SYSTEM, signals=keys)
    assert Reading.objects.get(pk=keys[0]).set_aside == "" or Reading.objects.get(pk=keys[2]).set_aside == ""
    assert aside() in (["", "", "copy"], ["", "copy", "copy"])


def test_a_revision_of_ones_own_words_is_no_copy(organisation: Organisation) -> None:
    say(PRAISE, source="reviews", source_id="1")
    say(ALMOST, source="reviews", source_id="1")
    assert aside() == [""]
    assert TextPrint.objects.filter(first__isnull=False).count() == 1


def test_where_the_first_says_something_else_the_next_counts(organisation: Organisation) -> None:
    say(PRAISE, source="reviews", source_id="1")
    say(PRAISE, source="reviews", source_id="2")
    first = Reading.objects.get(set_aside="").signal
    say(OTHER, source="reviews", source_id=first.source_id)
    assert aside() == ["", ""]


def test_where_the_first_is_gone_the_next_counts(organisation: Organisation) -> None:
    say(PRAISE, PRAISE, PRAISE)
    Signal.objects.filter(reading__set_aside="").delete()
    look_at_the_rest()
    assert aside() == ["", "copy"]
    Signal.objects.all().delete()
    look_at_the_rest()
    assert not TextPrint.objects.exists()


def test_what_was_read_before_copies_were_looked_for_is_looked_at(organisation: Organisation) -> None:
    say(PRAISE, PRAISE, OTHER, look=False)
    assert not look_at_the_rest()  # what was read just now is the reaction's
    Reading.objects.update(read_at=timezone.now() - timedelta(minutes=6))
    assert look_at_the_rest()
    assert aside() == ["", "", "copy"]
    assert not look_at_the_rest()


def test_looking_twice_changes_nothing_and_feeds_nothing(organisation: Organisation) -> None:
    keys = say(PRAISE, PRAISE, OTHER)
    Feed.objects.all().delete()
    assert find_copies(SYSTEM, signals=keys) == 0
    read_signals(SYSTEM, signals=keys, again=True)
    find_copies(SYSTEM, signals=keys)
    assert aside() == ["", "", "copy"]


def test_spam_is_set_aside_until_somebody_says_that_it_is_none(organisation: Organisation, mei: User) -> None:
    (key,) = say(SPAM)
    reading = Reading.objects.get(pk=key)
    assert reading.set_aside == "spam"
    (code,) = [one["code"] for one in reading.annotations if one["kind"] == "spam"]
    correct_reading(actor_for(mei), signal_id=key, field="annotation", key=f"spam:{code}", value=False)
    assert aside() == [""]
    withdraw_correction(actor_for(mei), signal_id=key, field="annotation", key=f"spam:{code}")
    assert aside() == ["spam"]


def test_a_person_says_that_it_is_no_copy_and_takes_it_back(organisation: Organisation, mei: User) -> None:
    say(PRAISE, PRAISE)
    copy = Reading.objects.get(set_aside="copy").pk
    correct_reading(actor_for(mei), signal_id=copy, field="copy", value=False)
    assert aside() == ["", ""]
    read_signals(SYSTEM, signals=[copy], again=True)
    find_copies(SYSTEM, signals=[copy])
    assert aside() == ["", ""]
    withdraw_correction(actor_for(mei), signal_id=copy, field="copy")
    assert aside() == ["", "copy"]
    with pytest.raises(UnknownLabel):
        correct_reading(actor_for(mei), signal_id=copy, field="copy", value=True)


def test_many_of_one_template_cost_no_more_than_few(
    organisation: Organisation, django_assert_max_num_queries: Callable[..., object]
) -> None:
    keys = say(*[PRAISE] * 300, look=False)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        find_copies(SYSTEM, signals=keys)
    assert counted() == 1
    assert TextPrint.objects.count() == 1


def figures(actor: Actor, **more: str) -> tuple[float | None, int, tuple[str, ...]]:
    while feed_pending():
        pass
    answer = ask(actor, Question(metrics=("volume",), **more))
    return answer.rows[0].cells["volume"].value, answer.left_out, answer.notes


def test_figures_leave_copies_and_spam_out_and_say_so(
    organisation: Organisation, lin: User, lake: Path, in_english: None
) -> None:
    say(PRAISE, PRAISE, ALMOST, OTHER, SPAM)
    actor = actor_for(lin)
    assert figures(actor) == (2, 3, ("Left out: 2 copies and 1 spam voice.",))
    assert figures(actor, population="heard") == (5, 0, ())
    assert figures(actor, population="copy")[0] == 2


def test_what_was_fed_before_it_was_found_to_be_a_copy_leaves_the_figures(
    organisation: Organisation, lin: User, lake: Path, in_english: None
) -> None:
    keys = say(PRAISE, PRAISE, look=False)
    assert figures(actor_for(lin))[0] == 2
    find_copies(SYSTEM, signals=keys)
    assert figures(actor_for(lin))[:2] == (1, 1)


def test_the_scores_of_a_copy_are_left_out_with_it(organisation: Organisation, lin: User, lake: Path) -> None:
    for value in (10, 0):
        say(
            PRAISE, answers=[AnswerDraft(item="nps", construct="nps", value=value, scale_min=0, scale_max=10)]
        )
    while feed_pending():
        pass
    cell = ask(actor_for(lin), Question(metrics=("nps",))).rows[0].cells["nps"]
    assert cell.n == 1


def test_left_out_voices_of_other_units_are_not_told_of(
    organisation: Organisation, mei: User, lake: Path
) -> None:
    say(PRAISE, PRAISE, unit="W1")
    say(OTHER)
    assert figures(actor_for(mei))[:2] == (1, 0)


def test_the_inbox_shows_and_filters_copies_and_spam(
    organisation: Organisation, mei: User, signed_in: Callable[[User], Client]
) -> None:
    say(PRAISE, PRAISE, ALMOST, OTHER, SPAM)
    say(PRAISE, unit="W1")
    client = signed_in(mei)
    page = client.get("/listen/inbox").content.decode()
    assert page.count("copied review") == 2
    assert page.count("2 like it") == 3  # the copy in the west is nobody's here
    assert client.get("/listen/inbox?aside=copy").content.decode().count("data-item") == 2
    assert client.get("/listen/inbox?aside=spam").content.decode().count("data-item") == 1
    assert client.get("/listen/inbox?aside=counted").content.decode().count("data-item") == 2
    copy = Reading.objects.filter(set_aside="copy").values_list("pk", flat=True)[0]
    assert client.get(f"/listen/inbox?like={copy}").content.decode().count("data-item") == 3
    told = client.get("/api/v1/signals?set_aside=copy").json()["results"]
    assert [(one["set_aside"], one["alike"]) for one in told] == [("copy", 2)] * 2


def test_copies_are_listed_when_numbers_of_voices_have_nineteen_digits(
    organisation: Organisation,
    mei: User,
    signed_in: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From the end of March 2027 on: a number begins with the hours since 2024."""
    monkeypatch.setattr(identify, "EPOCH", datetime(2016, 1, 1, tzinfo=UTC))
    (first, _again, _other) = say(PRAISE, PRAISE, OTHER)
    assert len(str(first)) == 19
    assert signed_in(mei).get(f"/listen/inbox?like={first}").content.decode().count("data-item") == 2


def test_the_page_of_a_voice_lets_people_say_not_a_copy_and_not_spam(
    organisation: Organisation, mei: User, signed_in: Callable[[User], Client]
) -> None:
    say(PRAISE, PRAISE, SPAM)
    client = signed_in(mei)
    copy = Reading.objects.get(set_aside="copy").pk
    spam = Reading.objects.get(set_aside="spam")
    assert "Not a copy" in client.get(f"/listen/signals/{copy}").content.decode()
    client.post(f"/listen/signals/{copy}/correct", {"field": "copy"})
    page = client.get(f"/listen/signals/{spam.pk}").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    assert key.startswith("spam:")
    client.post(
        f"/listen/signals/{spam.pk}/correct", {"field": "annotation", "key": key, "value": "not_shown"}
    )
    assert aside() == ["", "", ""]
