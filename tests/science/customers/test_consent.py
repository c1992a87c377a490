"""Whether a person allows something."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.customers.consent import Consented, Word, age, consented

START = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def said(state: str, channel: str = "", day: int = 0, **more: bool) -> Word:
    return Word(state, channel, START + timedelta(days=day), **more)


def allowed(
    *words: Word,
    basis: str = "consent",
    channel: str = "sms",
    born_on: date | None = None,
    minimum_age: int | None = 14,
) -> Consented:
    return consented(words, basis=basis, channel=channel, born_on=born_on, minimum_age=minimum_age, on=TODAY)


def test_who_was_never_asked_has_not_agreed() -> None:
    assert allowed() == Consented(False, "never_asked")


def test_who_agreed_has_agreed_on_every_channel() -> None:
    assert allowed(said("given")).allowed


def test_agreeing_to_mail_is_not_agreeing_to_text_messages() -> None:
    assert allowed(said("given", "mail")) == Consented(False, "never_asked")


def test_withdrawing_everything_ends_what_was_given_for_one_channel() -> None:
    assert allowed(said("given", "sms", 0), said("withdrawn", "", 1)) == Consented(False, "withdrawn")


def test_a_later_word_for_one_channel_holds_there_alone() -> None:
    words = said("withdrawn", "", 0), said("given", "sms", 1)
    assert allowed(*words).allowed
    assert not allowed(*words, channel="mail").allowed


def test_of_two_words_in_the_same_instant_the_withdrawal_counts() -> None:
    assert not allowed(said("given"), said("withdrawn")).allowed


def test_agreement_to_earlier_words_ends_when_the_purpose_is_worded_anew() -> None:
    assert allowed(said("given", text_holds=False)) == Consented(False, "words_changed")


def test_a_childs_own_agreement_does_not_count() -> None:
    assert allowed(said("given"), born_on=date(2015, 1, 1)) == Consented(False, "guardian_missing")


def test_a_guardian_agrees_for_a_child() -> None:
    assert allowed(said("given", by_guardian=True), born_on=date(2015, 1, 1)).allowed


def test_a_child_may_withdraw_what_the_guardian_gave() -> None:
    words = said("given", day=0, by_guardian=True), said("withdrawn", day=1)
    assert not allowed(*words, born_on=date(2015, 1, 1)).allowed


def test_what_may_be_objected_to_is_allowed_until_somebody_does() -> None:
    assert allowed(basis="objection").allowed
    assert allowed(said("withdrawn"), basis="objection") == Consented(False, "objected")


def test_what_a_contract_needs_asks_nobody() -> None:
    assert allowed(said("withdrawn"), basis="contract").allowed


def test_a_birthday_is_when_one_gets_older() -> None:
    assert age(date(2012, 11, 22), TODAY) == 14
    assert age(date(2012, 11, 23), TODAY) == 13
    assert age(date(2012, 2, 29), date(2013, 2, 28)) == 0
    assert age(date(2012, 2, 29), date(2013, 3, 1)) == 1


words = st.builds(
    Word,
    st.sampled_from(["given", "withdrawn"]),
    st.sampled_from(["", "sms", "mail"]),
    st.integers(0, 5).map(lambda day: START + timedelta(days=day)),
)


@given(st.lists(words, max_size=6))
def test_the_order_in_which_words_are_read_does_not_matter(told: list[Word]) -> None:
    assert allowed(*told) == allowed(*reversed(told))


@given(st.lists(words, max_size=6))
def test_withdrawing_everything_now_leaves_nothing_allowed(told: list[Word]) -> None:
    last = said("withdrawn", "", 6)
    assert not any(allowed(*told, last, channel=channel).allowed for channel in ("sms", "mail", "wecom"))
