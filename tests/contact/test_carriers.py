"""Each carrier against a server that speaks its protocol: what it is asked, what its answers mean."""

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tests.conftest import actor_for
from tests.contact.carrier import Asked, CarrierServer
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.actions.rehearse import rehearse
from zhiyin.contact.actions.save_channel import ChannelFields, save_channel
from zhiyin.contact.actions.send_again import send_again
from zhiyin.contact.carriers import aliyun, services, tencent, wecom_customer
from zhiyin.contact.carriers.shape import Outcome
from zhiyin.contact.errors import BadChannel
from zhiyin.contact.models import Channel, Message
from zhiyin.contact.queries.channels import read_channel
from zhiyin.contact.sending import outbox
from zhiyin.contact.sending.staff import ask_about_staff

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
Way = Callable[..., Channel]

SMS = {
    "aliyun": (
        {"access_key_id": "id", "sign_name": "知味", "template": "SMS_1"},
        {"access_key_secret": "hush"},
        {"Code": "OK", "BizId": "biz-7", "Message": "OK"},
    ),
    "tencent": (
        {"secret_id": "id", "app_id": "1400", "sign_name": "知味", "template": "1"},
        {"secret_key": "hush"},
        {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "biz-7", "Message": "send success"}]}},
    ),
}
ROBOTS = {
    "wecom": ("wecom_robot", {"key": "k-1"}, "/cgi-bin/webhook/send?key=k-1"),
    "dingtalk": ("dingtalk_robot", {"access_token": "t-1"}, "/robot/send?access_token=t-1"),
    "feishu": ("feishu_robot", {"hook": "h-1"}, "/open-apis/bot/v2/hook/h-1"),
    "slack": ("slack_hook", {"hook": "T/B/X"}, "/services/T/B/X"),
}


def queued(kind: str, to: str = "13800138000", **changes: Any) -> Message:
    fields: dict[str, Any] = {
        "channel": kind,
        "to": to,
        "subject": "",
        "body": "您好",
        "purpose": "case_reply",
        "key": f"k{Message.objects.count()}",
    }
    return queue_message(SYSTEM, **{**fields, **changes})


