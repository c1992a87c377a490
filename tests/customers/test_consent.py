"""What customers allow: written down with its proof, by staff, programs and the customers themselves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation, person
from tests.people import met
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import User
from zhiyin.accounts.permissions import ROLES
from zhiyin.collect.actions.accept_signals import CustomerDraft, SignalDraft, accept_signals
from zhiyin.customers.actions.install_purposes import install_purposes
from zhiyin.customers.actions.opt_out import opt_in_again, opt_out_address, opt_out_person
from zhiyin.customers.actions.save_purpose import publish_text, save_purpose
from zhiyin.customers.actions.use_consent import use_consent
from zhiyin.customers.actions.write_down_consent import write_down_consent
from zhiyin.customers.errors import NoSuchCustomer, NotAsked, UnusableConsent, UnusablePurpose
from zhiyin.customers.models import (
    Consent,
    ConsentText,
    Customer,
    OptOut,
    Purpose,
    Restriction,
    RightsRequest,
)
from zhiyin.customers.preference_links import token_for
from zhiyin.customers.queries.consents import consent_for, consents_for, history_of, is_opted_out
from zhiyin.customers.queries.profiles import preferences_of
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event
from zhiyin.science.customers.consent import Consented

pytestmark = pytest.mark.django_db
TEAM = Actor.system("team")


@pytest.fixture(autouse=True)
def purposes(db: None) -> None:
    install_purposes(TEAM)


@pytest.fixture
def wang(db: None) -> Customer:
    return met("mobile", "13800138000", name="王女士")


def say(customer: Customer, state: str, purpose: str = "survey", **more: Any) -> Consent:
    return write_down_consent(TEAM, customer_id=customer.pk, purpose=purpose, state=state, **more)


def test_nobody_has_agreed_before_they_were_asked(wang: Customer) -> None:
    assert consent_for(wang.pk, "survey", "sms") == Consented(False, "never_asked")


def test_what_a_customer_agreed_to_is_allowed(wang: Customer) -> None:
    say(wang, "given")
    assert consent_for(wang.pk, "survey", "sms").allowed


def test_withdrawing_ends_it_at_once(wang: Customer) -> None:
    say(wang, "given")
    say(wang, "withdrawn")
    assert consent_for(wang.pk, "survey", "sms") == Consented(False, "withdrawn")


def test_what_was_said_stays_in_the_history(wang: Customer) -> None:
    say(wang, "given", proof={"how": "call", "reference": "录音 118"})
    say(wang, "withdrawn")
    assert [said.state for said in history_of(TEAM, wang.pk)] == ["withdrawn", "given"]
    assert history_of(TEAM, wang.pk)[1].proof == {"how": "call", "reference": "录音 118"}


def test_agreeing_names_the_newest_words(wang: Customer) -> None:
    publish_text(TEAM, purpose="survey", texts={"zh-hans": "我们会问您", "en": "We ask"}, asks_again=False)
    said = say(wang, "given", language="zh-hans")
    assert said.text is not None
    assert (said.text.version, said.text.text) == (1, "我们会问您")


def test_new_words_that_ask_again_end_earlier_agreement(wang: Customer) -> None:
    publish_text(TEAM, purpose="survey", texts={"en": "We ask"}, asks_again=False)
    say(wang, "given")
    publish_text(TEAM, purpose="survey", texts={"en": "We ask, and pass it on"}, asks_again=True)
    assert consent_for(wang.pk, "survey", "sms") == Consented(False, "words_changed")
    say(wang, "given")
    assert consent_for(wang.pk, "survey", "sms").allowed


def test_a_corrected_comma_asks_nobody_again(wang: Customer) -> None:
    publish_text(TEAM, purpose="survey", texts={"en": "We ask"}, asks_again=False)
    say(wang, "given")
    publish_text(TEAM, purpose="survey", texts={"en": "We ask."}, asks_again=False)
    assert consent_for(wang.pk, "survey", "sms").allowed


def test_published_words_are_versions_and_never_change() -> None:
    publish_text(TEAM, purpose="survey", texts={"en": "One"}, asks_again=False)
    publish_text(TEAM, purpose="survey", texts={"en": "Two"}, asks_again=False)
    assert list(ConsentText.objects.order_by("version").values_list("version", "text")) == [
        (1, "One"),
        (2, "Two"),
    ]


def test_sensitive_use_needs_published_words_and_a_proof(wang: Customer) -> None:
    with pytest.raises(UnusableConsent):
        say(wang, "given", "sensitive", proof={"how": "paper"})
    publish_text(TEAM, purpose="sensitive", texts={"en": "Your health"}, asks_again=False)
    with pytest.raises(UnusableConsent):
        say(wang, "given", "sensitive")
    say(wang, "given", "sensitive", proof={"how": "paper", "reference": "file 7"})
    assert consent_for(wang.pk, "sensitive", "").allowed


def test_withdrawing_sensitive_use_needs_nothing(wang: Customer) -> None:
    say(wang, "withdrawn", "sensitive")
    assert not consent_for(wang.pk, "sensitive", "").allowed


def test_a_minor_needs_a_guardian(wang: Customer) -> None:
    Customer.objects.filter(pk=wang.pk).update(born_on=timezone.localdate() - timedelta(days=365 * 10))
    say(wang, "given")
    assert consent_for(wang.pk, "survey", "sms") == Consented(False, "guardian_missing")
    say(wang, "given", by_guardian=True)
    assert consent_for(wang.pk, "survey", "sms").allowed


def test_automated_judgement_is_allowed_until_somebody_objects(wang: Customer) -> None:
    assert consent_for(wang.pk, "profiling", "").allowed
    say(wang, "withdrawn", "profiling")
    assert consent_for(wang.pk, "profiling", "") == Consented(False, "objected")


def test_a_contract_cannot_be_withdrawn_by_consent(wang: Customer) -> None:
    with pytest.raises(NotAsked):
        say(wang, "withdrawn", "service")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "perhaps"},
        {"channel": "pigeon"},
        {"proof": {"how": "dream"}},
        {"text_version": 9},
        {"at": datetime(2999, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_cannot_be_is_refused(wang: Customer, wrong: dict[str, Any]) -> None:
    with pytest.raises(UnusableConsent):
        write_down_consent(TEAM, **{"customer_id": wang.pk, "purpose": "survey", "state": "given", **wrong})
    assert not Consent.objects.exists()


def test_a_restricted_person_allows_nothing(wang: Customer) -> None:
    say(wang, "given")
    Restriction.objects.create(customer=wang, by="team")
    assert consent_for(wang.pk, "survey", "sms") == Consented(False, "restricted")


def test_the_word_of_a_joined_customer_counts_for_the_person(wang: Customer) -> None:
    twin = met("email", "wang@example.com")
    say(twin, "given")
    Customer.objects.filter(pk=twin.pk).update(person_id=wang.pk)
    assert consent_for(wang.pk, "survey", "mail").allowed
    Customer.objects.filter(pk=twin.pk).update(person_id=twin.pk)
    assert not consent_for(wang.pk, "survey", "mail").allowed


def test_many_people_are_asked_in_as_few_statements_as_one(
    wang: Customer, django_assert_max_num_queries: Any
) -> None:
    people = [wang.pk, *(met("mobile", f"1390000{number:04}").pk for number in range(20))]
    with django_assert_max_num_queries(5):
        assert len(consents_for(people, "survey", "sms")) == 21


def test_who_was_not_met_here_cannot_be_written_about(wang: Customer) -> None:
    elsewhere = Actor("user", "9", "manager", (Grant("manager", "0001"),))
    with pytest.raises(NoSuchCustomer):
        write_down_consent(elsewhere, customer_id=wang.pk, purpose="survey", state="given")


def test_an_opt_out_covers_every_key_of_the_person(wang: Customer) -> None:
    twin = met("email", "wang@example.com")
    Customer.objects.filter(pk=twin.pk).update(person_id=wang.pk)
    opt_out_person(TEAM, customer_id=wang.pk, reason="asked_staff")
    Customer.objects.filter(pk=twin.pk).update(person_id=twin.pk)
    assert is_opted_out(twin.pk)


def test_opting_in_again_takes_it_back(wang: Customer) -> None:
    opt_out_person(TEAM, customer_id=wang.pk, reason="asked_staff")
    assert opt_in_again(TEAM, customer_id=wang.pk)
    assert not is_opted_out(wang.pk)


def test_of_an_address_only_a_digest_is_kept() -> None:
    opt_out_address(TEAM, kind="email", value="Wang@Example.com", reason="bounced")
    assert b"wang" not in bytes(OptOut.objects.get().digest).lower()


def test_opting_out_twice_is_journalled_once(wang: Customer) -> None:
    for _ in range(2):
        opt_out_person(TEAM, customer_id=wang.pk, reason="asked_staff")
    assert Event.objects.filter(name="customers.opted_out").count() == 1


def test_a_purpose_that_passes_data_on_always_rests_on_consent() -> None:
    with pytest.raises(UnusablePurpose):
        save_purpose(TEAM, code="partners", content={"basis": "contract", "passes_on": True})


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("sensitive", {"basis": "contract"}),
        ("sensitive", {"basis": "law", "is_sensitive": False}),
        ("sensitive", {"is_sensitive": False}),
        ("passing_on", {"basis": "objection", "passes_on": False, "is_sensitive": False}),
        ("marketing", {"is_sensitive": True, "basis": "objection"}),
    ],
)
def test_what_is_asked_for_apart_cannot_be_made_to_rest_on_anything_else(code: str, content: Any) -> None:
    before = Purpose.objects.filter(code=code).values().get()
    with pytest.raises(UnusablePurpose):
        save_purpose(TEAM, code=code, content=content)
    assert Purpose.objects.filter(code=code).values().get() == before


def test_a_purpose_that_is_switched_off_is_allowed_by_nobody(wang: Customer) -> None:
    say(wang, "given")
    save_purpose(TEAM, code="survey", content={"is_active": False})
    assert consent_for(wang.pk, "survey", "sms") == Consented(False, "no_such_purpose")


def test_a_branch_does_not_change_what_everybody_is_asked() -> None:
    branch = Actor("user", "9", "manager", (Grant("manager", "0001"),))
    with pytest.raises(Forbidden):
        publish_text(branch, purpose="survey", texts={"en": "We ask"}, asks_again=False)


def test_installing_the_purposes_again_keeps_what_was_changed() -> None:
    save_purpose(TEAM, code="survey", content={"minimum_age": 16})
    assert install_purposes(TEAM) == 0
    assert Purpose.objects.get(code="survey").minimum_age == 16


def test_a_consent_to_one_message_is_used_up_by_it(wang: Customer) -> None:
    say(wang, "given", channel="sms", is_once=True)
    assert consent_for(wang.pk, "survey", "sms").allowed
    use_consent(wang.pk, purpose="survey", channel="sms", message_id=7)
    assert consent_for(wang.pk, "survey", "sms") == Consented(False, "used_up")


def test_the_message_that_used_a_consent_may_be_tried_again(wang: Customer) -> None:
    say(wang, "given", channel="sms", is_once=True)
    use_consent(wang.pk, purpose="survey", channel="sms", message_id=7)
    assert consent_for(wang.pk, "survey", "sms", message_id=7).allowed


def test_agreeing_once_more_allows_one_more(wang: Customer) -> None:
    say(wang, "given", channel="sms", is_once=True)
    use_consent(wang.pk, purpose="survey", channel="sms", message_id=7)
    say(wang, "given", channel="sms", is_once=True)
    assert consent_for(wang.pk, "survey", "sms").allowed


def test_a_lasting_consent_is_not_used_up(wang: Customer) -> None:
    say(wang, "given")
    use_consent(wang.pk, purpose="survey", channel="sms", message_id=7)
    assert consent_for(wang.pk, "survey", "sms").allowed


# the customer's own page


def test_the_link_shows_no_name_and_no_address(client: Client, wang: Customer) -> None:
    page = client.get(f"/p/{token_for(wang.pk)}").content.decode()
    assert "王女士" not in page
    assert "13800138000" not in page


def test_looking_at_the_page_changes_nothing(client: Client, wang: Customer) -> None:
    client.get(f"/p/{token_for(wang.pk)}?wish=stop")
    assert not is_opted_out(wang.pk)


def test_one_tick_agrees_and_one_withdraws(client: Client, wang: Customer) -> None:
    address = f"/p/{token_for(wang.pk)}"
    client.post(address, {"wish": "save", "allowed": ["survey", "profiling"]})
    assert consent_for(wang.pk, "survey", "sms").allowed
    client.post(address, {"wish": "save", "allowed": ["profiling"]})
    assert not consent_for(wang.pk, "survey", "sms").allowed


def test_what_was_agreed_to_for_one_channel_alone_is_withdrawn_by_one_untick(
    client: Client, wang: Customer, in_english: None
) -> None:
    address = f"/p/{token_for(wang.pk)}"
    say(wang, "given", channel="mail")
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert 'value="survey" aria-describedby="about-survey" checked' in page
    assert "only by Mail" in page
    client.post(address, {"wish": "save", "allowed": ["survey", "profiling"]})
    assert Consent.objects.count() == 1  # a tick that stays widens nothing
    client.post(address, {"wish": "save", "allowed": ["profiling"]})
    assert not consent_for(wang.pk, "survey", "mail").allowed


def test_saving_without_a_change_writes_nothing_down(client: Client, wang: Customer) -> None:
    client.post(f"/p/{token_for(wang.pk)}", {"wish": "save", "allowed": ["profiling"]})
    assert not Consent.objects.exists()


def test_the_customer_stops_everything_at_once(client: Client, wang: Customer) -> None:
    client.post(f"/p/{token_for(wang.pk)}", {"wish": "stop"})
    assert is_opted_out(wang.pk)


@pytest.mark.parametrize("token", ["x", "MTIz:1abc:zzzz", "1:2"])
def test_a_token_that_was_not_made_here_opens_nothing(client: Client, token: str) -> None:
    assert client.get(f"/p/{token}").status_code == 404


def test_a_customer_agrees_to_sensitive_use_with_a_tick_of_its_own(client: Client, wang: Customer) -> None:
    publish_text(TEAM, purpose="sensitive", texts={"en": "Your health"}, asks_again=False)
    client.post(f"/p/{token_for(wang.pk)}", {"wish": "save", "allowed": ["profiling", "sensitive"]})
    assert consent_for(wang.pk, "sensitive", "").allowed
    assert not consent_for(wang.pk, "survey", "").allowed


def test_sensitive_use_cannot_be_ticked_before_its_words_are_published(
    client: Client, wang: Customer
) -> None:
    answer = client.post(f"/p/{token_for(wang.pk)}", {"wish": "save", "allowed": ["profiling", "sensitive"]})
    assert answer.status_code == 302
    assert not consent_for(wang.pk, "sensitive", "").allowed


def test_a_birthday_of_the_29th_of_february_is_no_matter(wang: Customer) -> None:
    Customer.objects.filter(pk=wang.pk).update(born_on=date(2000, 2, 29))
    say(wang, "given")
    assert consent_for(wang.pk, "survey", "sms").allowed


def test_the_customer_says_when_and_how_to_be_reached(client: Client, wang: Customer) -> None:
    hours = {"from": "09:00", "until": "18:00"}
    client.post(f"/p/{token_for(wang.pk)}", {"wish": "reach", "channel": "sms", "language": "en", **hours})
    wishes = preferences_of(wang.pk)
    assert (wishes.channel, wishes.language) == ("sms", "en")
    assert wishes.hours is not None


def test_what_does_not_matter_any_more_is_taken_back(client: Client, wang: Customer) -> None:
    hours = {"from": "09:00", "until": "18:00"}
    client.post(f"/p/{token_for(wang.pk)}", {"wish": "reach", "channel": "sms", "language": "en", **hours})
    client.post(f"/p/{token_for(wang.pk)}", {"wish": "reach", "channel": "", "language": "en", "from": ""})
    wishes = preferences_of(wang.pk)
    assert (wishes.channel, wishes.language, wishes.hours) == ("", "en", None)


def test_hours_that_make_no_sense_change_nothing(client: Client, wang: Customer) -> None:
    client.post(
        f"/p/{token_for(wang.pk)}", {"wish": "reach", "channel": "sms", "from": "09:00", "until": "09:00"}
    )
    assert preferences_of(wang.pk).channel == ""


@pytest.mark.parametrize("wish", ["export", "correct", "restrict", "erase"])
def test_the_customer_asks_for_their_rights_from_their_own_page(
    client: Client, wang: Customer, wish: str
) -> None:
    client.post(f"/p/{token_for(wang.pk)}", {"wish": wish})
    asked = RightsRequest.objects.get()
    assert (asked.kind, asked.customer_id, asked.asked_via) == (wish, wang.pk, "preference_centre")


def test_the_customers_link_is_shown_to_whoever_may_write_down_this_customers_consent(
    organisation: Organisation, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = SignalDraft(source_id="1", unit="E1", text="好", customer=CustomerDraft(value="M-1"))
    accept_signals(TEAM, [draft])
    whom = Customer.objects.get()
    monkeypatch.setitem(ROLES, "readonly", frozenset({"personal.read"}))  # sees everybody, changes nobody
    west = person("west", "西", ("readonly", None), ("manager", organisation.west))
    east = person("east", "东", ("readonly", None), ("manager", organisation.east))
    assert "/p/" not in signed_in(west).get(f"/customers/{whom.pk}/consent").content.decode()
    assert "/p/" in signed_in(east).get(f"/customers/{whom.pk}/consent").content.decode()
