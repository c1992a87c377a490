"""Channels, rules of contact and webhooks as people and programs set them up; secrets go in and never come out."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.test import Client

from tests.conftest import actor_for
from tests.people import met, opted_out
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.models import User
from zhiyin.contact.models import Channel, ContactRule, Door, Message, Webhook, WebhookDelivery
from zhiyin.contact.secrets import secrets_of
from zhiyin.customers.models import Identity

ALIYUN = {
    "name": "短信",
    "x_access_key_id": "LTAI",
    "x_access_key_secret": "a-very-secret-thing",
    "x_sign_name": "知味",
    "x_template": "SMS_1",
    "x_body_parameter": "content",
    "is_default": "on",
}
SignIn = Callable[[User], Client]


@pytest.fixture
def admin(lin: User, signed_in: SignIn) -> Client:
    return signed_in(lin)


@pytest.fixture
def api(lin: User) -> Client:
    _, key = create_api_key(actor_for(lin), label="x", role="administrator", unit_id=None)
    return Client(headers={"authorization": f"Bearer {key}"})


def test_a_channel_is_set_up_and_its_secret_is_never_shown_again(admin: Client) -> None:
    answer = admin.post("/settings/channels/new/sms/aliyun", ALIYUN, follow=True)
    assert answer.status_code == 200
    channel = Channel.objects.get()
    assert secrets_of(channel) == {"access_key_secret": "a-very-secret-thing"}
    assert "a-very-secret-thing" not in channel.secret
    for path in ("/settings/channels", f"/settings/channels/{channel.pk}"):
        assert b"a-very-secret-thing" not in admin.get(path).content


def test_an_empty_secret_leaves_the_one_that_is_there(admin: Client) -> None:
    admin.post("/settings/channels/new/sms/aliyun", ALIYUN)
    channel = Channel.objects.get()
    admin.post(f"/settings/channels/{channel.pk}", {**ALIYUN, "name": "新名", "x_access_key_secret": ""})
    channel.refresh_from_db()
    assert (channel.name, secrets_of(channel)) == ("新名", {"access_key_secret": "a-very-secret-thing"})


SMTP = {
    "name": "信",
    "x_host": "mail.shop.example",
    "x_port": "587",
    "x_security": "starttls",
    "x_username": "shop",
    "x_password": "a-very-secret-thing",
    "x_from": "service@shop.example",
}


@pytest.mark.parametrize(
    ("kind", "carrier", "given", "secret", "change"),
    [
        ("sms", "aliyun", ALIYUN, "access_key_secret", {"x_endpoint": "https://evil.example"}),
        ("mail", "smtp", SMTP, "password", {"x_host": "evil.example"}),
        ("mail", "smtp", SMTP, "password", {"x_port": "2525"}),
        ("mail", "smtp", SMTP, "password", {"x_security": "none"}),
    ],
)
def test_a_secret_is_not_taken_along_to_another_address(
    admin: Client, kind: str, carrier: str, given: dict[str, str], secret: str, change: dict[str, str]
) -> None:
    admin.post(f"/settings/channels/new/{kind}/{carrier}", given)
    channel = Channel.objects.get()
    before = channel.settings
    answer = admin.post(f"/settings/channels/{channel.pk}", {**given, f"x_{secret}": "", **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [f"x_{secret}"]
    channel.refresh_from_db()
    assert channel.settings == before
    admin.post(f"/settings/channels/{channel.pk}", {**given, f"x_{secret}": "another", **change})
    channel.refresh_from_db()
    assert secrets_of(channel) == {secret: "another"}


def test_what_a_carrier_needs_must_be_given(admin: Client) -> None:
    answer = admin.post(
        "/settings/channels/new/sms/aliyun", {**ALIYUN, "x_sign_name": "", "x_endpoint": "ftp://x"}
    )
    assert answer.status_code == 422
    answer = admin.post("/settings/channels/new/sms/aliyun", {**ALIYUN, "x_endpoint": "ftp://x"})
    assert answer.status_code == 422
    assert b"ftp://x" in answer.content
    assert not Channel.objects.exists()


def test_a_carrier_carries_only_its_own_kinds(admin: Client) -> None:
    assert admin.get("/settings/channels/new/mail/aliyun").status_code == 404
    assert admin.get("/settings/channels/new/sms/pigeon").status_code == 404


def test_one_channel_of_a_kind_is_the_usual_way(admin: Client) -> None:
    for name in ("甲", "乙"):
        admin.post("/settings/channels/new/sms/null", {"name": name, "is_default": "on"})
    assert list(Channel.objects.filter(is_default=True).values_list("name", flat=True)) == ["乙"]


def test_a_test_goes_through_the_outbox_by_that_channel(admin: Client) -> None:
    admin.post("/settings/channels/new/sms/null", {"name": "甲"})
    channel = Channel.objects.get()
    admin.post(f"/settings/channels/{channel.pk}/test", {"to": "13800138000"})
    message = Message.objects.get()
    assert (message.via_id, message.purpose, message.state) == (channel.pk, "test", "waiting")
    admin.post(f"/settings/channels/{channel.pk}/test", {"to": "not a number"})
    assert Message.objects.count() == 1


def test_a_test_does_not_go_around_an_opt_out(admin: Client) -> None:
    opted_out("mobile", "13800138000")
    admin.post("/settings/channels/new/sms/null", {"name": "甲"})
    admin.post(f"/settings/channels/{Channel.objects.get().pk}/test", {"to": "13800138000"})
    assert Message.objects.get().reason == "opted_out"


def test_a_channel_is_switched_off_and_on(admin: Client) -> None:
    admin.post("/settings/channels/new/sms/null", {"name": "甲"})
    channel = Channel.objects.get()
    admin.post(f"/settings/channels/{channel.pk}/switch", {"on": "0"})
    channel.refresh_from_db()
    assert not channel.is_active


def test_a_rule_is_set_changed_suspended_and_removed(admin: Client) -> None:
    admin.post(
        "/settings/contact-rules/new",
        {"most": "2", "within_days": "30", "quiet_from": "21:00", "quiet_until": "09:00"},
    )
    rule = ContactRule.objects.get()
    assert (rule.most, rule.quiet_from, rule.quiet_until) == (2, time(21), time(9))
    admin.post(f"/settings/contact-rules/{rule.pk}", {"most": "3", "within_days": "30", "channel": "sms"})
    admin.post(f"/settings/contact-rules/{rule.pk}/switch", {"on": "0"})
    rule.refresh_from_db()
    assert (rule.most, rule.channel, rule.quiet_from, rule.is_active) == (3, "sms", None, False)
    admin.post(f"/settings/contact-rules/{rule.pk}/remove")
    assert not ContactRule.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"most": "2"},
        {"within_days": "2"},
        {"most": "0", "within_days": "2"},
        {"quiet_from": "21:00"},
        {"quiet_from": "21:00", "quiet_until": "21:00"},
        {"most": "1", "within_days": "1", "purpose": "nothing"},
    ],
)
def test_half_a_rule_is_none(admin: Client, given: dict[str, str]) -> None:
    assert admin.post("/settings/contact-rules/new", given).status_code == 422
    assert not ContactRule.objects.exists()


def test_why_somebody_would_not_be_contacted_is_told(admin: Client) -> None:
    customer = met("email", "wang@example.com")
    opted_out("email", "wang@example.com")
    asked = {"customer": str(customer.pk), "channel": "mail", "purpose": "marketing"}
    page = admin.get("/settings/contact-rules", asked).content.decode()
    assert "they asked not to be contacted" in page
    assert "they have not agreed to this purpose" in page
    assert admin.get("/settings/contact-rules", {**asked, "customer": "1"}).status_code == 422
    for at in ("0001-01-01T00:00", "9999-12-31T23:59"):
        assert admin.get("/settings/contact-rules", {**asked, "at": at}).status_code == 422
    assert admin.get("/settings/contact-rules", {**asked, "customer": "9" * 19}).status_code == 422


def test_an_address_that_cannot_be_read_any_more_is_none(admin: Client) -> None:
    customer = met("email", "wang@example.com")
    Identity.objects.update(sealed=b"sealed by another secret")
    asked = {"customer": str(customer.pk), "channel": "mail", "purpose": "case_reply"}
    assert admin.get("/settings/contact-rules", asked).status_code == 200


def test_a_webhooks_secret_is_shown_once(admin: Client) -> None:
    made = admin.post("/settings/webhooks/new", {"url": "https://example.com/in", "events": ["case.opened"]})
    assert b"whsec_" in made.content
    webhook = Webhook.objects.get()
    assert b"whsec_" not in admin.get(f"/settings/webhooks/{webhook.pk}").content
    assert b"whsec_" in admin.post(f"/settings/webhooks/{webhook.pk}/secret").content


def test_the_log_shows_what_was_sent_and_answered(admin: Client) -> None:
    admin.post("/settings/webhooks/new", {"url": "https://example.com/in", "events": ["case.opened"]})
    webhook = Webhook.objects.get()
    admin.post(f"/settings/webhooks/{webhook.pk}/test")
    WebhookDelivery.objects.update(
        state="failed", status=500, answer="<b>broken</b>", problem="refused", attempts=8
    )
    assert b"webhook.test" in admin.get(f"/settings/webhooks/{webhook.pk}?state=failed").content
    page = admin.get(f"/settings/webhooks/deliveries/{WebhookDelivery.objects.get().pk}").content.decode()
    assert "&lt;b&gt;broken" in page
    admin.post(f"/settings/webhooks/{webhook.pk}/replay", {"days": "3"})
    assert WebhookDelivery.objects.get().state == "waiting"


def test_an_address_for_what_comes_back_is_shown_once(admin: Client) -> None:
    page = admin.post("/settings/channels/doors/new", {"name": "管道", "use": "mail:"}).content.decode()
    assert "/in/mail/" in page
    assert "/in/mail/" not in admin.get("/settings/channels").content.decode()
    admin.post(f"/settings/channels/doors/{Door.objects.get().pk}/close")
    assert not Door.objects.exists()


def test_a_manager_of_a_part_sets_up_nothing(mei: User, signed_in: SignIn) -> None:
    assert signed_in(mei).get("/settings/channels").status_code == 403


def test_the_outbox_is_narrowed_to_a_channel(admin: Client) -> None:
    for number, channel in enumerate(("mail", "sms")):
        Message.objects.create(
            channel=channel,
            to_address="x",
            subject=f"about {channel}",
            body="",
            purpose="case_reply",
            key=str(number),
        )
    page = admin.get("/act/outbox?channel=sms").content.decode()
    assert "about sms" in page
    assert "about mail" not in page


def test_the_api_does_what_the_pages_do(api: Client) -> None:
    def ask(method: str, path: str, **body: Any) -> Any:
        return getattr(api, method)(f"/api/v1{path}", body, content_type="application/json")

    given = {"name": "短信", "kind": "sms", "carrier": "tencent"}
    settings = {"secret_id": "id", "app_id": "1", "sign_name": "知味", "template": "2"}
    refused = ask("post", "/channels", **given, settings=settings)
    assert refused.status_code == 422
    assert refused.json()["data"]["errors"].keys() == {"secret_key"}
    made = ask("post", "/channels", **given, settings=settings, secrets={"secret_key": "hush"}).json()
    assert made["secrets_held"] == ["secret_key"]
    assert "hush" not in str(made)
    assert ask("post", f"/channels/{made['id']}/test", to="13800138000").json()["state"] == "waiting"
    assert ask("post", f"/channels/{made['id']}/switch", on=False).json()["is_active"] is False

    rule = ask("post", "/contact-rules", quiet_from="21:00", quiet_until="09:00").json()
    assert ask("get", f"/contact-rules/{rule['id']}").json()["quiet_from"] == "21:00:00"
    customer = met("email", "wang@example.com")
    found = ask(
        "post", "/contact-rules/check", customer_id=str(customer.pk), channel="mail", purpose="marketing"
    )
    assert found.json()["reason"] == "no_consent"
    assert found.json()["checks"][0]["code"] == "address"

    assert {"name": "case.opened", "about": "A case was opened"} in api.get(
        "/api/v1/webhooks/events", headers={"accept-language": "en"}
    ).json()
    hook = ask("post", "/webhooks", url="https://example.com/in", events=["case.opened"]).json()
    assert hook["secret"].startswith("whsec_")
    assert "secret" not in ask("get", f"/webhooks/{hook['id']}").json()
    told = ask("post", f"/webhooks/{hook['id']}/test").json()
    assert ask("get", f"/webhooks/{hook['id']}/deliveries").json()["results"][0]["id"] == told["id"]
    assert ask("post", f"/webhooks/{hook['id']}/replay", since="2026-01-01T00:00:00Z").json() == {"count": 0}
    assert ask("delete", f"/webhooks/{hook['id']}").status_code == 204
    assert ask("delete", f"/contact-rules/{rule['id']}").status_code == 204