def became(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


@pytest.fixture(params=SMS)
def sms(request: pytest.FixtureRequest, way: Way, carrier_server: CarrierServer) -> CarrierServer:
    """An SMS carrier's server that takes what it is given, with the channel that asks it."""
    settings, secrets, taken = SMS[request.param]
    way("sms", request.param, secrets, endpoint=carrier_server.url, **settings)
    carrier_server.answer(taken)
    return carrier_server


@pytest.fixture(params=ROBOTS)
def robot(
    request: pytest.FixtureRequest, way: Way, carrier_server: CarrierServer
) -> tuple[str, CarrierServer]:
    carrier, secrets, _ = ROBOTS[request.param]
    way(request.param, carrier, secrets, endpoint=carrier_server.url)
    carrier_server.answer(b"ok" if request.param == "slack" else {"errcode": 0, "code": 0})
    return request.param, carrier_server


def test_the_signature_of_aliyuns_own_example() -> None:
    """ "V3 request structure and signature", the example with fixed parameters."""
    headers = aliyun.signed_headers(
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query=aliyun.canonical_query(
            {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
        ),
        key_id="YourAccessKeyId",
        key_secret="YourAccessKeySecret",
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
    )
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_the_signature_of_tencents_own_example() -> None:
    """ "Signature v3", DescribeInstances."""
    payload = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    found = tencent.authorization(
        host="cvm.tencentcloudapi.com",
        service="cvm",
        payload=payload,
        at=1551113065,
        secret_id="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        secret_key="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
    )
    assert found == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def test_an_sms_that_was_taken_is_sent_with_the_carriers_id(sms: CarrierServer) -> None:
    message = queued("sms")
    assert outbox.send_next("sms")
    assert became(message) == ("sent", "")
    assert message.external_id == "biz-7"
    assert not outbox.send_next("sms")
    assert len(sms.asked) == 1


def test_aliyun_is_asked_in_its_own_words(way: Way, carrier_server: CarrierServer) -> None:
    settings, secrets, taken = SMS["aliyun"]
    way("sms", "aliyun", secrets, endpoint=carrier_server.url, **settings)
    carrier_server.answer(taken)
    message = queued(
        "sms", "+86 138 0013 8000", parameters={"template": "SMS_9", "values": {"name": "王 女士", "n": "3"}}
    )
    outbox.send_next("sms")
    (asked,) = carrier_server.asked
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
    assert query == {
        "PhoneNumbers": "13800138000",
        "SignName": "知味",
        "TemplateCode": "SMS_9",
        "TemplateParam": '{"name": "王 女士", "n": "3"}',
        "OutId": str(message.pk),
    }
    assert (asked.headers["x-acs-action"], asked.headers["x-acs-version"]) == ("SendSms", "2017-05-25")
    signed = aliyun.signed_headers(
        host=asked.headers["host"],
        action="SendSms",
        version="2017-05-25",
        query=urlsplit(asked.path).query,
        key_id="id",
        key_secret="hush",
        at=datetime.strptime(asked.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ"),
        nonce=asked.headers["x-acs-signature-nonce"],
    )
    assert asked.headers["authorization"] == signed["Authorization"]


def test_tencent_is_asked_in_its_own_words(way: Way, carrier_server: CarrierServer) -> None:
    settings, secrets, taken = SMS["tencent"]
    way("sms", "tencent", secrets, endpoint=carrier_server.url, **settings)
    carrier_server.answer(taken)
    message = queued("sms")
    outbox.send_next("sms")
    (asked,) = carrier_server.asked
    assert asked.json == {
        "PhoneNumberSet": ["+8613800138000"],
        "SmsSdkAppId": "1400",
        "SignName": "知味",
        "TemplateId": "1",
        "TemplateParamSet": ["您好"],
        "SessionContext": str(message.pk),
    }
    assert (asked.headers["x-tc-action"], asked.headers["x-tc-version"]) == ("SendSms", "2021-01-11")
    assert asked.headers["authorization"] == tencent.authorization(
        host=asked.headers["host"],
        service="sms",
        payload=asked.body,
        at=int(asked.headers["x-tc-timestamp"]),
        secret_id="id",
        secret_key="hush",
    )


@pytest.mark.parametrize(
    ("to", "by_tencent", "by_aliyun"),
    [
        ("138-0013-8000", "+8613800138000", "13800138000"),
        ("+1 305 555 1234", "+13055551234", "0013055551234"),
        ("+852 9123 4567", "+85291234567", "0085291234567"),
    ],
)
def test_a_number_of_another_country_is_dialled_there(to: str, by_tencent: str, by_aliyun: str) -> None:
    assert tencent.e164(to) == by_tencent
    assert aliyun.dialled(to) == by_aliyun


def tencent_error(code: str) -> dict[str, Any]:
    return {"Response": {"Error": {"Code": code, "Message": "m"}}}


def tencent_status(code: str) -> dict[str, Any]:
    return {"Response": {"SendStatusSet": [{"Code": code, "Message": "m"}]}}


def test_the_values_of_a_template_keep_their_order(way: Way, carrier_server: CarrierServer) -> None:
    settings, secrets, taken = SMS["tencent"]
    way("sms", "tencent", secrets, endpoint=carrier_server.url, **settings)
    carrier_server.answer(taken)
    message = queued("sms", parameters={"values": {"name": "王女士", "n": "3", "a": "店"}})
    message.refresh_from_db()
    outbox.send_next("sms")
    assert carrier_server.asked[0].json["TemplateParamSet"] == ["王女士", "3", "店"]


@pytest.mark.parametrize(
    ("carrier", "said", "status", "state", "told"),
    [
        ("aliyun", {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "m"}, 400, "failed", "isv.MOBILE_NUMBER_ILLEGAL m"),
        ("aliyun", {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "m"}, 200, "failed", "isv.BUSINESS_LIMIT_CONTROL m"),
        ("aliyun", {"Code": "Throttling.User"}, 400, "waiting", "Throttling.User"),
        ("aliyun", {"Code": "InternalError"}, 500, "unknown", "InternalError"),
        ("tencent", tencent_error("AuthFailure.SignatureFailure"), 200, "failed", "AuthFailure.SignatureFailure m"),
        ("tencent", tencent_status("LimitExceeded.Daily"), 200, "failed", "LimitExceeded.Daily m"),
        ("tencent", tencent_error("RequestLimitExceeded"), 200, "waiting", "RequestLimitExceeded"),
        ("tencent", tencent_error("InternalError.Timeout"), 200, "unknown", "InternalError.Timeout"),
        ("tencent", tencent_status("InternalError.Timeout"), 200, "unknown", "InternalError.Timeout"),
        ("tencent", {"Response": {}}, 200, "unknown", ""),
    ],
)  # fmt: skip
def test_what_sms_carriers_answer_means(
    way: Way, carrier_server: CarrierServer, carrier: str, said: Any, status: int, state: str, told: str
) -> None:
    settings, secrets, _ = SMS[carrier]
    way("sms", carrier, secrets, endpoint=carrier_server.url, **settings)
    carrier_server.answer(said, status)
    message = queued("sms")
    outbox.send_next("sms")
    reasons = {"failed": "refused_by_server", "waiting": "server_busy", "unknown": "answer_unreadable"}
    assert became(message) == (state, f"{reasons[state]}: {told}".removesuffix(": "))


def test_a_conversation_that_breaks_once_the_question_is_there_leaves_it_unknown_and_is_not_repeated(
    sms: CarrierServer,
) -> None:
    sms.hangs_up = True
    message = queued("sms")
    outbox.send_next("sms")
    assert became(message) == ("unknown", "broke_off")
    sms.hangs_up = False
    assert not outbox.send_next("sms")
    assert len(sms.asked) == 1


def test_a_carrier_that_is_not_there_has_taken_nothing_and_is_asked_again(way: Way, loopback: None) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings, secrets, _ = SMS["aliyun"]
        way("sms", "aliyun", secrets, endpoint=f"http://127.0.0.1:{unused.getsockname()[1]}", **settings)
        message = queued("sms")
        assert not outbox.send_next("sms")
    state, reason = became(message)
    assert state == "waiting"
    assert reason.startswith("unreachable")
    assert message.not_before is not None


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (502, b"<html>", "unknown"),
        (403, b"<html>", "failed"),
        (503, b"", "waiting"),
        (429, b"{}", "waiting"),
        (200, b"no json", "unknown"),
    ],
)
def test_what_is_no_answer_of_the_carrier_itself(
    sms: CarrierServer, status: int, body: bytes, state: str
) -> None:
    sms.answer(body, status)
    message = queued("sms")
    outbox.send_next("sms")
    assert became(message)[0] == state


def test_a_carriers_address_in_a_network_that_is_not_allowed_is_not_asked(
    sms: CarrierServer, settings: Any
) -> None:
    settings.PRIVATE_NETWORKS = ()
    message = queued("sms")
    outbox.send_next("sms")
    assert became(message) == ("failed", "address_refused")
    assert sms.asked == []


def test_a_robot_is_told_at_its_own_address(robot: tuple[str, CarrierServer]) -> None:
    kind, server = robot
    message = queued(kind, "group", subject="新工单", purpose="notification")
    outbox.send_next(kind)
    assert became(message) == ("sent", "")
    (asked,) = server.asked
    assert asked.path == ROBOTS[kind][2]
    assert "新工单\n您好" in json.dumps(asked.json, ensure_ascii=False).replace("\\n", "\n")


def test_a_robot_that_refuses_with_status_200_has_refused(way: Way, carrier_server: CarrierServer) -> None:
    way("wecom", "wecom_robot", {"key": "wrong"}, endpoint=carrier_server.url)
    carrier_server.answer({"errcode": 93000, "errmsg": "invalid webhook url"})
    message = queued("wecom", "group", purpose="notification")
    outbox.send_next("wecom")
    assert became(message) == ("failed", "refused_by_server: 93000 invalid webhook url")


def test_a_robot_that_is_told_too_much_is_told_later(way: Way, carrier_server: CarrierServer) -> None:
    way("dingtalk", "dingtalk_robot", {"access_token": "t"}, endpoint=carrier_server.url)
    carrier_server.answer({"errcode": 130101, "errmsg": "send too fast"})
    message = queued("dingtalk", "group", purpose="notification")
    outbox.send_next("dingtalk")
    assert became(message)[0] == "waiting"


def test_robots_that_ask_for_signatures_get_them(way: Way, carrier_server: CarrierServer) -> None:
    carrier_server.answer({"errcode": 0, "code": 0})
    way(
        "dingtalk",
        "dingtalk_robot",
        {"access_token": "t", "signing_secret": "SEC1"},
        endpoint=carrier_server.url,
    )
    way("feishu", "feishu_robot", {"hook": "h", "signing_secret": "SEC2"}, endpoint=carrier_server.url)
    for kind in ("dingtalk", "feishu"):
        queued(kind, "group", purpose="notification")
        outbox.send_next(kind)
    ding, feishu = carrier_server.asked
    query = parse_qs(urlsplit(ding.path).query)
    text = f"{query['timestamp'][0]}\nSEC1"
    assert (
        query["sign"][0]
        == base64.b64encode(hmac.new(b"SEC1", text.encode(), hashlib.sha256).digest()).decode()
    )
    text = f"{feishu.json['timestamp']}\nSEC2"
    assert (
        feishu.json["sign"]
        == base64.b64encode(hmac.new(text.encode(), b"", hashlib.sha256).digest()).decode()
    )


def test_slack_says_no_in_plain_words(way: Way, carrier_server: CarrierServer) -> None:
    way("slack", "slack_hook", {"hook": "x"}, endpoint=carrier_server.url)
    carrier_server.answer(b"invalid_payload", 400)
    message = queued("slack", "group", purpose="notification")
    outbox.send_next("slack")
    assert became(message) == ("failed", "refused_by_server: 400 invalid_payload")


@pytest.fixture
def wecom(way: Way, carrier_server: CarrierServer) -> CarrierServer:
    wecom_customer._tokens.clear()
    way(
        "wecom_customer",
        "wecom_customer",
        {"corp_secret": "hush"},
        endpoint=carrier_server.url,
        corp_id="ww1",
        sender="zhangsan",
    )
    return carrier_server


def test_a_message_to_a_wecom_customer_lies_with_a_member_of_staff_until_they_tap(
    wecom: CarrierServer,
) -> None:
    status = 0

    def says(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if "gettoken" in asked.path:
            content: dict[str, Any] = {"errcode": 0, "access_token": "T", "expires_in": 7200}
        elif "add_msg_template" in asked.path:
            content = {"errcode": 0, "fail_list": [], "msgid": "task-1"}
        else:
            content = {"errcode": 0, "send_list": [{"external_userid": "wmEXTERNAL", "status": status}]}
        return 200, {}, json.dumps(content).encode()

    wecom.says = says
    message = queued("wecom_customer", "wmEXTERNAL")
    outbox.send_next("wecom_customer")
    assert became(message) == ("staff", "")
    assert message.external_id == "task-1"
    task = next(asked for asked in wecom.asked if "add_msg_template" in asked.path)
    assert task.path.endswith("?access_token=T")
    assert task.json == {
        "chat_type": "single",
        "external_userid": ["wmEXTERNAL"],
        "sender": "zhangsan",
        "text": {"content": "您好"},
    }
    ask_about_staff()
    assert became(message)[0] == "staff"
    status = 1
    ask_about_staff()
    assert became(message)[0] == "sent"
    assert len([asked for asked in wecom.asked if "gettoken" in asked.path]) == 1


@pytest.fixture
def lying(wecom: CarrierServer) -> Message:
    """A message that lies with staff, whose carrier answers no question about it."""
    taken = {"errcode": 0, "access_token": "T", "expires_in": 7200, "fail_list": [], "msgid": "task-1"}
    wecom.answer(taken)
    message = queued("wecom_customer", "wmEXTERNAL")
    outbox.send_next("wecom_customer")
    wecom.answer(b"busy", status=503)
    return message


def test_a_question_that_is_not_answered_for_a_week_leaves_the_outcome_unknown(lying: Message) -> None:
    ask_about_staff()
    assert became(lying)[0] == "staff"
    Message.objects.update(claimed_at=timezone.now() - timedelta(days=8))
    ask_about_staff()
    state, reason = became(lying)
    assert (state, reason.partition(":")[0]) == ("unknown", "server_busy")


def test_what_nobody_tapped_in_a_week_has_not_left(wecom: CarrierServer, lying: Message) -> None:
    wecom.answer({"errcode": 0, "send_list": [{"external_userid": "wmEXTERNAL", "status": 0}]})
    Message.objects.update(claimed_at=timezone.now() - timedelta(days=8))
    ask_about_staff()
    assert became(lying) == ("failed", "nobody_tapped")


def test_the_channel_that_took_a_message_is_asked_about_it_whatever_is_the_default_by_then(
    way: Way, wecom: CarrierServer, lying: Message
) -> None:
    Channel.objects.update(is_default=False)
    way("wecom_customer")
    wecom.answer({"errcode": 0, "send_list": [{"external_userid": "wmEXTERNAL", "status": 1}]})
    ask_about_staff()
    assert became(lying)[0] == "sent"


def test_everybody_with_staff_is_asked_about_in_turn(lying: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyin.contact.sending.staff.AT_ONCE", 1)
    later = queued("wecom_customer", "wmLATER")
    Message.objects.filter(id=later.pk).update(state="staff", claimed_at=timezone.now())
    asked = []
    monkeypatch.setattr(
        "zhiyin.contact.sending.staff.ask_what_became",
        lambda message, _route: asked.append(message.pk) or Outcome("staff"),
    )
    for _ in range(3):
        ask_about_staff()
    assert asked == [lying.pk, later.pk, lying.pk]


def test_a_channel_tells_when_it_last_carried_anything(way: Way, lin: User) -> None:
    channel = way("sms")
    assert read_channel(actor_for(lin), channel.pk).last_sent_at is None
    message = queued("sms")
    outbox.send_next("sms")
    message.refresh_from_db()
    assert message.via_id == channel.pk
    assert read_channel(actor_for(lin), channel.pk).last_sent_at == message.finished_at


def test_sending_again_takes_the_way_there_is_by_then(way: Way, lin: User) -> None:
    earlier = way("sms")
    message = queued("sms")
    Message.objects.update(state="unknown", via=earlier)
    Channel.objects.update(is_active=False)
    way("sms")
    send_again(actor_for(lin), message_id=message.pk)
    outbox.send_next("sms")
    assert became(message)[0] == "sent"


def test_a_stale_token_is_renewed_once(wecom: CarrierServer) -> None:
    tokens = iter(("old", "new"))

    def says(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if "gettoken" in asked.path:
            content: dict[str, Any] = {"errcode": 0, "access_token": next(tokens), "expires_in": 7200}
        else:
            content = {"errcode": 42001} if "=old" in asked.path else {"errcode": 0, "msgid": "m"}
        return 200, {}, json.dumps(content).encode()

    wecom.says = says
    message = queued("wecom_customer", "wmEXTERNAL")
    outbox.send_next("wecom_customer")
    assert became(message)[0] == "staff"


def test_a_customer_who_is_no_contact_of_the_member_of_staff_is_told(wecom: CarrierServer) -> None:
    wecom.says = lambda asked: (
        200,
        {},
        json.dumps(
            {"errcode": 0, "access_token": "T", "expires_in": 7200}
            if "gettoken" in asked.path
            else {"errcode": 0, "fail_list": ["wmEXTERNAL"], "msgid": "m"}
        ).encode(),
    )
    message = queued("wecom_customer", "wmEXTERNAL")
    outbox.send_next("wecom_customer")
    assert became(message) == ("failed", "not_a_friend")


def test_a_rehearsal_carries_nothing_and_keeps_everything(way: Way) -> None:
    way("sms")
    message = queued("sms")
    outbox.send_next("sms")
    assert became(message) == ("sent", "kept_here")
    assert message.body == "您好"


def test_other_services_go_through_apprise(way: Way, carrier_server: CarrierServer) -> None:
    way("other", "apprise", {"url": carrier_server.url.replace("http://", "json://")})
    message = queued("other", "group", purpose="notification", subject="新工单")
    outbox.send_next("other")
    assert became(message) == ("sent", "")
    assert carrier_server.asked[0].json["message"] == "您好"


INWARD = [
    "json://127.0.0.1:8123/",
    "xml://169.254.169.254/latest/meta-data",
    "form://localhost/",
    "apprises://10.1.2.3/token",
    "ntfy://[::1]/topic",
    "tgram://123456789:abcdefg_hijklmnop/12345678/, json://127.0.0.1/",
    "mailto://user:password@10.1.2.3",
    "syslog://",
    "rsyslog://10.1.2.3",
    "nostr://127.0.0.1",
    "no address at all",
]


@pytest.mark.parametrize("url", INWARD)
def test_other_services_are_no_way_into_a_private_network(way: Way, url: str) -> None:
    fields = ChannelFields("x", "other", "apprise", settings={}, secrets={"url": url})
    with pytest.raises(BadChannel) as refused:
        save_channel(SYSTEM, fields)
    assert set(refused.value.data["errors"]) == {"url"}
    way("other", "apprise", {"url": url})
    message = queued("other", "group", purpose="notification", subject="x")
    outbox.send_next("other")
    assert became(message) == ("failed", "address_refused")


@pytest.mark.parametrize(
    "url", ["tgram://123456789:abcdefg_hijklmnop/12345678/", "schan://abcdefghij", "bark://192.0.43.8/key"]
)
def test_other_services_of_the_internet_may_be_set_up(db: None, url: str) -> None:
    save_channel(SYSTEM, ChannelFields("x", "other", "apprise", settings={}, secrets={"url": url}))


def test_a_name_that_leads_elsewhere_a_moment_later_leads_past_no_guard(
    way: Way, carrier_server: CarrierServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    way("other", "apprise", {"url": carrier_server.url.replace("http://", "json://")})
    monkeypatch.setattr(services, "_look_up", lambda *_: setattr(settings, "PRIVATE_NETWORKS", ()))
    message = queued("other", "group", purpose="notification", subject="x")
    outbox.send_next("other")
    assert became(message) == ("unknown", "broke_off")
    assert carrier_server.asked == []


def test_a_kind_without_a_channel_waits_and_says_why(db: None) -> None:
    from zhiyin.contact.queries.messages import read_message

    message = queued("sms")
    assert not outbox.send_next("sms")
    assert read_message(SYSTEM, message.pk).reason == "no_channel"


def test_a_channel_that_is_off_keeps_its_messages_waiting(way: Way) -> None:
    channel = way("sms")
    message = queued("sms", via_id=channel.pk)
    Channel.objects.update(is_active=False)
    assert not outbox.send_next("sms")
    Channel.objects.update(is_active=True)
    outbox.send_next("sms")
    assert became(message)[0] == "sent"


def test_a_secret_that_cannot_be_read_sends_nothing(way: Way, settings: Any) -> None:
    way("sms", "aliyun", {"access_key_secret": "x"})
    settings.SECRET_KEY = "another"
    message = queued("sms")
    outbox.send_next("sms")
    assert became(message) == ("failed", "secret_unreadable")


def test_an_installation_that_is_tried_out_writes_to_nobody_and_shows_what_would_have_left(db: None) -> None:
    assert rehearse(SYSTEM) == 2
    assert rehearse(SYSTEM) == 0
    message = queued("mail", "wang@example.com", subject="s")
    outbox.send_next("mail")
    assert became(message) == ("sent", "kept_here")
